"""The worker as a process of its own: killed in the middle, the next one finishes once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from pytest_django.fixtures import Settings

from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import runs
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

ROWS = 450_000


@pytest.fixture
def environment(tmp_path: Path, settings: Settings) -> dict[str, str]:
    """What a worker needs to know to work for this test."""
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "spinecenter.settings",
        "DJANGO_SECRET_KEY": "of-this-test-only",
        "DJANGO_IMPORT_FOLDER": str(tmp_path / "imports"),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite3'}",
    }


def on_disk(environment: dict[str, str], path: Path) -> Any:
    """What asks the database of the worker: a copy on disk where ours is in memory."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(path / "site.sqlite3")])
        import sqlite3

        copy = sqlite3.connect(path / "site.sqlite3", timeout=20)
        return lambda query: copy.execute(query).fetchall()
    of = connection.settings_dict
    login = f"{of['USER']}:{of['PASSWORD']}" if of["PASSWORD"] else of["USER"]
    environment["DATABASE_URL"] = (
        f"postgres://{login}@{of['HOST']}:{of['PORT'] or 5432}/{of['NAME']}"
    )

    def ask(query: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())

    return ask


def worker(environment: dict[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "manage.py", "import_worker", "--interval", "0.1", *arguments]
    return subprocess.Popen(command, cwd=site.BASE_DIR, env=environment, stderr=subprocess.PIPE)


def wait_until(condition: Any, process: subprocess.Popen[bytes]) -> None:
    for _try in range(6_000):
        if condition():
            return
        assert process.poll() is None, process.stderr and process.stderr.read().decode()
        time.sleep(0.01)
    pytest.fail("nothing happened")


def test_worker_killed_in_the_middle_reads_again_and_once(
    environment: dict[str, str], tmp_path: Path
) -> None:
    department = factories.department()
    director = factories.user(role="director", of=department)
    rows = "".join(f"T{number};2024-03-05;5-831.0\n" for number in range(ROWS))
    named = [("cases.csv", [b"case;date;code\n", rows.encode()])]
    run = runs.submit(user=director, department=department, files=named, options={})
    ask = on_disk(environment, tmp_path)
    state = "SELECT state, rows_read, attempts FROM assessments_importrun"
    assert not run_files.is_worker_there()
    first = worker(environment)
    wait_until(lambda: ask(state)[0][1] > 0, first)
    assert run_files.is_worker_there()
    first.send_signal(signal.SIGKILL)
    first.communicate()
    assert not run_files.is_worker_there()
    assert ask(state)[0][0] == "running"
    assert (tmp_path / "imports" / run.folder / "0").exists()

    second = worker(environment)
    wait_until(lambda: ask(state)[0][0] == "done", second)
    second.send_signal(signal.SIGTERM)
    _out, errors = second.communicate(timeout=30)
    assert second.returncode == 0, errors
    assert [(row[0], row[2]) for row in ask(state)] == [("done", 2)]
    assert ask("SELECT count(*) FROM assessments_importbatch") == [(1,)]
    assert not (tmp_path / "imports" / run.folder).exists()
