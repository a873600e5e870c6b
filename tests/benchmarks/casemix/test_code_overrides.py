"""Codes that a hospital classifies otherwise: which override decides, and what it changes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.casemix.classification import classify_cases
from benchmarks.casemix.code_meanings import look_up
from benchmarks.casemix.code_overrides import FAMILIES, OverrideRule
from benchmarks.casemix.code_tables import normalise, table
from benchmarks.casemix.estimates import estimate_operations
from tests.benchmarks.casemix.test_casemix_laws import OPS, diagnosis_lists, procedure_lists

PREFIXES = ["5-83", "5-831", "5-831.5", "5-839.60", "5-03", "5-986", "5-010.0", "5-83w.2", "8-9"]
overrides_lists = st.lists(
    st.builds(
        OverrideRule,
        prefix=st.sampled_from(PREFIXES),
        counts=st.sampled_from([None, True, False]),
        pathology=st.sampled_from(["", "DEG", "DEF", "TUM"]),
        family=st.sampled_from(["", *FAMILIES]),
        technique=st.sampled_from(["", "open", "MIS"]),
    ),
    max_size=5,
    unique_by=lambda override: override.prefix,
)


def cases(procedures: list[Any], diagnoses: list[Any], overrides: list[OverrideRule]) -> Any:
    return classify_cases(
        pd.DataFrame(procedures, columns=["case", "date", "code", "technique"], dtype=object),
        pd.DataFrame(diagnoses, columns=["case", "code", "main"], dtype=object),
        system="OPS",
        diagnosis_system="ICD10GM",
        overrides=overrides,
    )


def one_case(codes: list[str], override: OverrideRule, main: str = "") -> pd.DataFrame:
    diagnoses = [("1", main, True)] if main else []
    rows = [("1", "d", code, "") for code in codes]
    operations: pd.DataFrame = cases(rows, diagnoses, [override]).operations
    return operations


def decides(code: str, overrides: list[OverrideRule]) -> OverrideRule | None:
    """The obvious way: the longest prefix of the code; an override before an equally long row."""
    plain = normalise(code)
    candidates: list[tuple[int, int, OverrideRule | None]] = [
        (len(prefix), 0, None) for prefix in table("OPS") if plain.startswith(prefix)
    ]
    candidates += [
        (len(normalise(override.prefix)), 1, override)
        for override in overrides
        if plain.startswith(normalise(override.prefix))
    ]
    return max(candidates, key=lambda candidate: candidate[:2], default=(0, 0, None))[2]


@given(st.lists(st.sampled_from(OPS), min_size=1), overrides_lists)
@settings(max_examples=60, deadline=None)
def test_longest_prefix_decides_and_of_two_as_long_the_own_one(
    codes: list[str], overrides: list[OverrideRule]
) -> None:
    result = look_up("OPS", codes, overrides)
    plain = look_up("OPS", codes)
    for place, code in enumerate(codes):
        override = decides(code, overrides)
        assert (result["confidence"][place] == "own") == (override is not None)
        if override is None:
            assert result.loc[place].to_dict() == plain.loc[place].to_dict()
            continue
        assert result["prefix"][place] == override.prefix
        assert result["status"][place] == "classified"
        if override.counts is False:
            assert result["role"][place] == "left_out"
            continue
        for name in ("pathology", "family", "technique"):
            asked = getattr(override, name)
            assert result[name][place] == asked or not asked
        assert override.counts is None or result["role"][place] == "core"


@given(procedure_lists, diagnosis_lists, overrides_lists, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_order_of_overrides_does_not_matter(
    procedures: list[Any], diagnoses: list[Any], overrides: list[OverrideRule], random: Any
) -> None:
    expected = cases(procedures, diagnoses, overrides)
    shuffled = list(overrides)
    random.shuffle(shuffled)
    result = cases(procedures, diagnoses, shuffled)
    pd.testing.assert_frame_equal(result.operations, expected.operations)
    pd.testing.assert_frame_equal(result.codes, expected.codes)


@given(procedure_lists, diagnosis_lists, overrides_lists)
@settings(max_examples=25, deadline=None)
def test_override_of_a_code_that_does_not_occur_changes_nothing(
    procedures: list[Any], diagnoses: list[Any], overrides: list[OverrideRule]
) -> None:
    occurring = [row[2] for row in procedures]
    idle = [
        override
        for override in overrides
        if not any(decides(code, [override]) for code in occurring)
    ]
    result, plain = cases(procedures, diagnoses, idle), cases(procedures, diagnoses, [])
    pd.testing.assert_frame_equal(result.operations, plain.operations)
    pd.testing.assert_frame_equal(result.codes, plain.codes)


def test_code_that_counts_no_more_says_nothing_about_other_codes_either() -> None:
    endoscopic = OverrideRule("5-986.x", counts=False)
    assert one_case(["5-831.0", "5-986.x"], endoscopic)["technique"].tolist() == ["open"]
    report = cases([("1", "d", "5-986.x", "")], [], [endoscopic]).codes.iloc[0]
    assert (report["reason"], report["prefix"], report["confidence"]) == (
        "left_out", "5-986.x", "own",
    )  # fmt: skip


def test_unknown_code_counts_with_what_the_hospital_says() -> None:
    unknown = OverrideRule("5-83f", counts=True, pathology="DEF", family="deformity_correction")
    assert cases([("1", "d", "5-83f.0", "")], [], []).operations.empty
    result = one_case(["5-83f.0"], unknown, main="M51.1").iloc[0]
    assert (result["pathology"], result["rule"], result["prefix"]) == (
        "DEF", "names_deformity", "5-83f",
    )  # fmt: skip
    assert not result["needs_review"]


def test_tumour_as_main_diagnosis_still_beats_an_override() -> None:
    result = one_case(["5-831.0"], OverrideRule("5-831", pathology="DEG"), main="C41.2")
    assert result["pathology"].tolist() == ["TUM"]


def test_pathology_of_an_override_is_not_forced_back_to_deformity() -> None:
    result = one_case(["5-836.38"], OverrideRule("5-836.38", pathology="TRA"))
    assert result[["pathology", "rule"]].to_numpy().tolist() == [["TRA", "code_default"]]


def test_code_of_another_system_is_not_rescued() -> None:
    result = look_up("OPS", ["03.09"], [OverrideRule("03", counts=True)])
    assert result["status"].tolist() == ["wrong_system"]


def test_estimate_moves_with_the_override_and_names_it() -> None:
    listed = pd.DataFrame({"code": ["5-831.0", "5-035.5"], "count": [80, 12], "suppressed": False})
    plain = estimate_operations(listed, None, system="OPS")
    result = estimate_operations(
        listed, None, system="OPS", overrides=[OverrideRule("5-035", counts=False)]
    )
    assert plain.categories["spine"].high == 92
    assert result.categories["spine"].high == 80
    row = result.codes.set_index("code").loc["5-035.5"]
    assert (row["counted"], row["reason"], row["confidence"]) == (False, "left_out", "own")


@pytest.mark.parametrize("prefixes", [("5-831", "5831"), ("-",)])
def test_prefix_twice_or_none_is_refused(prefixes: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="prefix of its own"):
        look_up("OPS", ["5-831.0"], [OverrideRule(prefix) for prefix in prefixes])
