"""Codes as hospitals write them: side, modifier, label and signs beside the code itself.

Nothing here asks what a code means, but for one letter: behind a whole OPS code a last R, L or B is
a side only where our table knows the code without it and none with it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from typing import Final

# Signs that stand for a hyphen, a full stop or the x of a Chinese extension.
_SIGNS: Final = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
        **dict.fromkeys("。·∙•", "."),
        **dict.fromkeys("×✕хХ", "x"),
    }
)
# Names of code systems before a code, with a year: "OPS 2024: 5-831.0", "ICD-10-GM M51.1".
_LABEL: Final = re.compile(
    r"(?<![0-9A-Z])(?:"
    r"(?:OPS|ICD-?10(?:-?(?:GM|CM|PCS|WHO))?)(?:[- ]?(?:VERSION )?20\d\d(?![0-9A-Z.]))?"
    r"|OPCS(?:-?4)?|CPT|ICD(?:-?9(?:-?CM)?(?:-?3)?)?)[\s:#=_-]*",
    re.IGNORECASE,
)
# One digit, a hyphen and spaces around it: 5 - 831.0.
_SPREAD: Final = re.compile(
    r"(?<![0-9A-Z.])([135689])\s*-\s*(?=\d[\dA-Z]{2}(?![0-9A-Z]))", re.IGNORECASE
)
_SEPARATORS: Final = re.compile(r"[;|,\s，；、]+")
# Two codes with a plus or a stroke between them; a single mark stays with its code, and the parts
# of a telephone number stay together.
_JOINED: Final = re.compile(
    r"(?<=[0-9A-Z*!])\s*[+/]\s*(?=[0-9A-Z]{1,4}[.-]\d|[0-9A-Z]*[A-Z][0-9A-Z]{2})", re.IGNORECASE
)
# A diagnosis with the mark of one that was ruled out: M51.1 A.
_RULED_OUT: Final = re.compile(
    r"(?<![0-9A-Z])([A-Z]\d\d(?:\.\d{1,3})?)\s+A(?![0-9A-Z.])", re.IGNORECASE
)
_NOTHING: Final = ("", "-", "--")
# No code has fewer letters and digits: "R", "50" and "1." stand beside a code.
_SHORTEST: Final = 3
_SIDE_WORDS: Final = frozenset(
    (
        *("RECHTS", "LINKS", "BEIDSEITS", "BEIDSEITIG", "BDS"),
        *("RIGHT", "LEFT", "BOTH", "BILATERAL", "UNILATERAL"),
        *("左", "右", "双", "左侧", "右侧", "双侧", "两侧"),
    )
)

_SIDES: Final = "LR|RL|RT|LT|RE|LI|BDS|[RLB]"
_BESIDE: Final = rf"(?:[\s:_/-]+|\s*[(\[])(?:{_SIDES}|{'|'.join(sorted(_SIDE_WORDS))})[.)\]]*"
# The code itself (group 1), and what may stand behind it without being part of it.
_WRITTEN: Final[Mapping[str, re.Pattern[str]]] = {
    system: re.compile(rf"({code})(?:{behind})?")
    for system, code, behind in (
        (
            "OPS",
            r"[135689]-?\d\d[0-9A-Z](?:\.[0-9A-Z]{1,2}|[0-9A-Z]{1,2})?",
            rf"{_BESIDE}|LR|RL|[RLB]",
        ),
        ("ICD9CM3", r"\d\d\.?\d{1,2}", rf"{_BESIDE}|{_SIDES}"),
        (
            "ICD9CM3_CN",
            r"\d\d\.?[0-9X]{1,2}(?:\d\d(?:X\d{3})?)?",
            rf"{_BESIDE}|{_SIDES}",
        ),
        ("ICD10PCS", r"[0-9A-HJ-NP-Z]{7}", rf"{_BESIDE}|LR|RL|[RLB]"),
        ("OPCS4", r"[A-Z]\d\d(?:\.?\d)?", rf"{_BESIDE}|{_SIDES}"),
        (
            "CPT",
            r"\d{5}|\d{4}[A-Z]",
            rf"{_BESIDE}|(?:[\s:_/-]+[0-9A-Z]{{2}})+|{_SIDES}",
        ),
        # German diagnoses end in a digit; letters behind are the side and how sure it is.
        (
            "ICD10GM",
            r"[A-Z]\d\d(?:\.?\d{1,2})?",
            rf"[-.]*[+*!]?(?:{_BESIDE}|[\s:/-]*(?:[RLB][GVZ]?|[GVZ][RLB]?))",
        ),
        *(
            (system, r"[A-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,9})?", _BESIDE)
            for system in ("ICD10", "ICD10CM", "ICD10CN")
        ),
    )
}
# Before a spreadsheet took 03.09 for a number it had two digits before the full stop.
_LOST_ZERO: Final = re.compile(r"\d\.\d{1,4}(?:X\d{3})?")
_HAS_LABEL: Final = re.compile("OPS|OPCS|CPT|ICD", re.IGNORECASE)


def plain_signs(text: str) -> str:
    """Capitals, plain digits, hyphens and full stops, single spaces; no name of a system.

    Signs before and behind are left out.
    """
    return _strip(_readable(text).upper())


def _readable(text: str) -> str:
    """The text with plain signs and single spaces and without the name of a system."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
        text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    plain = " ".join(text.split())
    if not plain.isalnum():
        plain = _SPREAD.sub(r"\1-", plain)
    return _LABEL.sub(" ", plain) if _HAS_LABEL.search(plain) else plain


def _strip(text: str) -> str:
    """The text without signs around it; letters of every script remain, and "(R)" behind."""
    first, last = 0, len(text)
    bracket = ")" if "(" in text.lstrip("(") else ""
    while first < last and not text[first].isalnum():
        first += 1
    while first < last and not (text[last - 1].isalnum() or text[last - 1] == bracket):
        last -= 1
    return text[first:last]


def letters_and_digits(text: str) -> str:
    """Only these, of a text in capitals."""
    return re.sub(r"[^A-Z0-9]", "", text)


def without_side(system: str, plain: str, known: Collection[str]) -> str:
    """A code as it is written, without side and modifier.

    `plain`: from `plain_signs`; `known`: the normalised codes of the table of the system. What is
    no code of the system comes back as it is.
    """
    found = _WRITTEN[system].fullmatch(plain)
    if found is not None:
        return _without_letter(found[1], known) if system == "OPS" else found[1]
    if system in ("ICD9CM3", "ICD9CM3_CN") and _LOST_ZERO.fullmatch(plain):
        return f"0{plain}"
    return plain


def _without_letter(written: str, known: Collection[str]) -> str:
    """An OPS code without a last R, L or B that is a side: 5-831.0R, 5-984L."""
    stem = written[:-1]
    if written[-1] not in "RLB" or stem[-1] == ".":
        return written
    is_whole = len(letters_and_digits(stem)) == 5 or ("-" in stem and "." not in stem)
    plain, longer = letters_and_digits(stem), letters_and_digits(written)
    if is_whole and plain in known and not any(code.startswith(longer) for code in known):
        return stem
    return written


def split_codes(cell: str) -> list[str]:
    """The codes of a cell that may hold several, with sides, modifiers and numbers left out.

    Texts come back as they are written, but with plain signs. A cell in which nothing is long
    enough for a code gives what it holds; placeholders such as ``-`` give nothing.
    """
    plain = _RULED_OUT.sub(r"\1A", _strip(_readable(cell)))
    parts = [part for part in _SEPARATORS.split(_JOINED.sub(" ", plain)) if part not in _NOTHING]
    codes = [part for part in parts if not _is_beside(part)]
    return codes or parts


def _is_beside(part: str) -> bool:
    bare = part.strip(".:()[]-*/+!#").upper()
    return bare in _SIDE_WORDS or (bare.isascii() and len(letters_and_digits(bare)) < _SHORTEST)
