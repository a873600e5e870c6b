"""Levels as steps and trends as small lines: the words beside the drawing, in any language."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

from tests.pages.markup import text


def drawn(tag: str, **values: Any) -> str:
    return Template(f"{{% load levels %}}{{% {tag} %}}").render(Context(values))


@pytest.mark.parametrize(
    ("level", "possible", "marks", "words"),
    [
        (0, 0, "empty empty empty", "level 0 0"),
        (0, 2, "open open empty", "level 0, up to 2 possible 0"),
        (2, 2, "full full empty", "level 2 2"),
        (2, 3, "full full open", "level 2, up to 3 possible 2"),
        (3, 3, "full full full", "level 3 3"),
    ],
)
def test_steps_are_full_open_or_empty_and_said_in_words(
    level: int, possible: int, marks: str, words: str
) -> None:
    html = drawn("steps level possible", level=level, possible=possible)
    assert re.findall(r"step step-(\w+)", html) == marks.split()
    assert text(html) == words


def test_steps_follow_the_language_of_each_page() -> None:
    english = drawn("steps 1 1")
    with translation.override("de"):
        german = drawn("steps 1 1")
    assert text(english) == "level 1 1"
    assert text(drawn("steps 1 1")) == text(english)
    assert re.findall(r"step-(\w+)", german) == re.findall(r"step-(\w+)", english)


def test_trend_rises_from_left_to_right_and_says_its_values_and_change() -> None:
    html = drawn("sparkline trend", trend=[(2022, 0.0), (2023, 50.0), (2024, 100.0)])
    # 84 × 24 with an inset of 3: the index 0 lies at 21, the index 100 at 3.
    assert 'points="3.0,21.0 42.0,12.0 81.0,3.0"' in html
    assert text(html) == "2022: 0.0; 2023: 50.0; 2024: 100.0 +50.0"


def test_trend_skips_years_without_an_index_but_keeps_their_place() -> None:
    html = drawn("sparkline trend", trend=[(2022, 50.0), (2023, None), (2024, 40.0)])
    assert 'points="3.0,12.0 81.0,13.8"' in html
    assert text(html) == "2022: 50.0; 2024: 40.0 −10.0"


@pytest.mark.parametrize(
    ("trend", "words"),
    [
        ([], "no index yet"),
        ([(2024, None)], "no index yet"),
        ([(2024, 41.26)], "2024: 41.3"),
        ([(2023, 41.26), (2024, 41.27)], "2023: 41.3; 2024: 41.3 unchanged"),
    ],
)
def test_trend_of_little_or_nothing_says_so(
    trend: list[tuple[int, float | None]], words: str
) -> None:
    assert text(drawn("sparkline trend", trend=trend)) == words


def test_drawing_keeps_its_points_where_decimals_have_a_comma() -> None:
    with translation.override("de"):
        html = drawn("sparkline trend", trend=[(2023, 10.0), (2024, 61.5)])
    assert 'cx="81.0" cy="9.9"' in html
    assert "61,5" in text(html)
