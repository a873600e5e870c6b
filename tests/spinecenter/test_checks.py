"""What `manage.py check --deploy` says of forgotten steps, and where it keeps silent."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core.checks import CheckMessage, Tags, run_checks
from django.core.management import call_command
from django.db import OperationalError, connection

from tests.spinecenter.static_site import FORGOTTEN, FORGOTTEN_NAMES, StaticSite, static_site

__all__ = ["static_site"]


def said(*databases: str, deploy: bool = True) -> list[CheckMessage]:
    """Our own messages."""
    found = run_checks(include_deployment_checks=deploy, databases=databases)
    return [message for message in found if str(message.id).startswith("spinecenter")]


@pytest.mark.parametrize(("forget", "text"), FORGOTTEN.items(), ids=FORGOTTEN_NAMES)
def test_forgotten_collectstatic_is_an_error_with_its_remedy(
    static_site: StaticSite, forget: Callable[[StaticSite], None], text: str
) -> None:
    static_site.collect()
    assert said() == []
    forget(static_site)
    static_site.start()
    (error,) = said()
    assert (error.id, error.is_serious()) == ("spinecenter.E001", True)
    assert str(error.msg).startswith(text)
    assert "python manage.py collectstatic --no-input --clear" in str(error.hint)


def test_remedy_helps_where_copies_seem_newer_than_the_sources(static_site: StaticSite) -> None:
    """An archive gives files their old times, and `collectstatic` alone goes by times."""
    static_site.collect()
    static_site.css.write_text("a { color: tan }")
    os.utime(static_site.css, (0, 0))
    call_command("collectstatic", interactive=False, verbosity=0)
    static_site.start()
    assert [error.id for error in said()] == ["spinecenter.E001"]
    static_site.collect()
    assert said() == []


def test_an_ordinary_check_says_nothing_of_static_files(static_site: StaticSite) -> None:
    assert static_site.root.exists() is False
    assert said(deploy=False) == []


@pytest.mark.django_db
def test_prepared_database_has_no_fault() -> None:
    assert said("default") == []


@pytest.mark.django_db
def test_forgotten_cache_table_and_migrations_are_errors(settings: LazySettings) -> None:
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "forgotten"}}
    settings.MIGRATION_MODULES = {"sessions": "django.contrib.sessions.migrations"}
    assert [(error.id, error.hint) for error in said("default")] == [
        ("spinecenter.E003", "python manage.py migrate"),
        ("spinecenter.E003", "python manage.py createcachetable"),
    ]
    # `migrate` runs the ordinary checks, before which neither exists.
    assert said("default", deploy=False) == []
    assert said() == []


def test_silent_database_is_an_error_instead_of_a_traceback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    (error,) = run_checks(
        tags=[Tags.database], include_deployment_checks=True, databases=["default"]
    )
    assert error.id == "spinecenter.E002"
    assert error.msg == "The database does not answer. connection refused"
