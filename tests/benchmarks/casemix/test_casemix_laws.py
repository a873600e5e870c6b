"""Laws of the case mix on random case lists: what may never change a count."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.casemix.classification import classify_cases
from benchmarks.casemix.code_meanings import look_up
from benchmarks.casemix.code_tables import SYSTEMS, normalise, table
from benchmarks.casemix.estimates import estimate_operations
from benchmarks.casemix.rules import CasemixPolicy

OPS = ["5-831.0", "5-831.5", "5-839.60", "5-032.00", "5-030.70", "5-984", "5-986.x", "5-836.38"]
OPS += ["5-83b.50", "5-838.0", "5-035.5", "5-832.2", "5-839.a0", "5-835.9", "5-790.16", "5-010.0"]
OPS += ["5-83w.20", "8-917.13", "5-059.b"]
ICD = ["M51.1", "M48.06", "M41.15", "C79.5", "C41.2", "D32.1", "M46.4", "S32.0", "M43.16", "G95.2"]
ICD += ["Q87.4", "I61.0"]
WORDS = ["", "UBE", "open", "mikrochirurgisch", "椎间盘镜"]

procedure_lists = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3", "4"]),
        st.sampled_from(["2024-01-02", "2024-02-03"]),
        st.sampled_from(OPS),
        st.sampled_from(WORDS),
    ),
    max_size=25,
)
diagnosis_lists = st.lists(
    st.tuples(st.sampled_from(["1", "2", "3", "4"]), st.sampled_from(ICD), st.booleans()),
    max_size=10,
)
policies = st.builds(
    CasemixPolicy,
    spondylolisthesis=st.sampled_from(["DEG", "DEF"]),
    microsurgical_is_mis=st.booleans(),
)


def classify(procedures: list[Any], diagnoses: list[Any], policy: CasemixPolicy) -> pd.DataFrame:
    return classify_cases(
        pd.DataFrame(procedures, columns=["case", "date", "code", "technique"], dtype=object),
        pd.DataFrame(diagnoses, columns=["case", "code", "main"], dtype=object),
        system="OPS",
        diagnosis_system="ICD10GM",
        policy=policy,
    ).operations


def respell(code: str, how: int) -> str:
    """One code as different hospital systems write it."""
    return (code, code.upper(), normalise(code), normalise(code).lower(), f" {code}")[how % 5]


@given(procedure_lists, diagnosis_lists, policies, st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_order_of_rows_does_not_matter(
    procedures: list[Any], diagnoses: list[Any], policy: CasemixPolicy, random: Any
) -> None:
    expected = classify(procedures, diagnoses, policy)
    random.shuffle(procedures)
    random.shuffle(diagnoses)
    pd.testing.assert_frame_equal(classify(procedures, diagnoses, policy), expected)


@given(procedure_lists, diagnosis_lists, policies, st.integers(0, 4))
@settings(max_examples=25, deadline=None)
def test_punctuation_and_letter_case_do_not_matter(
    procedures: list[Any], diagnoses: list[Any], policy: CasemixPolicy, how: int
) -> None:
    respelt = [
        (case, date, respell(code, how + place), words)
        for place, (case, date, code, words) in enumerate(procedures)
    ]
    marked = [(case, respell(code, how), main) for case, code, main in diagnoses]
    pd.testing.assert_frame_equal(
        classify(respelt, marked, policy), classify(procedures, diagnoses, policy)
    )


@given(procedure_lists, diagnosis_lists, policies)
@settings(max_examples=25, deadline=None)
def test_two_halves_of_the_cases_add_up_to_the_whole(
    procedures: list[Any], diagnoses: list[Any], policy: CasemixPolicy
) -> None:
    halves = [
        classify([row for row in procedures if (row[0] in "12") is first], diagnoses, policy)
        for first in (True, False)
    ]
    whole = classify(procedures, diagnoses, policy)
    assert [*halves[0].to_dict("records"), *halves[1].to_dict("records")] == whole.to_dict(
        "records"
    )


@given(procedure_lists, diagnosis_lists, policies)
@settings(max_examples=25, deadline=None)
def test_repeating_a_row_adds_no_operation(
    procedures: list[Any], diagnoses: list[Any], policy: CasemixPolicy
) -> None:
    pd.testing.assert_frame_equal(
        classify(procedures * 2, diagnoses * 2, policy), classify(procedures, diagnoses, policy)
    )


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_every_row_of_the_table_is_found_however_it_is_written(data: st.DataObject) -> None:
    system = data.draw(st.sampled_from(SYSTEMS))
    rows = table(system)
    normalised = data.draw(st.sampled_from(sorted(rows)))
    code = rows[normalised]["code_prefix"]
    for how in range(5):
        result = look_up(system, [respell(code, how)]).iloc[0]
        # Some rows are prefixes only (the beginning of a PCS code), not complete codes.
        assert result["normalised"] == normalised
        assert result["prefix"] in (code, "")
        assert (result["prefix"] == code) == (result["status"] == "classified")


@given(procedure_lists, diagnosis_lists)
@settings(max_examples=25, deadline=None)
def test_estimate_of_a_code_list_holds_the_counted_operations(
    procedures: list[Any], diagnoses: list[Any]
) -> None:
    """The intervals of a list made of the same operations contain the exact counts."""
    each = {(case, date, code) for case, date, code, _ in procedures}
    counts = pd.Series([code for *_, code in each], dtype=object).value_counts()
    listed = pd.DataFrame({"code": counts.index, "count": counts.to_numpy(), "suppressed": False})
    shared = listed["code"].eq("5-790.16")
    operations = classify([row for row in procedures if row[2] != "5-790.16"], [], CasemixPolicy())
    spine = estimate_operations(listed.loc[~shared], None, system="OPS").categories["spine"]
    families = estimate_operations(listed.loc[~shared], None, system="OPS").families
    assert spine.low == families["low"].max() if len(families) else spine.low == 0
    assert spine.high is not None
    if not listed["code"].str.startswith(("5-030", "5-032")).any():
        assert len(operations) <= spine.high
