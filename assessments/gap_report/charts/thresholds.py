"""Short texts of thresholds, for marks and for columns that show the unit elsewhere."""

from __future__ import annotations

import re

# A number in any locale: digits with points, commas, apostrophes or thin blanks between them.
_NUMBER = re.compile(r"(≤?)≥?[\s\u00a0]*(\d+(?:[.,’\u00a0\u202f]\d+)*)(?!\w)")


def bare_threshold(threshold_text: str) -> str:
    """A threshold without its unit: '≥ 50', '≤ 6.5'; a threshold without a number is unchanged."""
    found = _NUMBER.match(threshold_text)
    sign = "≤" if threshold_text.startswith("≤") else "≥"
    return f"{sign} {found[2]}" if found else threshold_text


def tick_text(threshold_text: str) -> str:
    """A threshold as the text of its mark: the number alone, or with '≤'.

    A threshold without a number is unchanged.
    """
    found = _NUMBER.match(threshold_text)
    return " ".join(part for part in found.groups() if part) if found else threshold_text
