"""Figures of a grid that contradict each other are explained; consistent ones are not listed."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.gap_report.frames import inputs_frame
from assessments.models import Department, Surgeon
from assessments.profile.volumes.reading.checks import Difference, differences
from assessments.profile.volumes.reading.grid import statement, volume_grid, years_shown
from benchmarks import library
from tests import factories as make

pytestmark = pytest.mark.django_db
YEAR = 2024


@pytest.fixture
def surgeon() -> Surgeon:
    return make.surgeon(code="S1")


def found(department: Department) -> list[Difference]:
    return differences(volume_grid(department, None, (2023, 2024)))


@pytest.mark.parametrize(
    ("own", "said"),
    [
        (100, "clear the department's cell"),
        (150, "enter the rest, 50, for the department"),
        (40, "either it is old, or an operation stands with two surgeons"),
    ],
)
def test_operations_of_surgeons_and_department_in_one_category_are_explained(
    surgeon: Surgeon, own: int, said: str
) -> None:
    make.volume(surgeon=surgeon, operations=100)
    make.volume(department=surgeon.department, operations=own)
    (difference,) = found(surgeon.department)
    assert said in difference.explanation
    assert difference.one == "surgeons together: 100"
    assert difference.other == f"whole department: {own}"
    assert difference.counted == str(100 + own)


def test_what_the_page_says_is_counted_is_what_the_benchmark_counts(surgeon: Surgeon) -> None:
    make.volume(surgeon=surgeon, operations=100)
    make.volume(department=surgeon.department, operations=150)
    (difference,) = found(surgeon.department)
    benchmark = library.load("german-three-pillar")
    frame = inputs_frame([(surgeon.department.pk, YEAR)], benchmark)
    assert difference.counted == "250" == f"{frame['spine_operations'].iloc[0]:g}"


def test_other_categories_years_and_zeros_are_no_difference(surgeon: Surgeon) -> None:
    department = surgeon.department
    make.volume(surgeon=surgeon, operations=100)
    make.volume(department=department, operations=0)
    make.volume(department=department, operations=9, pathology="TUM")
    make.volume(department=department, operations=100, year=2023)
    make.volume(department=department, operations=100, year=2021)
    make.volume(surgeon=surgeon, operations=100, year=2021)
    assert found(department) == []


@pytest.mark.parametrize(("general", "is_told"), [(90, True), (120, True), (89, False)])
def test_row_that_looks_like_the_sum_of_the_technique_families_is_told(
    general: int, is_told: bool
) -> None:
    department = make.department()
    make.volume(department=department, technique="MIS", operations=general)
    for family, operations in (("ube", 60), ("tubular", 30)):
        make.volume(department=department, technique_family=family, operations=operations)
    texts = [difference.explanation for difference in found(department)]
    assert len(texts) == is_told
    if is_told:
        assert f"what belongs to none of them: {general - 90}." in texts[0]


@pytest.mark.parametrize(
    ("category", "values", "low", "high", "said"),
    [
        ("spine", {}, 200, 250, "Fewer operations"),
        ("spine", {}, 10, 50, "More operations"),
        ("spine", {}, 10, None, ""),
        ("spine", {}, 100, 100, ""),
        ("mis", {"technique_family": "ube"}, 10, 50, "More operations"),
        ("mis", {"technique_family": "augmentation"}, 0, 50, ""),
        ("tum", {"pathology": "TUM"}, 10, 50, "More operations"),
        ("tra", {}, 1, 50, "Fewer operations"),
        ("deg", {}, 10, 50, ""),  # depends on the benchmark's policy
    ],
)
def test_what_is_entered_is_compared_with_the_imported_list(
    category: str, values: dict[str, Any], low: int, high: int | None, said: str
) -> None:
    department = make.department()
    make.volume(department=department, operations=100, **values)
    make.estimate(department=department, category=category, low=low, likely=low, high=high)
    texts = [difference.explanation for difference in found(department)]
    assert len(texts) == bool(said)
    assert all(text.startswith(said) for text in texts)


def test_estimate_of_a_year_without_numbers_is_no_difference() -> None:
    department = make.department()
    make.estimate(department=department)
    assert found(department) == []


def test_latest_difference_comes_first(surgeon: Surgeon) -> None:
    for year in (2023, 2024):
        make.volume(surgeon=surgeon, year=year)
        make.volume(department=surgeon.department, year=year)
    assert [difference.year for difference in found(surgeon.department)] == [2024, 2023]


def test_sentence_says_whose_operations_the_latest_year_holds(surgeon: Surgeon) -> None:
    department = surgeon.department
    make.volume(surgeon=surgeon, operations=1000)
    make.volume(department=department, operations=200, half=1)
    whole = volume_grid(department, None, (2023, 2024, 2025))
    assert statement(whole, "") == (
        "1,200 operations in 2024: 1,000 entered for surgeons, 200 for the department as a whole."
    )
    own = volume_grid(department, surgeon, (2023, 2024, 2025))
    assert statement(own, "S1") == "S1: 1,000 operations in 2024."
    later = volume_grid(department, surgeon, (2025,))
    assert statement(later, "S1") == "No operations are recorded in these years."


@pytest.mark.parametrize(
    ("first", "shown"),
    [(None, (2021, 2025)), (2010, (2010, 2025)), (1200, (1990, 2025)), (2030, (2025, 2025))],
)
def test_years_reach_from_the_one_asked_for_to_the_present(
    first: int | None, shown: tuple[int, int]
) -> None:
    years = years_shown(first, 2025)
    assert (years[0], years[-1]) == shown
    assert list(years) == list(range(shown[0], shown[1] + 1))
