"""The results of scoring: arrays for many department-years, tables, and single results."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.library.definition import Benchmark
from benchmarks.scoring.formulas import NOT_APPLICABLE, REASONS, STATUSES
from benchmarks.scoring.layout import Places, RuleLayout, layout_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]

MET, MISSED, CANNOT_TELL, NOT_ASKED = 1, 0, -1, -2
# The columns of tables and the fields of single results -> the array of `Scores` with the values.
_MEASURE_ARRAYS = {
    name: name
    for name in (
        "value", "low", "high", "estimated", "status", "reason", "cases", "cases_needed", "level",
        "level_possible", "points", "points_possible_best", "points_max", "blocking",
    )
}  # fmt: skip
_DOMAIN_ARRAYS = {
    "level": "domain_level",
    "level_possible": "domain_level_possible",
    "next_level": "domain_next_level",
    "points": "domain_points",
    "points_max": "domain_points_max",
    "index": "domain_index",
    "index_worst": "domain_index_worst",
    "index_best": "domain_index_best",
    "coverage": "coverage",
}
_OVERALL_ARRAYS = (
    "overall_index", "overall_worst", "overall_best", "overall_coverage", "rung", "rung_possible",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Scores:
    """Results of n department-years on m measures in k domains with p inputs. Read-only arrays.

    `status` and `reason` are positions in STATUSES and REASONS; `verdict` is MET, MISSED,
    CANNOT_TELL or NOT_ASKED at level 1, 2, 3. `level` is certain, `level_possible` not ruled out.
    Rungs count from 1, 0 is none. `points_max` of a measure is 0 where it is not applicable;
    `domain_points_max` counts scored measures only. Indices and coverage are per cent, not rounded,
    NaN where there is nothing to judge.
    """

    benchmark: Benchmark
    index: pd.Index[Any]
    input_ids: tuple[str, ...]
    measure_ids: tuple[str, ...]
    domain_ids: tuple[str, ...]
    reported: Bools  # (n, p)
    value: Floats  # (n, m), as all down to `reason`
    estimated: Bools
    status: Int8s
    reason: Int8s
    own_ends: Places  # (e,) the measures whose value may lie between two ends ...
    own_low: Floats  # (n, e) ... and these
    own_high: Floats
    rate_cases: Floats  # (n, measures of formula rate), as the next
    rate_cases_needed: Int32s
    verdict: Int8s  # (n, m, 3)
    level: Int8s  # (n, m), as the next two
    level_possible: Int8s
    blocking: Bools
    domain_level: Int8s  # (n, k), as all down to `coverage`
    domain_level_possible: Int8s
    domain_next_level: Int8s  # 0: none left
    domain_points: Int32s
    domain_points_max: Int32s
    domain_index: Floats
    domain_index_worst: Floats
    domain_index_best: Floats
    coverage: Floats
    rest_met: Int32s  # (n, k, 3) weight of the non-mandatory measures met at each level ...
    rest_asked: Int32s  # ... and of those asked and applicable there
    overall_index: Floats  # (n,), as all below
    overall_worst: Floats
    overall_best: Floats
    overall_coverage: Floats
    rung: Int8s
    rung_possible: Int8s

    def __post_init__(self) -> None:
        for field in fields(self):
            content = getattr(self, field.name)
            if isinstance(content, np.ndarray):
                content.flags.writeable = False

    @cached_property
    def low(self) -> Floats:
        """(n, m): the lower end of the value; the value itself where it is exact."""
        return self._with_ends(self.own_low)

    @cached_property
    def high(self) -> Floats:
        """(n, m): the upper end."""
        return self._with_ends(self.own_high)

    @cached_property
    def points(self) -> Int32s:
        """(n, m): weight x level."""
        return self._rules.weight[:, 0] * self.level

    @cached_property
    def points_possible_best(self) -> Int32s:
        """(n, m): the points if everything unknown turns out favourable."""
        return self._rules.weight[:, 0] * self.level_possible

    @cached_property
    def points_max(self) -> Int32s:
        """(n, m): weight x highest level with a known threshold; 0 where it does not apply."""
        most = self._rules.weight * self._rules.top
        maximum: Int32s = most[:, 0] * (self.status != NOT_APPLICABLE)
        return maximum

    @cached_property
    def cases(self) -> Floats:
        """(n, m): observed cases of a rate; NaN for other formulas."""
        return self._of_rates(self.rate_cases, np.nan)

    @cached_property
    def cases_needed(self) -> Int32s:
        """(n, m): cases that are missing before a rate is judged; 0 elsewhere."""
        return self._of_rates(self.rate_cases_needed, 0)

    @property
    def _rules(self) -> RuleLayout:
        return layout_of(self.benchmark).rules

    def _with_ends(self, own: Floats) -> Floats:
        whole = self.value.copy()
        whole[:, self.own_ends] = own
        return whole

    def _of_rates(self, values: NDArray[Any], elsewhere: float) -> NDArray[Any]:
        whole = np.full(self.value.shape, elsewhere, dtype=values.dtype)
        whole[:, layout_of(self.benchmark).formulas.rate] = values
        return whole

    def __len__(self) -> int:
        return len(self.index)

    def rows(self, rows: slice) -> Scores:
        """The results of some of the rows; the arrays are views of these."""
        arrays: dict[str, Any] = {
            field.name: content[rows]
            for field in fields(self)
            if isinstance(content := getattr(self, field.name), np.ndarray)
            and field.name != "own_ends"  # the one array that is not of rows
        }
        return replace(self, index=self.index[rows], **arrays)

    def row(self, key: Any) -> DepartmentScore:
        """The result of the row with this key; raises KeyError if there is none or several."""
        place = self.index.get_loc(key)
        if not isinstance(place, int):
            raise KeyError(key)
        return self.at(place)

    def at(self, place: int) -> DepartmentScore:
        """The result of the row at this place, counted from 0."""
        measures = self._lists(_MEASURE_ARRAYS, place)
        measures["status"] = [STATUSES[code] for code in measures["status"]]
        measures["reason"] = [REASONS[code] for code in measures["reason"]]
        measures["verdicts"] = [tuple(levels) for levels in self.verdict[place].tolist()]
        domains = self._lists(_DOMAIN_ARRAYS, place)
        for name in ("rest_met", "rest_asked"):
            domains[name] = [tuple(levels) for levels in getattr(self, name)[place].tolist()]
        return DepartmentScore(
            key=self.index[place],
            measures=tuple(
                MeasureScore(name, **{field: values[at] for field, values in measures.items()})
                for at, name in enumerate(self.measure_ids)
            ),
            domains=tuple(
                DomainScore(name, **{field: values[at] for field, values in domains.items()})
                for at, name in enumerate(self.domain_ids)
            ),
            **{name: getattr(self, name)[place].item() for name in _OVERALL_ARRAYS},
        )

    def _lists(self, names: dict[str, str], place: int) -> dict[str, list[Any]]:
        return {name: getattr(self, source)[place].tolist() for name, source in names.items()}

    def measures(self) -> pd.DataFrame:
        """One row a department-year and measure: its arrays by name, status and reason as words.

        The frame's own keys come first, as columns; then `measure`, `domain`.
        """
        table = self._long("measure", self.measure_ids, _MEASURE_ARRAYS)
        domains = [measure.domain for measure in self.benchmark.measures]
        table.insert(list(table.columns).index("value"), "domain", domains * len(self))
        table["status"] = _as_words(self.status, STATUSES)
        table["reason"] = _as_words(self.reason, REASONS)
        for at in range(self.verdict.shape[2]):
            table[f"verdict_{at + 1}"] = self.verdict[:, :, at].reshape(-1)
        return table

    def domains(self) -> pd.DataFrame:
        """One row a department-year and domain."""
        return self._long("domain", self.domain_ids, _DOMAIN_ARRAYS)

    def overall(self) -> pd.DataFrame:
        """One row a department-year, under the frame's index."""
        return pd.DataFrame(
            {name: getattr(self, name) for name in _OVERALL_ARRAYS}, index=self.index
        )

    def _long(self, what: str, ids: tuple[str, ...], names: dict[str, str]) -> pd.DataFrame:
        keys = self.index.to_frame(index=False)
        table = keys.loc[keys.index.repeat(len(ids))].reset_index(drop=True)
        table[what] = list(ids) * len(self)
        for name, source in names.items():
            table[name] = getattr(self, source).reshape(-1)
        return table


def _as_words(codes: Int8s, words: tuple[str, ...]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(codes.reshape(-1), categories=pd.Index(words))


@dataclass(frozen=True, slots=True)
class MeasureScore:
    """One measure of one department-year; NaN, not None, where there is no number."""

    id: str
    value: float
    low: float
    high: float
    estimated: bool
    status: str
    reason: str
    cases: float
    cases_needed: int
    verdicts: tuple[int, int, int]
    level: int
    level_possible: int
    points: int
    points_possible_best: int
    points_max: int
    blocking: bool


@dataclass(frozen=True, slots=True)
class DomainScore:
    """One domain of one department-year."""

    id: str
    level: int
    level_possible: int
    next_level: int
    points: int
    points_max: int
    index: float
    index_worst: float
    index_best: float
    coverage: float
    rest_met: tuple[int, int, int]
    rest_asked: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class DepartmentScore:
    """One department-year: plain Python values throughout."""

    key: Any
    measures: tuple[MeasureScore, ...]
    domains: tuple[DomainScore, ...]
    overall_index: float
    overall_worst: float
    overall_best: float
    overall_coverage: float
    rung: int
    rung_possible: int
