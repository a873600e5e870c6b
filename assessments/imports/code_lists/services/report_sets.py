"""Quality reports of several years from one upload: previewed, confirmed, discarded together.

Each year stays an import of its own, which can be read differently, confirmed and undone by itself.
Every function raises as those of `importing` do, and then changes no year at all.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from django.db import transaction

from assessments.editing.locks import locked_department
from assessments.import_records.listings import ParsedFile
from assessments.import_records.problems import Problem, UnreadableFile, raise_all
from assessments.imports.batches.services import steps as import_steps
from assessments.imports.batches.services.refusals import (
    AlreadyImported,
    AlreadyInPreview,
    ImportRefused,
    NoneWaiting,
    OneYearRefused,
    SomeAlreadyHere,
)
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.files.limits import current_limits
from assessments.models import Department, ImportBatch, User
from assessments.models.choices import ImportStatus


@transaction.atomic
def propose(
    *, user: User, department: Department, reports: Sequence[ParsedFile]
) -> list[ImportBatch]:
    """Store each report as a preview of its year, all of them or none; in the order given.

    A single one is an import like any other.

    `UnreadableFile` has the problems of all reports with the names of their files.
    """
    together = uuid.uuid4() if len(reports) > 1 else None
    batches: list[ImportBatch] = []
    problems: list[Problem] = []
    existing: list[ImportBatch] = []
    for parsed in reports:
        try:
            batches.append(
                imports.propose(user=user, department=department, parsed=parsed, together=together)
            )
        except UnreadableFile as error:
            problems += error.of_file(parsed.name)
        except (AlreadyImported, AlreadyInPreview) as error:
            existing += [error.batch] if error.batch else []
    raise_all(problems, current_limits().case_problems)
    if existing:
        files = ", ".join(f"{one.file_name} ({one.year})" for one in existing)
        # Where all of them exist already, the refusal leads to the existing upload.
        raise SomeAlreadyHere(existing[0] if len(existing) == len(reports) else None, files=files)
    return batches


@transaction.atomic
def choose(
    *, user: User, department: Department, together: uuid.UUID, keys: Mapping[uuid.UUID, str]
) -> list[ImportBatch]:
    """Choose the department of each report; `keys`: its key by import, others stay as they are."""
    return [
        imports.revise(
            user=user,
            batch=batch,
            system=batch.code_system,
            complete=batch.is_complete,
            listing=keys[batch.pk],
        )
        for batch in _waiting(user, department, together)
        if batch.pk in keys
    ]


@transaction.atomic
def confirm(
    *, user: User, department: Department, together: uuid.UUID, smaller: Collection[int] = ()
) -> list[ImportBatch]:
    """Confirm all years that are in preview; none where one of them cannot be confirmed.

    `smaller`: years that may lose more than a third of their operations by that.
    """
    return _each(user, department, together, partial(imports.confirm, smaller=smaller))


@transaction.atomic
def discard(*, user: User, department: Department, together: uuid.UUID) -> list[ImportBatch]:
    """Discard all years that are in preview; years in force stay."""
    return _each(user, department, together, import_steps.discard)


def _each(
    user: User, department: Department, together: uuid.UUID, change: Callable[..., ImportBatch]
) -> list[ImportBatch]:
    changed = []
    for batch in _waiting(user, department, together):
        try:
            changed.append(change(user=user, batch=batch))
        except ImportRefused as error:
            raise OneYearRefused(batch, year=batch.year, reason=str(error)) from error
    return changed


def _waiting(user: User, department: Department, together: uuid.UUID) -> list[ImportBatch]:
    """The previews of the upload by year, under the lock of their department."""
    locked_department(user, department.pk)
    waiting = ImportBatch.objects.filter(
        department=department, together=together, status=ImportStatus.PREVIEW
    )
    found = list(waiting.order_by("year").defer("rows"))
    if not found:
        raise NoneWaiting
    return found
