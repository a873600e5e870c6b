"""Completeness by counting: which section makes an input known, and how many are answered."""

from __future__ import annotations

from typing import get_args

import pytest

from assessments.profile.completeness.reading.completeness import (
    TASK_SECTIONS,
    completeness,
    inputs_of,
    section_of,
)
from benchmarks import library
from benchmarks.library.recipes import Recipe
from tests.benchmarks.build import small_benchmark

MEASURES = [{"id": name, "thresholds": [1, 2, 3], "inputs": [name]} for name in "abcdefgh"]


def test_three_reported_and_one_not_available_of_eight_are_50_per_cent() -> None:
    inputs = small_benchmark({"measures": MEASURES}).inputs
    done = completeness(inputs, reported={"a", "b", "c"}, unavailable={"d"})
    assert (done.asked, done.reported, done.unavailable, done.answered) == (8, 3, 1, 4)
    assert done.percent == 50


def test_input_both_reported_and_declared_not_available_counts_once_as_reported() -> None:
    inputs = small_benchmark({"measures": MEASURES}).inputs
    done = completeness(inputs, reported={"a"}, unavailable={"a"})
    assert (done.reported, done.unavailable) == (1, 0)


def test_answers_to_another_benchmark_do_not_count() -> None:
    inputs = small_benchmark({"measures": MEASURES}).inputs
    assert completeness(inputs, reported={"z"}, unavailable={"y"}).answered == 0


@pytest.mark.parametrize(("answered", "percent"), [(0, 0), (1, 33), (2, 66), (3, 100)])
def test_per_cent_is_rounded_down_so_that_100_means_nothing_is_left(
    answered: int, percent: int
) -> None:
    inputs = small_benchmark({"measures": MEASURES[:3]}).inputs
    assert completeness(inputs, reported="abc"[:answered], unavailable=()).percent == percent


def test_every_recipe_makes_its_input_known_by_one_section() -> None:
    benchmarks = [library.load(key.id, key.version) for key in library.versions()]
    known = {type(i.record): section_of(i) for b in benchmarks for i in b.inputs if i.record}
    (recipes, _discriminator) = get_args(Recipe)
    assert set(known) == set(get_args(recipes))
    assert set(known.values()) == set(TASK_SECTIONS) - {"structure"}


@pytest.mark.parametrize(
    ("input_id", "section"),
    [
        ("def_operations", "volumes"),
        # Named under surgeons in the definition, but known by what the volumes say of surgeons.
        ("def_busiest_surgeon", "volumes"),
        ("mis_surgeons_past_curve", "volumes"),
        ("largest_surgeon_share", "volumes"),
        ("master_surgeons", "surgeons"),
        ("developing_surgeons", "training"),
        ("tum_referral_agreements", "network"),
        ("def_clinic_sessions", "network"),
        ("tum_infection_cases", "outcomes"),
        ("mm_conferences", "structure"),
    ],
)
def test_input_belongs_to_the_section_whose_entries_make_it_known(
    input_id: str, section: str
) -> None:
    assert section_of(library.load(library.DEFAULT_ID).input_by_id[input_id]) == section


def test_sections_share_out_all_inputs_of_a_benchmark() -> None:
    benchmark = library.load(library.DEFAULT_ID)
    shared = [item.id for section in TASK_SECTIONS for item in inputs_of(benchmark, section)]
    assert sorted(shared) == sorted(benchmark.input_by_id)
