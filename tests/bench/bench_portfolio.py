"""From records in a database to scores: one department, a portfolio, a country."""

from __future__ import annotations

import uuid

from tests.bench.records import YEARS, database, departments, django_ready, queries_of
from tests.bench.result import Limit, Result, cpu_seconds

ALL, MANY, SAMPLE = 1_000, 200, 10
ROUNDS = 5
ONE_MS, QUERIES, MANY_SECONDS = 10, 6, 0.6


def run() -> list[Result]:
    """Median CPU seconds, taking turns; the ratio is to the portfolio of 200 departments."""
    django_ready()
    with database():
        return _measured(departments(ALL))


def _measured(keys: list[uuid.UUID]) -> list[Result]:
    from assessments.gap_report.frames import inputs_frame
    from benchmarks.library import load
    from benchmarks.scoring.engine import score

    benchmark = load("german-three-pillar")
    last = [(department, YEARS[-1]) for department in keys]
    every = [(department, year) for department in keys for year in YEARS]

    def scored(rows: list[tuple[uuid.UUID, int]]) -> None:
        score(inputs_frame(rows, benchmark), benchmark)

    def one_by_one(rows: list[tuple[uuid.UUID, int]]) -> None:
        for key in rows:
            scored([key])

    tasks = {
        "one": lambda: scored(last[:1]),
        "many": lambda: scored(last[:MANY]),
        "many_years": lambda: scored(every[: MANY * len(YEARS)]),
        "loop": lambda: one_by_one(last[:SAMPLE]),
    }
    taken = cpu_seconds(tasks, ROUNDS) | cpu_seconds({"all": lambda: scored(last)}, 2)
    queries = queries_of(lambda: scored(last[:1])), queries_of(lambda: scored(last[:MANY]))
    rows = [
        ("records to scores, 1 department", taken["one"], f"{queries[0]} queries"),
        (f"records to scores, {MANY} departments", taken["many"], f"{queries[1]} queries"),
        (f"the same, {len(YEARS)} years each", taken["many_years"], f"{queries[1]} queries"),
        (f"records to scores, {ALL:,} departments", taken["all"], f"{queries[1]} queries"),
        (
            f"{MANY} departments one by one",
            taken["loop"] * MANY / SAMPLE,
            f"{queries[0] * MANY} queries; timed on {SAMPLE} and scaled up",
        ),
    ]
    budgets = {
        0: (Limit(1000 * taken["one"], ONE_MS, "ms"), Limit(queries[0], QUERIES, "queries")),
        1: (Limit(taken["many"], MANY_SECONDS, "s"), Limit(queries[1], queries[0], "queries")),
    }
    return [
        Result(name, seconds, seconds / taken["many"], note, budgets.get(at, ()))
        for at, (name, seconds, note) in enumerate(rows)
    ]
