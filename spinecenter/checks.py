"""What `manage.py check --deploy` says of a step of the installation that was forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from spinecenter import readiness
from spinecenter.readiness import Fault


@register(Tags.staticfiles, deploy=True)
def check_static_files(**_options: Any) -> list[CheckMessage]:
    """E001: static files are not collected, or others than those of this version."""
    return _errors(readiness.static_files(), "spinecenter.E001")


@register(Tags.database, deploy=True)
def check_databases(databases: Sequence[str] | None = None, **_options: Any) -> list[CheckMessage]:
    """E002 and E003, of the databases named by `--database`: no answer; not prepared."""
    errors: list[CheckMessage] = []
    for alias in databases or ():
        silent = readiness.database_answers(alias)
        errors += _errors(silent, "spinecenter.E002")
        if not silent:
            errors += _errors(readiness.database_prepared(alias), "spinecenter.E003")
    return errors


def _errors(faults: Iterable[Fault], key: str) -> list[CheckMessage]:
    return [
        Error(f"{fault.text} {fault.detail}".strip(), hint=fault.remedy, id=key) for fault in faults
    ]
