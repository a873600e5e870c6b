"""Reading the official list of OPS codes: what is taken, and what is refused with its place."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from assessments.import_records.problems import UnreadableFile
from assessments.imports.codes.reading.official_list import read_official_list, year_of_list
from assessments.imports.files.limits import Limits
from benchmarks.casemix.official_codes import ListedCode
from tests.imports.codes.official_lists import NAME, agreeing, kodes, line, zipped
from tests.imports.sample_files import xlsx

ROWS = [
    ("5-030", "Beispiel für Zugänge", "N"),
    ("5-831", "Beispiel für große Eingriffe", "N"),
    ("5-831.0", "Beispiel: ein „Fall“, nicht näher bezeichnet", "T"),
    ("5-83b.50", "Beispiel mit sechs Zeichen", "T"),
]


def refused(data: bytes, name: str = NAME, **limits: int) -> list[tuple[str, int]]:
    """Kind and row of every problem; each has a message and a remedy."""
    with pytest.raises(UnreadableFile) as caught:
        read_official_list(data, name, Limits(**limits))
    assert all(one.message and one.remedy for one in caught.value.problems)
    return [(one.kind, one.place.row) for one in caught.value.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_codes_titles_and_ends_of_branches_are_taken_unchanged(encoding: str) -> None:
    found = read_official_list(kodes(ROWS, encoding), NAME)
    assert found.codes == tuple(ListedCode(code, title, at == "T") for code, title, at in ROWS)
    assert (found.year, found.terminal, found.name) == (2026, 2, NAME)


@pytest.mark.parametrize("fields", [9, 10, 11, 14, 16])
def test_lists_of_earlier_years_have_fewer_or_more_fields(fields: int) -> None:
    rows = [";".join([*line(*row).split(";"), "N"][:fields]) for row in ROWS]
    found = read_official_list("\n".join(rows).encode(), "ops2008syst_kodes.txt")
    assert [one.code for one in found.codes] == [code for code, _title, _at in ROWS]
    assert found.year == 2008


def test_archive_is_opened_and_its_other_files_are_left_out() -> None:
    data = zipped(ops2026syst_kodes=kodes(ROWS), ops2026syst_gruppen=b"5;5-01;5-05;Beispiel")
    found = read_official_list(data, "ops2026syst-meta.zip")
    assert (found.name, found.year, len(found.codes)) == (NAME, 2026, 4)
    assert refused(zipped(ops2026syst_gruppen=b"5;5-01")) == [("official_no_codes_file", 0)]
    both = zipped(ops2026syst_kodes=kodes(ROWS), ops2025syst_kodes=kodes(ROWS))
    assert refused(both) == [("official_several_files", 0)]


def test_title_in_quotation_marks_may_hold_the_separator() -> None:
    text = kodes(ROWS).decode().replace("Beispiel für Zugänge", '"Beispiel; geteilt"')
    assert read_official_list(text.encode(), NAME).codes[0].title == "Beispiel; geteilt"


def test_every_problem_is_named_with_its_row() -> None:
    rows = [
        line("5-030", "Beispiel"),
        line("5-831", "Beispiel", "X"),
        line("5-831.0", " "),
        line("5-83b.5", "Beispiel") + ";N",
        line("5-030", "Beispiel"),
        line("k-831.0", "Beispiel"),
        line("5-83b", "B" * 1_001),
        "",
        "5;T;X;5;5-83;5-83;5-83a.0;N;Beis",
    ]
    assert refused("\n".join(rows).encode()) == [
        ("official_place", 2),
        ("official_no_title", 3),
        ("official_fields", 4),
        ("official_twice", 5),
        ("official_code", 6),
        ("official_long_title", 7),
        ("official_fields", 9),
    ]


def test_other_files_are_told_apart() -> None:
    icd = "3;N;X;01;A00;A00.-;A00;A00;Beispiel;Beispiel;;;V;V"
    assert refused(icd.encode(), "icd10gm2026syst_kodes.txt") == [("official_other_list", 1)]
    assert refused(b"code;count\n5-831.0;12\n", "codes.csv") == [("official_layout", 1)]
    assert refused(b"", NAME) == [("empty_file", 0)]
    assert refused(b"\n \n", NAME) == [("empty_file", 0)]
    assert refused(b"<a></a>", NAME) == [("official_not_text", 0)]
    assert refused(xlsx([["code"]]), "list.xlsx") == [("official_not_text", 0)]
    assert refused(b"%PDF-1.7", NAME) == [("pdf", 0)]
    assert refused(b"\x00\x01\x02", NAME) == [("binary", 0)]
    assert refused(kodes([("5-470", "Beispiel", "T")])) == [("official_incomplete", 0)]


def test_limits_are_named() -> None:
    assert refused(kodes(ROWS), official_rows=2) == [("official_rows", 3)]
    assert refused(kodes(ROWS), file_bytes=50) == [("too_large", 0)]
    assert refused(kodes(ROWS) + b"x" * 20_001) == [("long_cell", 5)]
    many = b"".join(line("5-030", "").encode() + b"\n" for _row in range(9))
    with pytest.raises(UnreadableFile) as caught:
        read_official_list(many, NAME, Limits(problems=3))
    assert (len(caught.value.problems), caught.value.more) == (3, 6)


def test_year_is_that_of_the_name_or_the_one_given() -> None:
    named = read_official_list(kodes(ROWS), NAME)
    unnamed = read_official_list(kodes(ROWS), "kodes.txt")
    assert year_of_list(named, None) == year_of_list(named, 2026) == year_of_list(unnamed, 2026)
    with pytest.raises(UnreadableFile, match="is for 2026, but 2025 was entered"):
        year_of_list(named, 2025)
    with pytest.raises(UnreadableFile, match="Enter the year"):
        year_of_list(unnamed, None)


def test_random_changes_of_a_file_are_read_or_refused() -> None:
    source = random.Random(5)
    good = kodes(agreeing())
    for _round in range(200):
        data = bytearray(good)
        for _change in range(source.randint(1, 20)):
            data[source.randrange(len(data))] = source.randrange(256)
        cut = bytes(data[: source.randrange(len(data))])
        for changed in (bytes(data), cut, source.randbytes(200)):
            with suppress(UnreadableFile):
                assert read_official_list(changed, NAME).codes
