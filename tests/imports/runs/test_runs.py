"""Runs through their services: read, refused, cancelled, abandoned, and never twice."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django.fixtures import Settings

from assessments.imports.batches.services.refusals import AlreadyReading, ImportRefused, RunEnded
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.reading.heads import heads
from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.files.source_files import SourceFile
from assessments.imports.kinds import services as uploads
from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import reading as run_reading
from assessments.imports.runs.services import runs
from assessments.models import ColumnAssignment, Department, ImportBatch, ImportRun, User
from assessments.models.choices import RunState
from tests import factories
from tests.imports.case_lists.lists import TEMPLATE, files, p21
from tests.imports.sample_files import reports_of

pytestmark = pytest.mark.django_db

BAD = TEMPLATE.replace("05.03.2024", "last week")
UNKNOWN = "Akte;Tag;Ziffern;Wer\nT1;2024-03-05;5-831.0;S1\n"
COLUMNS = {"case": "Akte", "date": "Tag", "codes": "Ziffern"}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.IMPORT_BACKGROUND_BYTES = 0
    return tmp_path / "imports"


@pytest.fixture
def queue(settings: Settings) -> None:
    """Tasks wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


def submit(
    user: User, department: Department, sources: list[SourceFile], **options: Any
) -> ImportRun:
    """The run as it is after it was submitted."""
    asked = heads(sources) if options.pop("asks_columns", False) else ()
    named = [(one.name, [one.data]) for one in sources]
    run = runs.submit(user=user, department=department, files=named, options=options, heads=asked)
    run.refresh_from_db()
    return run


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_files_become_a_preview_and_are_gone(
    department: Department, director: User, folder: Path
) -> None:
    run = submit(director, department, p21(), year=2024)
    assert (run.state, run.attempts) == (RunState.DONE, 1)
    assert run.batch is not None
    assert CaseListDetails.read(run.batch).years == [2024]
    assert 0 < run.rows_read <= run.rows_expected
    assert list(folder.iterdir()) == []


def test_files_wait_privately_for_the_worker(
    department: Department, director: User, folder: Path, queue: None
) -> None:
    run = submit(director, department, p21())
    assert run.state == RunState.WAITING
    (own,) = folder.iterdir()
    assert own.name == run.folder
    assert folder.stat().st_mode & 0o777 == own.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in own.iterdir()} == {0o600}
    assert DBTaskResult.objects.get().args_kwargs == {"args": [str(run.pk)], "kwargs": {}}
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert list(folder.iterdir()) == []


def test_problems_stay_for_an_hour_and_the_files_do_not(
    department: Department, director: User, folder: Path
) -> None:
    run = submit(director, department, files(cases=BAD))
    assert (run.state, run.problems) == (RunState.REFUSED, 1)
    assert kept(folder) == ["lock", "problems"]
    found = run_files.problems(run.folder)
    assert found is not None
    assert "“last week” is not a day." in str(found)
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(minutes=61))
    runs.recover()
    assert list(folder.glob("*/*")) == []
    assert run_files.problems(run.folder) is None


def test_same_files_are_read_once_at_a_time(
    department: Department, director: User, folder: Path, queue: None
) -> None:
    run = submit(director, department, p21())
    with pytest.raises(AlreadyReading) as caught:
        submit(director, department, p21()[::-1])
    assert caught.value.run == run
    assert len(list(folder.iterdir())) == 1
    submit(director, department, files(template=TEMPLATE))
    other = factories.department()
    submit(factories.user(role="director", of=other), other, p21())
    assert ImportRun.objects.count() == 3


def test_files_that_count_already_say_so_and_lead_there(
    department: Department, director: User
) -> None:
    before = case_imports.propose(user=director, department=department, files=p21())
    run = submit(director, department, p21())
    assert run.state == RunState.REFUSED
    assert run.batch == before
    refusal = ImportRefused.from_json(run.refusal)
    assert "waiting for your confirmation already" in str(refusal)


def test_run_that_ended_before_it_could_say_so_is_done(
    department: Department, director: User, queue: None
) -> None:
    run = submit(director, department, p21())
    batch = case_imports.propose(user=director, department=department, files=p21())
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.batch) == (RunState.DONE, batch)


def test_nobody_submits_without_the_right_to_record(department: Department, folder: Path) -> None:
    consultant = factories.user(role="consultant", of=department)
    with pytest.raises(PermissionDenied):
        submit(consultant, department, p21())
    assert list(folder.iterdir()) == []
    run = factories.import_run(department=department)
    with pytest.raises(PermissionDenied):
        runs.cancel(user=consultant, run=run)


def test_right_that_was_taken_away_meanwhile_ends_the_run(
    department: Department, director: User, folder: Path, queue: None
) -> None:
    run = submit(director, department, p21())
    director.memberships.all().delete()
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.REFUSED
    assert "may not record" in str(ImportRefused.from_json(run.refusal))
    assert list(folder.iterdir()) == []


def test_crash_is_told_without_what_the_file_holds(
    department: Department,
    director: User,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_args: object, **_values: object) -> None:
        raise ValueError("KH99001122")

    monkeypatch.setattr(case_imports, "count_cases", fail)
    run = submit(director, department, p21())
    assert run.state == RunState.FAILED
    assert "ValueError in fail" in caplog.text
    assert "KH99001122" not in caplog.text
    assert list(folder.iterdir()) == []


def test_cancelled_run_stops_and_leaves_nothing(
    department: Department, director: User, folder: Path, queue: None
) -> None:
    run = submit(director, department, p21())
    runs.cancel(user=director, run=run)
    assert list(folder.iterdir()) == []
    run_reading.perform(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.CANCELLED
    assert not ImportBatch.objects.exists()
    with pytest.raises(RunEnded):
        runs.cancel(user=director, run=run)


def test_reader_stops_in_the_middle_once_cancelled(
    department: Department, director: User, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = run_reading._Reporter.__call__

    def cancelling(self: Any, rows: int, about: int) -> None:
        ImportRun.objects.update(state=RunState.CANCELLED)
        read(self, rows, about)

    monkeypatch.setattr(run_reading._Reporter, "__call__", cancelling)
    run = submit(director, department, p21())
    assert run.state == RunState.CANCELLED
    assert not ImportBatch.objects.exists()
    assert list(folder.iterdir()) == []


def test_preview_of_a_run_cancelled_at_the_last_moment_is_put_away(
    department: Department, director: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    propose = case_imports.propose

    def cancelling(**values: Any) -> ImportBatch:
        batch = propose(**values)
        ImportRun.objects.update(state=RunState.CANCELLED)
        return batch

    monkeypatch.setattr(case_imports, "propose", cancelling)
    submit(director, department, p21())
    assert ImportBatch.objects.get().status == "discarded"


@pytest.mark.parametrize("status", ["RUNNING", "FAILED", None])
def test_run_whose_process_ended_goes_into_the_queue_again(
    department: Department, director: User, queue: None, status: str | None
) -> None:
    run = submit(director, department, p21())
    ImportRun.objects.update(state=RunState.RUNNING, attempts=1)
    if status:
        DBTaskResult.objects.update(status=status)
    else:
        DBTaskResult.objects.all().delete()
    with run_files.held(run.folder):
        runs.recover()  # somebody is at work
    assert not DBTaskResult.objects.filter(status="READY").exists()
    runs.recover()
    runs.recover()
    assert DBTaskResult.objects.get().status == "READY"
    run.refresh_from_db()
    assert run.state == RunState.WAITING


def test_nobody_reads_what_another_process_is_reading(
    department: Department, director: User, queue: None
) -> None:
    run = submit(director, department, p21())
    with run_files.held(run.folder) as is_mine:
        assert is_mine
        run_reading.perform(run.pk)
    run.refresh_from_db()
    assert (run.state, run.attempts) == (RunState.WAITING, 0)


def test_file_that_ends_its_process_again_and_again_is_given_up(
    department: Department, director: User, folder: Path, queue: None
) -> None:
    run = submit(director, department, p21())
    ImportRun.objects.update(state=RunState.RUNNING, attempts=runs.MOST_ATTEMPTS)
    runs.recover()
    run.refresh_from_db()
    assert run.state == RunState.FAILED
    assert list(folder.iterdir()) == []


def test_what_nobody_asks_for_is_removed_in_time(
    department: Department, director: User, folder: Path, queue: None
) -> None:
    old = submit(director, department, p21())
    asked = submit(director, department, files(a=UNKNOWN), asks_columns=True)
    lost = submit(director, department, files(template=TEMPLATE))
    run_files.remove(lost.folder)
    ImportRun.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    runs.recover()
    states = dict(ImportRun.objects.values_list("pk", "state"))
    assert states == {
        old.pk: RunState.EXPIRED,
        asked.pk: RunState.NEEDS_COLUMNS,
        lost.pk: RunState.EXPIRED,
    }
    ImportRun.objects.filter(pk=asked.pk).update(reported_at=timezone.now() - timedelta(minutes=61))
    stranger = folder / "0123"
    stranger.mkdir()
    (stranger / "0").write_bytes(b"x")
    runs.recover()
    assert kept(folder) == ["0"]  # it could be an upload that is just coming in
    run_files.remove_unknown_folders((), older_than=-1)
    assert list(folder.iterdir()) == []
    asked.refresh_from_db()
    assert asked.state == RunState.EXPIRED
    ImportRun.objects.update(finished_at=timezone.now() - timedelta(days=31))
    runs.recover()
    assert not ImportRun.objects.exists()


def test_small_files_are_read_at_once(
    department: Department, director: User, queue: None, settings: Settings
) -> None:
    settings.IMPORT_BACKGROUND_BYTES = 1_000_000
    assert submit(director, department, p21()).state == RunState.DONE
    assert not DBTaskResult.objects.exists()


def test_assigned_columns_are_read_and_remembered_once_they_can_be(
    department: Department, director: User, folder: Path
) -> None:
    run = submit(director, department, files(a=UNKNOWN))
    assert run.state == RunState.NEEDS_COLUMNS
    assert "0" in kept(folder)
    runs.assign(user=director, run=run, columns=COLUMNS | {"date": "Wer"})
    run.refresh_from_db()
    assert (run.state, run.problems) == (RunState.NEEDS_COLUMNS, 1)
    assert not ColumnAssignment.objects.exists()
    editor = factories.user(role="editor", of=department)
    runs.assign(user=editor, run=run, columns=COLUMNS)
    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert run.batch is not None
    columns = CaseListDetails.read(run.batch).columns
    assert columns is not None
    assert (columns.names, columns.person) == (COLUMNS, str(editor))
    assignment = ColumnAssignment.objects.get()
    assert (assignment.hospital, assignment.changed_by) == (department.hospital, editor)
    assert list(folder.iterdir()) == []
    with pytest.raises(RunEnded):
        runs.assign(user=editor, run=run, columns=COLUMNS)


def test_all_reports_of_a_run_cancelled_at_the_last_moment_are_put_away(
    department: Department, director: User, queue: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = submit(director, department, reports_of(2018, 2019))
    propose = uploads.propose

    def cancelled_meanwhile(**asked: Any) -> list[ImportBatch]:
        batches = propose(**asked)
        runs.cancel(user=director, run=run)
        return batches

    monkeypatch.setattr(uploads, "propose", cancelled_meanwhile)
    run_reading.perform(run.pk)
    states = ImportBatch.objects.values_list("status", flat=True)
    assert list(states) == ["discarded", "discarded"]
