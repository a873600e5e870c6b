"""Writes lines, boxes and text as SVG."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from xml.sax.saxutils import escape, quoteattr

from assessments.gap_report.charts.palette import GRID, INK, MUTED, PAPER

FONTS = "Noto Sans, Noto Sans SC"
# Characters that XML 1.0 does not allow.
_FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _digits(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


# Cached because thousands of attributes share a few values.
_quoted = lru_cache(maxsize=1024)(quoteattr)


@cache
def _dashed(key: str) -> str:
    return key.replace("_", "-")


class Canvas:
    """Collects shapes; `svg()` returns the document. Lengths in points, y grows downwards."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self._shapes: list[str] = []

    def _add(self, name: str, content: str | None = None, **attributes: str | float) -> None:
        text = " ".join(
            f"{_dashed(key)}={_quoted(v)}"
            if isinstance(v, str)
            else f'{_dashed(key)}="{_digits(v)}"'
            for key, v in attributes.items()
        )
        tail = "/>" if content is None else f">{content}</{name}>"
        self._shapes.append(f"<{name} {text}{tail}")

    def line(
        self, x1: float, y1: float, x2: float, y2: float,
        *, colour: str = GRID, width: float = 0.6, dash: str = "",
    ) -> None:  # fmt: skip
        """A straight line."""
        extra = {"stroke_dasharray": dash} if dash else {}
        self._add("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=colour, stroke_width=width, **extra)

    def box(
        self, x: float, y: float, width: float, height: float,
        *, fill: str = "none", colour: str = "none", line: float = 0.6, dash: str = "",
    ) -> None:  # fmt: skip
        """A rectangle."""
        extra = {"stroke_dasharray": dash} if dash else {}
        self._add(
            "rect", x=x, y=y, width=max(width, 0.0), height=height,
            fill=fill, stroke=colour, stroke_width=line, **extra,
        )  # fmt: skip

    def hatched(self, x: float, y: float, width: float, height: float) -> None:
        """An outlined box with slanted lines, which means: not known."""
        self.box(x, y, width, height, fill=PAPER, colour=MUTED, line=0.5, dash="2 1.5")
        step = 5.0
        place = x
        while place + height <= x + width:
            self.line(place, y + height, place + height, y, colour=GRID, width=0.5)
            place += step

    def dot(self, x: float, y: float, radius: float, *, fill: str, colour: str = INK) -> None:
        """A filled circle with a thin edge."""
        self._add("circle", cx=x, cy=y, r=radius, fill=fill, stroke=colour, stroke_width=0.6)

    def shape(
        self, points: Iterable[tuple[float, float]],
        *, fill: str = "none", colour: str = "none", width: float = 1.0, dash: str = "",
        opacity: float = 1.0, closed: bool = True, rule: str = "nonzero",
    ) -> None:  # fmt: skip
        """A polygon, or an open line through the points."""
        extra = {"stroke_dasharray": dash} if dash else {}
        self._add(
            "polygon" if closed else "polyline",
            points=" ".join(f"{_digits(x)},{_digits(y)}" for x, y in points),
            fill=fill, fill_opacity=opacity, fill_rule=rule, stroke=colour, stroke_width=width,
            **extra,
        )  # fmt: skip

    def text(
        self, x: float, y: float, text: str,
        *, size: float = 7.5, anchor: str = "start", colour: str = INK, bold: bool = False,
    ) -> None:  # fmt: skip
        """One line of text; y is its baseline."""
        self._add(
            "text", escape(_FORBIDDEN.sub("", text)), x=x, y=y, font_size=size, fill=colour,
            text_anchor=anchor, font_weight="700" if bold else "400",
        )  # fmt: skip

    def lines(
        self, x: float, y: float, lines: list[str],
        *, size: float = 7.5, anchor: str = "start", colour: str = INK, bold: bool = False,
    ) -> None:  # fmt: skip
        """Lines of text centred on y."""
        step = size * 1.22
        top = y - step * (len(lines) - 1) / 2 + size * 0.36
        for number, line in enumerate(lines):
            self.text(
                x, top + number * step, line, size=size, anchor=anchor, colour=colour, bold=bold
            )

    def whisker(
        self, low: float, high: float, y: float, *, half: float = 3.0, open_ended: bool = False
    ) -> None:
        """A horizontal interval; an arrow head instead of a stop where no upper bound is known."""
        self.line(low, y, high, y, colour=INK, width=1)
        self.line(low, y - half, low, y + half, colour=INK, width=1)
        if open_ended:
            self.shape([(high, y), (high - 4, y - half), (high - 4, y + half)], fill=INK)
        else:
            self.line(high, y - half, high, y + half, colour=INK, width=1)

    def svg(self) -> str:
        """The SVG document."""
        size = f"{_digits(self.width)} {_digits(self.height)}"
        width, height = size.split()
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" width="{width}pt" '
            f'height="{height}pt" font-family="{FONTS}">{"".join(self._shapes)}</svg>'
        )
