"""Counts as people write them: thousands signs, hidden small numbers, and what is refused."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

HIGHEST = 1_000_000

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+")
_WHOLE = re.compile(r"(\d+)([.,]0{1,2})?")
_FRACTION = re.compile(r"\d*[.,]\d+")
_NEGATIVE = re.compile(r"-\d[\d.,]*")
# Below 4 is what the quality reports hide; other limits cannot be told from 1 to 3.
_HIDDEN = re.compile(
    r"<4|<=3|≤3|1-3|\*+|datenschutz.*|anonymi.*|notspecified|nichtspezifiziert|k\.?a\.?|keineangabe"
)
_OTHER_HIDDEN = re.compile(r"[<≤]=?\d+|\d+-\d+")


class BadCount(ValueError):
    """Not a count; `kind` is the kind of the problem."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        super().__init__(kind)


def read_count(value: object) -> int | None:
    """The whole number a cell or element holds; None where the publisher hid a count below 4.

    "1.231", "1,231" and "1 231" are 1231. Raises `BadCount` for anything negative, fractional,
    missing or not a number.
    """
    if isinstance(value, float):
        return _whole_float(value)
    if isinstance(value, date | time | bool):
        raise BadCount("not_a_count")
    text = _SPACES.sub("", unicodedata.normalize("NFKC", "" if value is None else str(value)))
    text = text.replace("−", "-").replace("–", "-").lower()
    if _HIDDEN.fullmatch(text):
        return None
    if _THOUSANDS.fullmatch(text):
        return _bounded(int(re.sub(r"[.,]", "", text)))
    whole = _WHOLE.fullmatch(text)
    if whole and whole[1].isascii():
        return _bounded(int(whole[1][:12]))
    raise BadCount(_kind(text))


def _whole_float(value: float) -> int:
    if value != value or value in (float("inf"), float("-inf")):
        raise BadCount("not_a_count")
    if value < 0:
        raise BadCount("negative_count")
    if value != int(value):
        raise BadCount("fraction_count")
    return _bounded(int(value))


def _bounded(count: int) -> int:
    if count > HIGHEST:
        raise BadCount("huge_count")
    return count


def _kind(text: str) -> str:
    for kind, pattern in (
        ("no_count", re.compile("")),
        ("negative_count", _NEGATIVE),
        ("fraction_count", _FRACTION),
        ("unknown_small_count", _OTHER_HIDDEN),
    ):
        if pattern.fullmatch(text):
            return kind
    return "not_a_count"
