"""What the site needs before it can answer: the database and what it must hold, static files.

Asked by the health check, and by `manage.py check --deploy`. The texts are for operators.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.apps import StaticFilesConfig
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import (
    ManifestStaticFilesStorage,
    staticfiles_storage,
)
from django.core.files.storage import Storage
from django.db import Error, connections
from django.db.migrations.executor import MigrationExecutor

_COLLECT = "python manage.py collectstatic --no-input --clear, then restart the server"


@dataclass(frozen=True)
class Fault:
    """One part that is not ready: what is wrong, what helps, and what only the log should have."""

    text: str
    remedy: str
    detail: str = ""


def database_answers(alias: str) -> list[Fault]:
    """A fault if the database does not answer; one query."""
    try:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        return [Fault("The database does not answer.", "Look at DATABASE_URL.", str(error))]
    return []


def database_prepared(alias: str) -> list[Fault]:
    """Faults of a database that answers: migrations or the cache table are missing.

    It reads all migrations, so nobody should ask it at every request.
    """
    faults = []
    executor = MigrationExecutor(connections[alias])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if plan:
        text = f"Migrations are not applied: {len(plan)}, {plan[0][0]} first."
        faults.append(Fault(text, "python manage.py migrate"))
    tables = connections[alias].introspection.table_names()
    caches = [cache for cache in settings.CACHES.values() if "DatabaseCache" in cache["BACKEND"]]
    if {cache["LOCATION"] for cache in caches} - {*tables}:
        faults.append(Fault("The cache table is missing.", "python manage.py createcachetable"))
    return faults


def static_files() -> list[Fault]:
    """Faults of the collected static files, as this process has read their manifest.

    None where there is no manifest (development, tests). It reads all files.
    """
    try:
        collected = _collected()
    except ValueError as error:
        return [Fault("The manifest of the static files is damaged.", _COLLECT, str(error))]
    if collected is None:
        return []
    if not collected.hashed_files:
        return [Fault("The static files are not collected.", _COLLECT)]
    sources = _sources()
    old = sorted(name for name, file in sources.items() if not _is_in(collected, name, file))
    if not old:
        return []
    text = f"Static files are missing or old: {len(old)} of {len(sources)}, {old[0]} first."
    return [Fault(text, _COLLECT)]


def static_manifest_stands() -> list[Fault]:
    """A fault if the collected files have gone since the server started; one look at the disk."""
    collected = _collected()
    if collected and not collected.exists(collected.manifest_name):
        return [Fault("The collected static files have gone.", _COLLECT)]
    return []


def _collected() -> ManifestStaticFilesStorage | None:
    """The collected files; ValueError if their manifest cannot be read."""
    storage: Any = staticfiles_storage
    return storage if isinstance(storage, ManifestStaticFilesStorage) else None


def _sources() -> dict[str, tuple[Storage, str]]:
    """Name of a static file → where it lies; the files that `collectstatic` would take."""
    sources: dict[str, tuple[Storage, str]] = {}
    for finder in get_finders():
        for path, storage in finder.list(StaticFilesConfig.ignore_patterns):
            name = (Path(getattr(storage, "prefix", None) or "") / path).as_posix()
            sources.setdefault(name, (storage, path))
    return sources


def _is_in(collected: ManifestStaticFilesStorage, name: str, source: tuple[Storage, str]) -> bool:
    """Whether the collected copy is the file, and what pages name in its place exists.

    Contents are compared, not times: an image or an archive may carry any time.
    """
    hashed = collected.hashed_files.get(name)
    if hashed is None or not (collected.exists(hashed) and collected.exists(name)):
        return False
    storage, path = source
    if storage.size(path) != collected.size(name):
        return False
    with storage.open(path) as wanted, collected.open(name) as copy:
        return bool(wanted.read() == copy.read())
