"""Keys of departments in German files: 1700 is HA1700, BA1700 or BE1700 in a § 21 data set.

Departments of a quality report may be named by their number in the report as well.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

_LONGEST_NAME, _MOST_KEYS, _MOST_LISTED = 60, 5, 30
# Main department, department of attending doctors without and with their own anaesthetist.
_KIND = re.compile(r"(?:HA|BA|BE)?(\d{4})", re.ASCII)


def matching_keys(wanted: Iterable[str], listed: Collection[str]) -> list[str]:
    """The listed keys that some wanted key means, in the order of the list.

    A key means itself, whatever its letter case; where it is not listed so, every key with the same
    four digits.
    """
    upper = {key: key.upper() for key in listed}
    found: set[str] = set()
    for key in wanted:
        same = {one for one, text in upper.items() if text == key.strip().upper()}
        found |= same or {one for one in listed if _number(one) and _number(one) == _number(key)}
    return [key for key in listed if key in found]


def unknown_keys(wanted: Iterable[str], listed: Collection[str]) -> list[str]:
    """The wanted keys that mean none of the listed ones."""
    return [key for key in wanted if not matching_keys([key], listed)]


def counted_keys(operations: Mapping[str, int]) -> str:
    """HA2316 (1234), HA1700 (56): keys with numbers, as a refusal lists them."""
    return ", ".join(f"{key or '–'} ({count})" for key, count in operations.items())


def is_meant(wanted: str, number: str, keys: Collection[str]) -> bool:
    """Whether a department of a report is meant by its number in the report or by its key."""
    return wanted.strip() == number != "" or bool(matching_keys([wanted], keys))


def department_words(number: str, name: str, keys: Sequence[str], codes: int) -> str:
    """2: Neurochirurgie 1700 (35), as a refusal lists a department with its number of codes.

    `number`: "" where it has none in the report that is asked for.
    """
    words = " ".join((name[:_LONGEST_NAME].strip() or "–", *keys[:_MOST_KEYS]))
    return f"{number}: {words} ({codes})" if number else f"{words} ({codes})"


def listed_departments(words: Sequence[str]) -> str:
    """The departments one after the other, as many as can be read in a sentence."""
    more = ["…"] if len(words) > _MOST_LISTED else []
    return "; ".join([*words[:_MOST_LISTED], *more])


def _number(key: str) -> str:
    found = _KIND.fullmatch(key.strip().upper())
    return found[1] if found else ""
