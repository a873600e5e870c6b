"""Tags that draw levels and trends without script: filled steps and a small line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import template
from django.utils.translation import gettext

from assessments import wording

register = template.Library()

HIGHEST = 3
WIDTH, HEIGHT, INSET = 84, 24, 3


@register.inclusion_tag("parts/steps.html")
def steps(level: int, possible: int | None = None) -> dict[str, Any]:
    """Three steps, filled up to the level, outlined up to the level still possible."""
    reachable = level if possible is None else max(level, possible)
    return {
        "level": level,
        "text": wording.level(level, reachable),
        "open": reachable > level,
        "marks": [
            "full" if number <= level else "open" if number <= reachable else "empty"
            for number in range(1, HIGHEST + 1)
        ],
    }


@register.inclusion_tag("parts/sparkline.html")
def sparkline(trend: Sequence[tuple[int, float | None]]) -> dict[str, Any]:
    """A line of the index (0 to 100) over the years, with the same figures in words."""
    known = [(year, value) for year, value in trend if value is not None]
    first, last = (trend[0][0], trend[-1][0]) if trend else (0, 0)
    span = max(last - first, 1)
    points = [
        (
            round(INSET + (WIDTH - 2 * INSET) * ((year - first) / span if last > first else 1), 1),
            round(HEIGHT - INSET - (HEIGHT - 2 * INSET) * value / 100, 1),
        )
        for year, value in known
    ]
    return {
        "line": " ".join(f"{x},{y}" for x, y in points),
        "end": points[-1] if points else None,
        "values": [(year, wording.index(value)) for year, value in known],
        "change": _change([value for _year, value in known]),
        "width": WIDTH,
        "height": HEIGHT,
    }


def _change(values: list[float]) -> str:
    if len(values) < 2:
        return ""
    change = values[-1] - values[-2]
    text = wording.number(abs(change), 1)
    if wording.rounded(change, 1) == 0:
        return gettext("unchanged")
    return f"+{text}" if change > 0 else f"−{text}"
