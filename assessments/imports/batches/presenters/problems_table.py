"""The problems of files as a table."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.import_records.problems import Problem
from assessments.pages.tables import Table, TableColumn


def problems_table(problems: Iterable[Problem]) -> Table:
    """Place, problem and remedy, one row for each problem of a refused file."""
    columns = (
        TableColumn(_("Where")),
        TableColumn(_("What is wrong")),
        TableColumn(_("What to do")),
    )
    rows = tuple((problem.place, problem.message, problem.remedy) for problem in problems)
    return Table(_("What is wrong, where, and what to do"), columns, rows)
