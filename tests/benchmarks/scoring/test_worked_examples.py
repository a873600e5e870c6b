"""Worked examples a clinician can read and sign: inputs and expected results."""

from __future__ import annotations

import math
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from assessments import wording
from benchmarks.library import load
from benchmarks.library.definition import Benchmark
from benchmarks.scoring.engine import DepartmentScore, Scores, score
from benchmarks.scoring.gaps import answers_that_help, gaps
from tests.benchmarks.build import frame_of, small_benchmark

EXAMPLES = sorted((Path(__file__).parents[2] / "data" / "worked_examples").glob("*.toml"))
VERDICTS = {1: "met", 0: "missed", -1: "cannot tell", -2: "not asked"}
GAP_FACTS = ("next_level", "missing", "certain", "report_this")


def read(path: Path) -> tuple[dict[str, Any], Scores]:
    example = tomllib.loads(path.read_text(encoding="utf-8"))
    facts = example["benchmark"]
    benchmark: Benchmark = (
        load(facts, example["version"]) if isinstance(facts, str) else small_benchmark(facts)
    )
    frame = frame_of(example["inputs"]) if example["inputs"] else pd.DataFrame(index=[0])
    return example, score(frame, benchmark)


def measure_facts(scores: Scores, department: DepartmentScore) -> dict[str, dict[str, Any]]:
    gap_of = {gap.measure_id: gap for gap in gaps(scores, 0)}
    facts = {}
    for measure in department.measures:
        gap = gap_of.get(measure.id)
        facts[measure.id] = {
            **{name: getattr(measure, name) for name in measure.__slots__},
            "possible": measure.level_possible,
            "verdicts": [VERDICTS[verdict] for verdict in measure.verdicts],
            **{name: getattr(gap, name, "no gap") for name in GAP_FACTS},
        }
    return facts


def domain_facts(department: DepartmentScore) -> dict[str, dict[str, Any]]:
    return {
        domain.id: {
            "level": domain.level,
            "possible": domain.level_possible,
            "next_level": domain.next_level,
            "index": shown(domain.index),
            "worst": shown(domain.index_worst),
            "best": shown(domain.index_best),
            "coverage": shown(domain.coverage),
        }
        for domain in department.domains
    }


def overall_facts(benchmark: Benchmark, department: DepartmentScore) -> dict[str, Any]:
    names = ["none", *(rung.id for rung in benchmark.rungs)]
    return {
        "index": shown(department.overall_index),
        "worst": shown(department.overall_worst),
        "best": shown(department.overall_best),
        "coverage": shown(department.overall_coverage),
        "rung": names[department.rung],
        "rung_possible": names[department.rung_possible],
    }


def shown(index: float) -> float | str:
    return "none" if math.isnan(index) else float(wording.rounded(index, 1))


def agrees(actual: Any, expected: Any) -> bool:
    if isinstance(expected, float) and isinstance(actual, float):
        return math.isclose(actual, expected, abs_tol=0.005)
    return bool(actual == expected)


def differences(
    actual: dict[str, dict[str, Any]], expected: dict[str, dict[str, Any]]
) -> list[str]:
    return [
        f"{name}.{what} is {actual[name][what]}, expected {value}"
        for name, facts in expected.items()
        for what, value in facts.items()
        if not agrees(actual[name][what], value)
    ]


def test_there_are_examples_of_every_status() -> None:
    texts = [path.read_text(encoding="utf-8") for path in EXAMPLES]
    for status in ("scored", "not_reported", "not_applicable", "insufficient_data"):
        assert any(f'status = "{status}"' in text for text in texts)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_example_comes_out_as_told(path: Path) -> None:
    example, scores = read(path)
    department = scores.at(0)
    expected = example["expected"]
    problems = [
        *differences(measure_facts(scores, department), expected.get("measures", {})),
        *differences(domain_facts(department), expected.get("domains", {})),
        *differences(
            {"overall": overall_facts(scores.benchmark, department)},
            {"overall": expected.get("overall", {})},
        ),
    ]
    assert problems == []
    if "gaps" in expected:
        assert [gap.measure_id for gap in gaps(scores, 0)] == expected["gaps"]
    if "answers" in expected:
        answers = [answer.input_id for answer in answers_that_help(scores, 0)]
        assert answers == expected["answers"]
