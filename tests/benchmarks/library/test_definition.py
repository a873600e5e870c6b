"""Faults of a definition file, and the messages about them."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from benchmarks.library import BrokenDefinition, parse

DATA = Path(__file__).parents[2] / "data"
BROKEN = sorted((DATA / "broken_definitions").glob("*.toml"))
SMALL = (DATA / "small_definition.toml").read_text(encoding="utf-8")


def problems_of(text: str) -> list[str]:
    with pytest.raises(BrokenDefinition) as caught:
        parse(text, "small/1.0.toml")
    return caught.value.problems


def test_the_small_definition_the_broken_ones_are_made_from_loads() -> None:
    assert parse(SMALL, "small/1.0.toml").measure_by_id["def_operations"].weight == 3


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_definition_is_refused_with_place_and_remedy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    expected = text.splitlines()[0].removeprefix("# expect: ")

    problems = problems_of(text)

    assert [problem for problem in problems if problem.startswith(expected)], problems


def test_there_are_broken_definitions_to_refuse() -> None:
    assert len(BROKEN) >= 18


def test_all_problems_are_told_at_once() -> None:
    text = SMALL.replace("weight = 3", "wieght = 3").replace('grade = "C", ', "", 1)
    text = text.replace('title = "Small benchmark"', "title = 7")

    assert problems_of(text) == [
        "title: input should be a valid string, not 7",
        "measures[1] (def_operations).thresholds[1].grade: is missing",
        "measures[1] (def_operations).weight: is missing",
        "measures[1] (def_operations).wieght: is not a known key; mend its spelling or remove it",
    ]


def test_all_problems_between_the_parts_are_told_at_once() -> None:
    text = SMALL.replace('source = "assumption"', 'source = "guess"')
    text = text.replace("{ DEF = 2 }", "{ TUM = 2 }").replace("2027-01-01", "2025-01-01")

    assert problems_of(text) == [
        "definition: measure def_operations: reference guess is not declared",
        "definition: rung strength: domain TUM is not declared",
        "definition: next_review must be later than reviewed_on",
    ]


def test_the_message_of_a_refusal_names_the_file() -> None:
    with pytest.raises(BrokenDefinition, match=r"^small/1\.0\.toml: id: is missing"):
        parse(SMALL.replace('id = "small"\n', "", 1), "small/1.0.toml")


def test_a_loaded_definition_cannot_be_changed() -> None:
    benchmark = parse(SMALL, "small/1.0.toml")

    with pytest.raises(ValidationError):
        benchmark.__setattr__("title", "Another")


def test_a_whole_number_serves_as_a_threshold() -> None:
    threshold = parse(SMALL, "small/1.0.toml").measures[0].threshold(1)

    assert threshold is not None
    assert threshold.value == 15.0


def test_a_level_without_threshold_is_asked_nothing() -> None:
    assert parse(SMALL, "small/1.0.toml").measures[0].threshold(3) is None
