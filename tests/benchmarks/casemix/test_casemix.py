"""Case lists: one worked case a rule, read from a file a clinician can check."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from benchmarks.casemix.classification import Cases, classify_cases
from benchmarks.casemix.rules import (
    COMPLEXITIES,
    GROUPS,
    PATHOLOGIES,
    REASONS,
    RULES,
    TECHNIQUE_FAMILIES,
    TECHNIQUES,
    CasemixPolicy,
)

DATA = Path(__file__).parents[2] / "data"
WORKED: list[dict[str, Any]] = tomllib.loads(
    (DATA / "casemix_cases.toml").read_text(encoding="utf-8")
)["case"]


def classify_worked(case: dict[str, Any]) -> Cases:
    procedures = pd.DataFrame(
        {
            "case": "1",
            "date": "2024-03-05",
            "code": case["procedures"],
            "technique": case.get("technique", ""),
        }
    )
    main = [case["main"]] if "main" in case else []
    secondary = case.get("secondary", [])
    diagnoses = pd.DataFrame(
        {
            "case": "1",
            "code": [*main, *secondary],
            "main": [True] * len(main) + [False] * len(secondary),
        }
    )
    return classify_cases(
        procedures,
        diagnoses,
        system=case["system"],
        diagnosis_system=case.get("diagnosis_system", "ICD10"),
        policy=CasemixPolicy(**case.get("policy", {})),
    )


@pytest.mark.parametrize("case", WORKED, ids=[case["name"] for case in WORKED])
def test_worked_case_is_counted_as_a_clinician_would(case: dict[str, Any]) -> None:
    operations = classify_worked(case).operations
    if not case.get("counts", True):
        assert operations.empty
        return
    assert len(operations) == 1
    operation = operations.iloc[0]
    assert {name: operation[name] for name in case["expect"]} == case["expect"]


def test_every_rule_and_every_system_has_a_worked_case() -> None:
    rules = {case["expect"].get("rule") for case in WORKED if "expect" in case}
    assert set(RULES) <= rules
    assert len({case["system"] for case in WORKED}) == 6
    assert len({case["name"] for case in WORKED}) == len(WORKED) >= 60


def test_results_use_only_the_words_of_the_glossary() -> None:
    for case in WORKED:
        cases = classify_worked(case)
        for column, words in {
            "pathology": PATHOLOGIES,
            "technique": TECHNIQUES,
            "group": GROUPS,
            "technique_family": TECHNIQUE_FAMILIES,
            "complexity": COMPLEXITIES,
            "rule": tuple(RULES),
        }.items():
            assert set(cases.operations[column]) <= set(words), column
        assert set(cases.codes["reason"]) <= set(REASONS)


def procedures_of(*rows: tuple[object, object, object]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["case", "date", "code"])


def test_one_case_on_two_days_is_two_operations() -> None:
    cases = classify_cases(
        procedures_of(
            ("7", "2024-01-02", "5-831.0"),
            ("7", "2024-01-02", "5-032.00"),
            ("7", "2024-01-09", "5-836.30"),
        ),
        None,
        system="OPS",
    )
    assert cases.operations["date"].tolist() == ["2024-01-02", "2024-01-09"]


def test_add_ons_of_another_day_do_not_reach_over() -> None:
    cases = classify_cases(
        procedures_of(("7", "2024-01-02", "5-831.0"), ("7", "2024-01-09", "5-986.x")),
        None,
        system="OPS",
    )
    assert cases.operations["technique"].tolist() == ["open"]


def test_case_without_date_is_one_operation() -> None:
    cases = classify_cases(
        procedures_of(("7", None, "5-831.0"), ("7", None, "5-836.30")), None, system="OPS"
    )
    assert len(cases.operations) == 1


def test_case_number_held_as_number_finds_its_diagnosis_held_as_text() -> None:
    diagnoses = pd.DataFrame({"case": ["7"], "code": ["C41.2"], "main": [True]})
    cases = classify_cases(procedures_of((7, 20240102, "5-839.60")), diagnoses, system="OPS")
    assert cases.operations["pathology"].tolist() == ["TUM"]


def test_of_several_main_diagnoses_the_gravest_counts() -> None:
    diagnoses = pd.DataFrame({"case": ["7", "7"], "code": ["M51.1", "C41.2"], "main": [True, True]})
    cases = classify_cases(procedures_of(("7", "d", "5-831.0")), diagnoses, system="OPS")
    assert cases.operations["code"].tolist() == ["C41.2"]


def test_placeholders_and_empty_cells_are_no_codes() -> None:
    cases = classify_cases(
        procedures_of(("7", "d", "-"), ("7", "d", None), ("7", "d", "")), None, system="OPS"
    )
    assert cases.operations.empty
    assert cases.codes.empty


def test_code_report_tells_why_each_code_does_not_count() -> None:
    listed = ["5-831.0", "5-831.0", "5-032.00", "5-984", "5-83a.0", "5-790.1", "5-010.0"]
    listed += ["5-83c.1", "81.05"]
    cases = classify_cases(
        procedures_of(*[("7", "d", code) for code in listed]), None, system="OPS"
    )
    codes = cases.codes.set_index("code")
    assert codes["reason"].to_dict() == {
        "5-831.0": "counted",
        "5-032.00": "access",
        "5-984": "add_on",
        "5-83a.0": "not_surgical",
        "5-790.1": "needs_spine_diagnosis",
        "5-010.0": "not_spine",
        "5-83c.1": "unknown",
        "81.05": "wrong_system",
    }
    assert codes.loc["5-831.0", "rows"] == 2
    assert codes.loc["81.05", "looks_like"] == "ICD9CM3"


def test_a_row_without_case_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a case"):
        classify_cases(procedures_of((None, "d", "5-831.0")), None, system="OPS")


def test_absent_columns_are_named() -> None:
    with pytest.raises(ValueError, match="lack the columns date"):
        classify_cases(pd.DataFrame({"case": [], "code": []}), None, system="OPS")


def test_unknown_system_is_refused() -> None:
    with pytest.raises(KeyError, match="LOINC"):
        classify_cases(procedures_of(("7", "d", "5-831.0")), None, system="LOINC")
