"""The parts of a comparison of two years as tables: what changed, and what did not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments.pages.tables import Table, TableColumn, or_dash
from assessments.profile.years.reading.changes import TwoYears, YearLine
from assessments.profile.years.reading.comparison import YearComparison


@dataclass(frozen=True)
class PartTables:
    """One part of the comparison; each of the tables may be without rows."""

    anchor: str
    title: str
    changed: Table
    unchanged: Table


def part_tables(comparison: YearComparison) -> tuple[PartTables, ...]:
    """A table of changes and one of the rest for every part, in their order."""
    return tuple(
        PartTables(
            anchor=part.anchor,
            title=part.title,
            changed=_table(part.caption, part.changed, comparison.years),
            unchanged=_table(
                _("Unchanged: %(part)s") % {"part": part.caption}, part.unchanged, comparison.years
            ),
        )
        for part in comparison.parts
    )


def _table(caption: str, lines: Iterable[YearLine], years: TwoYears) -> Table:
    columns = (
        TableColumn(_("What")),
        TableColumn(str(years.earlier)),
        TableColumn(str(years.later)),
        TableColumn(_("Change")),
    )
    rows = tuple((line.name, line.before, line.after, or_dash(line.change)) for line in lines)
    return Table(caption, columns, rows)
