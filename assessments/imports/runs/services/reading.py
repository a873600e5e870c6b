"""Reads the files of a run and stores how it ended, in the worker or at once.

Nothing of the files goes into the database, the logs or the arguments of the task, which only name
the run. The files are removed when the run ends, however it ends, unless their columns have to be
assigned first. A process that is killed leaves run and files as they are, and `runs.recover` lets
the next one read them again.
"""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.db.models import F
from django.utils import timezone
from django.utils.translation import override
from django_tasks import task

from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.services import steps as import_steps
from assessments.imports.batches.services.kind import NotAtOnce, Upload
from assessments.imports.batches.services.refusals import (
    AlreadyInPreview,
    ImportRefused,
    NoLongerAllowed,
)
from assessments.imports.case_lists.reading.heads import (
    ColumnChoices,
    can_be_assigned,
    choices_of,
    heads,
)
from assessments.imports.case_lists.reading.tables import CaseTable, SheetTable
from assessments.imports.case_lists.services import column_assignments
from assessments.imports.kinds import services as uploads
from assessments.imports.runs.services import files as run_files
from assessments.models import ImportBatch, ImportRun
from assessments.models.choices import RunState

logger = logging.getLogger(__name__)

_BETWEEN_REPORTS = 1.0  # seconds


class RunStopped(Exception):
    """Somebody cancelled the run while its files were being read."""


@dataclass(frozen=True)
class _Outcome:
    """How the reading ended.

    `batches`: the previews that were stored, or that existed. `heads`: the tables whose columns
    have to be assigned.
    """

    state: RunState
    batches: Sequence[ImportBatch] = ()
    heads: Sequence[CaseTable] = ()
    error: UnreadableFile | None = None
    refusal: ImportRefused | None = None


@task()
def read_run(run_id: str) -> None:
    """The task in the queue."""
    perform(UUID(run_id))


def perform(run_id: UUID, *, at_once: bool = False) -> None:
    """Read the files of a waiting run; nothing where it has ended or another process reads them.

    Raises nothing: the run has the result. Only `at_once`, where a request waits, it raises
    `NotAtOnce` and leaves the run waiting.
    """
    run = _waiting(run_id)
    if run is None:
        return
    try:
        with run_files.held(run.folder) as is_mine:
            if is_mine and _begun(run):
                _end(run, _outcome(run, at_once=at_once))
    except run_files.FilesGone:
        _end(run, _Outcome(RunState.EXPIRED))
    except NotAtOnce:
        ImportRun.objects.filter(pk=run_id, state=RunState.RUNNING).update(state=RunState.WAITING)
        raise


def upload_of(run: ImportRun) -> Upload:
    """The files of the run with what was said about them. Raises `FilesGone`."""
    options = run.options
    return Upload(
        files=run_files.sources(run.folder, options["files"]),
        system=options.get("system", ""),
        year=options.get("year"),
        complete=options.get("complete", True),
        columns=options.get("columns"),
    )


def heads_of(tables: Sequence[CaseTable]) -> list[run_files.Head]:
    """What is kept of tables whose columns are to be assigned."""
    return [run_files.Head(table.file, table.sheet, table.headers) for table in tables]


def choices_for(run: ImportRun) -> ColumnChoices:
    """The columns of a run that waits for them; its files stay closed.

    Raises `FilesGone` or `UnreadableFile`.
    """
    found = run_files.heads(run.folder)
    return choices_of([SheetTable(one.file, one.sheet, one.headers, ()) for one in found])


def _waiting(run_id: UUID) -> ImportRun | None:
    waiting = ImportRun.objects.filter(pk=run_id, state__in=(RunState.WAITING, RunState.RUNNING))
    return waiting.select_related("department__hospital", "uploaded_by").first()


def _begun(run: ImportRun) -> bool:
    """Whether the run was still waiting, or left in the middle by a process that has ended."""
    now = timezone.now()
    waiting = ImportRun.objects.filter(pk=run.pk, state__in=(RunState.WAITING, RunState.RUNNING))
    return bool(
        waiting.update(
            state=RunState.RUNNING,
            attempts=F("attempts") + 1,
            started_at=now,
            reported_at=now,
            rows_read=0,
            rows_expected=0,
        )
    )


def _outcome(run: ImportRun, *, at_once: bool) -> _Outcome:
    try:
        # Cells are read, and problems are worded, in the language of the user who uploaded the
        # files.
        with override(run.options.get("language", settings.LANGUAGE_CODE)):
            return _read(run, replace(upload_of(run), at_once=at_once))
    except RunStopped:
        return _Outcome(RunState.CANCELLED)
    except ImportRefused as error:
        found = [error.batch] if error.batch else []
        return _Outcome(RunState.REFUSED, found, refusal=error)
    except PermissionDenied:
        return _Outcome(RunState.REFUSED, refusal=NoLongerAllowed())
    except (run_files.FilesGone, NotAtOnce):
        raise
    except Exception as error:
        # Its message may quote a cell of the file, so only its kind and place are told.
        place = traceback.extract_tb(error.__traceback__)[-1]
        logger.error(
            "Import run %s failed: %s in %s, line %s",
            run.pk,
            type(error).__name__,
            place.name,
            place.lineno,
        )
        return _Outcome(RunState.FAILED)


def _read(run: ImportRun, upload: Upload) -> _Outcome:
    user, department = run.uploaded_by, run.department
    try:
        is_asked = run.options.get("by_hand") and upload.columns is None
        if is_asked and uploads.recognised(department, upload).asks_columns:
            return _needs_columns(upload)
        batches = uploads.propose(
            user=user,
            department=department,
            upload=replace(upload, progress=_Reporter(run.pk)),
        )
    except UnreadableFile as error:
        # Another column may have been meant.
        if upload.columns is not None or can_be_assigned(upload.files, error):
            return _needs_columns(upload, error)
        return _Outcome(RunState.REFUSED, error=error)
    except AlreadyInPreview as error:
        # The preview of this very run, whose process ended before it could store the result.
        if error.batch is None or error.batch.uploaded_at < run.created_at:
            raise
        batches = [error.batch]
    if upload.columns is not None:
        column_assignments.remember(
            user=user, hospital=department.hospital, columns=upload.columns, files=upload.files
        )
    return _Outcome(RunState.DONE, batches)


def _needs_columns(upload: Upload, error: UnreadableFile | None = None) -> _Outcome:
    """The files wait for their columns, or are refused where none can be assigned."""
    try:
        found = heads(upload.files, names=(upload.columns or {}).values())
        choices_of(found)
    except UnreadableFile as without:
        return _Outcome(RunState.REFUSED, error=error or without)
    return _Outcome(RunState.NEEDS_COLUMNS, heads=found, error=error)


def _end(run: ImportRun, outcome: _Outcome) -> None:
    """Store how the run ended, and remove its files even if that fails."""
    error, is_ended = outcome.error, 0
    try:
        now = timezone.now()
        unended = ImportRun.objects.filter(
            pk=run.pk, state__in=(RunState.WAITING, RunState.RUNNING)
        )
        is_ended = unended.update(
            state=outcome.state,
            batch=next(iter(outcome.batches), None),
            problems=len(error.problems) + error.more if error else 0,
            refusal=outcome.refusal.as_json() if outcome.refusal else {},
            reported_at=now,
            finished_at=now,
        )
        if outcome.state == RunState.DONE and not is_ended:
            # Cancelled at the last moment.
            for batch in outcome.batches:
                import_steps.discard(user=run.uploaded_by, batch=batch)
    finally:
        needs_columns = outcome.state == RunState.NEEDS_COLUMNS
        if not is_ended or not (needs_columns or error):
            run_files.remove(run.folder)
        elif not needs_columns:
            run_files.remove_sources(run.folder)
    if is_ended and needs_columns:
        run_files.keep_heads(run.folder, heads_of(outcome.heads))
    if error is not None and is_ended:
        run_files.keep_problems(run.folder, error)


class _Reporter:
    """Reports to the run how many rows were read, and stops the reading if it was cancelled."""

    def __init__(self, run_id: UUID) -> None:
        self._run_id = run_id
        self._last = 0.0

    def __call__(self, rows: int, about: int) -> None:
        """Called with every piece that was read; writes about once a second, and at the end."""
        if rows < about and time.monotonic() - self._last < _BETWEEN_REPORTS:
            return
        self._last = time.monotonic()
        running = ImportRun.objects.filter(pk=self._run_id, state=RunState.RUNNING)
        try:
            is_running = running.update(
                rows_read=rows, rows_expected=about, reported_at=timezone.now()
            )
        except DatabaseError:  # the next report will do
            return
        if not is_running:
            raise RunStopped
