"""Protection against formula injection: typed text that a spreadsheet would run as a formula."""

from __future__ import annotations

# Full-width signs too: Chinese spreadsheets read them as the plain ones.
_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_CONTROLS = ("\t", "\r", "\n")


def begins_a_formula(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula, whoever typed it."""
    return text.startswith(_CONTROLS) or text.lstrip().startswith(_SIGNS)


def safe_for_csv(text: str) -> str:
    """The text for a CSV file, with an apostrophe before it if it could be taken for a formula.

    Cells of a workbook do not need this: they have the type text.
    """
    return f"'{text}" if begins_a_formula(text) else text
