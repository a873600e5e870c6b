"""Files of patients do not stay: without a worker, after a kill, or because somebody sends more."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.fixtures import Settings

from assessments.imports.batches.services.refusals import TooMuchWaiting
from assessments.imports.files.limits import MEGABYTE
from assessments.imports.runs.services import expiry, runs
from assessments.imports.runs.services import files as run_files
from assessments.models import Department, ImportRun, User
from assessments.models.choices import RunState
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.IMPORT_BACKGROUND_BYTES = 0
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return tmp_path / "imports"


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def director(department: Department) -> User:
    return factories.user(role="director", of=department)


def upload(client: Client, department: Department, text: str) -> Any:
    file = SimpleUploadedFile("cases.csv", text.encode())
    answers = {"department": department.pk, "file": [file]}
    return client.post(reverse("import_new"), answers, follow=True)


def submit(user: User, department: Department, text: str) -> ImportRun:
    files = [("cases.csv", [text.encode()])]
    return runs.submit(user=user, department=department, files=files, options={})


def test_any_request_removes_what_waited_for_a_worker_too_long(
    client: Client,
    department: Department,
    director: User,
    folder: Path,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client.force_login(director)
    upload(client, department, "case;date;code\n1;2024-03-05;5-831.0\n")
    run = ImportRun.objects.get()
    file = folder / run.folder / "0"
    settings.REMOVE_EXPIRED_EVERY = 300
    monkeypatch.setattr(expiry, "_next_look", 0.0)
    Client().get("/login/")
    assert file.exists()
    ImportRun.objects.update(created_at=timezone.now() - runs.WAITS_FOR - timedelta(minutes=1))
    Client().get("/login/")
    assert file.exists()  # the next look is some minutes away
    monkeypatch.setattr(expiry, "_next_look", time.monotonic())
    Client().get("/login/")
    assert not file.exists()
    run.refresh_from_db()
    assert run.state == RunState.EXPIRED


def test_a_look_that_fails_does_not_hurt_what_was_asked_for(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise DatabaseError("a cell")

    settings.REMOVE_EXPIRED_EVERY = 300
    monkeypatch.setattr(expiry, "_next_look", 0.0)
    monkeypatch.setattr(runs, "remove_expired", broken)
    request_finished.send(sender=None)
    assert "Expired files could not be removed: DatabaseError" in caplog.text
    assert "a cell" not in caplog.text


def test_run_that_is_being_read_does_not_expire(department: Department, director: User) -> None:
    run = submit(director, department, "x")
    ImportRun.objects.update(created_at=timezone.now() - timedelta(hours=25))
    with run_files.held(run.folder):
        runs.remove_expired()
    run.refresh_from_db()
    assert run.state == RunState.WAITING


def test_upload_of_a_killed_process_is_removed(folder: Path) -> None:
    left, coming = run_files.incoming() / "left", run_files.incoming() / "coming"
    for path in (left, coming):
        path.write_text("a patient")
    hours_ago = time.time() - 2 * 3600
    os.utime(left, (hours_ago, hours_ago))
    os.utime(run_files.incoming(), (hours_ago, hours_ago))
    runs.remove_expired()
    assert (left.exists(), coming.exists()) == (False, True)


def test_a_person_keeps_no_more_than_ten_runs_open(
    client: Client, department: Department, director: User, folder: Path
) -> None:
    client.force_login(director)
    for number in range(10):
        upload(client, department, f"case;date;code\n{number};2024-03-05;5-831.0\n")
    before = sorted(path.name for path in folder.iterdir())
    answer = upload(client, department, "case;date;code\n11;2024-03-05;5-831.0\n")
    assert "no more are taken" in answer.text
    assert ImportRun.objects.count() == 10
    assert sorted(path.name for path in folder.iterdir()) == before
    runs.cancel(user=director, run=ImportRun.objects.all()[0])
    assert "no more are taken" not in upload(client, department, "case;date;code\n").text


def test_bytes_of_a_person_and_runs_of_a_hospital_are_bounded(
    department: Department, director: User
) -> None:
    submit(director, department, "a")
    ImportRun.objects.update(size=1024 * MEGABYTE - 1)
    submit(director, department, "b")
    with pytest.raises(TooMuchWaiting):
        submit(director, department, "c")
    neighbour = factories.department(hospital=department.hospital)
    for number in range(38):
        member = factories.user(role="editor", of=neighbour)
        submit(member, neighbour, f"{number}")
    with pytest.raises(TooMuchWaiting):
        submit(factories.user(role="editor", of=department), department, "d")
    elsewhere = factories.department()
    submit(factories.user(role="editor", of=elsewhere), elsewhere, "d")
