"""Contexts of reports, built from the few facts that matter to a test."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from assessments.gap_report.report.contents import DomainRow, GapReport, GapRow, MeasureRow, Subject
from assessments.gap_report.report.context import Context, Person
from assessments.gap_report.report.gaps import gap_rows
from assessments.gap_report.report.measures import measure_rows
from benchmarks import library
from benchmarks.library.definition import Benchmark
from benchmarks.records.derivation import inputs_frame
from benchmarks.records.record_tables import RecordTables, build, empty
from benchmarks.scoring.engine import score
from tests.benchmarks.build import frame_of, small_benchmark

HOUSE = "house"
YEAR = 2024
NBSP = "\u00a0"
SUBJECT = Subject(
    department_id="1",
    hospital="Klinikum Teststadt",
    department="Spine surgery",
    country="DE",
    care_tier="Specialised hospital",
    is_fictional=True,
    note="",
)


def context_of(
    benchmark: Benchmark,
    inputs: pd.DataFrame,
    *,
    years: tuple[int, ...] = (YEAR,),
    tables: RecordTables | None = None,
    **values: Any,
) -> Context:
    """A context with one row of `inputs` for each of the years; its year is the last one."""
    defaults: dict[str, Any] = {
        "subject": SUBJECT,
        "department": HOUSE,
        "digest": "0" * 64,
        "language": "en",
        "year": years[-1],
        "people": {},
        "bounds": (),
        "file_name": "",
    }
    return Context(
        **defaults | values,
        benchmark=benchmark,
        years=years,
        inputs=inputs,
        scores=score(inputs, benchmark),
        tables=empty([HOUSE]) if tables is None else tables,
    )


def answered(
    measure: Mapping[str, Any], answers: Mapping[str, float], **facts: Any
) -> tuple[Context, MeasureRow]:
    """The context and the row of a benchmark's only measure, from answers to its inputs.

    The inputs are counts unless `facts` defines them; `name:low` and `name:high` are bounds.
    """
    benchmark = small_benchmark({"measures": [measure], **facts})
    context = context_of(benchmark, frame_of(answers))
    return context, rows_of(context)[0]


def rows_of(context: Context) -> tuple[MeasureRow, ...]:
    """The measure rows of a context."""
    return measure_rows(context)


def gaps_of(context: Context) -> dict[str, GapRow]:
    """The gap rows of a context by measure, in their order."""
    return {gap.measure_id: gap for gap in gap_rows(context, rows_of(context))}


def tables_of(**rows: Iterable[Mapping[str, Any]]) -> RecordTables:
    """Tables with rows of the department HOUSE; values that are left out are missing."""
    tables: dict[str, dict[str, list[Any]]] = {}
    for name, given in rows.items():
        listed = [_in_the_house(name) | dict(row) for row in given]
        columns = dict.fromkeys(column for row in listed for column in row)
        tables[name] = {column: [row.get(column) for row in listed] for column in columns}
    return build(tables, [HOUSE])


def _in_the_house(table: str) -> dict[str, Any]:
    if table in {"trainings", "certificates"}:
        return {}
    return {"department": HOUSE} | ({"start_year": 2010} if table == "surgeons" else {})


def volume(operations: int, **values: Any) -> dict[str, Any]:
    """Open degenerative operations of the report's year, of no particular surgeon."""
    defaults = {"year": YEAR, "pathology": "DEG", "technique": "open"}
    return defaults | {"operations": operations} | values


def recorded(
    tables: RecordTables,
    *,
    years: tuple[int, ...] = (YEAR,),
    benchmark: Benchmark | None = None,
    people: Mapping[Hashable, Person] | None = None,
    **values: Any,
) -> Context:
    """The context of the records of HOUSE, by default with the German three-pillar benchmark."""
    benchmark = benchmark or library.load(library.DEFAULT_ID)
    inputs = inputs_frame(tables, benchmark, [(HOUSE, year) for year in years])
    return context_of(
        benchmark, inputs, years=years, tables=tables, people=dict(people or {}), **values
    )


def domain(report: GapReport, name: str) -> DomainRow:
    """The row of a domain."""
    return next(row for row in report.domains if row.id == name)


def measure(report: GapReport, name: str) -> MeasureRow:
    """The row of a measure."""
    return next(row for row in report.measures if row.id == name)


def gap(report: GapReport, name: str) -> GapRow:
    """The gap of a measure."""
    return next(row for row in report.gaps if row.measure_id == name)
