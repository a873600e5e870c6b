"""Laws of case lists: what may never change a count, and what nothing in a file may cause."""

from __future__ import annotations

from functools import cache
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.imports.case_counts import CaseCounts, count_cases
from assessments.imports.case_formats import SourceFile, read_cases
from assessments.imports.problems import UnreadableFile
from benchmarks.casemix import Policy, normalise
from tests.cases.lists import (
    HQMS,
    N041,
    OPTIONS,
    P21_FAB,
    P21_ICD,
    P21_OPS,
    P_CODES,
    TEMPLATE,
    counts,
)
from tests.cases.test_formats import workbook, zipped

TABLES = {"OPS": P21_OPS, "ICD": P21_ICD, "FAB": P21_FAB}
LISTS: dict[str, dict[str, str]] = {
    "p21": TABLES,
    "hqms": {"page": HQMS},
    "hqms_p": {"page": P_CODES},
    "n041": {"page": N041},
    "template": {"cases": TEMPLATE},
}
every_list = pytest.mark.parametrize("form", LISTS)
HEAD = "case;date;procedures;main_dx;surgeon;technique;complication\n"

operations = st.lists(
    st.tuples(
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["2024-01-02", "03.02.2023"]),
        st.sampled_from(["5-831.0", "5-838.0", "5-984", "5-035.5", "5-836.38", "5-511.11"]),
        st.sampled_from(["M51.1", "C41.2", "M41.15", ""]),
        st.sampled_from(["S1", "S2", ""]),
        st.sampled_from(["open", "UBE", ""]),
        st.sampled_from(["yes", "no", ""]),
    ),
    min_size=1,
    max_size=12,
)


def plain(found: CaseCounts) -> list[list[str]]:
    """The counts whatever the order of their rows."""
    return [sorted(map(repr, rows)) for rows in (found.operations, found.outcomes, found.codes)]


def listed(rows: list[Any], name: str = "cases.csv") -> SourceFile:
    text = HEAD + "".join(";".join(row) + "\n" for row in rows)
    return SourceFile(name, text.encode())


def counted(tables: dict[str, str]) -> list[list[str]]:
    return plain(
        counts([SourceFile(f"{name}.csv", text.encode()) for name, text in tables.items()])
    )


@cache
def whole(form: str) -> list[list[str]]:
    """The counts of a list as it stands."""
    return counted(LISTS[form])


@every_list
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_order_of_the_rows_of_any_format_does_not_matter(form: str, random: Random) -> None:
    def shuffled(text: str) -> str:
        head, *rows = text.splitlines()
        random.shuffle(rows)
        return "\n".join([head, *rows]) + "\n"

    mixed = {name: shuffled(text) for name, text in LISTS[form].items()}
    assert counted(mixed) == whole(form)


@every_list
@given(random=st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_any_format_split_in_two_files_gives_the_same_sums(form: str, random: Random) -> None:
    halves: dict[str, str] = {}
    for name, text in LISTS[form].items():
        head, *rows = text.splitlines()
        first = [random.random() < 0.5 for _row in rows]
        for half in (True, False):
            part = [row for row, is_first in zip(rows, first, strict=True) if is_first == half]
            halves[f"{name} {half}"] = "\n".join([head, *part]) + "\n"
    assert counted(halves) == whole(form)


@given(operations, st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_order_and_files_of_random_operations_do_not_matter(
    rows: list[Any], random: Random
) -> None:
    whole = plain(counts([listed(rows)]))
    random.shuffle(rows)
    cut = random.randint(0, len(rows))
    assert plain(counts([listed(rows)])) == whole
    assert plain(counts([listed(rows[:cut]), listed(rows[cut:], "rest.csv")])) == whole
    assert plain(counts([zipped([listed(rows[cut:]), listed(rows[:cut], "rest.csv")])])) == whole


@given(operations, st.integers(0, 4))
@settings(max_examples=20, deadline=None)
def test_signs_and_letter_case_of_codes_do_not_matter(rows: list[Any], how: int) -> None:
    def respelt(code: str) -> str:
        ways = (code.upper(), normalise(code), normalise(code).lower(), f" {code} ", f"{code}†")
        return ways[how] if code else code

    written = [
        (case, day, respelt(code), respelt(dx), *rest) for case, day, code, dx, *rest in rows
    ]
    found, expected = counts([listed(written)]), counts([listed(rows)])
    assert plain(found)[:2] == plain(expected)[:2]


@given(operations)
@settings(max_examples=20, deadline=None)
def test_workbook_and_text_file_give_the_same_counts(rows: list[Any]) -> None:
    file = listed(rows)
    assert plain(counts([workbook(file.data.decode())])) == plain(counts([file]))


@given(operations, st.text(alphabet="0123456789abcdef", min_size=16, max_size=16))
@settings(max_examples=20, deadline=None)
def test_salt_changes_the_hashed_cases_and_no_count(rows: list[Any], salt: str) -> None:
    other = type(OPTIONS)(salt, OPTIONS.latest)
    assert plain(counts([listed(rows)], other)) == plain(counts([listed(rows)]))


# Nothing in a file causes anything but the named error.


def attempt(files: list[SourceFile]) -> None:
    try:
        found = read_cases(files, OPTIONS)
        count_cases(found, Policy())
        shown = "read" + "".join(map(str, found.remarks))
    except UnreadableFile as error:
        shown = str(error)
    assert shown


@given(st.binary(max_size=400), st.sampled_from(["a.csv", "a.xlsx", "a.zip", ""]))
@settings(max_examples=150, deadline=None)
def test_random_bytes_raise_only_the_named_error(data: bytes, name: str) -> None:
    attempt([SourceFile(name, data)])


VALID = {
    **{
        form: [SourceFile(f"{name}.csv", text.encode()) for name, text in tables.items()]
        for form, tables in LISTS.items()
    },
    "quoted": [
        SourceFile("q.csv", ('"' + TEMPLATE.replace(";", '";"').replace("\n", '"\n"')).encode())
    ],
    "gb18030": [SourceFile("page.csv", HQMS.encode("gb18030"))],
    "workbook": [workbook(TEMPLATE)],
    "zip": [zipped([SourceFile(f"{name}.csv", text.encode()) for name, text in TABLES.items()])],
}
_PIECES = st.one_of(
    st.binary(max_size=6),
    st.sampled_from(
        [b'"', b";", b",", b"\n", b"\r", b"\0", b"\xff", "年".encode(), b"99999999999"]
    ),
)
edits = st.lists(st.tuples(st.floats(0, 1), _PIECES, st.integers(0, 40)), min_size=1, max_size=5)


@pytest.mark.parametrize("form", VALID)
@given(changes=edits)
@settings(max_examples=60, deadline=None)
def test_edited_files_raise_only_the_named_error(form: str, changes: list[Any]) -> None:
    first, *rest = VALID[form]
    data = bytearray(first.data)
    for where, piece, removed in changes:
        at = int(where * len(data))
        data[at : at + removed] = piece
    attempt([SourceFile(first.name, bytes(data)), *rest])


@pytest.mark.parametrize("form", VALID)
@given(share=st.floats(0, 1))
@settings(max_examples=20, deadline=None)
def test_files_cut_anywhere_raise_only_the_named_error(form: str, share: float) -> None:
    first, *rest = VALID[form]
    attempt([SourceFile(first.name, first.data[: int(share * len(first.data))]), *rest])


@given(
    st.text(alphabet=st.sampled_from('case;,\t\n\r"dtproceu_xm 5-831.0/2024年编码'), max_size=200)
)
@settings(max_examples=150, deadline=None)
def test_random_rows_below_the_names_raise_only_the_named_error(text: str) -> None:
    attempt([SourceFile("cases.csv", (HEAD + text).encode())])
