"""A list of records as pages show it: a heading, a table, and what an empty one asks for."""

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
    """One list of the profile; `empty` stands in place of a table without rows."""

    anchor: str
    title: str
    table: Table
    empty: str
    fold: Fold | None = None


@dataclass(frozen=True)
class Reader:
    """For whom a department's lists are laid out.

    `by_name`: surgeons by their names. `can_edit`: each entry leads to its form, and from there,
    on the page of one surgeon (`of_surgeon`, its id), back to that page.
    """

    department: Department
    this_year: int
    by_name: bool = False
    can_edit: bool = False
    of_surgeon: int | None = None

    def row(self, kind: str, pk: int, name: object, *cells: object) -> tuple[object, ...]:
        """The cells of an entry; the first one leads those who may change it to its form."""
        if not self.can_edit:
            return (name, *cells)
        address = reverse("record_edit", args=[self.department.pk, kind, pk])
        back = f"?surgeon={self.of_surgeon}" if self.of_surgeon else ""
        return (linked(f"{address}{back}", name), *cells)


def linked(address: str, text: object) -> SafeString:
    """Text that leads to an address."""
    return format_html('<a href="{}">{}</a>', address, text)


def years_of(first: int, last: int | None) -> str:
    """From the first to the last year; nothing after the dash: still."""
    return f"{first}–{'' if last is None else last}"
