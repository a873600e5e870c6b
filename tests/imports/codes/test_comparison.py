"""The official list beside our table: each way to disagree, and the order of what is shown."""

from __future__ import annotations

import random

from benchmarks.casemix.code_tables import normalise, table
from benchmarks.casemix.official_codes import (
    CONFIDENCES,
    KINDS,
    TITLE_WORDS,
    CodeComparison,
    ListedCode,
    compare,
    compared_prefixes,
    counted_as,
    kinds_of_title,
)
from tests.imports.codes.official_lists import agreeing


def compared(
    *more: ListedCode, without: str = "", **changed: str | None
) -> dict[str, CodeComparison]:
    """By code: our table beside an agreeing list with changes, `more` codes and some left out."""
    listed = [ListedCode(code, title, at == "T") for code, title, at in agreeing(**changed)]
    listed = [one for one in listed if not without or not one.code.startswith(without)]
    return {one.code: one for one in compare([*listed, *more])}


def test_row_that_the_list_has_agrees_and_shows_its_title() -> None:
    found = compared(C58310="Beispiel ohne Aussage")
    assert {one.kind for one in found.values()} == {"agrees"}
    row = found["5-831.0"]
    assert (row.title, row.label) == ("Beispiel ohne Aussage", "Disc excision")
    assert (row.counted_as, row.confidence) == ("disc", "verified")
    # A group of three signs stands for its codes; the list has no row for it.
    assert found["5-79"].title == ""
    assert compared(C579=None)["5-79"].kind == "missing"


def test_row_that_the_list_does_not_have_is_missing() -> None:
    assert compared(C58319=None)["5-831.9"].kind == "missing"
    # Its level above has other codes, so that it does not end there.
    assert compared(C583638=None)["5-836.38"].kind == "missing"


def test_row_finer_than_the_list_exists_at_another_depth() -> None:
    ended = ListedCode("5-839.6", "Beispiel", True)
    found = compared(ended, without="5-839.6")
    assert found["5-839.6"].kind == "agrees"
    for code in ("5-839.60", "5-839.61"):
        assert (found[code].kind, found[code].instead) == ("other_depth", "5-839.6")


def test_row_of_which_the_list_has_only_longer_codes_exists_at_another_depth() -> None:
    longer = [ListedCode(f"5-831.9{number}", "Beispiel", True) for number in (1, 0)]
    found = compared(*longer, C58319=None)["5-831.9"]
    assert (found.kind, found.instead, found.title) == ("other_depth", "5-831.90", "")


def test_code_of_a_spine_group_without_a_row_is_uncovered_where_it_can_be_coded() -> None:
    more = (
        ListedCode("5-83z", "Beispiel", False),
        ListedCode("5-83z.0", "Beispiel für Neues", True),
        ListedCode("5-83b.59", "Beispiel", True),  # our row 5-83b.5 covers it
        ListedCode("5-98z", "Beispiel", True),
        ListedCode("5-470", "Beispiel", True),
        ListedCode("5-059.c", "Beispiel", True),
    )
    found = compared(*more)
    assert [one.code for one in found.values() if one.kind == "uncovered"] == ["5-83z.0", "5-98z"]
    assert found["5-83z.0"].title == "Beispiel für Neues"


def test_title_whose_words_speak_for_another_category_is_marked() -> None:
    found = compared(C58310="Beispiel: Spondylodese", C5836="Beispiel einer Spondylodese")
    row = found["5-831.0"]
    assert (row.kind, row.speaks_for) == ("title_differs", ("fusion_instrumentation",))
    assert found["5-836"].kind == "agrees"
    assert kinds_of_title("Zugang mit Laminektomie") == ("access", "decompression")
    assert kinds_of_title("Beispiel") == ()


def test_words_speak_for_what_the_table_knows() -> None:
    known = {counted_as(row) for row in table("OPS").values()}
    assert all(kinds <= known for _pattern, kinds in TITLE_WORDS)


def test_what_asks_for_a_look_comes_first_and_less_sure_rows_before_others() -> None:
    new = ListedCode("5-83z", "Beispiel", True)
    found = list(compared(new, C58319=None, C58310="Spondylodese", C58314="Spondylodese").values())
    ranks = [
        (KINDS.index(one.kind), CONFIDENCES.index(one.confidence) if one.confidence else 0)
        for one in found
    ]
    assert ranks == sorted(ranks)
    assert [one.code for one in found if one.kind == "title_differs"] == ["5-831.4", "5-831.0"]


def test_order_of_the_list_does_not_matter_and_only_some_of_it_is_needed() -> None:
    listed = [ListedCode(code, title, at == "T") for code, title, at in agreeing(C58319=None)]
    listed.append(ListedCode("5-83z", "Beispiel", True))
    shuffled = [*listed, ListedCode("1-100", "Beispiel", True)]
    random.Random(3).shuffle(shuffled)
    needed = [one for one in shuffled if normalise(one.code).startswith(compared_prefixes())]
    assert compare(listed) == compare(shuffled) == compare(needed)
    assert len(needed) < len(shuffled)
