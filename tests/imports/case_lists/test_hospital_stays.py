"""Where an operation belongs: the vectorised reader against a plain loop over the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.imports.case_lists.reading.p21.hospital_stays import Places, Stays, places_of

FIRST = datetime(2024, 3, 1)
UNITS = ("HA0100", "HA2316", "HA1700", "HA3600", "BE3618")


@dataclass(frozen=True)
class Stay:
    """One stay; None: the moment is not known."""

    case: int
    unit: str
    start: datetime | None
    end: datetime | None

    @property
    def order(self) -> tuple[datetime, datetime, str]:
        start = self.start or datetime.min
        return (start, max(self.end or datetime.max, start), self.unit)


@dataclass(frozen=True)
class Place:
    department: str
    lay: str
    outside: bool = False
    without: bool = False
    in_intensive_care: bool = False
    only_in_intensive_care: bool = False


def is_midnight(moment: datetime | None) -> bool:
    return moment is not None and (moment.hour, moment.minute) == (0, 0)


def place(case: int, moment: datetime, every: list[Stay]) -> Place:
    """Decision 56, one operation at a time."""
    stays = sorted((one for one in every if one.case == case), key=lambda one: one.order)
    if not stays:
        return Place("", "", without=True)
    at = containing(moment, stays)
    if at is None:
        units = {one.unit for one in stays if not one.unit[2:].startswith("36")}
        only = units.pop() if len(units) == 1 else ""
        return Place(only, only, outside=True)
    lay = stays[at].unit
    if not lay[2:].startswith("36"):
        return Place(lay, lay)
    before = [one.unit for one in stays[:at] if not one.unit[2:].startswith("36")][-1:]
    after = [one.unit for one in stays[at:] if not one.unit[2:].startswith("36")][:1]
    around = {*before, *after}
    if len(around) == 1:
        return Place(around.pop(), lay, in_intensive_care=True)
    return Place(lay, lay, only_in_intensive_care=True)


def containing(moment: datetime, stays: list[Stay]) -> int | None:
    """Position of the stay that contains the moment."""
    have_minutes = not any(
        is_midnight(one.start) or (one.end and is_midnight(one.order[1])) for one in stays
    )
    if have_minutes and not is_midnight(moment):
        found = [at for at, one in enumerate(stays) if one.order[0] <= moment <= one.order[1]]
        if found:
            return found[-1]
    day = moment.date()
    found = [
        at for at, one in enumerate(stays) if one.order[0].date() <= day <= one.order[1].date()
    ]
    earlier = [at for at in found if stays[at].order[0].date() < day]
    return earlier[-1] if earlier else found[0] if found else None


def read(operations: list[tuple[int, datetime]], stays: list[Stay]) -> list[Place]:
    units = sorted({one.unit for one in stays})
    table = Stays(
        np.array([one.case for one in stays], dtype=np.uint64),
        np.array([units.index(one.unit) for one in stays], dtype=np.int64),
        np.array([one.start for one in stays], dtype="datetime64[m]"),
        np.array([one.end for one in stays], dtype="datetime64[m]"),
        pd.Index(units, dtype=object),
    )
    cases = np.array([case for case, _moment in operations], dtype=np.uint64)
    moments = np.array([moment for _case, moment in operations], dtype="datetime64[m]")
    found: Places = places_of(cases, moments, table)
    marks = (
        found.outside,
        found.without,
        found.in_intensive_care,
        found.only_in_intensive_care,
    )
    return [
        Place(str(department), str(lay), *map(bool, marked))
        for department, lay, *marked in zip(found.department, found.lay, *marks, strict=True)
    ]


cases = st.integers(1, 3)
# Few days and times, so that stays meet, nest and touch; often without a minute.
moments = st.builds(
    lambda day, minute: FIRST + timedelta(days=day, minutes=minute),
    st.integers(0, 5),
    st.sampled_from([0, 0, 1, 480, 720, 721, 1439]),
)
timed = st.builds(
    lambda day, minute: FIRST + timedelta(days=day, minutes=minute),
    st.integers(0, 5),
    st.sampled_from([1, 480, 720, 721, 1439]),
)


@st.composite
def hospital_stays(draw: st.DrawFn) -> list[Stay]:
    when = draw(st.sampled_from([moments, timed, timed]))
    bound = st.one_of(when, when, when, st.none())
    return draw(st.lists(st.builds(Stay, cases, st.sampled_from(UNITS), bound, bound), max_size=9))


@given(hospital_stays(), st.lists(st.tuples(cases, st.one_of(moments, timed)), max_size=9))
@settings(max_examples=200, deadline=None)
def test_every_operation_is_placed_as_by_the_plain_loop(
    stays: list[Stay], operations: list[tuple[int, datetime]]
) -> None:
    expected = [place(case, moment, stays) for case, moment in operations]
    assert read(operations, stays) == expected


@given(hospital_stays(), st.lists(st.tuples(cases, moments), max_size=6))
@settings(max_examples=30, deadline=None)
def test_order_of_the_stays_does_not_matter(
    stays: list[Stay], operations: list[tuple[int, datetime]]
) -> None:
    assert read(operations, stays[::-1]) == read(operations, stays)
