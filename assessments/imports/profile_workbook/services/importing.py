"""Profile workbooks from preview to confirmation and back.

What a workbook says was judged before it comes here (`validation`). Every function locks the
department first and raises `ImportRefused` (nothing changed; its text can be shown) or, for a user
who may not record in the department, `PermissionDenied`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from assessments.editing.locks import locked_department
from assessments.import_records.contents import DamagedContents
from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    ConflictsOpen,
    NotConfirmed,
    NothingToChange,
    OnlyRowsDeleted,
)
from assessments.imports.batches.services.steps import (
    locked_import,
    refuse_if_replaced,
    require_preview,
)
from assessments.imports.profile_workbook.reading.contents import (
    BenchmarkVersion,
    Decision,
    DoneStep,
    Entry,
    ProfileWorkbookDetails,
    ProfileWorkbookRows,
)
from assessments.imports.profile_workbook.services.entries import (
    ANSWERS,
    MINE,
    THEIRS,
    VOLUMES,
    Step,
    StoredProfile,
    steps_of,
    stored_profile,
)
from assessments.imports.profile_workbook.services.undo import sign, state_of, take_back, traces
from assessments.imports.profile_workbook.services.writing import write
from assessments.models import Department, ImportBatch, User
from assessments.models.choices import FIRST_YEAR, ImportKind, ImportStatus
from assessments.profile.answers.reading.recorded_answers import reported_inputs
from benchmarks import library
from benchmarks.library.definition import Benchmark


@dataclass(frozen=True)
class ProposedProfile:
    """A workbook that the forms have judged.

    `benchmark`: id and version of its questions. `left_out`: how many rows were deleted from it;
    `missing`: the sheets that are not in it.
    """

    file_name: str
    digest: str
    size: int
    entries: Sequence[Entry]
    benchmark: tuple[str, str]
    made_at: str
    unchanged: int
    left_out: int
    missing: Sequence[str] = ()


@transaction.atomic
def propose(*, user: User, department: Department, proposed: ProposedProfile) -> ImportBatch:
    """Store what a workbook changes as a preview; nothing is in force before `confirm`."""
    locked_department(user, department.pk)
    refuse_same_workbook(department, proposed.digest)
    today = timezone.localdate()
    entries = list(proposed.entries)
    stored = _stored(department, entries, _benchmark(proposed.benchmark))
    steps = steps_of(entries, stored, {})
    if all(step.state == "same" for step in steps):
        if proposed.left_out:
            raise OnlyRowsDeleted(rows=proposed.left_out)
        raise NothingToChange
    years = _years(steps)
    return ImportBatch.objects.create(
        department=department,
        kind=ImportKind.PROFILE_WORKBOOK,
        year=min(max(years, default=today.year), today.year),
        file_name=proposed.file_name[-255:],
        digest=proposed.digest,
        size=proposed.size,
        code_system="",
        is_complete=False,
        rows=ProfileWorkbookRows(entries=entries).as_json(),
        findings=ProfileWorkbookDetails(
            benchmark=BenchmarkVersion(*proposed.benchmark),
            made_at=proposed.made_at,
            unchanged=proposed.unchanged,
            left_out=proposed.left_out,
            missing=list(proposed.missing),
            decisions={},
            years=years,
        ).as_json(),
        uploaded_by=user,
    )


def preview(batch: ImportBatch) -> list[Step]:
    """What the workbook would change now, with the conflicts that have to be decided first."""
    entries, details = entries_of(batch), ProfileWorkbookDetails.read(batch)
    stored = _stored(batch.department, entries, _benchmark(details.benchmark))
    return steps_of(entries, stored, details.decisions)


@transaction.atomic
def decide(*, user: User, batch: ImportBatch, taken: Mapping[str, tuple[str, str]]) -> ImportBatch:
    """Note which side counts in fields that two people changed.

    `taken`: token of the field -> (`MINE` or `THEIRS`, what the other side was when it was seen).
    """
    batch = locked_import(user, batch)
    require_preview(batch)
    tokens = {step.entry.token(name) for step in preview(batch) for name in step.conflicts}
    details = ProfileWorkbookDetails.read(batch)
    decided = {
        token: Decision.from_json({"take": side, "seen": seen})
        for token, (side, seen) in taken.items()
        if token in tokens and side in {MINE, THEIRS}
    }
    details.with_values(decisions=details.decisions | decided).put_into(batch)
    batch.save(update_fields=["findings"])
    return batch


@transaction.atomic
def confirm(*, user: User, batch: ImportBatch, smaller: Collection[int] = ()) -> ImportBatch:
    """Record everything the workbook changes, or nothing.

    `smaller` does not matter: the page has shown every change by itself.

    ConflictsOpen where a choice is missing, ProfileRefused where a record cannot be as it says.
    """
    batch = locked_import(user, batch)
    require_preview(batch)
    refuse_same_workbook(batch.department, batch.digest, besides=batch)
    entries, details, now = entries_of(batch), ProfileWorkbookDetails.read(batch), timezone.now()
    benchmark = _benchmark(details.benchmark)
    stored = _stored(batch.department, entries, benchmark)
    steps = steps_of(entries, stored, details.decisions)
    if any(step.conflicts for step in steps):
        raise ConflictsOpen(batch)
    if all(step.state == "same" for step in steps):
        raise NothingToChange(batch)
    before = state_of(batch.department)
    write(user=user, batch=batch, steps=steps, stored=stored, benchmark=benchmark, now=now)
    found = traces(before, state_of(batch.department))
    sign(batch, found, now)
    details.with_values(traces=found, done=[_done(step) for step in steps]).put_into(batch)
    batch.status = ImportStatus.CONFIRMED
    batch.confirmed_by, batch.confirmed_at = user, now
    batch.save(update_fields=["status", "confirmed_by", "confirmed_at", "findings"])
    return batch


@transaction.atomic
def undo(*, user: User, batch: ImportBatch) -> ImportBatch:
    """Take a confirmed workbook back; records that were changed by hand since stay as they are.

    How many stayed is noted with the import (`count_not_undone`).
    """
    batch = locked_import(user, batch)
    if batch.status != ImportStatus.CONFIRMED:
        raise NotConfirmed(batch, status=batch.get_status_display())
    details = ProfileWorkbookDetails.read(batch)
    refuse_if_replaced(batch, details.years)
    if details.traces is None:
        raise DamagedContents(batch, "findings.traces")
    kept = take_back(batch, details.traces, user=user)
    details.with_values(traces=None, kept=kept).put_into(batch)
    batch.status = ImportStatus.UNDONE
    batch.undone_by, batch.undone_at = user, timezone.now()
    batch.save(update_fields=["status", "undone_by", "undone_at", "findings"])
    return batch


def entries_of(batch: ImportBatch) -> list[Entry]:
    """What the workbook says, as stored with the import."""
    return ProfileWorkbookRows.read(batch).entries


def done_steps(batch: ImportBatch) -> list[Step]:
    """What a confirmed workbook changed."""
    return [
        Step(one.entry, one.state, one.before, one.after)
        for one in ProfileWorkbookDetails.read(batch).done or []
    ]


def benchmark_of(batch: ImportBatch, language: str = "en") -> Benchmark:
    """The benchmark whose questions the workbook answers."""
    name, version = ProfileWorkbookDetails.read(batch).benchmark
    return library.load(name, version, language)


def count_not_undone(batch: ImportBatch) -> int:
    """How many records stayed, changed by hand since, when the workbook was undone."""
    return ProfileWorkbookDetails.read(batch).kept or 0


def _done(step: Step) -> DoneStep:
    return DoneStep(entry=step.entry, state=step.state, before=step.before, after=step.after)


def _benchmark(key: tuple[str, str]) -> Benchmark:
    return library.load(*key, "en")


def _stored(
    department: Department, entries: Sequence[Entry], benchmark: Benchmark
) -> StoredProfile:
    years = range(FIRST_YEAR, date.max.year)
    inputs = [item.id for item in reported_inputs(benchmark)]
    named = {int(entry.key) for entry in entries if entry.sheet == ANSWERS}
    named |= {
        int(name.split("-")[1])
        for entry in entries
        if entry.sheet == VOLUMES
        for name in entry.values
    }
    return stored_profile(department, [year for year in sorted(named) if year in years], inputs)


def _years(steps: Sequence[Step]) -> list[int]:
    """The years of which yearly records change."""
    found: set[int] = set()
    for step in steps:
        if step.entry.sheet == ANSWERS and step.state != "same":
            found.add(int(step.entry.key))
        elif step.entry.sheet == VOLUMES:
            found |= {int(name.split("-")[1]) for name in (*step.after, *step.conflicts)}
        elif step.entry.sheet == "outcomes" and step.state != "same":
            texts = (step.before.get("year", ""), step.after.get("year", ""))
            found |= {int(text) for text in texts if text}
    return sorted(found)


def refuse_same_workbook(
    department: Department, digest: str, besides: ImportBatch | None = None
) -> None:
    """Refuse a file that is in force already, or in preview."""
    same = ImportBatch.objects.filter(department=department, digest=digest)
    in_force = same.filter(status=ImportStatus.CONFIRMED).select_related("confirmed_by").first()
    if in_force:
        raise AlreadyImported(in_force, year=in_force.year, person=in_force.confirmed_by)
    waiting = same.filter(status=ImportStatus.PREVIEW).first()
    if waiting and besides is None:
        raise AlreadyInPreview(waiting)
