"""Colours and fonts of page and print: the palette of Okabe and Ito, safe for colour blindness.

Colour is never the only sign: there is always a number of the level, a mark or a word, too.
"""

from __future__ import annotations

ORANGE, SKY, GREEN, YELLOW = "#E69F00", "#56B4E9", "#009E73", "#F0E442"
BLUE, VERMILLION, PURPLE = "#0072B2", "#D55E00", "#CC79A7"
INK, MUTED, GRID, PAPER = "#1A1A1A", "#595959", "#D4D4D4", "#FFFFFF"
TRACK = "#F2F2F2"

LEVELS = (VERMILLION, ORANGE, SKY, BLUE)
PAGE_FONTS = (
    'system-ui, "Segoe UI", "Helvetica Neue", Arial, "Noto Sans", "Noto Sans SC", '
    '"PingFang SC", "Microsoft YaHei", sans-serif'
)


def tint(share: float) -> str:
    """A shade between white (0) and the palette's blue (1)."""
    blue = [int(BLUE[place : place + 2], 16) for place in (1, 3, 5)]
    mixed = [round(255 + (part - 255) * min(max(share, 0.0), 1.0)) for part in blue]
    return "#{:02X}{:02X}{:02X}".format(*mixed)


def readable_on_tint(share: float) -> str:
    """Dark text on light shades, white on dark ones: contrast of at least 4.5 to 1."""
    return PAPER if share > 0.9 else INK
