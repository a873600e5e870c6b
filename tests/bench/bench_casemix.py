"""Classifying 1,000,000 coded rows, beside merely reading and grouping them, and an estimate."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.casemix.classification import classify_cases
from benchmarks.casemix.estimates import estimate_operations
from tests.bench.result import Result, cpu_seconds

ROWS, CASES = 1_000_000, 250_000
ROUNDS, SHORT_ROUNDS = 3, 21
DATA = Path(__file__).parents[1] / "data"


def run() -> list[Result]:
    """Median CPU seconds, taking turns; ratios are to reading and grouping the same rows."""
    codes = pd.read_csv(DATA / "real_department_procedures.csv", sep=";")
    main = pd.read_csv(DATA / "real_department_diagnoses.csv", sep=";")
    procedures, diagnoses = _case_list(codes, main)
    written = procedures.to_csv(index=False)
    taken = cpu_seconds(
        {
            "classify": lambda: classify_cases(procedures, diagnoses, system="OPS"),
            "read": lambda: _read_and_group(written),
        },
        ROUNDS,
    )
    taken |= cpu_seconds(
        {"estimate": lambda: estimate_operations(codes, main, system="OPS")}, SHORT_ROUNDS
    )
    operations = len(classify_cases(procedures, diagnoses, system="OPS").operations)
    rows = [
        (
            f"classify {ROWS:,} coded rows",
            taken["classify"],
            f"{CASES:,} cases with main diagnoses, {operations:,} operations counted",
        ),
        ("read and group the same rows", taken["read"], "pandas: text to counts a case and date"),
        (
            "estimate from a published code list",
            taken["estimate"],
            f"{len(codes)} codes, {len(main)} diagnoses",
        ),
    ]
    return [Result(name, seconds, seconds / taken["read"], note) for name, seconds, note in rows]


def _case_list(codes: pd.DataFrame, main: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Random cases with the codes of a real department, as often as it lists them."""
    random = np.random.default_rng(11)
    case = random.integers(0, CASES, ROWS)
    days = pd.date_range("2024-01-01", periods=366).strftime("%Y-%m-%d").to_numpy(dtype=object)
    admitted = random.integers(0, len(days), CASES)
    procedures = pd.DataFrame(
        {"case": case, "date": days[admitted[case]], "code": _drawn(random, codes, ROWS)}
    )
    diagnoses = pd.DataFrame(
        {"case": np.arange(CASES), "code": _drawn(random, main, CASES), "main": True}
    )
    return procedures, diagnoses


def _drawn(random: np.random.Generator, listed: pd.DataFrame, size: int) -> NDArray[np.object_]:
    often = listed["count"].fillna(1).to_numpy(dtype=float).clip(1)
    drawn: NDArray[np.object_] = random.choice(
        listed["code"].to_numpy(dtype=object), size, p=often / often.sum()
    )
    return drawn


def _read_and_group(written: str) -> pd.DataFrame:
    rows = pd.read_csv(io.StringIO(written), dtype={"code": "str"})
    return rows.groupby(["case", "date"], sort=True)["code"].count().reset_index()
