"""Case mix: coded procedures and diagnoses -> counted operations, with the reason for each.

`classify_cases` counts a case list exactly; `estimates` has intervals for an aggregated code list.
Pure functions of their arguments: row order, punctuation and letter case of codes do not matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.casemix.code_overrides import Overrides
from benchmarks.casemix.coded_rows import (
    Bools,
    CodedOperations,
    CodedRows,
    has_code,
    operations_of,
    procedure_rows,
    require_columns,
)
from benchmarks.casemix.pathology import Decision, decide, read_diagnoses
from benchmarks.casemix.rules import (
    CasemixPolicy,
    reason_for,
)
from benchmarks.casemix.technique import OperationTechniques, complexity_of, technique_of

DEFAULT_POLICY = CasemixPolicy()


@dataclass(frozen=True)
class Cases:
    """The operations and the codes of a case list.

    `operations`: one row an operation (case and date), sorted: case (a text, or a number where the
    cases are whole numbers), date, pathology, group, technique, technique_family, complexity, rule
    (key of `RULES`), code and prefix (the procedure or diagnosis that decided), confidence,
    needs_review, converted (to an open or microsurgical operation), words_unread (a text that says
    the technique in words we do not know), navigation, robotic, neuromonitoring.

    `codes`: one row a distinct procedure code: code, rows, status, looks_like, prefix, label,
    category, role, confidence, reason (key of `REASONS`).

    `counts`: for each row of the procedures given, whether its code counts as an operation; False
    where there is none.

    `lost`: one row a case and date of which no code counts, but some code is unknown or of no known
    form: case, date, reason (`unknown` where a code lies inside a spine chapter, else
    `wrong_system`).
    """

    operations: pd.DataFrame
    codes: pd.DataFrame
    lost: pd.DataFrame
    counts: Bools


def classify_cases(
    procedures: pd.DataFrame,
    diagnoses: pd.DataFrame | None,
    *,
    system: str,
    diagnosis_system: str = "ICD10",
    policy: CasemixPolicy = DEFAULT_POLICY,
    technique_column: str = "technique",
    overrides: Overrides = (),
) -> Cases:
    """Count the spine operations of a case list.

    `procedures` has a row a code: case, date, code and, if it exists, `technique_column` with the
    technique as free text. `diagnoses` has case, code and main (true for the main diagnosis; of
    several the one with the lowest priority counts). Codes are texts. Operations without any
    counting code are left out of `operations`, their codes stay in `codes`. `overrides`: codes that
    the hospital classifies otherwise than our table; what they decide has the confidence "own".

    Raises ValueError for absent columns or a row without a case, KeyError for an unknown system.
    """
    require_columns(procedures, ("case", "date", "code"), "procedures")
    is_coded = has_code(procedures)
    coded = procedures.loc[is_coded]
    operations, row_of = operations_of(coded)
    rows = procedure_rows(coded, row_of, operations.size, system, overrides)
    diagnosed = read_diagnoses(diagnoses, operations.cases, diagnosis_system)
    case_of = operations.case_of
    counted = counting_rows(rows, diagnosed.spinal[case_of])
    decision = decide(rows, counted, diagnosed, case_of, policy)
    words = coded.get(technique_column)
    technique = technique_of(rows, counted, words, policy)
    complexity = complexity_of(
        rows, counted, decision.pathology, diagnosed.intradural[case_of], technique.en_bloc
    )
    frame = _frame(operations, rows, decision, technique)
    frame.insert(6, "complexity", pd.Series(complexity).astype("str"))
    is_operation = rows.any(counted)
    counting = frame.loc[is_operation].reset_index(drop=True)
    counts = np.zeros(len(procedures), dtype=bool)
    counts[is_coded] = counted
    return Cases(counting, _code_report(rows), _lost(frame, rows, is_operation), counts)


def _lost(frame: pd.DataFrame, rows: CodedRows, is_operation: Bools) -> pd.DataFrame:
    unknown, unreadable = (
        rows.any(rows.is_in("status", status)) for status in ("unknown", "wrong_system")
    )
    is_lost = ~is_operation & (unknown | unreadable)
    lost = frame.loc[is_lost, ["case", "date"]].reset_index(drop=True)
    lost["reason"] = np.where(unknown[is_lost], "unknown", "wrong_system")
    return lost


def _frame(
    operations: CodedOperations, rows: CodedRows, decision: Decision, technique: OperationTechniques
) -> pd.DataFrame:
    texts = {
        "pathology": decision.pathology,
        "group": decision.group,
        "technique": technique.technique,
        "technique_family": technique.family,
        "rule": decision.rule,
        "code": decision.code,
        "prefix": decision.prefix,
        "confidence": decision.confidence,
    }
    frame = pd.DataFrame(texts).astype("str")
    case = pd.Series(operations.case)
    frame.insert(0, "case", case.astype("str") if case.dtype == object else case)
    frame.insert(1, "date", operations.date)
    frame["needs_review"] = decision.needs_review | technique.needs_review
    frame["converted"] = technique.converted
    frame["words_unread"] = technique.unread
    for flag, category in (
        ("navigation", "navigation"),
        ("robotic", "robotic"),
        ("neuromonitoring", "ionm"),
    ):
        frame[flag] = rows.any(rows.is_in("category", category))
    return frame


def counting_rows(rows: CodedRows, spinal: Bools) -> Bools:
    """Rows that count as an operation. `spinal` marks operations with a spinal diagnosis.

    A code that is used for other bones as well counts only beside another spine code or a spinal
    diagnosis.
    """
    core = rows.is_in("role", "core")
    shared = rows.flag("needs_spine_diagnosis")
    sure = rows.is_in("role", "core", "access") & ~shared
    return core & (~shared | (rows.any(sure) | spinal)[rows.group])


def _code_report(rows: CodedRows) -> pd.DataFrame:
    codes = rows.codes
    report = codes[["code", "status", "looks_like", "prefix", "label", "category", "role"]].copy()
    report.insert(1, "rows", np.bincount(rows.code, minlength=len(codes)))
    report["confidence"] = codes["confidence"]
    report["reason"] = [
        reason_for(status, role, shared)
        for status, role, shared in zip(
            codes["status"], codes["role"], codes["needs_spine_diagnosis"], strict=True
        )
    ]
    return report
