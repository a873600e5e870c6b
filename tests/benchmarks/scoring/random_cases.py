"""Random benchmarks and department-years for the laws of scoring."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import strategies as st

Row = dict[str, float]
COUNTS = ("c0", "c1", "c2")
PAIRS = (("p0", "w0"), ("p1", "w1"))
ANSWERS = ("y0", "y1", "y2", "y3")
DOMAINS = ("MIS", "DEF", "foundation")


@st.composite
def thresholds(draw: st.DrawFn, numbers: list[float], better: str) -> list[Any]:
    """Three thresholds that do not get easier, some unknown or absent, but not all absent."""
    chosen = sorted(
        draw(st.lists(st.sampled_from(numbers), min_size=3, max_size=3)), reverse=better == "lower"
    )
    holes = draw(st.lists(st.sampled_from(["", "", "", "unknown", "none"]), min_size=3, max_size=3))
    shape = [hole or value for hole, value in zip(holes, chosen, strict=True)]
    return chosen if all(value == "none" for value in shape) else shape


@st.composite
def measures(draw: st.DrawFn, name: str) -> dict[str, Any]:
    formula = draw(st.sampled_from(["value", "value", "share", "rate", "count_of", "steps"]))
    better = draw(st.sampled_from(["higher", "higher", "lower"]))
    numbers: list[float] = [0, 5, 10, 20, 25, 50, 100]
    facts: dict[str, Any] = {"id": name, "formula": formula, "better": better}
    if formula == "value":
        facts["inputs"] = [draw(st.sampled_from(COUNTS))]
    elif formula in {"share", "rate"}:
        facts["inputs"] = list(draw(st.sampled_from(PAIRS)))
        facts |= {"minimum_cases": 30} if formula == "rate" else {}
    else:
        numbers = [0, 1, 2, 3]
        answers = st.lists(st.sampled_from(ANSWERS), min_size=2, max_size=3, unique=True)
        if formula == "count_of":
            facts["inputs"] = draw(answers)
        else:
            facts["steps"] = draw(st.lists(answers, min_size=1, max_size=3))
    facts["thresholds"] = draw(thresholds(numbers, better))
    levels = [lev for lev, t in enumerate(facts["thresholds"], start=1) if t != "none"]
    facts["mandatory_from"] = draw(st.sampled_from([None, *range(1, levels[-1] + 1)]))
    facts["weight"] = draw(st.integers(1, 5))
    facts["effort"] = draw(st.integers(1, 5))
    facts["domain"] = draw(st.sampled_from(DOMAINS))
    return facts


@st.composite
def benchmark_facts(draw: st.DrawFn, least_percent: int = 0) -> dict[str, Any]:
    """The argument of `small_benchmark`.

    With `least_percent` from 1 on, the rest of a level never passes with nothing met.
    """
    listed = [draw(measures(f"m{number}")) for number in range(draw(st.integers(1, 7)))]
    used = sorted({m["domain"] for m in listed})
    rungs = draw(
        st.lists(
            st.dictionaries(st.sampled_from(used), st.integers(1, 3), min_size=1),
            min_size=1,
            max_size=3,
        )
    )
    return {
        "measures": listed,
        "domains": {d: "gate" if d == "foundation" else "pillar" for d in used},
        "rungs": {f"rung{number}": needs for number, needs in enumerate(rungs)},
        "optional_pass_percent": draw(st.sampled_from([least_percent, 33, 50, 100])),
    }


@st.composite
def estimates(draw: st.DrawFn, name: str, value: int) -> Row:
    """A value, sometimes with an interval around it, sometimes without an upper bound."""
    row: Row = {name: float(value)}
    if draw(st.booleans()):
        row[name + ":low"] = float(draw(st.integers(0, value)))
    if draw(st.booleans()):
        high = draw(st.integers(value, value + 120) | st.just(math.inf))
        row[name + ":high"] = float(high)
    return row


@st.composite
def full_rows(draw: st.DrawFn, exact: bool = False) -> Row:
    """A department-year with an answer to everything, parts never above their wholes."""
    values = {name: draw(st.integers(0, 120)) for name in COUNTS}
    for part, whole in PAIRS:
        values[whole] = draw(st.integers(0, 5) | st.integers(0, 400))
        values[part] = draw(st.integers(0, values[whole]))
    row: Row = {name: float(draw(st.integers(0, 1))) for name in ANSWERS}
    for name, value in values.items():
        row |= {name: float(value)} if exact else draw(estimates(name, value))
    return row


@st.composite
def rows(draw: st.DrawFn) -> Row:
    """A department-year with some answers missing."""
    return hide(draw(full_rows()), draw(st.sets(st.sampled_from(ALL_INPUTS))))


ALL_INPUTS = (*COUNTS, *(name for pair in PAIRS for name in pair), *ANSWERS)


def hide(row: Row, names: set[str]) -> Row:
    """The row without the answers to some inputs."""
    return {column: value for column, value in row.items() if column.split(":")[0] not in names}
