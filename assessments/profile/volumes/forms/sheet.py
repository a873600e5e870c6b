"""The grid of volumes as a table of a spreadsheet: copied out as a template, pasted back whole."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.models.choices import FIRST_YEAR
from assessments.profile.volumes.reading.categories import Category, Cell, offered


class SheetProblem(Exception):
    """A pasted table that cannot be put into the grid; its text says where and why."""


def sheet_text(years: Iterable[int], rows: Iterable[tuple[Category, Iterable[str]]]) -> str:
    """The table with tabs between cells: years in the first row, categories in the first column."""
    lines = [[_("Category"), *map(str, years)]]
    lines += [[category.full_label, *texts] for category, texts in rows]
    return "\n".join("\t".join(line) for line in lines)


def read_sheet(text: str, known: Iterable[Category], this_year: int) -> dict[Cell, str]:
    """The texts of a table by cell; SheetProblem where a row or column does not fit the grid.

    `known`: the categories of the grid; those that can be added are accepted as well.
    """
    lines = [line.rstrip().split("\t") for line in text.splitlines() if line.strip()]
    if len(lines) < 2:
        raise SheetProblem(_("Paste a table first: years in its first row, then a row a category."))
    years = [_year(part, this_year) for part in lines[0][1:]]
    if not years or len(set(years)) < len(years):
        raise SheetProblem(
            _("The first row needs a cell for the category and then each year once.")
        )
    accepted = [*known, *(category for _label, group in offered() for category in group)]
    by_name = {_folded(category.full_label): category for category in accepted}
    texts: dict[Cell, str] = {}
    for number, (name, *parts) in enumerate(lines[1:], start=2):
        category = by_name.get(_folded(name))
        if category is None:
            raise SheetProblem(
                _("Row %(row)s: “%(name)s” is no category. Write it as the grid does.")
                % {"row": number, "name": name[:80]}
            )
        if len(parts) > len(years):
            raise SheetProblem(
                _("Row %(row)s has too many columns: there is no year above “%(text)s”.")
                % {"row": number, "text": parts[len(years)][:40]}
            )
        if Cell(years[0], category) in texts:
            raise SheetProblem(
                _("Row %(row)s: “%(name)s” stands here twice.") % {"row": number, "name": name[:80]}
            )
        parts += [""] * (len(years) - len(parts))
        texts |= {
            Cell(year, category): part.strip() for year, part in zip(years, parts, strict=True)
        }
    return texts


def _year(text: str, this_year: int) -> int:
    plain = unicodedata.normalize("NFKC", text).strip()
    if len(plain) == 4 and plain.isdecimal() and FIRST_YEAR <= int(plain) <= this_year:
        return int(plain)
    raise SheetProblem(
        _("“%(text)s” in the first row is no year from %(first)s to %(last)s.")
        % {"text": text.strip()[:40], "first": FIRST_YEAR, "last": this_year}
    )


def _folded(name: str) -> str:
    """A name for comparison, without differences of width, case and spaces."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
