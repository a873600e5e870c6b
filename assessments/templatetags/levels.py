"""Tags that draw levels and trends without script: filled steps and a small line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from assessments import wording
from assessments.gap_report.report.contents import ThresholdRow
from benchmarks.library.definition import LEVELS

register = template.Library()

WIDTH, HEIGHT, INSET = 84, 24, 3


@register.simple_tag
def steps(level: int, possible: int) -> SafeString:
    """Three steps, filled up to the certain level, outlined up to the possible level."""
    return _drawn_steps(level, possible, get_language() or "")


@cache  # ten pairs of levels in each language, and a dashboard shows fifty
def _drawn_steps(level: int, possible: int, language: str) -> SafeString:
    marks = [
        "full" if number <= level else "open" if number <= possible else "empty"
        for number in LEVELS
    ]
    context = {"level": level, "text": wording.level(level, possible), "marks": marks}
    return render_to_string("parts/steps.html", context)


@register.filter
def grades(thresholds: Sequence[ThresholdRow]) -> str:
    """The evidence grades of a measure's thresholds, from level 1 on: A / B / C."""
    return " / ".join(threshold.grade for threshold in thresholds)


@register.filter
def listed(texts: Sequence[str]) -> str:
    """The texts as one list in the reader's language."""
    return wording.listed(list(texts))


@register.inclusion_tag("parts/sparkline.html")
def sparkline(trend: Sequence[tuple[int, float | None]]) -> dict[str, Any]:
    """A line of the index (0 to 100) over the years, with the same figures as text."""
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
        # As text: a template would write the decimals in the reader's locale.
        "line": " ".join(f"{x},{y}" for x, y in points),
        "end": [str(place) for place in points[-1]] if points else None,
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
