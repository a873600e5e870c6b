"""Measures the width of printed text, and breaks or cuts it to fit."""

from __future__ import annotations

import re

# Advance widths in Noto Sans Regular, in thousandths of an em, with the characters that have them.
_ADVANCES = {
    225: "'",
    258: "ijl",
    260: " ",
    268: ",.:;",
    269: "!",
    273: "J",
    281: "`",
    300: "()",
    322: "-",
    329: "[]",
    339: "I",
    344: "f",
    361: "t",
    372: "/\\",
    380: "{}",
    408: '"',
    413: "r",
    434: "?",
    444: "_",
    470: "z",
    479: "s",
    480: "c",
    508: "v",
    510: "y",
    519: "F",
    524: "L",
    529: "x",
    534: "k",
    549: "S",
    551: "*|",
    556: "ET",
    561: "a",
    564: "e",
    566: "Y",
    572: "$+0123456789<=>Z^~",
    586: "X",
    600: "V",
    605: "Po",
    615: "bdgpq",
    618: "hnu",
    619: "K",
    622: "R",
    632: "C",
    639: "A",
    646: "#",
    650: "B",
    728: "G",
    730: "D",
    731: "U",
    732: "&",
    741: "H",
    760: "N",
    781: "OQ",
    786: "w",
    831: "%",
    899: "@",
    907: "M",
    930: "W",
    935: "m",
}
_BOLD = 1.08
_OTHER, _WIDE = 620, 1000
_FIRST_WIDE = 0x2E80
# Where a line may break: after a space or a hyphen, and around every Chinese character.
_CJK = r"\u2e80-\u9fff\uff00-\uffef"
_PIECES = re.compile(rf"[{_CJK}]|[^\s{_CJK}]+?(?:-|(?=[\s{_CJK}]|$))|\s+")


class _Widths(dict[str, int]):
    """Widths of characters in thousandths of an em; unknown ones are added on first use."""

    def __missing__(self, char: str) -> int:
        self[char] = width = _WIDE if ord(char) >= _FIRST_WIDE else _OTHER
        return width


_widths = _Widths({char: width for width, chars in _ADVANCES.items() for char in chars})


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of the text in Noto Sans, in points; `size` in points."""
    thousandths = sum(map(_widths.__getitem__, text))
    return thousandths * size / 1000 * (_BOLD if bold else 1)


def fitted(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis if it is wider than `width` points."""
    if text_width(text, size, bold=bold) <= width:
        return text
    room = width - text_width("…", size, bold=bold)
    for place, char in enumerate(text):
        room -= text_width(char, size, bold=bold)
        if room < 0:
            return f"{text[:place].rstrip()}…"
    return text


def wrapped(text: str, width: float, size: float, lines: int, *, bold: bool = False) -> list[str]:
    """The text in at most `lines` lines of `width` points; "…" ends the last if text is cut."""
    text = text[:400]  # more never fits, and would take time to measure
    result = [""]
    for piece in _PIECES.findall(text):
        joined = result[-1] + piece
        if not result[-1] or text_width(joined.rstrip(), size, bold=bold) <= width:
            result[-1] = joined.lstrip()
        else:
            result.append(piece.lstrip())
    if len(result) > lines:
        result[lines - 1 :] = ["".join([result[lines - 1], " ", *result[lines:]])]
    return [fitted(line.strip(), width, size, bold=bold) for line in result]
