"""A slow, obvious scorer: one department-year at a time, plain Python, straight from the rules.

It shares no code with the engine beyond the definition models, so that a mistake has to be made
twice to go unnoticed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import takewhile

from benchmarks.library.definition import Benchmark, Domain, Measure

Z = 1.959963984540054
LEVELS = (1, 2, 3)


@dataclass
class Answer:
    """An input as reported: a value between two ends."""

    value: float
    low: float
    high: float


@dataclass
class OracleMeasure:
    measure: Measure
    status: str = "scored"
    reason: str = ""
    value: float = math.nan
    low: float = math.nan
    high: float = math.nan
    estimated: bool = False
    cases: float = math.nan
    cases_needed: int = 0
    verdicts: dict[int, str] = field(default_factory=dict)

    @property
    def level(self) -> int:
        return max([0, *(level for level, v in self.verdicts.items() if v == "met")])

    @property
    def possible(self) -> int:
        open_levels = (lev for lev, v in self.verdicts.items() if v in {"met", "cannot tell"})
        return max([0, *open_levels])

    @property
    def top(self) -> int:
        known = [t.level for t in self.measure.thresholds if t.value is not None]
        return max([0, *known])


@dataclass
class OracleDomain:
    domain: Domain
    level: int
    possible: int
    next_level: int
    index: float
    worst: float
    best: float
    coverage: float
    blocking: set[str]


@dataclass
class OracleResult:
    measures: dict[str, OracleMeasure]
    domains: dict[str, OracleDomain]
    overall: float
    overall_worst: float
    overall_best: float
    coverage: float
    rung: int
    rung_possible: int


def score_row(reported: Mapping[str, float], benchmark: Benchmark) -> OracleResult:
    """Score one department-year given as column -> value; NaN and left out mean not reported."""
    measures = {m.id: _measure(m, reported, benchmark) for m in benchmark.measures}
    domains = {
        d.id: _domain(d, [r for r in measures.values() if r.measure.domain == d.id], benchmark)
        for d in benchmark.domains
    }
    pillars = [d for d in domains.values() if d.domain.kind == "pillar"] or list(domains.values())
    return OracleResult(
        measures=measures,
        domains=domains,
        overall=_geometric([d.index for d in pillars]),
        overall_worst=_geometric([d.worst for d in pillars]),
        overall_best=_geometric([d.best for d in pillars]),
        coverage=_coverage(list(measures.values())),
        rung=_rung({d: r.level for d, r in domains.items()}, benchmark),
        rung_possible=_rung({d: r.possible for d, r in domains.items()}, benchmark),
    )


def _answer(reported: Mapping[str, float], name: str, benchmark: Benchmark) -> Answer | None:
    value = reported.get(name, math.nan)
    if math.isnan(value):
        return None
    definition = next(i for i in benchmark.inputs if i.id == name)
    low, high = value, value
    if definition.kind in {"count", "number", "percent"}:
        given_low = reported.get(name + ":low", math.nan)
        given_high = reported.get(name + ":high", math.nan)
        low = value if math.isnan(given_low) else given_low
        high = value if math.isnan(given_high) else given_high
    if definition.kind == "percent":
        high = min(high, 100.0)
    return Answer(value, low, high)


def _measure(m: Measure, reported: Mapping[str, float], benchmark: Benchmark) -> OracleMeasure:
    answers = {name: _answer(reported, name, benchmark) for name in m.inputs}
    result = OracleMeasure(m)
    if m.formula == "value":
        _value(result, answers[m.inputs[0]])
    elif m.formula == "share":
        _share(result, answers[m.inputs[0]], answers[m.inputs[1]])
    elif m.formula == "rate":
        _rate(result, answers[m.inputs[0]], answers[m.inputs[1]])
    else:
        _yes_no(result, answers)
    _judge(result)
    return result


def _not_reported(result: OracleMeasure) -> None:
    result.status, result.reason = "not_reported", "input_missing"


def _value(result: OracleMeasure, answer: Answer | None) -> None:
    if answer is None:
        _not_reported(result)
        return
    result.value, result.low, result.high = answer.value, answer.low, answer.high
    result.estimated = answer.low < answer.high


def _share(result: OracleMeasure, part: Answer | None, whole: Answer | None) -> None:
    if whole is not None and whole.value == 0:
        result.status, result.reason = "not_applicable", "denominator_zero"
        return
    if part is None or whole is None:
        _not_reported(result)
        return
    result.value = min(100.0, 100 * part.value / whole.value)
    result.low = 0.0 if math.isinf(whole.high) else min(100.0, 100 * part.low / whole.high)
    if whole.low > 0:
        result.high = min(100.0, 100 * part.high / whole.low)
    else:
        result.high = 100.0 if part.high > 0 else 0.0
    result.estimated = part.low < part.high or whole.low < whole.high


def _rate(result: OracleMeasure, events: Answer | None, cases: Answer | None) -> None:
    if cases is not None:
        result.cases = cases.value
        if cases.low < result.measure.minimum_cases:
            result.cases_needed = math.ceil(result.measure.minimum_cases - cases.low)
            result.status, result.reason = "insufficient_data", "too_few_cases"
            return
    if events is None or cases is None:
        _not_reported(result)
        return
    result.value = min(100.0, 100 * events.value / cases.value)
    result.low = 0.0
    if not math.isinf(cases.high):
        result.low = 100 * _wilson_limits(events.low, cases.high)[0]
    result.high = 100 * _wilson_limits(min(events.high, cases.low), cases.low)[1]
    result.estimated = events.low < events.high or cases.low < cases.high


def _wilson_limits(events: float, cases: float) -> tuple[float, float]:
    """Both p with (share - p)^2 = z^2 p (1 - p) / cases: the roots of a quadratic."""
    share = events / cases
    a, b, c = 1 + Z * Z / cases, -(2 * share + Z * Z / cases), share * share
    root = math.sqrt(max(b * b - 4 * a * c, 0.0))
    high = (-b + root) / (2 * a)
    low = c / (a * high)  # the product of the roots is c / a
    return low, 1.0 if share == 1 else high


def _yes_no(result: OracleMeasure, answers: Mapping[str, Answer | None]) -> None:
    known = {name: answer.value == 1 for name, answer in answers.items() if answer is not None}
    if not known:
        _not_reported(result)
        return
    if len(known) < len(answers):
        result.reason = "some_inputs_missing"
    pessimist = {name: known.get(name, False) for name in answers}
    optimist = {name: known.get(name, True) for name in answers}
    count = _steps_climbed if result.measure.formula == "steps" else _yes_counted
    result.value = result.low = count(result.measure, pessimist)
    result.high = count(result.measure, optimist)


def _yes_counted(measure: Measure, answers: Mapping[str, bool]) -> float:
    return float(sum(answers[name] for name in measure.inputs))


def _steps_climbed(measure: Measure, answers: Mapping[str, bool]) -> float:
    climbed = takewhile(lambda step: all(answers[name] for name in step), measure.steps)
    return float(len(list(climbed)))


def _judge(result: OracleMeasure) -> None:
    for level in LEVELS:
        threshold = result.measure.threshold(level)
        if threshold is None or threshold.value is None or result.status == "not_applicable":
            continue
        bar, higher = threshold.value, result.measure.better == "higher"
        if result.status != "scored":
            result.verdicts[level] = "cannot tell"
        elif result.low >= bar if higher else result.high <= bar:
            result.verdicts[level] = "met"
        elif result.high < bar if higher else result.low > bar:
            result.verdicts[level] = "missed"
        else:
            result.verdicts[level] = "cannot tell"


def _domain(domain: Domain, results: list[OracleMeasure], benchmark: Benchmark) -> OracleDomain:
    there = [r for r in results if r.status != "not_applicable"]
    scored = [r for r in there if r.status == "scored"]
    percent = benchmark.policy.optional_pass_percent
    level = _domain_level(there, {"met"}, percent)
    asked = [lev for lev in LEVELS if any(lev in r.verdicts for r in there)]
    next_level = min((lev for lev in asked if lev > level), default=0)
    won = sum(r.measure.weight * r.level for r in scored)
    hoped = sum(r.measure.weight * r.possible for r in there)
    return OracleDomain(
        domain=domain,
        level=level,
        possible=_domain_level(there, {"met", "cannot tell"}, percent),
        next_level=next_level,
        index=_per_cent(won, sum(r.measure.weight * r.top for r in scored)),
        worst=_per_cent(won, sum(r.measure.weight * r.top for r in there)),
        best=_per_cent(hoped, sum(r.measure.weight * r.top for r in there)),
        coverage=_coverage(results),
        blocking={
            r.measure.id
            for r in there
            if _mandatory(r, next_level) and r.verdicts[next_level] != "met"
        },
    )


def _mandatory(result: OracleMeasure, level: int) -> bool:
    start = result.measure.mandatory_from
    return start is not None and start <= level and level in result.verdicts


def _domain_level(results: list[OracleMeasure], good: set[str], percent: int) -> int:
    reached = 0
    for level in LEVELS:
        asked = [r for r in results if level in r.verdicts]
        if not asked:
            continue
        mandatory = [r for r in asked if _mandatory(r, level)]
        rest = [r for r in asked if not _mandatory(r, level)]
        weight_met = sum(r.measure.weight for r in rest if r.verdicts[level] in good)
        weight_all = sum(r.measure.weight for r in rest)
        enough = not rest or Fraction(weight_met, weight_all) >= Fraction(percent, 100)
        if not enough or any(r.verdicts[level] not in good for r in mandatory):
            break
        reached = level
    return reached


def _per_cent(part: int, whole: int) -> float:
    return float(Fraction(100 * part, whole)) if whole else math.nan


def _coverage(results: list[OracleMeasure]) -> float:
    there = [r for r in results if r.status != "not_applicable"]
    scored = sum(r.measure.weight for r in there if r.status == "scored")
    return _per_cent(scored, sum(r.measure.weight for r in there))


def _geometric(indices: list[float]) -> float:
    if any(math.isnan(index) for index in indices):
        return math.nan
    logs = [math.log(max(index, 1.0)) for index in indices]
    return math.exp(math.fsum(logs) / len(logs))


def _rung(levels: Mapping[str, int], benchmark: Benchmark) -> int:
    reached = 0
    for rung in benchmark.rungs:
        if any(levels[domain] < needed for domain, needed in rung.requires.items()):
            break
        reached += 1
    return reached
