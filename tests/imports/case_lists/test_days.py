"""Days as hospitals write them: read right, or refused with the reason; never silently wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.import_records.problems import Problem, UnreadableFile
from assessments.imports.case_lists.reading.formats import read_cases
from tests.imports.case_lists.lists import OPTIONS, files


def days_of(*written: str) -> list[str]:
    """The days of a list with these texts as its days, one operation each."""
    rows = "".join(f"{number};{text};5-831.0\n" for number, text in enumerate(written))
    found = read_cases(files(cases="case;date;procedures\n" + rows), OPTIONS)
    return [str(day)[:10] for day in found.procedures["date"]]


def refused(*written: str) -> list[Problem]:
    with pytest.raises(UnreadableFile) as caught:
        days_of(*written)
    return list(caught.value.problems)


@pytest.mark.parametrize(
    "text",
    [
        "2024年3月5日",
        "2024年03月05日 08:15",
        "2024年3月5日8时15分",
        "2024年3月5号",
        "2024/3/5 0:00:00",
        "2024-03-05T08:15:00.000000000+01:00",
        "2024.03.05 08:15:30",
        "20240305",
        "20240305 08:15",
        "202403050815",
        "45356",
        "45356.34375",
        "05.03.2024 08.15 Uhr",
        "5/3/2024 8:15 AM",
    ],
)
def test_every_form_of_the_fifth_of_march_is_read(text: str) -> None:
    assert days_of(text) == ["2024-03-05"]


@pytest.mark.parametrize("text", ["2205-05-05", "22050505", "05.05.2205", "2205年5月5日"])
def test_day_that_is_still_to_come_is_called_so(text: str) -> None:
    """Before: “2205-05-05” is not a day. Write the day as 2024-03-05."""
    (problem,) = refused(text)
    assert problem.message == f"The day “{text}” lies in the future."


def test_day_long_ago_is_called_so() -> None:
    (problem,) = refused("1899-03-05")
    assert problem.message == "The day “1899-03-05” lies before 1990."


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-05 2024-03-08",
        "2024-03-05 / 2024-03-08",
        "05.03.2024 + 08.03.2024",
        "20240305 20240308",
        "2024年3月5日 2024年3月8日",
        "24/3/5",
        "0024-03-05",
    ],
)
def test_cell_with_two_days_or_half_a_year_is_refused(text: str) -> None:
    """Before: the second operation was counted on the first day, or was lost."""
    assert [one.kind for one in refused(text)] == ["not_a_day"]


@pytest.mark.parametrize("text", ["24-03-05", "24/3/05", "24.03.05", "05.03.24", "5/3/24"])
def test_year_of_two_digits_that_may_stand_first_or_last_is_refused(text: str) -> None:
    """Before: 24-03-05 was the 24th of March 2005."""
    assert [one.kind for one in refused(text)] == ["short_years"]


def test_one_day_tells_where_all_years_of_two_digits_stand() -> None:
    """The 31st of December 2024 cannot be a day of 2031 that lies in the future."""
    assert days_of("05.03.24", "31.12.24") == ["2024-03-05", "2024-12-31"]
    assert days_of("5/3/24", "31/3/24") == ["2024-03-05", "2024-03-31"]
    # The year comes first: refused, never turned round.
    assert refused("24/03/05", "24/03/31")[0].kind == "short_years"
    # Some so, some otherwise.
    assert refused("31.12.24", "24.03.31", "05.03.24")[0].kind == "short_years"


DAYS = st.dates(date(1990, 1, 1), OPTIONS.latest)
FORMS = ["%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y.%m.%d", "%d.%m.%Y", "%Y%m%d", "%Y年%m月%d日"]
SHORT = ["%d.%m.%y", "%y-%m-%d", "%y/%m/%d", "%d/%m/%y", "%y.%m.%d"]


@given(st.lists(st.tuples(DAYS, st.sampled_from(FORMS)), min_size=1, max_size=8))
def test_any_day_in_any_form_is_that_day(written: list[tuple[date, str]]) -> None:
    assert days_of(*(day.strftime(form) for day, form in written)) == [
        day.isoformat() for day, _form in written
    ]


@given(st.lists(DAYS, min_size=1, max_size=8), st.sampled_from(SHORT))
def test_years_of_two_digits_are_refused_or_read_right(days: list[date], form: str) -> None:
    recent = [day for day in days if day.year >= 2000] or [date(2024, 3, 5) + timedelta(1)]
    try:
        found = days_of(*(day.strftime(form) for day in recent))
    except UnreadableFile:
        return
    assert found == [day.isoformat() for day in recent]
