"""Runs: files that are read in the background, or wait for their columns to be assigned.

Writers raise `ImportRefused` (nothing changed; its text can be shown) or, for a user who may not
record in the department, `PermissionDenied`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import get_language
from django_tasks_db.models import DBTaskResult

from assessments.editing.locks import locked_department
from assessments.imports.batches.services.kind import NotAtOnce
from assessments.imports.batches.services.refusals import (
    AlreadyReading,
    RunEnded,
    TooMuchWaiting,
)
from assessments.imports.case_lists.reading.heads import known_things
from assessments.imports.case_lists.reading.tables import CaseTable
from assessments.imports.files.limits import MEGABYTE
from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services.reading import heads_of, perform, read_run
from assessments.models import Department, ImportRun, User
from assessments.models.choices import RunState
from assessments.models.import_run import OPEN, RUN_KEPT_FOR

# How long files wait for a worker.
WAITS_FOR = timedelta(hours=24)
# How long a run is listed after it has ended.
LISTED_FOR = timedelta(days=30)
# How often the files of a run are read, if the worker ends each time.
MOST_ATTEMPTS = 3
# How many runs are open at a time, and how many bytes they may have: of a person, of a hospital.
MOST_OF_PERSON = (10, 1024 * MEGABYTE)
MOST_OF_HOSPITAL = (40, 4096 * MEGABYTE)
_UNDER_WAY = (RunState.WAITING, RunState.RUNNING)


def submit(
    *,
    user: User,
    department: Department,
    files: Iterable[run_files.Named],
    options: Mapping[str, Any],
    heads: Sequence[CaseTable] = (),
) -> ImportRun:
    """Keep the files privately and have them read, or let them wait for their columns (`heads`).

    `options`: system, year and completeness as in `Upload`; `by_hand`: somebody wants to assign the
    columns; `is_long`: they are read by the worker, whatever their size. The files are read in the
    language that is active now. `heads`: the tables whose columns are to be assigned first.
    """
    kept = run_files.keep(files)
    state = RunState.NEEDS_COLUMNS if heads else RunState.WAITING
    try:
        if heads:
            run_files.keep_heads(kept.folder, heads_of(heads))
        run = _created(user, department, kept, options, state)
    except BaseException:
        run_files.remove(kept.folder)
        raise
    if state == RunState.WAITING:
        start(run)
    return run


def start(run: ImportRun) -> None:
    """Have the files read: by the worker if that takes long, else before this returns."""
    is_large = run.options["weight"] > settings.IMPORT_BACKGROUND_BYTES
    if is_large or run.options.get("is_long"):
        read_run.enqueue(str(run.pk))
        return
    try:
        perform(run.pk, at_once=True)
    except NotAtOnce:
        read_run.enqueue(str(run.pk))


@transaction.atomic
def cancel(*, user: User, run: ImportRun) -> None:
    """End the run and remove its files; a reader that is at work stops at its next report."""
    _open(user, run, OPEN)
    _end(run, RunState.CANCELLED)


def assign(*, user: User, run: ImportRun, columns: Mapping[str, str]) -> None:
    """Read the files with these columns: what is meant -> the name in the file, "" for none.

    Once they can be read, the assignment is remembered for the hospital.
    """
    with transaction.atomic():
        current = _open(user, run, (RunState.NEEDS_COLUMNS,))
        current.options |= {"columns": known_things(columns), "language": _language()}
        current.uploaded_by = user
        current.state, current.attempts = RunState.WAITING, 0
        current.reported_at, current.finished_at = timezone.now(), None
        current.save()
    start(current)


def recover() -> None:
    """Continue runs whose process has ended, and remove what is no longer needed.

    Every worker does this when it starts and once a minute; it is safe at any time.
    """
    remove_expired()
    for run in ImportRun.objects.filter(state__in=_UNDER_WAY):
        _recover(run)


def remove_expired() -> None:
    """Remove the files that nobody reads or asks for any more, and what is known of old runs.

    Web processes do this too, so that no file stays where no worker runs. Safe at any time.
    """
    now = timezone.now()
    for run in ImportRun.objects.filter(state__in=_UNDER_WAY, created_at__lt=now - WAITS_FOR):
        _expire(run)
    for run in ImportRun.objects.filter(
        state=RunState.NEEDS_COLUMNS, reported_at__lt=now - RUN_KEPT_FOR
    ):
        _end(run, RunState.EXPIRED)
    ended = ImportRun.objects.exclude(state__in=OPEN)
    there = ended.filter(folder__in=run_files.folders(), finished_at__lt=now - RUN_KEPT_FOR)
    for folder in there.values_list("folder", flat=True):
        run_files.remove(folder)
    ended.filter(finished_at__lt=now - LISTED_FOR).delete()
    known = set(ImportRun.objects.values_list("folder", flat=True))
    run_files.remove_unknown_folders(known, RUN_KEPT_FOR.total_seconds())
    run_files.remove_left_uploads(RUN_KEPT_FOR.total_seconds())


def _expire(run: ImportRun) -> None:
    """End a run that has waited too long, unless somebody is reading its files."""
    with suppress(run_files.FilesGone), run_files.held(run.folder) as is_free:
        if not is_free:
            return
    _end(run, RunState.EXPIRED)


def _recover(run: ImportRun) -> None:
    """Put a run that nobody reads into the queue again, unless it waits there."""
    try:
        with run_files.held(run.folder) as is_free:
            if not is_free:
                return
            if run.attempts >= MOST_ATTEMPTS:
                _end(run, RunState.FAILED)
            elif not _tasks(run).filter(status="READY").exists():
                ImportRun.objects.filter(pk=run.pk, state=RunState.RUNNING).update(
                    state=RunState.WAITING, reported_at=timezone.now()
                )
                # The task of a process that was killed would stay in the state running.
                if not _tasks(run).update(status="READY", finished_at=None):
                    read_run.enqueue(str(run.pk))
    except run_files.FilesGone:
        _end(run, RunState.EXPIRED)


def _tasks(run: ImportRun) -> Any:
    arguments = {"args": [str(run.pk)], "kwargs": {}}
    return DBTaskResult.objects.filter(task_path=read_run.module_path, args_kwargs=arguments)


def _end(run: ImportRun, state: RunState) -> None:
    now = timezone.now()
    unended = ImportRun.objects.filter(pk=run.pk, state__in=OPEN)
    if unended.update(state=state, reported_at=now, finished_at=now):
        run_files.remove(run.folder)


@transaction.atomic
def _created(
    user: User,
    department: Department,
    kept: run_files.Kept,
    options: Mapping[str, Any],
    state: RunState,
) -> ImportRun:
    locked_department(user, department.pk)
    same = ImportRun.objects.open().filter(department=department, digest=kept.digest).first()
    if same is not None:
        raise AlreadyReading(same)
    _require_room(user, department, kept.size)
    return ImportRun.objects.create(
        department=department,
        uploaded_by=user,
        file_name=", ".join(kept.names)[:255],
        size=kept.size,
        digest=kept.digest,
        folder=kept.folder,
        options={
            **options,
            "files": list(kept.names),
            "weight": kept.weight,
            "language": _language(),
        },
        state=state,
    )


def _require_room(user: User, department: Department, size: int) -> None:
    """Refuse one run more of the person or the hospital than may be open."""
    of_person, of_hospital = Q(uploaded_by=user), Q(department__hospital=department.hospital_id)
    for of_whom, (most_runs, most_bytes) in (
        (of_person, MOST_OF_PERSON),
        (of_hospital, MOST_OF_HOSPITAL),
    ):
        found = ImportRun.objects.open().filter(of_whom)
        waiting = found.aggregate(runs=Count("pk"), size=Sum("size", default=0))
        if waiting["runs"] >= most_runs or waiting["size"] + size > most_bytes:
            raise TooMuchWaiting


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE


def _open(user: User, run: ImportRun, states: Iterable[RunState]) -> ImportRun:
    """The run as it is now, its department locked; `RunEnded` where it is in another state."""
    locked_department(user, run.department_id)
    current = ImportRun.objects.select_for_update(of=("self",)).filter(pk=run.pk).first()
    if current is None or current.state not in tuple(states):
        raise RunEnded
    return current
