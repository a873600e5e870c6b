"""The table that most pages share: column names beside the cells, cells as text."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from assessments.pages.tables import Table, TableColumn, or_dash, quiet
from tests.pages.markup import faults, text

TABLE = Table(
    "Partners",
    (
        TableColumn("Partner"),
        TableColumn("Written agreement since", short="Agreement"),
        TableColumn("Sum", "", True),
    ),
    (("Klinik <A>", 2019, 0), ("Klinik B", or_dash(None), quiet("<5"))),
)


def rendered(table: Table, **more: str) -> str:
    return render_to_string("parts/stacks.html", {"table": table, **more})


def test_each_cell_carries_the_name_of_its_column_the_short_one_where_there_is_one() -> None:
    assert re.findall('data-label="([^"]+)"', rendered(TABLE)) == ["Agreement", "Sum"] * 2


def test_cells_are_text_and_only_marked_markup_is_markup() -> None:
    html = rendered(TABLE)
    assert "Klinik &lt;A&gt;" in html
    assert '<small class="quiet">&lt;5</small>' in html
    assert text(html).endswith("Klinik <A> 2019 0 Klinik B – <5")


def test_numbers_stand_to_the_right_in_head_and_cells() -> None:
    assert rendered(TABLE).count('class="number"') == 3


@pytest.mark.parametrize(("shown", "hidden"), [(True, 0), (False, 1)])
def test_caption_may_be_for_listeners_only(shown: bool, hidden: int) -> None:
    html = rendered(replace(TABLE, is_caption_shown=shown))
    assert html.count('<caption class="visually-hidden"') == hidden
    assert "Partners</caption>" in html


def test_group_is_named_by_its_heading_or_else_by_the_caption() -> None:
    assert 'aria-label="Partners"' in rendered(TABLE)
    assert 'aria-labelledby="title"' in rendered(TABLE, labelled_by="title")
    # Alone it is no page: only the heading of a page is missing.
    assert faults(rendered(TABLE)) == ["not one h1 first: []"]


def test_row_with_too_few_cells_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="shorter"):
        list(Table("x", TABLE.columns, (("only a name",),)).lines)


@pytest.mark.parametrize(("value", "shown"), [(None, "–"), ("", "–"), (0, 0), ("a", "a")])
def test_dash_stands_for_nothing_but_not_for_zero(value: object, shown: object) -> None:
    assert or_dash(value) == shown
