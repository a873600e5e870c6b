"""Scoring 10,000 department-years, against the slow scorer and against merely reading the data."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmarks.library import load
from benchmarks.scoring.engine import score
from benchmarks.scoring.gaps import gaps
from tests.bench.result import Limit, Result, cpu_seconds
from tests.benchmarks.build import german_departments
from tests.benchmarks.scoring import oracle

ROWS = 10_000
SAMPLE = 30  # rows the slow scorer is timed on; its time grows in step with the rows
ROUNDS = 11
FASTER = 500  # than the slow scorer
BENCHMARK = "german-three-pillar"


def estimated(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with an interval around five volumes, as an imported code list gives it."""
    ends: dict[str, pd.Series[float]] = {}
    for name in ("mis", "def", "tum", "tum_complex", "spine"):
        value = frame[f"{name}_operations"]
        ends |= {f"{name}_operations:low": value // 2, f"{name}_operations:high": value + 50}
    return frame.assign(**ends).copy()


def run() -> list[Result]:
    """Median CPU seconds, taking turns; the ratio is to scoring 10,000 exact department-years."""
    benchmark, frame = load(BENCHMARK), german_departments(ROWS)
    with_ends, one = estimated(frame), frame.iloc[[0]]
    matrix, scores = frame.to_numpy(), score(frame, benchmark)
    sample = [{str(k): v for k, v in row.items()} for row in frame[:SAMPLE].to_dict("records")]
    size = f"{len(benchmark.measures)} measures, {len(benchmark.inputs)} inputs"
    taken = cpu_seconds(
        {
            "score": lambda: score(frame, benchmark),
            "estimates": lambda: score(with_ends, benchmark),
            "one": lambda: score(one, benchmark),
            "gaps": lambda: gaps(scores, 0),
            "read": lambda: float(np.nansum(matrix)),
            "sum": lambda: float(matrix.sum()),
            "slow": lambda: [oracle.score_row(row, benchmark) for row in sample],
        },
        ROUNDS,
    )
    slow = taken["slow"] * ROWS / SAMPLE
    rows = [
        (f"score {ROWS:,} department-years", taken["score"], size),
        (f"score {ROWS:,}, five inputs estimated", taken["estimates"], ""),
        ("score 1 department-year", taken["one"], ""),
        ("gaps of 1 department-year", taken["gaps"], ""),
        (f"sum {ROWS:,} rows of the same matrix", taken["sum"], "merely reading the input once"),
        (f"sum {ROWS:,} rows, leaving out NaN", taken["read"], ""),
        (f"slow scorer, {ROWS:,} rows", slow, f"timed on {SAMPLE} rows and scaled up"),
    ]
    faster = (Limit(slow / taken["score"], FASTER, "times as fast", at_least=True),)
    return [
        Result(name, seconds, seconds / taken["score"], note, faster if not at else ())
        for at, (name, seconds, note) in enumerate(rows)
    ]
