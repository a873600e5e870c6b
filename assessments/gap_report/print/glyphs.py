"""Replaces characters that the print fonts cannot show: a tagged PDF must not contain them."""

from __future__ import annotations

import re
import struct
from functools import cache
from pathlib import Path

FONT_FOLDER = Path(__file__).parent / "fonts"
FONT_FILES = ("NotoSans-Regular.ttf", "NotoSansSC-Regular.ttf")
PLACEHOLDER = "□"
_LONG_RUN = re.compile(r"[^\s\u200b-]{32}(?=[^\s\u200b-])")
_BREAK = "\u200b"
# Invisible characters (break opportunities, joiners), for which fonts need no glyph.
_INVISIBLE = frozenset({ord(_BREAK), 0x200C, 0x200D, 0x00AD, 0x2060})


def printable(text: str) -> str:
    """The text with boxes for characters without a glyph, and spaces for control characters."""
    known = _known()
    if known.issuperset(text):  # nearly always true, and a hundred times faster
        return text
    return "".join(_shown(char, known) for char in text)


def breakable(text: str) -> str:
    """The text with break opportunities in runs of more than 32 characters without one."""
    return _LONG_RUN.sub(rf"\g<0>{_BREAK}", text)


def _shown(char: str, known: frozenset[str]) -> str:
    if char in known:
        return char
    return " " if _is_control(ord(char)) else PLACEHOLDER


def _is_control(code: int) -> bool:
    return code < 0x20 or 0x7F <= code < 0xA0


@cache
def _known() -> frozenset[str]:
    codes = _INVISIBLE.union(*(_characters(FONT_FOLDER / name) for name in FONT_FILES))
    return frozenset(chr(code) for code in codes if not _is_control(code))


def _characters(path: Path) -> set[int]:
    """Code points in the font's Unicode map (OpenType `cmap`, format 12 or else 4)."""
    data = path.read_bytes()
    count = struct.unpack_from(">H", data, 4)[0]
    tables = {
        name: place
        for name, _check, place, _size in struct.iter_unpack(">4sLLL", data[12 : 12 + 16 * count])
    }
    start = tables[b"cmap"]
    subtables = struct.unpack_from(">H", data, start + 2)[0]
    by_format: dict[int, int] = {}
    for number in range(subtables):
        place = start + struct.unpack_from(">L", data, start + 4 + 8 * number + 4)[0]
        by_format[struct.unpack_from(">H", data, place)[0]] = place
    if 12 in by_format:
        return _groups(data, by_format[12])
    return _segments(data, by_format[4])


def _groups(data: bytes, place: int) -> set[int]:
    count = struct.unpack_from(">L", data, place + 12)[0]
    groups = struct.iter_unpack(">LLL", data[place + 16 : place + 16 + 12 * count])
    return {code for first, last, _glyph in groups for code in range(first, last + 1)}


def _segments(data: bytes, place: int) -> set[int]:
    size = struct.unpack_from(">H", data, place + 6)[0]
    ends = struct.unpack_from(f">{size // 2}H", data, place + 14)
    starts = struct.unpack_from(f">{size // 2}H", data, place + 16 + size)
    pairs = zip(starts, ends, strict=True)
    return {code for first, last in pairs for code in range(first, last + 1)} - {0xFFFF}
