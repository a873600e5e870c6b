"""Writes the steps of a profile workbook with the services that the pages use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.editing.record_refusals import RecordGone, RecordRefused
from assessments.imports.batches.services.refusals import ProfileRefused
from assessments.imports.profile_workbook.reading.contents import Texts
from assessments.imports.profile_workbook.services.entries import (
    ANSWERS,
    MODELS,
    NEW,
    VOLUMES,
    Step,
    StoredProfile,
)
from assessments.models import Department, ImportBatch, Surgeon, User
from assessments.models.versioned import Versioned
from assessments.profile.answers.reading.stated_answers import StatedAnswer
from assessments.profile.answers.services.saving import save_answers
from assessments.profile.records import services as records
from assessments.profile.volumes.reading.categories import Cell, cell_of_name
from assessments.profile.volumes.services import save_volumes
from benchmarks.library.definition import Benchmark


def write(
    *,
    user: User,
    batch: ImportBatch,
    steps: Sequence[Step],
    stored: StoredProfile,
    benchmark: Benchmark,
    now: datetime,
) -> None:
    """Record the steps; ProfileRefused at the first that cannot be, and the caller rolls back."""
    writer = _Writer(user, batch.department, stored, benchmark, now)
    for step in _in_order(steps):
        try:
            with transaction.atomic():
                writer.write(step)
        except ValidationError as error:
            raise _refused(batch, step, " ".join(error.messages)) from error
        except RecordRefused as error:
            raise _refused(batch, step, str(error)) from error
        except IntegrityError as error:
            raise _refused(batch, step, _("It contradicts another entry.")) from error


def _in_order(steps: Sequence[Step]) -> list[Step]:
    """Removals first, dependent records before those they refer to; then sheet by sheet."""
    places = [*MODELS, VOLUMES, ANSWERS]
    wanted = [step for step in steps if step.state != "same"]
    removed = [step for step in wanted if step.state == "removed"]
    others = [step for step in wanted if step.state != "removed"]
    removed.sort(key=lambda step: -places.index(step.entry.sheet))
    others.sort(key=lambda step: places.index(step.entry.sheet))
    return [*removed, *others]


def _refused(batch: ImportBatch, step: Step, reason: str) -> ProfileRefused:
    return ProfileRefused(
        batch, row=step.entry.row, sheet=sheet_name(step.entry.sheet), reason=reason
    )


def sheet_name(sheet: str) -> str:
    """The title of a sheet in the active language."""
    return {
        "department": _("Department"),
        "surgeons": _("Surgeons"),
        "certificates": _("Certificates"),
        "trainings": _("Training"),
        "partnerships": _("Partnerships"),
        "clinics": _("Outpatient clinics"),
        "outcomes": _("Outcomes"),
        VOLUMES: _("Volumes"),
        ANSWERS: _("Structure and process"),
    }[sheet]


class _Writer:
    """Writes one step after the other; knows the surgeons that were added on the way."""

    def __init__(
        self,
        user: User,
        department: Department,
        stored: StoredProfile,
        benchmark: Benchmark,
        now: datetime,
    ) -> None:
        self.user, self.department, self.now = user, department, now
        self.stored, self.benchmark = stored, benchmark
        self._surgeons: dict[str, Surgeon] = dict(stored.records["surgeons"])

    def write(self, step: Step) -> None:
        """Write one step; RecordRefused or ValidationError where it cannot be."""
        sheet = step.entry.sheet
        if step.state == "gone":
            raise RecordGone
        if sheet == VOLUMES:
            self._volumes(step)
        elif sheet == ANSWERS:
            self._answers(step)
        elif step.state == "added":
            self._add(step)
        else:
            self._change(step)

    def _add(self, step: Step) -> None:
        model = MODELS[step.entry.sheet]
        values = self._values(model, step.after)
        if any(field.name == "department" for field in model._meta.fields):
            values["department"] = self.department
        record = records.create(user=self.user, record=model(**values))
        if isinstance(record, Surgeon):
            self._surgeons[f"{NEW}{record.code.casefold()}"] = record

    def _change(self, step: Step) -> None:
        record = self.stored.records[step.entry.sheet][step.entry.key]
        if step.state == "removed":
            records.delete(user=self.user, record=record, version=record.version, now=self.now)
            return
        values = self._values(type(record), step.after)
        records.change(user=self.user, record=record, values=values, base=step.before)

    def _volumes(self, step: Step) -> None:
        save_volumes(
            user=self.user,
            department=self.department,
            surgeon=self._surgeon(step.entry.key) if step.entry.key else None,
            base=_counts(step.before),
            cells=_counts(step.after),
            this_year=timezone.localdate().year,
        )

    def _answers(self, step: Step) -> None:
        save_answers(
            user=self.user,
            department=self.department,
            year=int(step.entry.key),
            today=timezone.localdate(),
            benchmark=self.benchmark,
            base={name: StatedAnswer.of_key(key) for name, key in step.before.items()},
            responses={name: StatedAnswer.of_key(key) for name, key in step.after.items()},
        )

    def _values(self, model: type[Versioned], texts: Texts) -> dict[str, Any]:
        """The fields' values out of their texts."""
        values: dict[str, Any] = {}
        for name, text in texts.items():
            field = model._meta.get_field(name)
            assert isinstance(field, models.Field)
            if isinstance(field, models.ForeignKey):
                values[name] = self._surgeon(text)
            else:
                values[name] = None if text == "" and field.null else field.to_python(text)
        return values

    def _surgeon(self, key: str) -> Surgeon:
        if key not in self._surgeons:
            raise RecordGone
        return self._surgeons[key]


def _counts(texts: Mapping[str, str]) -> dict[Cell, int | None]:
    cells = {cell_of_name(name): int(text) if text else None for name, text in texts.items()}
    return {cell: count for cell, count in cells.items() if cell is not None}
