"""Scoring at the sizes in use: one department-year, a portfolio, a country.

Against the slow scorer, against merely reading the data, and a country against the same in one
block, which is why `score` takes a block of rows at a time.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from unittest.mock import patch

import numpy as np
import pandas as pd

from benchmarks.library import load
from benchmarks.scoring import engine
from benchmarks.scoring.engine import score
from benchmarks.scoring.gaps import gaps
from tests.bench.result import Limit, Result, cpu_seconds
from tests.benchmarks.build import german_departments
from tests.benchmarks.scoring import oracle

PORTFOLIO, COUNTRY = 3_000, 100_000  # department-years
SAMPLE = 30  # rows the slow scorer is timed on; its time grows in step with the rows
ROUNDS = 11
FASTER = 300  # than the slow scorer
BLOCKS_TIME, BLOCKS_MEMORY = 0.8, 0.9  # of what one block for a country takes
BENCHMARK = "german-three-pillar"


def estimated(frame: pd.DataFrame) -> pd.DataFrame:
    """The same with an interval around five volumes, as an imported code list gives it."""
    ends: dict[str, pd.Series[float]] = {}
    for name in ("mis", "def", "tum", "tum_complex", "spine"):
        value = frame[f"{name}_operations"]
        ends |= {f"{name}_operations:low": value // 2, f"{name}_operations:high": value + 50}
    return frame.assign(**ends).copy()


def peak_of(task: Callable[[], object]) -> int:
    """The most bytes that the task holds at a time, its result included."""
    tracemalloc.start()
    try:
        task()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def run() -> list[Result]:
    """Median CPU seconds, taking turns; the ratio is to scoring an exact portfolio."""
    benchmark, country = load(BENCHMARK), german_departments(COUNTRY)
    frame, one = country.iloc[:PORTFOLIO].copy(), country.iloc[[0]]
    with_ends, scores, matrix = estimated(frame), score(frame, benchmark), frame.to_numpy()
    sample = [{str(k): v for k, v in row.items()} for row in frame[:SAMPLE].to_dict("records")]

    def in_blocks() -> object:
        return score(country, benchmark)

    def in_one_block() -> object:
        with patch.object(engine, "_BLOCK", COUNTRY):
            return score(country, benchmark)

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
    # Apart from the small ones: what a country frees, they would otherwise have to ask for anew.
    taken |= cpu_seconds({"country": in_blocks, "whole": in_one_block}, ROUNDS)
    slow = taken["slow"] * PORTFOLIO / SAMPLE
    size = f"{len(benchmark.measures)} measures, {len(benchmark.inputs)} inputs"
    rows = [
        (f"score {PORTFOLIO:,} department-years", taken["score"], size),
        (f"score {PORTFOLIO:,}, five inputs estimated", taken["estimates"], ""),
        ("score 1 department-year", taken["one"], ""),
        (f"score {COUNTRY:,} department-years", taken["country"], ""),
        (f"score {COUNTRY:,} in one block", taken["whole"], ""),
        ("gaps of 1 department-year", taken["gaps"], ""),
        (f"sum {PORTFOLIO:,} rows of the same matrix", taken["sum"], "merely reading the input"),
        (f"sum {PORTFOLIO:,} rows, leaving out NaN", taken["read"], ""),
        (f"slow scorer, {PORTFOLIO:,} rows", slow, f"timed on {SAMPLE} rows and scaled up"),
    ]
    memory = peak_of(in_blocks) / peak_of(in_one_block)
    budgets = {
        0: (Limit(slow / taken["score"], FASTER, "times as fast", at_least=True),),
        3: (
            Limit(taken["country"] / taken["whole"], BLOCKS_TIME, "of the time in one block"),
            Limit(memory, BLOCKS_MEMORY, "of its memory"),
        ),
    }
    return [
        Result(name, seconds, seconds / taken["score"], note, budgets.get(at, ()))
        for at, (name, seconds, note) in enumerate(rows)
    ]
