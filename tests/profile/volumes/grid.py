"""Cells, and a grid as a browser would send it."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from django.test import Client

from assessments.models import Department, ProcedureVolume, Surgeon, User
from assessments.profile.volumes.reading.categories import Category, Cell
from tests import factories as make

OPEN_DISC = Category("DEG", "lumbar_disc_stenosis", "open", "", "")
TUBULAR = Category("DEG", "lumbar_disc_stenosis", "MIS", "tubular", "")
TUMOUR = Category("TUM", "", "open", "", "")


def cell(year: int, category: Category = OPEN_DISC) -> Cell:
    """A cell of open disc surgery, unless another category is given."""
    return Cell(year, category)


def counts(department: Department, surgeon: Surgeon | None = None) -> dict[Cell, int]:
    """What is on record for whole years."""
    rows = ProcedureVolume.objects.filter(department=department, surgeon=surgeon, half=0)
    return {
        Cell(
            row.year,
            Category(row.pathology, row.group, row.technique, row.technique_family, row.complexity),
        ): row.operations
        for row in rows
    }


class GridPage:
    """The page of one person: what was opened is sent back, with what was typed into it."""

    def __init__(self, department: Department, user: User, surgeon: Surgeon | None = None) -> None:
        self.client = Client()
        self.client.force_login(user)
        self.address = f"/departments/{department.pk}/volumes/"
        if surgeon:
            self.address += f"?surgeon={surgeon.pk}"
        self.fields: dict[str, Any] = {}
        self.html = ""
        self.open()

    def open(self, first: int = 2022) -> str:
        """Open the page; afterwards `fields` holds what its form holds."""
        sign = "&" if "?" in self.address else "?"
        return self._read(self.client.get(f"{self.address}{sign}first={first}"))

    def send(self, typed: dict[Cell, str] | None = None, **fields: Any) -> str:
        """Send the form with these texts in cells; the page that follows."""
        cells = {one.name: text for one, text in (typed or {}).items()}
        sent = self.fields | cells | fields
        return self._read(self.client.post(self.address, sent, follow=True))

    def _read(self, response: Any) -> str:
        assert response.status_code == 200
        self.html = response.text
        fields: dict[str, Any] = {}
        for tag in re.findall(r"<input[^>]*>", self.html):
            found = dict(re.findall(r'(name|value|type)="([^"]*)"', tag))
            name = unescape(found.get("name", ""))
            if name and found.get("type") not in {"checkbox", "radio"}:
                fields.setdefault(name, []).append(unescape(found.get("value", "")))
        first = re.search(r'<option value="(\d{4})"\s+selected', self.html)
        self.fields = fields | {"first": first[1] if first else ""}
        return self.html


def director(department: Department, **values: Any) -> User:
    """Somebody who may record in the department."""
    return make.user(role="director", of=department, **values)
