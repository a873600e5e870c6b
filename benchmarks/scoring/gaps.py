"""The gaps of one department-year, ranked by what to do first."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.library.definition import LEVELS, Benchmark, LevelNumber, Lever, Measure
from benchmarks.scoring.scores import CANNOT_TELL, MISSED, DepartmentScore, MeasureScore, Scores


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure that is not certain to meet `next_level`.

    `next_level` is the domain's next level where the measure blocks it, else the lowest level the
    measure does not meet. `missing` is the distance of the unfavourable end of the interval (the
    value itself, where it is exact) from `threshold`, in the measure's unit and always above 0; it
    is None where the value is unknown, not yet to be judged, or has no bound. `certain`: the
    level is missed for every value of the interval; otherwise it cannot be told yet. `holds_rung`:
    it blocks a domain that is too low for the next rung. `report_this`: a better answer could
    settle whether the level is met.
    """

    measure_id: str
    domain: str
    status: str
    reason: str
    level: int
    next_level: LevelNumber
    value: float
    low: float
    high: float
    threshold: float
    missing: float | None
    certain: bool
    blocks: bool
    holds_rung: bool
    report_this: bool
    points_to_win: int
    effort: int
    cases_needed: int
    levers: tuple[Lever, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """An input not reported, and what reporting it could change.

    `measure_ids` are the measures it may lift, the most important first; `measure_id` is the first
    of them. `points` is what they could win together.
    """

    input_id: str
    measure_id: str
    measure_ids: tuple[str, ...]
    blocks: bool
    points: int


def gaps(scores: Scores, place: int) -> list[Gap]:
    """The gaps of the row at `place`, ranked.

    First measures that block a domain too low for the next rung, then measures that block another
    domain, then the rest. Among blocking measures those that only need reporting come first. What
    is equal so far is ordered by points to win per effort, then as in the definition.
    """
    department = scores.at(place)
    low_domains = _domains_below_next_rung(scores.benchmark, department)
    pairs = zip(scores.benchmark.measures, department.measures, strict=True)
    unranked = [
        gap
        for measure, result in pairs
        if (gap := _gap(measure, result, department, low_domains)) is not None
    ]
    return sorted(unranked, key=_urgency)


def _domains_below_next_rung(benchmark: Benchmark, department: DepartmentScore) -> frozenset[str]:
    """The domains that are too low for the next rung; none if the highest rung is reached."""
    if department.rung >= len(benchmark.rungs):
        return frozenset()
    asked = benchmark.rungs[department.rung].requires
    return frozenset(d.id for d in department.domains if d.level < asked.get(d.id, 0))


def _urgency(gap: Gap) -> tuple[bool, bool, bool, float]:
    return (
        not gap.holds_rung,
        not gap.blocks,
        not (gap.blocks and gap.report_this),
        -gap.points_to_win / gap.effort,
    )


def _gap(
    measure: Measure, result: MeasureScore, department: DepartmentScore, low_domains: frozenset[str]
) -> Gap | None:
    level = _next_level(measure, result, department)
    threshold = measure.threshold(level) if level is not None else None
    if level is None or threshold is None or threshold.value is None:
        return None
    undecided = result.verdicts[level - 1] == CANNOT_TELL
    return Gap(
        measure_id=measure.id,
        domain=measure.domain,
        status=result.status,
        reason=result.reason,
        level=result.level,
        next_level=level,
        value=result.value,
        low=result.low,
        high=result.high,
        threshold=threshold.value,
        missing=_missing(measure, result, threshold.value),
        certain=not undecided,
        blocks=result.blocking,
        holds_rung=result.blocking and measure.domain in low_domains,
        report_this=undecided and _can_be_reported(result),
        points_to_win=measure.weight * (level - result.level),
        effort=measure.effort,
        cases_needed=result.cases_needed,
        levers=tuple(measure.levers),
    )


def _next_level(
    measure: Measure, result: MeasureScore, department: DepartmentScore
) -> LevelNumber | None:
    """The next level to reach; None where nothing is left, or the measure does not apply."""
    lowest = 1
    if result.blocking:
        lowest = next(d.next_level for d in department.domains if d.id == measure.domain)
    open_levels = (
        level
        for level, verdict in zip(LEVELS, result.verdicts, strict=True)
        if level >= max(lowest, result.level + 1) and verdict in (MISSED, CANNOT_TELL)
    )
    return next(open_levels, None)


def _missing(measure: Measure, result: MeasureScore, threshold: float) -> float | None:
    if result.status != "scored":
        return None
    higher = measure.better == "higher"
    distance = threshold - result.low if higher else result.high - threshold
    return distance if math.isfinite(distance) else None


def _can_be_reported(result: MeasureScore) -> bool:
    """Whether a better answer, rather than more cases or better results, would decide the level."""
    return (
        result.status == "not_reported"
        or result.reason == "some_inputs_missing"
        or (result.status == "scored" and result.estimated)
    )


def answers_that_help(scores: Scores, place: int) -> list[Answer]:
    """The inputs to report next: those of blocking measures first, then by points to win.

    Inputs that cannot change anything are left out; ties are in the order of the definition.
    """
    department = scores.at(place)
    movable = {
        measure.id: (result.blocking, result.points_possible_best - result.points)
        for measure, result in zip(scores.benchmark.measures, department.measures, strict=True)
        if _waits_for_input(result) and result.level_possible > result.level
    }
    measures_using: dict[str, list[str]] = {
        name: [] for name, known in zip(scores.input_ids, scores.reported[place], strict=True)
        if not known
    }  # fmt: skip
    for measure in scores.benchmark.measures:
        for name in measure.inputs:
            if measure.id in movable and name in measures_using:
                measures_using[name].append(measure.id)
    answers = [_answer(name, ids, movable) for name, ids in measures_using.items() if ids]
    return sorted(answers, key=lambda answer: (not answer.blocks, -answer.points))


def _waits_for_input(result: MeasureScore) -> bool:
    return result.status == "not_reported" or result.reason == "some_inputs_missing"


def _answer(name: str, ids: list[str], movable: dict[str, tuple[bool, int]]) -> Answer:
    ranked = sorted(ids, key=lambda measure: movable[measure], reverse=True)
    return Answer(
        input_id=name,
        measure_id=ranked[0],
        measure_ids=tuple(ranked),
        blocks=any(movable[measure][0] for measure in ids),
        points=sum(movable[measure][1] for measure in ids),
    )
