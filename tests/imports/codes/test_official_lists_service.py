"""Loading, replacing and removing official lists: all or nothing, and only for administrators."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from assessments.imports.codes.reading.official_list import ReadList, read_official_list
from assessments.imports.codes.services import official_lists
from assessments.imports.codes.services.official_refusals import ListGone, SameList, YearLoaded
from assessments.models import OfficialCode, OfficialList, User
from tests import factories as make
from tests.imports.codes.official_lists import NAME, agreeing, kodes

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator() -> User:
    return make.administrator()


def read(**changed: str | None) -> ReadList:
    return read_official_list(kodes(agreeing(**changed)), NAME)


def stored() -> dict[str, tuple[Any, ...]]:
    found = OfficialCode.objects.values_list("of__year", "code", "title", "is_terminal")
    return {f"{year} {code}": (title, is_terminal) for year, code, title, is_terminal in found}


def test_list_is_taken_whole_with_its_texts_unchanged(administrator: User) -> None:
    source = read(C58310="Beispiel, „unverändert“ ")
    loaded = official_lists.load(user=administrator, read=source, year=2026)
    assert (loaded.file_name, loaded.digest, loaded.loaded_by) == (
        NAME,
        source.digest,
        administrator,
    )
    assert len(stored()) == len(source.codes)
    assert stored()["2026 58310"] == ("Beispiel, „unverändert“", True)
    assert stored()["2026 5831"][1] is False
    assert OfficialList.history.get().history_user == administrator


def test_other_year_stands_beside_it(administrator: User) -> None:
    for year in (2025, 2026):
        official_lists.load(user=administrator, read=read(), year=year)
    assert [one.year for one in OfficialList.objects.all()] == [2026, 2025]


def test_year_is_only_replaced_when_that_is_said(administrator: User) -> None:
    official_lists.load(user=administrator, read=read(), year=2026)
    before = stored()
    other = make.administrator()
    with pytest.raises(YearLoaded, match=f"loaded by {administrator}"):
        official_lists.load(user=other, read=read(C58310=None), year=2026)
    assert stored() == before

    replaced = official_lists.load(user=other, read=read(C58310=None), year=2026, replace=True)
    assert set(before) - set(stored()) == {"2026 58310"}
    assert replaced.loaded_by == other
    assert [one.history_type for one in OfficialList.history.order_by("history_id")] == ["+", "~"]


def test_same_file_changes_nothing(administrator: User) -> None:
    loaded = official_lists.load(user=administrator, read=read(), year=2026)
    with pytest.raises(SameList):
        official_lists.load(user=make.administrator(), read=read(), year=2026, replace=True)
    assert OfficialList.objects.get().loaded_at == loaded.loaded_at


def test_failure_half_way_leaves_the_list_in_use(
    administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    official_lists.load(user=administrator, read=read(), year=2026)
    before = stored(), OfficialList.objects.values().get()

    def fail(*_args: Any, **_values: Any) -> None:
        raise OSError("no room")

    monkeypatch.setattr(type(OfficialCode.objects.all()), "bulk_create", fail)
    with pytest.raises(OSError, match="no room"):
        official_lists.load(user=administrator, read=read(C58310=None), year=2026, replace=True)
    assert (stored(), OfficialList.objects.values().get()) == before


def test_removed_list_is_gone_with_its_codes_and_known_to_history(administrator: User) -> None:
    loaded = official_lists.load(user=administrator, read=read(), year=2026)
    official_lists.remove(user=administrator, official=loaded)
    assert stored() == {}
    assert OfficialList.history.filter(history_type="-", history_user=administrator).count() == 1
    with pytest.raises(ListGone):
        official_lists.remove(user=administrator, official=OfficialList(pk=loaded.pk or 1))


@pytest.mark.parametrize("role", ["director", "editor", "consultant"])
def test_nobody_else_may(role: str) -> None:
    person = make.user(role=role, of=make.department())
    official = make.official_list()
    with pytest.raises(PermissionDenied):
        official_lists.load(user=person, read=read(), year=2026, replace=True)
    with pytest.raises(PermissionDenied):
        official_lists.remove(user=person, official=official)
    assert OfficialList.objects.get() == official
