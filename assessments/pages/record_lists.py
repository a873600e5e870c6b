"""A list of records as pages show it: a heading, a table, and a text for an empty list."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments.models import Department
from assessments.pages.tables import Table


@dataclass(frozen=True)
class Fold:
    """A table that is opened on demand."""

    summary: str
    table: Table


@dataclass(frozen=True)
class RecordList:
    """One list of the profile; `empty` is shown instead of a table without rows."""

    anchor: str
    title: str
    table: Table
    empty: str
    fold: Fold | None = None


@dataclass(frozen=True)
class Reader:
    """The reader for whom a department's lists are laid out.

    `by_name`: surgeons are shown by their names. `can_edit`: each entry links to its form.
    `of_surgeon`: primary key of the surgeon whose page shows the lists; the form leads back there.
    """

    department: Department
    this_year: int
    by_name: bool = False
    can_edit: bool = False
    of_surgeon: int | None = None

    def row(self, kind: str, pk: int, name: object, *cells: object) -> tuple[object, ...]:
        """The cells of an entry; for those who may change it the first one links to its form."""
        if not self.can_edit:
            return (name, *cells)
        address = reverse("record_edit", args=[self.department.pk, kind, pk])
        back = f"?surgeon={self.of_surgeon}" if self.of_surgeon else ""
        return (link_to(f"{address}{back}", name), *cells)


def link_to(address: str, text: object) -> SafeString:
    """A link."""
    return format_html('<a href="{}">{}</a>', address, text)


def years_of(first: int, last: int | None) -> str:
    """A span of years, such as 2019–2024, or 2019– where there is no last year."""
    return f"{first}–{'' if last is None else last}"
