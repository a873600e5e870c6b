"""What one department-year lacks, in the order in which to act on it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from benchmarks.library.definition import LEVELS, Benchmark, LevelNumber, Lever, Measure
from benchmarks.scoring.scores import CANNOT_TELL, MISSED, DepartmentScore, MeasureScore, Scores


@dataclass(frozen=True, slots=True)
class Gap:
    """A measure that does not meet `next_level` for certain.

    `next_level` is the domain's next level where the measure blocks it, else the lowest level the
    measure does not meet. `missing` is the distance of the unfavourable end of the interval (the
    value itself, where it is exact) from `threshold`, in the measure's unit and always above 0; it
    is None where the value is unknown, not yet to be judged, or has no bound. `certain` says that
    the level is missed whatever the truth within the interval; otherwise nobody can tell yet.
    `holds_rung`: it blocks a domain that is too low for the next rung.
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

    `measure_ids` are the measures it may lift, the most important first, which is `measure_id`;
    `points` is what they could win together.
    """

    input_id: str
    measure_id: str
    measure_ids: tuple[str, ...]
    blocks: bool
    points: int


def gaps(scores: Scores, place: int) -> list[Gap]:
    """The gaps of the row at `place`, ranked.

    First what blocks a domain that the next rung waits for, then what blocks another one, then
    the rest. Of what blocks, what only needs reporting comes first; within each by points to win
    per effort, and then in the order of the definition.
    """
    department = scores.at(place)
    awaited = _awaited(scores.benchmark, department)
    pairs = zip(scores.benchmark.measures, department.measures, strict=True)
    found = [
        gap
        for measure, result in pairs
        if (gap := _gap(measure, result, department, awaited)) is not None
    ]
    return sorted(found, key=_urgency)


def _awaited(benchmark: Benchmark, department: DepartmentScore) -> frozenset[str]:
    """The domains that are too low for the next rung; none on the highest one."""
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
    measure: Measure, result: MeasureScore, department: DepartmentScore, awaited: frozenset[str]
) -> Gap | None:
    level = _next_level(measure, result, department)
    threshold = measure.threshold(level) if level is not None else None
    if level is None or threshold is None or threshold.value is None:
        return None
    open_question = result.verdicts[level - 1] == CANNOT_TELL
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
        certain=not open_question,
        blocks=result.blocking,
        holds_rung=result.blocking and measure.domain in awaited,
        report_this=open_question and _can_be_reported(result),
        points_to_win=measure.weight * (level - result.level),
        effort=measure.effort,
        cases_needed=result.cases_needed,
        levers=tuple(measure.levers),
    )


def _next_level(
    measure: Measure, result: MeasureScore, department: DepartmentScore
) -> LevelNumber | None:
    """The level to go for; None where nothing is left, or the measure does not apply."""
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
    """Whether a better answer, rather than more cases or better results, would settle it."""
    return (
        result.status == "not_reported"
        or result.reason == "some_inputs_missing"
        or (result.status == "scored" and result.estimated)
    )


def answers_that_help(scores: Scores, place: int) -> list[Answer]:
    """The inputs to report next: those of blocking measures first, then by points to win.

    Inputs that can change nothing any more are left out; ties stand in order of definition.
    """
    department = scores.at(place)
    movable = {
        measure.id: (result.blocking, result.points_possible_best - result.points)
        for measure, result in zip(scores.benchmark.measures, department.measures, strict=True)
        if _waits_for_input(result) and result.level_possible > result.level
    }
    users: dict[str, list[str]] = {
        name: [] for name, known in zip(scores.input_ids, scores.reported[place], strict=True)
        if not known
    }  # fmt: skip
    for measure in scores.benchmark.measures:
        for name in measure.inputs:
            if measure.id in movable and name in users:
                users[name].append(measure.id)
    found = [_answer(name, ids, movable) for name, ids in users.items() if ids]
    return sorted(found, key=lambda answer: (not answer.blocks, -answer.points))


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
