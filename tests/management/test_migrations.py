"""Migrations make the tables that the models describe, on which all other tests run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.migrations.recorder import MigrationRecorder
from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db
ALIAS = "migrated"


@pytest.fixture(scope="module")
def with_migrations(django_db_setup: None) -> Iterator[None]:
    """The migrations of every app, which the other tests do without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MIGRATION_MODULES", {})
        yield


@pytest.fixture(scope="module")
def by_migrations(with_migrations: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Any]:
    """The tables of a second, empty database, made by migrations."""
    name = f"{connection.settings_dict['NAME']}_{ALIAS}"
    # SQLite keeps it in memory, where the name of a test database is that of its alias.
    named = {"NAME": name if connection.vendor == "postgresql" else None, "MIGRATE": True}
    connections.settings[ALIAS] = connection.settings_dict | {
        "TEST": connection.settings_dict["TEST"] | named
    }
    migrated = connections[ALIAS]
    with django_db_blocker.unblock():
        migrated.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            assert MigrationRecorder(migrated).applied_migrations()
            return tables(migrated)
        finally:
            migrated.creation.destroy_test_db(name, verbosity=0)
            del connections[ALIAS], connections.settings[ALIAS]


def tables(of: BaseDatabaseWrapper) -> dict[str, Any]:
    """What is declared of every table of this app, in no order: columns, constraints, indexes."""
    declared = _on_postgresql if of.vendor == "postgresql" else _on_sqlite
    with of.cursor() as cursor:
        names = of.introspection.table_names(cursor)
        return {
            name: declared(of, cursor, name) for name in names if name.startswith("assessments_")
        }


def _on_postgresql(of: BaseDatabaseWrapper, cursor: CursorWrapper, table: str) -> Any:
    cursor.execute(
        "SELECT column_name, data_type, is_nullable, character_maximum_length"
        " FROM information_schema.columns WHERE table_name = %s",
        [table],
    )
    return set(cursor.fetchall()), of.introspection.get_constraints(cursor, table)


def _on_sqlite(of: BaseDatabaseWrapper, cursor: CursorWrapper, table: str) -> Any:
    # Django's own reader of constraints stumbles on a comma in one.
    cursor.execute("SELECT sql FROM sqlite_master WHERE tbl_name = %s AND sql IS NOT NULL", [table])
    return sorted(sorted(sql.partition("(")[2][:-1].split(", ")) for (sql,) in cursor.fetchall())


def test_models_have_no_change_without_a_migration(with_migrations: None) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_and_models_make_the_same_tables(by_migrations: dict[str, Any]) -> None:
    by_models = tables(connection)
    assert {"assessments_hospital", "assessments_historicalsurgeon"} <= by_models.keys()
    assert by_models.keys() == by_migrations.keys()
    for table, declared in by_models.items():
        assert by_migrations[table] == declared, table
