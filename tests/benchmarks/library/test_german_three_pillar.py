"""The default benchmark against the table of the product description, measure by measure."""

from __future__ import annotations

import pytest

from benchmarks.library import load
from benchmarks.library.definition import LEVELS, Measure

BENCHMARK = load("german-three-pillar", "1.0")

# Where the product says 0 for a level, nothing is asked there: None.
# measure: thresholds of levels 1 / 2 / 3, mandatory from level, evidence grades of levels 1-3
TABLE: dict[str, tuple[tuple[float | None, float, float], int | None, str]] = {
    "mis_operations": ((50, 150, 300), 1, "CCC"),
    "mis_share": ((20, 40, 60), None, "CCC"),
    "mis_surgeons_past_curve": ((1, 2, 3), 1, "BBB"),
    "mis_median_cases": ((25, 40, 60), None, "CCC"),
    "mis_families": ((1, 3, 5), None, "CCC"),
    "mis_trained_surgeons": ((1, 2, 4), None, "CCC"),
    "mis_equipment": ((1, 2, 3), 1, "CCC"),
    "mis_any_complication": ((10, 8, 5), None, "BBB"),
    "mis_dural_tear": ((5, 3, 1.5), None, "BBB"),
    "mis_proms": ((30, 60, 80), None, "CCC"),
    "def_operations": ((15, 30, 60), 1, "CBC"),
    "def_busiest_surgeon": ((6, 15, 20), 1, "BBB"),
    "def_lead_surgeons": ((1, 2, 3), 2, "CCC"),
    "def_trained_surgeons": ((1, 1, 2), 1, "BBC"),
    "def_spectrum": ((1, 2, 4), None, "CCC"),
    "def_neuromonitoring": ((80, 95, 100), 2, "BBB"),
    "def_intensive_care": ((1, 2, 3), 2, "CCC"),
    "def_facilities": ((1, 2, 3), None, "CCC"),
    "def_clinic_sessions": ((1, 4, 8), None, "CCC"),
    "def_alliances": ((1, 2, 3), None, "CCC"),
    "def_neuro_deficit": ((2, 1, 0.5), None, "BBB"),
    "def_infection": ((3, 2, 1.3), None, "BBB"),
    "def_return": ((12, 9, 6), None, "BBB"),
    "tum_operations": ((10, 20, 60), 1, "CCB"),
    "tum_complex_operations": ((2, 5, 15), None, "CCC"),
    "tum_lead_surgeons": ((1, 2, 3), 2, "CCC"),
    "tum_trained_surgeons": ((None, 1, 2), 2, "CC"),
    "tum_board": ((80, 95, 100), 1, "CCC"),
    "tum_mri_24h": ((1, 1, 1), 1, "BBB"),
    "tum_decompression_24_7": ((1, 1, 1), 2, "BBB"),
    "tum_radiotherapy": ((1, 1, 2), 2, "CCC"),
    "tum_referral_agreements": ((1, 2, 3), None, "CCC"),
    "tum_partners": ((1, 3, 4), None, "CCB"),
    "tum_infection": ((10, 6.5, 5), None, "BBB"),
    "tum_neuro_worsening": ((5, 3.3, 2), None, "BBB"),
    "tum_reoperation": ((12, 8.3, 6), None, "BBB"),
    "foundation_spine_operations": ((200, 500, 1200), None, "CCB"),
    "foundation_master_surgeons": ((None, 1, 2), 3, "CB"),
    "foundation_specialists": ((3, 3, 4), 1, "AAC"),
    "foundation_imaging": ((1, 2, 3), 1, "AAA"),
    "foundation_intensive_care": ((2, 2, 2), 1, "AAA"),
    "foundation_partner_specialties": ((3, 4, 6), None, "CCB"),
    "foundation_registry": ((50, 80, 100), None, "CCB"),
    "foundation_mm_conferences": ((4, 6, 12), None, "CCC"),
    "foundation_indication_conference": ((30, 60, 90), None, "CCC"),
    "foundation_dependence": ((90, 70, 60), None, "CCC"),
    "foundation_development": ((1, 2, 3), None, "CCC"),
}
PREFIX = {"mis": "MIS", "def": "DEF", "tum": "TUM", "foundation": "foundation"}
MINIMUM_CASES = {"MIS": 50, "DEF": 100, "TUM": 50}
YEARS_POOLED = {"MIS": 1, "DEF": 3, "TUM": 3}
RATES = [measure for measure in BENCHMARK.measures if measure.formula == "rate"]


def test_the_measures_are_those_of_the_table_and_no_other() -> None:
    assert [measure.id for measure in BENCHMARK.measures] == list(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_thresholds_obligation_and_grades_are_those_of_the_table(name: str) -> None:
    measure = BENCHMARK.measure_by_id[name]
    actual = (
        tuple(t.value if (t := measure.threshold(level)) else None for level in LEVELS),
        measure.mandatory_from,
        "".join(threshold.grade for threshold in measure.thresholds),
    )

    assert actual == TABLE[name]


@pytest.mark.parametrize("measure", BENCHMARK.measures, ids=lambda measure: measure.id)
def test_a_measure_is_named_after_its_domain(measure: Measure) -> None:
    assert measure.domain == PREFIX[measure.id.split("_")[0]]


def test_three_pillars_and_the_foundation_as_gate() -> None:
    assert [(domain.id, domain.kind) for domain in BENCHMARK.domains] == [
        ("MIS", "pillar"),
        ("DEF", "pillar"),
        ("TUM", "pillar"),
        ("foundation", "gate"),
    ]


def test_the_rungs_climb_from_minimally_invasive_to_maximum_care() -> None:
    assert [(rung.id, rung.requires) for rung in BENCHMARK.rungs] == [
        ("basic_standard", {"MIS": 2}),
        ("strength", {"MIS": 2, "DEF": 2}),
        ("high_precision", {"MIS": 2, "DEF": 2, "TUM": 2, "foundation": 2}),
        ("maximum_care", {"MIS": 3, "DEF": 3, "TUM": 3, "foundation": 3}),
    ]


@pytest.mark.parametrize("measure", RATES, ids=lambda measure: measure.id)
def test_outcome_rates_ask_for_enough_cases_over_the_agreed_years(measure: Measure) -> None:
    events, cases = (BENCHMARK.input_by_id[name].record for name in measure.inputs)

    assert measure.better == "lower"
    assert measure.minimum_cases == MINIMUM_CASES[measure.domain]
    for recipe, count in ((events, "events"), (cases, "cases")):
        assert recipe is not None
        assert recipe.kind == "outcome"
        assert recipe.count == count
        assert recipe.pillar == measure.domain
        assert recipe.years == YEARS_POOLED[measure.domain]


def test_mandatory_measures_weigh_more_than_any_other() -> None:
    weights: dict[bool, set[int]] = {True: set(), False: set()}
    for measure in BENCHMARK.measures:
        weights[measure.mandatory_from is not None].add(measure.weight)

    assert weights == {True: {3}, False: {1, 2}}


def test_broad_procedure_volumes_are_no_tumour_minimum() -> None:
    tumour = BENCHMARK.measure_by_id["tum_operations"]

    assert not {49, 167} & {threshold.value for threshold in tumour.thresholds}


def test_nothing_is_called_a_requirement_of_guideline_version_1_9() -> None:
    texts = [
        f"{threshold.place} {threshold.note}"
        for measure in BENCHMARK.measures
        for threshold in measure.thresholds
    ]

    assert not [text for text in texts if "v1.9" in text and "before guideline v1.9" not in text]
    assert "not a certification" in BENCHMARK.disclaimer
