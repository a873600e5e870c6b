"""Official lists of codes: load a year, replace it, take it away. For administrators.

Each function is one transaction and raises `OfficialListRefused` (nothing changed; its text can be
shown) or, for whoever is no administrator, `PermissionDenied`.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from assessments.editing.authorship import name_author
from assessments.imports.codes.reading.official_list import ReadList
from assessments.imports.codes.services.official_refusals import ListGone, SameList, YearLoaded
from assessments.models import OfficialCode, OfficialList, User
from benchmarks.casemix.code_tables import normalise
from benchmarks.casemix.official_codes import SYSTEM

# Rows that are written at once.
_AT_A_TIME = 5_000


@transaction.atomic
def load(*, user: User, read: ReadList, year: int, replace: bool = False) -> OfficialList:
    """Load a list for the year, all of it; with `replace` it may replace the list in use."""
    _require_administrator(user)
    official = OfficialList.objects.select_for_update().filter(system=SYSTEM, year=year).first()
    if official is None:
        official = OfficialList(system=SYSTEM, year=year)
    elif official.digest == read.digest:
        raise SameList(year=year)
    elif not replace:
        raise _year_loaded(official)
    official.file_name, official.digest = read.name[:255], read.digest
    official.loaded_by, official.loaded_at = user, timezone.now()
    name_author(official, user)
    try:
        with transaction.atomic():
            official.save()
    except IntegrityError as error:
        # Somebody else was faster with the first list of this year.
        raise _year_loaded(OfficialList.objects.get(system=SYSTEM, year=year)) from error
    OfficialCode.objects.filter(of=official).delete()
    codes = (
        OfficialCode(
            of=official,
            code=normalise(one.code),
            title=one.title,
            is_terminal=one.is_terminal,
        )
        for one in read.codes
    )
    OfficialCode.objects.bulk_create(codes, batch_size=_AT_A_TIME)
    return official


@transaction.atomic
def remove(*, user: User, official: OfficialList) -> None:
    """Remove the list of a year; it can be loaded again from its file."""
    _require_administrator(user)
    found = OfficialList.objects.select_for_update().filter(pk=official.pk).first()
    if found is None:
        raise ListGone
    name_author(found, user)
    found.delete()


def _year_loaded(official: OfficialList) -> YearLoaded:
    return YearLoaded(year=official.year, file=official.file_name, person=str(official.loaded_by))


def _require_administrator(user: User) -> None:
    if not (user.is_active and user.is_superuser):
        raise PermissionDenied
