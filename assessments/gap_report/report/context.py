"""The data a report is built from: one scored department-year and its records."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from assessments import wording
from assessments.gap_report.report.contents import EstimateNote, Subject
from assessments.gap_report.report.unknown_codes import UnknownCode
from benchmarks.library.definition import Benchmark, Input, Measure
from benchmarks.records.record_tables import RecordTables, Table
from benchmarks.scoring.engine import Scores
from benchmarks.scoring.inputs import InputProblem


@dataclass(frozen=True)
class Person:
    """The texts of a report about a surgeon."""

    code: str
    name: str
    specialty: str
    position: str
    certificates: tuple[str, ...]


VERDICTS = {1: "met", 0: "missed", -1: "cannot_tell", -2: "not_asked"}


@dataclass(frozen=True)
class Context:
    """One department-year with its records, and inputs and scores of all years of the department.

    - `department`: its key in `tables`; `people`: by the keys of the surgeons in `tables`
    - `inputs`, `scores`: one row for each of the `years`, in that order
    - `benchmark`: with texts in `language`
    - `bounds`, `file_name`: notes on the bounds of the year's estimates, and their source file
    - `implausible`: recorded values of the year that are implausible and count as not reported
    - `unplaced_codes`, `remarks`: unknown codes of that file, and remarks about it
    """

    subject: Subject
    department: Hashable
    benchmark: Benchmark
    digest: str
    language: str
    years: tuple[int, ...]
    year: int
    inputs: pd.DataFrame
    scores: Scores
    tables: RecordTables
    people: dict[Hashable, Person]
    bounds: tuple[EstimateNote, ...]
    file_name: str
    implausible: tuple[InputProblem, ...] = ()
    unplaced_codes: tuple[UnknownCode, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def row(self) -> int:
        """The row of the report's year in `inputs` and `scores`."""
        return self.years.index(self.year)

    def input_value(self, input_id: str) -> float | None:
        """The value of an input in the report's year; None when it was not reported."""
        value = self._reported.get(input_id, np.nan)
        return None if np.isnan(value) else value

    @cached_property
    def _reported(self) -> dict[str, float]:
        """The inputs of the report's year, read from the frame once: single reads are slow."""
        values = self.inputs.to_numpy()[self.row].tolist()
        return dict(zip(self.inputs.columns, values, strict=True))

    def of_year(self, table: Table) -> npt.NDArray[np.bool_]:
        """A mask of the table's rows that belong to the department and the report's year."""
        names = self.tables.departments
        place = names.index(self.department) if self.department in names else -1
        mine = (table["department"] == place) & (table["year"] == self.year)
        return np.asarray(mine, dtype=np.bool_)

    def measured_input(self, measure: Measure) -> Input | None:
        """The input of a measure with the formula `value`; None for other formulas."""
        return self.benchmark.input_by_id[measure.inputs[0]] if measure.formula == "value" else None


def finite(value: float) -> float | None:
    """The number as a float; None for NaN (no value) and infinity (no bound)."""
    return float(value) if np.isfinite(value) else None


def quantity_text(measure: Measure, item: Input | None, value: float) -> str:
    """One exact value of a measure as text: yes, on site, 3 of 6, 4.2 %, 31 operations a year."""
    if item is not None and item.kind == "yes_no":
        return wording.yes_no(value)
    if item is not None and item.kind == "choice":
        return item.options[int(value)].label
    if measure.formula == "count_of":
        return wording.of(value, len(measure.inputs))
    if measure.formula == "steps":
        return wording.step(value, len(measure.steps))
    unit = measure.unit_one if value == 1 and measure.unit_one else measure.unit
    return wording.with_unit(wording.plain(value, measure.decimals), unit)


def threshold_text(benchmark: Benchmark, measure: Measure, value: float) -> str:
    """A threshold as text: the required answer or items, or a number with ≥ or ≤."""
    inputs = benchmark.input_by_id
    item = inputs[measure.inputs[0]] if measure.formula == "value" else None
    if item is not None and item.kind in {"yes_no", "choice"}:
        return quantity_text(measure, item, value)
    if measure.formula == "steps":
        needed = dict.fromkeys(name for step in measure.steps[: int(value)] for name in step)
        return wording.listed([inputs[name].label for name in needed])
    sign = "≥" if measure.better == "higher" else "≤"
    return f"{sign}{wording.NO_BREAK_SPACE}{quantity_text(measure, item, value)}"
