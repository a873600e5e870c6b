"""Saving cells: what is written, what is left alone, what is refused, and what history says."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from assessments.models import Department, ProcedureVolume, Surgeon, User
from assessments.profile.volumes.reading.categories import Cell
from assessments.profile.volumes.services import (
    ImpossibleVolume,
    SavedVolumes,
    SurgeonGone,
    VolumesConflict,
    save_volumes,
)
from tests import factories as make
from tests.profile.volumes.grid import TUBULAR, TUMOUR, cell, counts, director

pytestmark = pytest.mark.django_db
THIS_YEAR = 2025


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def user(department: Department) -> User:
    return director(department)


def save(
    user: User,
    department: Department,
    cells: dict[Cell, int | None],
    base: dict[Cell, int | None] | None = None,
    surgeon: Surgeon | None = None,
) -> SavedVolumes:
    return save_volumes(
        user=user,
        department=department,
        surgeon=surgeon,
        base=base or {},
        cells=cells,
        this_year=THIS_YEAR,
    )


def test_filled_changed_and_cleared_cells_are_counted_and_written(
    user: User, department: Department
) -> None:
    for year in (2023, 2024):
        make.volume(department=department, year=year, operations=10)
    saved = save(
        user,
        department,
        {cell(2023): None, cell(2024): 12, cell(2025): 0, cell(2025, TUMOUR): None},
        base={cell(2023): 10, cell(2024): 10},
    )
    assert saved == SavedVolumes(added=1, changed=1, cleared=1, taken=())
    assert counts(department) == {cell(2024): 12, cell(2025): 0}


def test_history_names_who_filled_changed_and_cleared_a_cell(
    user: User, department: Department
) -> None:
    steps: list[tuple[int | None, int | None]] = [(None, 10), (10, 20), (20, None)]
    for before, after in steps:
        save(user, department, {cell(2024): after}, base={cell(2024): before})
    past = ProcedureVolume.history.order_by("history_id")
    assert [(one.history_type, one.operations, one.history_user) for one in past] == [
        ("+", 10, user),
        ("~", 20, user),
        ("-", 20, user),
    ]
    assert [one.version for one in past] == [1, 2, 2]


def test_unchanged_rows_are_not_written(user: User, department: Department) -> None:
    row = make.volume(department=department, year=2024, operations=10, source="imported")
    before = row.updated_at
    save(user, department, {cell(2024): 10, cell(2025): 11}, base={cell(2024): 10})
    row.refresh_from_db()
    assert (row.version, row.source, row.updated_at) == (1, "imported", before)
    assert row.history.count() == 1


def test_changed_row_is_typed_by_whoever_changed_it(user: User, department: Department) -> None:
    row = make.volume(
        department=department, year=2024, operations=3, source="imported", suppressed=True
    )
    save(user, department, {cell(2024): 30}, base={cell(2024): 3})
    row.refresh_from_db()
    assert (row.operations, row.suppressed) == (30, False)
    assert (row.source, row.recorded_by, row.version) == ("typed", user, 2)


def test_surgeons_cells_are_apart_from_the_departments(user: User, department: Department) -> None:
    surgeon = make.surgeon(department=department)
    make.volume(department=department, year=2024, operations=10)
    save(user, department, {cell(2024): 5}, surgeon=surgeon)
    assert counts(department) == {cell(2024): 10}
    assert counts(department, surgeon) == {cell(2024): 5}


def test_half_years_are_left_alone(user: User, department: Department) -> None:
    make.volume(department=department, year=2024, half=1, operations=7)
    save(user, department, {cell(2024): 5})
    halves = ProcedureVolume.objects.filter(half=1).values_list("operations", flat=True)
    assert list(halves) == [7]
    assert counts(department) == {cell(2024): 5}


def test_cells_only_the_other_changed_stay_as_they_left_them(
    user: User, department: Department
) -> None:
    make.volume(department=department, year=2024, operations=99)
    saved = save(
        user,
        department,
        {cell(2024): 10, cell(2025): 20},
        base={cell(2024): 10},
    )
    assert saved.taken == (cell(2024),)
    assert counts(department) == {cell(2024): 99, cell(2025): 20}


def test_cell_both_changed_is_a_conflict_and_nothing_is_saved(
    user: User, department: Department
) -> None:
    other = director(department)
    save(other, department, {cell(2024): 15})
    with pytest.raises(VolumesConflict) as raised:
        save(user, department, {cell(2024): 20, cell(2024, TUMOUR): 3}, base={cell(2024): 10})
    (conflict,) = raised.value.conflicts
    assert (conflict.before, conflict.mine, conflict.theirs) == (10, 20, 15)
    assert conflict.person == other
    assert conflict.moment is not None
    assert counts(department) == {cell(2024): 15}


def test_cell_the_other_cleared_is_a_conflict_that_names_them(
    user: User, department: Department
) -> None:
    other = director(department)
    save(other, department, {cell(2024): 10})
    save(other, department, {cell(2024): None}, base={cell(2024): 10})
    with pytest.raises(VolumesConflict) as raised:
        save(user, department, {cell(2024): 20}, base={cell(2024): 10})
    (conflict,) = raised.value.conflicts
    assert (conflict.theirs, conflict.person) == (None, other)


@pytest.mark.parametrize(
    ("year", "operations"), [(1989, 1), (THIS_YEAR + 1, 1), (2024, -1), (2024, 20_001)]
)
def test_impossible_year_or_number_is_refused(
    user: User, department: Department, year: int, operations: int
) -> None:
    with pytest.raises(ImpossibleVolume, match=str(year)):
        save(user, department, {cell(2023): 4, cell(year): operations})
    assert counts(department) == {}


def test_ends_of_years_and_numbers_are_accepted(user: User, department: Department) -> None:
    cells: dict[Cell, int | None] = {cell(1990): 0, cell(THIS_YEAR): 20_000}
    save(user, department, cells)
    assert counts(department) == cells


def test_surgeon_of_another_department_is_refused(user: User, department: Department) -> None:
    stranger = make.surgeon()
    with pytest.raises(SurgeonGone):
        save(user, department, {cell(2024): 5}, surgeon=stranger)
    assert not ProcedureVolume.objects.exists()


@pytest.mark.parametrize("role", ["consultant", None])
def test_who_may_not_record_is_refused(department: Department, role: str | None) -> None:
    stranger = make.user(role=role, of=department)
    with pytest.raises(PermissionDenied):
        save(stranger, department, {cell(2024): 5})
    assert counts(department) == {}


def test_queries_do_not_grow_with_the_cells(
    user: User, department: Department, django_assert_max_num_queries: object
) -> None:
    cells: dict[Cell, int | None] = {
        cell(year, category): 5 for year in range(1990, 2026) for category in (TUBULAR, TUMOUR)
    }
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        save(user, department, cells)
    assert len(counts(department)) == 72
