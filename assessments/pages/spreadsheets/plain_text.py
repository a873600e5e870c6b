"""Texts that people typed, kept from being taken for formulas by the spreadsheet of a reader."""

from __future__ import annotations

# Full-width signs too: spreadsheets in Chinese take them for the plain ones.
_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROLS = ("\t", "\r", "\n")


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, whoever typed it."""
    return text.startswith(_CONTROLS) or text.lstrip().startswith(_SIGNS)


def harmless(text: str) -> str:
    """The text of a CSV file that every spreadsheet reads as text: with an apostrophe if need be.

    A cell of a workbook says itself that it is a text and needs none.
    """
    return f"'{text}" if begins_a_formula(text) else text
