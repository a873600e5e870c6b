"""Keys of departments in German files: 1700 is HA1700, BA1700 or BE1700 in a § 21 data set."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping

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


def _number(key: str) -> str:
    found = _KIND.fullmatch(key.strip().upper())
    return found[1] if found else ""
