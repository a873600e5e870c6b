"""Thresholds as they stand beside a mark or in a column of their unit."""

from __future__ import annotations

import re

# A number in any locale: digits with points, commas, apostrophes or thin blanks between them.
_NUMBER = re.compile(r"(≤?)≥?[\s\u00a0]*(\d+(?:[.,’\u00a0\u202f]\d+)*)(?!\w)")


def bare_threshold(threshold_text: str) -> str:
    """A threshold without its unit, where the unit stands beside it: '≥ 50', '≤ 6.5'."""
    found = _NUMBER.match(threshold_text)
    sign = "≤" if threshold_text.startswith("≤") else "≥"
    return f"{sign} {found[2]}" if found else threshold_text


def tick_text(threshold_text: str) -> str:
    """A threshold as it stands beside its mark: its number, with a '≤' but without a mere '≥'.

    A threshold in words stays as it is.
    """
    found = _NUMBER.match(threshold_text)
    return " ".join(part for part in found.groups() if part) if found else threshold_text
