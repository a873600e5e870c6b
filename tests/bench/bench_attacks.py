"""What the worst uploads cost the web process: each as large as one may be that is read at once.

Each upload goes through the page in a process of its own; no worker runs. CPU seconds and peak
memory are those of the process, which begins as a warm web process does.
"""

from __future__ import annotations

import os
import pickle
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time
from typing import Any

from tests.bench.records import database, django_ready
from tests.bench.result import Limit, Result

MOST_SECONDS, MOST_MEGABYTES = 3, 300
_SMALL = b"case;date;code\nT1;2024-03-05;5-831.0\n"


@dataclass(frozen=True)
class _Taken:
    """What one upload needed, and how it ended."""

    seconds: float
    megabytes: float
    end: str


def run() -> list[Result]:
    """CPU seconds; ratios are to the seconds allowed. ATTACK=word|word: only those with a word."""
    django_ready()
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tests.imports.attack_files import ATTACKS

    setup_test_environment()
    settings.SECURE_SSL_REDIRECT = False
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.MIDDLEWARE = [one for one in settings.MIDDLEWARE if "whitenoise" not in one]
    words, results = os.environ.get("ATTACK", "").split("|"), []
    with tempfile.TemporaryDirectory() as name, database():
        settings.IMPORT_FOLDER = Path(name) / "imports"
        client, department = _client(Client)
        _apart(lambda: _upload(client, department, [("list.csv", _SMALL)]))
        _upload(client, department, [("list.csv", _SMALL)])  # whatever is loaded once
        idle = _apart(lambda: _Taken(0, _peak(), ""))
        for attack in (one for one in ATTACKS if any(word in one for word in words)):
            path = Path(name) / "files"
            _apart(lambda attack=attack, path=path: _write(attack, path))  # type: ignore[misc]
            taken = _apart(lambda path=path: _attack(client, department, path))  # type: ignore[misc]
            results.append(_result(attack, taken, path.stat().st_size))
        results.append(Result("nothing uploaded", 0, 0, f"{idle.megabytes:.0f} MB"))
    return results


def _result(attack: str, taken: _Taken, size: int) -> Result:
    budget = (
        Limit(taken.seconds, MOST_SECONDS, "s"),
        Limit(taken.megabytes, MOST_MEGABYTES, "MB"),
    )
    note = f"{size / 1024:,.0f} KB; {taken.end}"
    return Result(attack, taken.seconds, taken.seconds / MOST_SECONDS, note, budget)


def _write(attack: str, path: Path) -> None:
    """The files of the attack, as large as they are read at once."""
    import io

    from django.conf import settings

    from assessments.imports.files.weights import weight_of
    from tests.imports.attack_files import ATTACKS

    most = settings.IMPORT_BACKGROUND_BYTES
    size = most
    for _try in range(12):
        files = ATTACKS[attack](size)
        weight = sum(weight_of(io.BytesIO(file.data), sys.maxsize) for file in files)
        if weight <= most:
            break
        size = int(size * min(most / weight, 0.98) * 0.995)
    path.write_bytes(pickle.dumps([(file.name, file.data) for file in files]))


def _attack(client: Any, department: Any, path: Path) -> _Taken:
    return _upload(client, department, pickle.loads(path.read_bytes()))  # our own


def _upload(client: Any, department: Any, files: list[tuple[str, bytes]]) -> _Taken:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from assessments.models import ImportRun

    uploads = [SimpleUploadedFile(name, data) for name, data in files]
    answers = {"department": department.pk, "file": uploads, "year": "", "system": ""}
    start = process_time()
    response = client.post(reverse("import_new"), answers)
    seconds = process_time() - start
    end = "refused"
    if response.status_code == 302:
        end = "read"
        run = ImportRun.objects.order_by("-created_at").first()
        if run is not None:
            end = str(run.state)
    elif response.context is None:
        raise RuntimeError(f"{response.status_code} {response.content[:300]!r}")
    else:
        problems = response.context["form"].problems
        end = f"refused: {problems[0].kind if problems else response.context['form'].errors}"
    return _Taken(seconds, _peak(), end)


def _peak() -> float:
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def _client(kind: Any) -> tuple[Any, Any]:
    from tests import factories

    department = factories.department()
    client = kind(raise_request_exception=True)
    client.force_login(factories.user(role="director", of=department))
    return client, department


def _apart(task: Callable[[], Any]) -> Any:
    """The result of the task in a process of its own, which has what this one has."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with os.fdopen(writing, "wb") as handle:
            pickle.dump(task(), handle)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as handle:
        found = handle.read()
    os.waitpid(child, 0)
    return pickle.loads(found)  # our own
