"""Laws of columns assigned by hand, on random names and random bytes."""

from __future__ import annotations

from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.import_records.problems import UnreadableFile
from assessments.imports.case_lists.reading.assigned_columns import assign
from assessments.imports.case_lists.reading.column_names import COLUMNS
from assessments.imports.case_lists.reading.formats import read_cases
from assessments.imports.case_lists.reading.heads import column_choices, heads
from assessments.imports.case_lists.reading.rows import CaseOptions
from assessments.imports.files.columns import plain_name
from assessments.imports.files.source_files import SourceFile
from tests.imports.case_lists.lists import OPTIONS, TEMPLATE, counts, files

HEADERS, _, ROWS = TEMPLATE.partition("\n")
NAMES = HEADERS.split(";")
AS_NAMED = counts(files(cases=TEMPLATE))
WORDS = st.text("abcdefghijklmnopqrstuvwxyzäöüß病案号", min_size=2, max_size=12)


def what_is_meant() -> dict[str, str]:
    """What each column of the template's list means."""
    by_name = {name: what for what, names in COLUMNS.items() for name in names}
    return {by_name[plain_name(name)]: name for name in NAMES}


@given(st.lists(WORDS, min_size=len(NAMES), max_size=len(NAMES), unique_by=plain_name))
@settings(max_examples=15)
def test_names_do_not_matter_once_columns_are_assigned(words: list[str]) -> None:
    renamed = dict(zip(NAMES, words, strict=True))
    columns = {what: renamed[name] for what, name in what_is_meant().items()}
    options = CaseOptions(OPTIONS.salt, OPTIONS.latest, columns=columns)
    text = ";".join(renamed.values()) + "\n" + ROWS
    assert counts(files(cases=text), options) == AS_NAMED
    # Each is offered, and what was chosen is found again.
    offered = column_choices(files(cases=text), columns)
    assert {name for what, name in columns.items()} <= {one.name for one in offered.single}
    assert dict(offered.recognised) == columns


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(max_examples=100)
def test_random_bytes_are_refused_or_offer_columns_that_can_be_assigned(data: bytes) -> None:
    source = [SourceFile("x.csv", data)]
    with suppress(UnreadableFile):
        found = column_choices(source)
        names = [one.name for one in (*found.single, *found.groups)]
        columns = dict(zip(COLUMNS, names, strict=False))
        with suppress(UnreadableFile):
            read_cases(source, CaseOptions(OPTIONS.salt, OPTIONS.latest, columns=columns))


@given(st.data())
@settings(max_examples=40)
def test_every_choice_is_found_in_the_table(data: st.DataObject) -> None:
    stems = data.draw(st.lists(WORDS, min_size=3, max_size=5, unique_by=plain_name))
    headers = [
        f"{stem}{data.draw(st.sampled_from(['', ' ', '_']))}{number}"
        for stem in stems
        for number in range(data.draw(st.integers(1, 4)))
    ]
    text = ";".join(headers) + "\n" + ";".join("x" * len(headers)) + "\n"
    found = column_choices(files(cases=text))
    (table,) = heads(files(cases=text))
    for one in (*found.groups, *found.single):
        assigned = assign(table, {"codes": one.name})
        assert frozenset(assigned.numbered["codes"]) == one.places
