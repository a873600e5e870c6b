"""The grid of volumes as sent by a browser: cells as typed, and the numbers they mean.

Not a Django form: that would make a field object of each of some thousand cells.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.editing.number_fields import WholeNumberField
from assessments.models import Surgeon
from assessments.profile.volumes.forms.questions import VolumeQuestion, questions
from assessments.profile.volumes.reading.categories import Cell, category_of_key, cell_of_name
from assessments.profile.volumes.reading.grid import VolumeGrid
from assessments.profile.volumes.services import MOST_OPERATIONS, VolumesConflict

TAKE, SEEN, MINE, THEIRS = "take-", "seen-", "mine", "theirs"
_SEEN = re.compile(r"\d{0,5}", re.ASCII)
_SALT = "volume grid"
_THOUSANDS = re.compile(r"\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+", re.ASCII)


class OperationsField(WholeNumberField):
    """A number of operations of a year; "" where nothing is recorded.

    Operations have no decimals, so a point or comma before three digits separates thousands in
    every language: numbers may be pasted from a spreadsheet in another language. The same rule is
    in static/js/grid.js.
    """

    def __init__(self) -> None:
        super().__init__(
            required=False,
            min_value=0,
            max_value=MOST_OPERATIONS,
            error_messages={
                "min_value": _("A number of operations is 0 or more."),
                "max_value": _("A department does at most 20,000 operations of a kind a year."),
            },
        )

    def clean(self, value: Any) -> Any:
        """The number, None for an empty text; ValidationError for anything else."""
        plain = "".join(unicodedata.normalize("NFKC", value).split())
        if _THOUSANDS.fullmatch(plain):
            value = plain.replace(".", "").replace(",", "")
        return super().clean(value)


_OPERATIONS = OperationsField()


def signed_counts(counts: Mapping[Cell, int | None]) -> str:
    """The counts of the cells, signed, for the hidden field `base`."""
    held = {cell.name: n for cell, n in counts.items() if n is not None}
    return signing.dumps(held, salt=_SALT, compress=True)


class VolumeForm:
    """The typed grid: `typed` holds the texts of the cells, `cells` the numbers (None: empty).

    `errors` says what is wrong with a cell, `other_errors` what is wrong beyond single cells,
    `questions` what should be confirmed before it is saved. `conflict` holds the cells that
    somebody else changed; `take-<cell>` in the next form says whose value counts.
    """

    def __init__(self, data: QueryDict, *, grid: VolumeGrid, surgeon: Surgeon | None) -> None:
        self.base: dict[Cell, int | None] = _unsigned(data.get("base", ""))
        self.typed = {
            cell: data.get(name, "").strip() for name in data if (cell := cell_of_name(name))
        }
        self._sent = set(self.typed)
        self.sheet, self.sheet_problem = data.get("sheet", ""), ""
        self.added = category_of_key(data.get("category", "")) if "add" in data else None
        self._apply_choices(data)
        self.errors: dict[Cell, str] = {}
        self.other_errors: list[str] = []
        self.conflict: VolumesConflict | None = None
        self.is_only_shown = False  # the request was not to save, but to show more of the grid
        self.cells = self._numbers()
        agreed = set(data.getlist("sure"))
        if "sure_all" in data:
            agreed |= set(data.getlist("asked"))
        self.questions: list[VolumeQuestion] = [
            question
            for question in questions(self.cells, self.base, grid, surgeon)
            if question.token not in agreed
        ]
        self.agreed = sorted(agreed)

    @property
    def can_be_saved(self) -> bool:
        """Whether every cell can be read and every question is answered."""
        return not (self.errors or self.other_errors or self.questions)

    @property
    def error_lines(self) -> list[tuple[Cell, str]]:
        """What is wrong in which cell, in the order of the grid."""
        return sorted(self.errors.items(), key=lambda error: (error[0].category.place, error[0]))

    def base_with(self, grid: VolumeGrid) -> str:
        """The next `base`: unchanged for the cells sent, the recorded count for new ones."""
        fresh = {cell: n for cell, n in grid.whole.items() if cell not in self._sent}
        return signed_counts(fresh | self.base)

    def fill(self, sheet: Mapping[Cell, str], grid: VolumeGrid) -> None:
        """Fill in the texts of a table as if typed; an empty text only clears a filled cell."""
        held = {*self.typed, *grid.whole}
        self.typed |= {cell: text for cell, text in sheet.items() if text or cell in held}
        self.cells = self._numbers()
        self.sheet = ""

    def _numbers(self) -> dict[Cell, int | None]:
        cells: dict[Cell, int | None] = {}
        self.errors = {}
        for cell, text in self.typed.items():
            try:
                cells[cell] = _OPERATIONS.clean(text)
            except ValidationError as error:
                self.errors[cell] = " ".join(error.messages)
        return cells

    def _apply_choices(self, data: QueryDict) -> None:
        """In cells with a conflict, use the value that the user chose."""
        for cell in self.typed:
            side, seen = data.get(f"{TAKE}{cell.name}"), data.get(f"{SEEN}{cell.name}", "")
            if side not in {MINE, THEIRS} or not _SEEN.fullmatch(seen):
                continue
            self.base[cell] = int(seen) if seen else None
            if side == THEIRS:
                self.typed[cell] = seen


def _unsigned(base: str) -> dict[Cell, int | None]:
    """The counts that were signed; none if the signature is wrong, so differences conflict."""
    try:
        held: dict[str, int] = signing.loads(base, salt=_SALT)
    except signing.BadSignature:
        return {}
    return {cell: n for name, n in held.items() if (cell := cell_of_name(name))}
