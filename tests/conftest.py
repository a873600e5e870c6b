"""Settings every test runs under: those of production, less what needs HTTPS or a build step."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection
from django.utils.translation import override
from hypothesis import settings as hypothesis_settings

from tests import durations

# No time limit an example: a busy machine is not a broken law. The same examples in every CI
# run: what fails there fails again here.
hypothesis_settings.register_profile("here", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "here")

# Modules and collected tests stay until the end; to look for garbage among them took a fifth of the
# time of all tests. docs/decisions/0046
gc.disable()
_ALLOCATIONS_BEFORE_A_LOOK = 100_000


# Whoever asks for one of these uses the database.
_OF_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--only-database", action="store_true", help="leave out tests that use no database"
    )
    parser.addoption(
        "--write-durations", action="store_true", help="list how long each file of tests took"
    )
    parser.addoption(
        "--fuzz", type=int, default=1, help="send so many times as many requests in tests/fuzz"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    durations.longest_first(items)
    if not config.getoption("--only-database"):
        return
    kept = [item for item in items if _uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(_ALLOCATIONS_BEFORE_A_LOOK, 20, 20)
    gc.enable()


def _uses_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & _OF_DATABASE)


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--write-durations") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(durations.Stopwatch())
    settings.SECRET_KEY = "known-to-everybody-and-used-in-tests-only"
    settings.SECURE_SSL_REDIRECT = False
    settings.SESSION_COOKIE_SECURE = False
    settings.CSRF_COOKIE_SECURE = False
    settings.LANGUAGE_COOKIE_SECURE = False
    # Tests that are about it say so; in others it would cost queries now and then.
    settings.REMOVE_EXPIRED_EVERY = None
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Tests that are about the worker say so.
    immediate = {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    settings.TASKS = {"default": settings.TASKS["default"] | immediate}
    settings.SEND_MAIL_WITHOUT_WORKER_AFTER = None
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    database = settings.DATABASES["default"]
    # A browser keeps its line to the live server open; the thread behind it must not keep its
    # connection with it, or the test database cannot be dropped.
    database["CONN_MAX_AGE"] = 0
    if database["ENGINE"] == "django.db.backends.postgresql":
        # A name of its own for every run: two runs, or one that was killed, do not collide.
        run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:8] or str(os.getpid())
        database.setdefault("TEST", {})["NAME"] = f"test_spinecenter_{run}"


@pytest.fixture(scope="session", autouse=True)
def _import_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test looks into the folder of a site that runs on this machine."""
    settings.IMPORT_FOLDER = tmp_path_factory.mktemp("imports")


@pytest.fixture
def worker_keeps_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker called by a test keeps the connection, in whose transaction the test works."""
    # Not above: tasks are bound to the queue of the settings when their module is imported.
    from django_tasks_db.management.commands import db_worker

    from assessments.management.commands import import_worker

    for module in (db_worker, import_worker):
        monkeypatch.setattr(module, "close_old_connections", lambda: None)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Every test reads English unless it says otherwise; a request leaves its language behind."""
    with override("en"):
        yield


def pytest_sessionstart(session: pytest.Session) -> None:
    """Refuse a run meant for PostgreSQL that would silently use SQLite."""
    if os.environ.get("REQUIRE_POSTGRES") and connection.vendor != "postgresql":
        pytest.exit("REQUIRE_POSTGRES is set, but DATABASE_URL names no PostgreSQL", returncode=1)
