"""Recipes against small tables; the numbers are worked out in the comments."""

from __future__ import annotations

import math
from typing import Any

import pytest

from benchmarks.records.derivation import inputs_frame
from benchmarks.records.record_tables import build, empty
from tests.benchmarks.records.records import (
    POLICY,
    benchmark_of,
    derive,
    surgeon,
    tables_of,
    volume,
)

MIS_CAPPED = {"kind": "operations", "pillar": "MIS", "cap_augmentation": True}
PAST_CURVE = {
    "kind": "surgeons_past_curve",
    "pillar": "MIS",
    "cases": 50,
    "cases_with_training": 25,
}
TRAINED = {
    "kind": "trained_surgeons",
    "pillar": "DEF",
    "training": ["fellowship"],
    "months": 6,
    "supervised_cases": 25,
}
FELLOWSHIP = {
    "surgeon": "s",
    "pillar": "DEF",
    "kind": "fellowship",
    "status": "completed",
    "months": 6,
    "supervised_cases": 0,
    "start_year": 2020,
    "end_year": 2021,
}
PARTNER = {
    "department": "A",
    "kind": "oncology_hospital",
    "since_year": 2020,
    "tum_referrals": 5,
    "mis_referrals": 0,
    "def_referrals": 0,
}


def mis(operations: int, **values: Any) -> dict[str, Any]:
    return volume(operations, technique="MIS", **values)


# Whole-department operations ---------------------------------------------------------------


def test_rows_of_the_department_and_of_its_surgeons_add_up() -> None:
    rows = [volume(7), volume(3, surgeon="s"), volume(90, year=2023), volume(80, department="B")]
    # 7 not attributed to a surgeon + 3 of the surgeon; other years and departments do not count
    assert derive({"kind": "operations"}, surgeons=[surgeon("s")], volumes=rows)["it"] == 10


def test_a_kind_without_a_row_is_zero_where_any_volume_is_reported() -> None:
    assert derive({"kind": "operations", "pillar": "TUM"}, volumes=[volume(7)])["it"] == 0


def test_a_year_without_a_volume_row_is_not_reported() -> None:
    row = derive({"kind": "operations"}, at=("A", 2023), volumes=[volume(7)])
    assert math.isnan(row["it"])


@pytest.mark.parametrize(
    ("augmentations", "counted"),
    [
        (0, 90),
        (9, 99),  # 9 of 99 is 9.1 %
        (10, 100),  # 10 of 100 is 10 %, just allowed
        (11, 100),  # 11 of 101 would be 10.9 %
        (500, 100),
    ],
)
def test_augmentations_count_at_most_a_tenth_of_the_result(
    augmentations: int, counted: int
) -> None:
    rows = [mis(90), mis(augmentations, technique_family="augmentation")]
    assert derive(MIS_CAPPED, volumes=rows)["it"] == counted


def test_augmentation_cap_rounds_down_to_whole_operations() -> None:
    # 10 % of the result means at most 95 / 9 = 10.6 beside 95 others
    rows = [mis(95), mis(40, technique_family="augmentation")]
    assert derive(MIS_CAPPED, volumes=rows)["it"] == 105


@pytest.mark.parametrize(("percent", "counted"), [(0, 90), (100, 130)])
def test_augmentation_cap_of_nothing_and_of_everything(percent: int, counted: int) -> None:
    policy = POLICY.model_copy(update={"augmentation_cap_percent": percent})
    rows = [mis(90), mis(40, technique_family="augmentation")]
    assert derive(MIS_CAPPED, policy=policy, volumes=rows)["it"] == counted


@pytest.mark.parametrize(("microsurgical_is_mis", "counted"), [(False, 5), (True, 25)])
def test_microsurgical_operations_are_minimally_invasive_only_by_policy(
    microsurgical_is_mis: bool, counted: int
) -> None:
    policy = POLICY.model_copy(update={"microsurgical_is_mis": microsurgical_is_mis})
    rows = [mis(5), volume(20, technique="microsurgical"), volume(40)]
    recipe = {"kind": "operations", "pillar": "MIS"}
    assert derive(recipe, policy=policy, volumes=rows)["it"] == counted


@pytest.mark.parametrize(("belongs_to", "counted"), [("DEG", 30), ("DEF", 48)])
def test_spondylolisthesis_belongs_where_the_policy_puts_it(belongs_to: str, counted: int) -> None:
    policy = POLICY.model_copy(update={"spondylolisthesis": belongs_to})
    rows = [
        volume(30, pathology="DEF", group="adult"),
        volume(10, pathology="DEG", group="spondylolisthesis"),
        volume(8, pathology="DEF", group="spondylolisthesis"),
    ]
    recipe = {"kind": "operations", "pillar": "DEF"}
    assert derive(recipe, policy=policy, volumes=rows)["it"] == counted


def test_a_filter_combines_pillar_pathology_group_family_and_complexity() -> None:
    rows = [
        mis(4, group="lumbar_disc_stenosis", technique_family="ube"),
        mis(8, group="lumbar_disc_stenosis", technique_family="tubular"),
        mis(16, group="other", technique_family="ube"),
        mis(32, pathology="TUM", complexity="intradural", technique_family="ube"),
    ]
    lumbar = {"kind": "operations", "pathology": ["DEG"], "group": ["lumbar_disc_stenosis"]}
    assert derive(lumbar, volumes=rows)["it"] == 12
    assert derive(lumbar | {"technique_family": ["ube"]}, volumes=rows)["it"] == 4
    marked = {"kind": "operations", "pillar": "TUM", "complexity": ["intradural", "en_bloc"]}
    assert derive(marked, volumes=rows)["it"] == 32


def test_a_hidden_count_stands_for_one_to_three_operations() -> None:
    rows = [volume(20), volume(2, suppressed=1), volume(0, group="other", suppressed=1)]
    row = derive({"kind": "operations"}, volumes=rows)
    # 20 + 2 + 1 (0 is impossible), between 20 + 1 + 1 and 20 + 3 + 3
    assert row[["it", "it:low", "it:high"]].tolist() == [23, 22, 26]


def test_an_exact_count_brings_no_interval_columns() -> None:
    assert list(derive({"kind": "operations"}, volumes=[volume(3)]).index) == ["any_input", "it"]


# Estimates ---------------------------------------------------------------------------------


def estimate(category: str, low: int, likely: int, high: int | None) -> dict[str, Any]:
    ends = {"low": low, "likely": likely, "high": high}
    return {"department": "A", "year": 2024, "category": category} | ends


def test_an_estimate_fills_a_year_without_volumes_and_brings_its_ends() -> None:
    recipe = {"kind": "operations", "pillar": "DEF", "estimate": "def"}
    row = derive(recipe, estimates=[estimate("def", 4, 10, 16), estimate("tum", 1, 2, 3)])
    assert row[["it", "it:low", "it:high"]].tolist() == [10, 4, 16]


def test_an_estimate_without_an_upper_end_is_unbounded() -> None:
    recipe = {"kind": "operations", "estimate": "spine"}
    row = derive(recipe, estimates=[estimate("spine", 200, 200, None)])
    assert row[["it", "it:low", "it:high"]].tolist() == [200, 200, math.inf]


def test_exact_volumes_silence_the_estimate() -> None:
    recipe = {"kind": "operations", "estimate": "spine"}
    row = derive(recipe, volumes=[volume(7)], estimates=[estimate("spine", 200, 300, 400)])
    assert row["it"] == 7
    assert "it:low" not in row.index


def test_estimated_augmentations_are_added_up_to_the_cap() -> None:
    rows = [estimate("mis", 0, 90, 180), estimate("augmentation", 5, 15, None)]
    row = derive(MIS_CAPPED | {"estimate": "mis"}, estimates=rows)
    # caps beside 0, 90, 180 others: 0, 10, 20
    assert row[["it", "it:low", "it:high"]].tolist() == [100, 0, 200]


@pytest.mark.parametrize("percent", [0, 10, 100])
def test_an_unbounded_estimate_stays_unbounded_under_the_cap(percent: int) -> None:
    policy = POLICY.model_copy(update={"augmentation_cap_percent": percent})
    recipe = MIS_CAPPED | {"estimate": "mis"}
    row = derive(recipe, policy=policy, estimates=[estimate("mis", 9, 9, None)])
    assert row[["it", "it:low", "it:high"]].tolist() == [9, 9, math.inf]


# Numbers of surgeons -----------------------------------------------------------------------

TEAM = [surgeon("a"), surgeon("b"), surgeon("c")]
# Deformity operations: a 4 + 3 = 7, b 6, c 1; 10 more are not attributed. Together 24.
DEFORMITY = [
    volume(4, pathology="DEF", surgeon="a"),
    volume(3, pathology="DEF", group="adult", surgeon="a"),
    volume(6, pathology="DEF", surgeon="b"),
    volume(1, pathology="DEF", surgeon="c"),
    volume(10, pathology="DEF"),
    volume(50, surgeon="c"),
]


@pytest.mark.parametrize(
    ("recipe", "expected"),
    [
        ({"kind": "busiest_surgeon", "pillar": "DEF"}, 7),
        ({"kind": "busiest_surgeon", "pillar": "TUM"}, 0),
        ({"kind": "surgeons_with_operations", "pillar": "DEF", "at_least": 6}, 2),
        ({"kind": "surgeons_with_operations", "pillar": "DEF", "at_least": 7}, 1),
        ({"kind": "median_per_surgeon", "pillar": "DEF", "active_from": 1}, 6),  # of 1, 6, 7
        ({"kind": "median_per_surgeon", "pillar": "DEF", "active_from": 2}, 6.5),  # of 6, 7
        ({"kind": "median_per_surgeon", "pillar": "DEF", "active_from": 8}, 0),  # nobody
        # 7 of 24: operations without a surgeon belong to the pillar too
        (
            {"kind": "largest_surgeon_share", "pillars": ["DEF"], "from_operations": 24},
            100 * 7 / 24,
        ),
    ],
)
def test_per_surgeon_recipes(recipe: dict[str, Any], expected: float) -> None:
    assert derive(recipe, surgeons=TEAM, volumes=DEFORMITY)["it"] == expected


def test_largest_share_is_not_judged_where_no_pillar_has_enough_operations() -> None:
    recipe = {"kind": "largest_surgeon_share", "pillars": ["DEF"], "from_operations": 25}
    assert math.isnan(derive(recipe, surgeons=TEAM, volumes=DEFORMITY)["it"])


def test_largest_share_takes_the_pillar_that_depends_most_on_one_surgeon() -> None:
    rows = [mis(30, surgeon="a"), mis(70, surgeon="b"), volume(9, pathology="TUM", surgeon="c")]
    recipe = {"kind": "largest_surgeon_share", "pillars": ["MIS", "DEF", "TUM"]}
    # MIS 70 of 100; tumour 9 of 9, but 9 are fewer than 10
    many = derive(recipe | {"from_operations": 10}, surgeons=TEAM, volumes=rows)
    few = derive(recipe | {"from_operations": 9}, surgeons=TEAM, volumes=rows)
    assert (many["it"], few["it"]) == (70, 100)


@pytest.mark.parametrize(
    "recipe",
    [
        {"kind": "busiest_surgeon"},
        {"kind": "surgeons_with_operations", "at_least": 1},
        {"kind": "median_per_surgeon", "active_from": 1},
        {"kind": "largest_surgeon_share", "pillars": ["MIS"], "from_operations": 1},
        PAST_CURVE,
    ],
)
def test_volumes_that_name_no_surgeon_leave_per_surgeon_numbers_unreported(
    recipe: dict[str, Any],
) -> None:
    assert math.isnan(derive(recipe, surgeons=TEAM, volumes=[mis(90)])["it"])


def test_a_surgeon_of_another_department_counts_for_the_department_but_not_as_its_surgeon() -> None:
    rows = [volume(9, surgeon="x"), volume(2, surgeon="a")]
    team = [surgeon("a"), surgeon("x", department="B")]
    assert derive({"kind": "operations"}, surgeons=team, volumes=rows)["it"] == 11
    assert derive({"kind": "busiest_surgeon"}, surgeons=team, volumes=rows)["it"] == 2


def test_technique_families_count_from_enough_operations_on() -> None:
    rows = [
        mis(6, technique_family="ube"),
        mis(4, technique_family="ube", group="other"),
        mis(9, technique_family="tubular"),
        mis(99, technique_family="augmentation"),
    ]
    recipe = {"kind": "families_with_operations", "at_least": 10, "families": ["ube", "tubular"]}
    assert derive(recipe, volumes=rows)["it"] == 1  # ube 6 + 4; tubular 9 is too few


def test_spectrum_counts_groups_and_complexity_marks() -> None:
    rows = [
        volume(5, pathology="DEF", group="adolescent"),
        volume(4, pathology="DEF", group="adult"),
        volume(3, pathology="DEF", group="adult", complexity="three_column_osteotomy"),
        volume(2, pathology="DEF", group="adolescent", complexity="three_column_osteotomy"),
    ]
    recipe = {
        "kind": "spectrum_with_operations",
        "at_least": 5,
        "groups": ["adolescent", "congenital_neuromuscular", "adult"],
        "marks": ["three_column_osteotomy"],
    }
    assert derive(recipe, volumes=rows)["it"] == 3  # 7 adolescent, 7 adult, 5 osteotomies


# Learning curves ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2022, 0),  # 20 before + 10: too few without training
        (2023, 0),  # + 19 = 49
        (2024, 1),  # + 1 = 50
    ],
)
def test_cases_before_the_first_year_and_all_recorded_years_add_up(
    year: int, expected: int
) -> None:
    rows = [
        mis(10, year=2022, surgeon="s"),
        mis(19, year=2023, surgeon="s"),
        mis(1, year=2024, surgeon="s"),
        volume(70, year=2022, surgeon="s"),
    ]
    team = [surgeon("s", prior_mis=20)]
    assert derive(PAST_CURVE, at=("A", year), surgeons=team, volumes=rows)["it"] == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 1),
        ({"end_year": 2025}, 0),  # completed only later
        ({"status": "running"}, 0),
        ({"pillar": "TUM"}, 0),
    ],
)
def test_half_the_cases_suffice_with_a_completed_training_of_the_pillar(
    change: dict[str, Any], expected: int
) -> None:
    training = FELLOWSHIP | {"pillar": "MIS"} | change
    row = derive(
        PAST_CURVE, surgeons=[surgeon("s")], volumes=[mis(25, surgeon="s")], trainings=[training]
    )
    assert row["it"] == expected


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ({"leave_year": 2023}, 1),
        ({"leave_year": 2024}, 2),
        ({"start_year": 2025}, 1),
        ({"start_year": 2024}, 2),
    ],
)
def test_only_surgeons_in_post_in_the_year_count(post: dict[str, Any], expected: int) -> None:
    team = [surgeon("s", prior_mis=50, **post), surgeon("t", prior_mis=50)]
    row = derive(PAST_CURVE, surgeons=team, volumes=[mis(1, surgeon="t")])
    assert row["it"] == expected


# Training, certificates, development -------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 1),
        ({"months": 5.9}, 0),
        ({"months": 5.9, "supervised_cases": 25}, 1),
        ({"kind": "course"}, 0),
        ({"kind": "mentored_cases", "supervised_cases": 25}, 1),
        ({"pillar": "TUM"}, 0),
        ({"status": "running"}, 0),
        ({"end_year": 2024}, 1),
        ({"end_year": 2025}, 0),
    ],
)
def test_a_training_counts_when_completed_long_enough_or_with_enough_cases(
    change: dict[str, Any], expected: int
) -> None:
    row = derive(TRAINED, surgeons=[surgeon("s")], trainings=[FELLOWSHIP | change])
    assert row["it"] == expected


def test_two_trainings_make_one_trained_surgeon() -> None:
    row = derive(TRAINED, surgeons=[surgeon("s")], trainings=[FELLOWSHIP, FELLOWSHIP])
    assert row["it"] == 1


@pytest.mark.parametrize(("expires", "held"), [(None, 1), (2025, 1), (2024, 0)])
def test_a_certificate_must_be_held_at_the_end_of_the_year(expires: int | None, held: int) -> None:
    recipe = {"kind": "certified_surgeons", "certificates": ["dwg_master", "dwg_exzellenz"]}
    listed = [
        {"surgeon": "s", "kind": "dwg_master", "issued_year": 2020, "expires_year": expires},
        {"surgeon": "t", "kind": "dwg_master", "issued_year": 2025, "expires_year": None},
        {"surgeon": "t", "kind": "dwg_basis", "issued_year": 2018, "expires_year": None},
    ]
    team = [surgeon("s"), surgeon("t")]
    assert derive(recipe, surgeons=team, certificates=listed)["it"] == held


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"status": "running", "start_year": 2024, "end_year": None}, 1),
        ({"status": "running", "start_year": 2025, "end_year": None}, 0),
        ({"status": "planned", "start_year": 2025, "end_year": 2026}, 1),
        ({"status": "planned", "start_year": 2026, "end_year": 2027}, 0),
        ({"status": "planned", "start_year": 2023, "end_year": 2023}, 0),
        ({"status": "completed", "start_year": 2023, "end_year": 2025}, 1),  # under way in 2024
        ({"status": "completed", "start_year": 2023, "end_year": 2024}, 0),
    ],
)
def test_a_young_surgeon_develops_while_a_training_is_under_way_or_about_to_begin(
    change: dict[str, Any], expected: int
) -> None:
    recipe = {"kind": "developing_surgeons", "under_age": 45}
    team = [surgeon("s", birth_year=1980), surgeon("old", birth_year=1979)]
    listed = [FELLOWSHIP | change, FELLOWSHIP | change | {"surgeon": "old"}]
    # 2024 - 1980 = 44, 2024 - 1979 = 45
    assert derive(recipe, surgeons=team, trainings=listed)["it"] == expected


def test_development_is_not_reported_where_no_year_of_birth_is() -> None:
    recipe = {"kind": "developing_surgeons", "under_age": 45}
    row = derive(recipe, surgeons=[surgeon("s")], trainings=[FELLOWSHIP])
    assert math.isnan(row["it"])


# Network, clinics, outcomes, answers -------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, 1),
        ({"since_year": 2025}, 0),
        ({"until_year": 2023}, 0),
        ({"until_year": 2024}, 1),
        ({"kind": "paediatric"}, 0),
        ({"tum_referrals": 0}, 0),
        ({"written_since_year": None}, 0),
        ({"written_since_year": 2025}, 0),
    ],
)
def test_a_written_referral_agreement_counts_while_in_force(
    change: dict[str, Any], expected: int
) -> None:
    recipe = {
        "kind": "partnerships",
        "partner": ["oncology_hospital"],
        "pillar": "TUM",
        "written": True,
    }
    partner = PARTNER | {"written_since_year": 2024} | change
    assert derive(recipe, partnerships=[partner])["it"] == expected


def test_clinic_sessions_of_the_pillar_add_up_while_open() -> None:
    clinic = {"department": "A", "pillar": "DEF", "sessions_per_month": 4, "since_year": 2020}
    listed = [
        clinic,
        clinic | {"sessions_per_month": 2},
        clinic | {"pillar": "TUM"},
        clinic | {"until_year": 2023},
    ]
    assert derive({"kind": "clinic_sessions", "pillar": "DEF"}, clinics=listed)["it"] == 6


@pytest.mark.parametrize(
    ("year", "events"),
    [
        (2021, math.nan),
        (2022, 1),
        (2024, 4),  # 1 of 2022 + 3 of 2024; 2023 is missing
        (2026, 3),
        (2027, math.nan),
    ],
)
def test_outcomes_are_pooled_over_the_years_that_were_recorded(year: int, events: float) -> None:
    def counted(year: int, events: int, **values: Any) -> dict[str, Any]:
        record = {"department": "A", "year": year, "pillar": "DEF", "outcome": "dural_tear"}
        return record | {"events": events, "cases": 40} | values

    listed = [counted(2022, 1), counted(2024, 3), counted(2024, 9, pillar="MIS")]
    recipe = {
        "kind": "outcome",
        "pillar": "DEF",
        "outcome": "dural_tear",
        "count": "events",
        "years": 3,
    }
    value = derive(recipe, at=("A", year), outcomes=listed)["it"]
    assert value == events or (math.isnan(value) and math.isnan(events))


@pytest.mark.parametrize(
    ("recipe", "section"),
    [
        (TRAINED, "training"),
        ({"kind": "certified_surgeons", "certificates": ["dwg_master"]}, "surgeons"),
        ({"kind": "partnerships", "partner": ["paediatric"]}, "network"),
        ({"kind": "clinic_sessions", "pillar": "DEF"}, "clinics"),
    ],
)
def test_no_entry_means_none_only_where_the_section_is_declared_complete(
    recipe: dict[str, Any], section: str
) -> None:
    declared = [{"department": "A", "year": 2024, "section": section}]
    assert derive(recipe, surgeons=[surgeon("s")], complete=declared)["it"] == 0
    other_year = derive(recipe, at=("A", 2023), surgeons=[surgeon("s")], complete=declared)
    assert math.isnan(other_year["it"])


def test_an_entry_of_any_kind_makes_the_section_known_without_a_declaration() -> None:
    recipe = {"kind": "partnerships", "partner": ["paediatric"]}
    assert derive(recipe, partnerships=[PARTNER])["it"] == 0


def test_reported_answers_go_straight_through() -> None:
    answers = [
        {"department": "A", "year": 2024, "input_id": "any_input", "value": 0.5},
        {"department": "A", "year": 2024, "input_id": "of_another_benchmark", "value": 9},
        {"department": "A", "year": 2024, "input_id": "it", "value": 9},
    ]
    row = derive({"kind": "operations"}, facts=answers)
    assert row["any_input"] == 0.5
    assert math.isnan(row["it"])  # operations come from the records, never from an answer


# The frame ---------------------------------------------------------------------------------


def test_rows_stand_in_the_order_asked_for_and_unknown_departments_are_empty() -> None:
    tables = tables_of(volumes=[volume(1), volume(2, year=2022), volume(3, department="B")])
    keys = [("B", 2024), ("nobody", 2024), ("A", 2022), ("A", 2024)]
    frame = inputs_frame(tables, benchmark_of(it={"kind": "operations"}), keys)
    assert frame.index.names == ["department", "year"]
    assert frame.index.tolist() == keys
    assert frame["it"].fillna(-1).tolist() == [3, -1, 2, 1]
    assert (frame.dtypes == "float64").all()


def test_nothing_asked_gives_an_empty_frame_with_all_columns() -> None:
    frame = inputs_frame(empty(), benchmark_of(it={"kind": "operations"}), [])
    assert frame.shape == (0, 2)


def test_a_department_year_asked_for_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="asked for twice"):
        inputs_frame(empty(), benchmark_of(), [("A", 2024), ("A", 2024)])


@pytest.mark.parametrize(
    ("tables", "message"),
    [
        ({"operations": {}}, "no table operations"),
        ({"volumes": {"department": ["A"], "colour": ["red"]}}, "no column colour"),
        ({"volumes": {"department": ["A"], "year": []}}, "differ in length"),
        ({"volumes": {"year": [2024]}}, "column department is missing"),
        ({"volumes": {"department": ["A"], "pathology": ["FLU"]}}, "'FLU' is not one of DEG, DEF"),
        ({"surgeons": {"key": ["s", "s"], "department": ["A", "A"]}}, "listed twice"),
    ],
)
def test_tables_that_cannot_be_read_are_refused(tables: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        build(tables)
