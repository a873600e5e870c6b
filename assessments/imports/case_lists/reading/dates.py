"""Days as hospital systems write them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assessments.models.choices import FIRST_YEAR

Days = NDArray[np.datetime64]
# To the minute; midnight where no time is written, and where midnight is written.
Moments = NDArray[np.datetime64]
Bools = NDArray[np.bool_]
Minutes = NDArray[np.int64]

# 20240305, 202403051230, 20240305123059: nearly all of a large data set.
_COMPACT_LENGTHS = (8, 12, 14)
_LONGEST = max(_COMPACT_LENGTHS)
# What may follow a day: a time in any form, but not a second day.
_SECOND = r"\d{4}[-/.年]\d|\d[-/.]\d{1,2}[-/.]\d{4}|\d[-/]\d{1,2}[-/]\d|(?<![\d.,])\d{8}(?!\d)"
_REST = rf"(?:[T\s](?!.*(?:{_SECOND})).*)?$"
_YEAR = r"[1-9]\d{3}"
# Year first: 2024-03-05 12:30, 2024/3/5, 2024.03.05, 2024年3月5日, 2024年3月5日08时15分.
_CHINESE_TIME = r"(?:[日号](?:\d{1,2}[:时点][\d:时点分秒.]*)?)?"
_YEAR_FIRST = rf"^({_YEAR})[-/.年](\d{{1,2}})[-/.月](\d{{1,2}}){_CHINESE_TIME}{_REST}"
# 20240305 12:30.
_WITH_TIME = rf"^({_YEAR})(\d\d)(\d\d)(?=[T\s]){_REST}"
# 05.03.2024: with dots and a year of four digits the day comes first in every country.
_DAY_FIRST = rf"^(\d{{1,2}})\.(\d{{1,2}})\.({_YEAR}|\d\d){_REST}"
# 5/3/2024, 05-03-2024 12:30: which of the first two is the month is decided once for all days.
_EITHER = rf"^(\d{{1,2}})[-/](\d{{1,2}})[-/]({_YEAR}|\d\d){_REST}"
# Years of two digits: in 24-03-05 and 05.03.24 the year may stand first as well as last.
_SHORT = rf"^(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d\d){_REST}"
# Days since 1899-12-30, as spreadsheets count them: 1990 to 2099.
_SERIAL = r"^(\d{5})(\.\d+)?$"
# The time of day behind a day: 2024-03-05 12:30, 20240305T12:30:59.
_TIME = r"[T\s](\d{1,2}):(\d\d)"
_HOURS, _MINUTES = 24, 60
_SERIAL_FROM, _SERIAL_TO = 32_874, 73_050
_EPOCH = np.datetime64("1899-12-30")
_NO_DAY = np.datetime64("NaT", "D")


@dataclass
class DayOrder:
    """Whether the month comes first in days such as 3/5/2024, for all days of an import.

    `kept`: some day is valid in this order only; `broken`: some day is valid in the other order
    only. The rest is about years of two digits: `short` is a day, as written, in which the year may
    stand first or last; `year_last` and `year_first`: some day can only be read so.
    """

    month_first: bool = False
    kept: bool = False
    broken: bool = False
    short: str = ""
    year_last: bool = False
    year_first: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether every day that is valid in one order only has the other order."""
        return self.broken and not self.kept

    @property
    def unsettled(self) -> str:
        """A day of which nothing tells where its year of two digits stands, "" where there is none.

        Days with the year first are never read, only recognised.
        """
        return "" if self.year_last and not self.year_first else self.short


@dataclass(frozen=True)
class ReadDays:
    """Days of some texts, one element each; NaT where there is no day. `minutes` since midnight, 0
    where no time is written.

    `empty`: the text is empty; `bad`: it is no day; `turned`: it is a day only if month and day
    change places; `too_early`: the day is before `FIRST_YEAR`; `to_come`: after the latest day.
    """

    days: Days
    minutes: Minutes
    empty: Bools
    bad: Bools
    turned: Bools
    too_early: Bools
    to_come: Bools

    @property
    def moments(self) -> Moments:
        """The days with their time."""
        found: Moments = self.days.astype("datetime64[m]") + self.minutes.astype("timedelta64[m]")
        return found


def read_days(texts: pd.Series, *, latest: date, order: DayOrder) -> ReadDays:
    """The days of a column of texts without spaces around them. Updates `order`."""
    if isinstance(texts.dtype, pd.CategoricalDtype):
        numbers, distinct = pd.factorize(texts)
        read = _read(distinct.to_numpy(dtype=object), order, latest)
        return ReadDays(
            read.days[numbers],
            read.minutes[numbers],
            read.empty[numbers],
            read.bad[numbers],
            read.turned[numbers],
            read.too_early[numbers],
            read.to_come[numbers],
        )
    return _read(texts.to_numpy(dtype=object), order, latest)


def _read(written: NDArray[Any], order: DayOrder, latest: date) -> ReadDays:
    days, minutes = _compact(written)
    rest = np.flatnonzero(np.isnat(days))
    empty, turned = np.zeros(len(days), dtype=bool), np.zeros(len(days), dtype=bool)
    if rest.size:
        numbers, distinct = pd.factorize(written[rest])
        texts = pd.Series(distinct, dtype=object).astype(str)
        loose, only_turned = _loose(texts, order)
        _note_short(texts, loose, order, latest)
        days[rest] = loose[numbers]
        minutes[rest] = _times(texts)[numbers]
        turned[rest] = only_turned[numbers]
        empty[rest] = np.array([text == "" for text in distinct], dtype=bool)[numbers]
    first, last = np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(latest)
    known = ~np.isnat(days)
    return ReadDays(
        days,
        np.where(known, minutes, 0),
        empty,
        bad=~known & ~empty & ~turned,
        turned=turned,
        too_early=known & (days < first),
        to_come=known & (days > last),
    )


def _compact(written: NDArray[Any]) -> tuple[Days, Minutes]:
    """Days and minutes of texts such as 20240305 and 202403051230; NaT and 0 for all others."""
    if not len(written):
        return np.array([], dtype="datetime64[D]"), np.array([], dtype=np.int64)
    signs = written.astype(f"U{_LONGEST + 1}").view(np.uint32).reshape(len(written), -1)
    is_sign = signs != 0
    digits = np.where(is_sign, signs - ord("0"), 0).astype(np.int64)
    fits = np.isin(is_sign.sum(axis=1), _COMPACT_LENGTHS) & (digits <= 9).all(axis=1)
    year, month, day, hour, minute = (
        digits[:, start:end] @ 10 ** np.arange(end - start - 1, -1, -1)
        for start, end in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12))
    )
    fits &= year >= 1000
    return _days(year, month, day, fits), np.where(fits, _minutes(hour, minute), 0)


def _minutes(hour: Any, minute: Any) -> Minutes:
    """Minutes since midnight, 0 for what is no time of day."""
    fits = (hour >= 0) & (hour < _HOURS) & (minute >= 0) & (minute < _MINUTES)
    return np.where(fits, hour * _MINUTES + minute, 0).astype(np.int64)


def _times(written: pd.Series) -> Minutes:
    """Minutes since midnight of texts with separators, and of days that spreadsheets count."""
    time = written.str.extract(_TIME).apply(pd.to_numeric).fillna(0).to_numpy(dtype=np.int64)
    share = pd.to_numeric(written.str.extract(_SERIAL)[1]).fillna(0).to_numpy(dtype=float)
    counted = np.minimum(np.rint(share * _HOURS * _MINUTES), _HOURS * _MINUTES - 1)
    found: Minutes = _minutes(time[:, 0], time[:, 1]) + counted.astype(np.int64)
    return found


def _loose(written: pd.Series, order: DayOrder) -> tuple[Days, Bools]:
    """The days of texts with separators, and which of them have one only in the other order."""
    days = np.full(len(written), _NO_DAY)
    _fill(days, written, _YEAR_FIRST, (0, 1, 2))
    _fill(days, written, _WITH_TIME, (0, 1, 2))
    _fill(days, written, _DAY_FIRST, (2, 1, 0))
    either = np.full(len(written), _NO_DAY), np.full(len(written), _NO_DAY)
    _fill(either[0], written, _EITHER, (2, 1, 0))
    _fill(either[1], written, _EITHER, (2, 0, 1))
    own, other = either[::-1] if order.month_first else either
    order.kept |= bool((~np.isnat(own) & np.isnat(other)).any())
    turned = np.isnat(own) & ~np.isnat(other)
    order.broken |= bool(turned.any())
    days = np.where(np.isnat(days), own, days)
    serial = pd.to_numeric(written.str.extract(_SERIAL)[0], errors="coerce").to_numpy(dtype=float)
    is_serial = np.isnat(days) & (serial >= _SERIAL_FROM) & (serial <= _SERIAL_TO)
    days[is_serial] = _EPOCH + serial[is_serial].astype("timedelta64[D]")
    return days, turned


def _note_short(written: pd.Series, read: Days, order: DayOrder, latest: date) -> None:
    """Note in `order` which days have a year of two digits, and what they tell about its place.

    `read`: the days with the year last. A day after `latest` is none.
    """
    has_short = written.str.match(_SHORT).to_numpy(dtype=bool)
    if not has_short.any():
        return
    year_first = np.full(len(written), _NO_DAY)
    _fill(year_first, written, _SHORT, (0, 1, 2))
    last = np.datetime64(latest)
    as_first, as_last = (has_short & (days <= last) for days in (year_first, read))
    order.year_last |= bool((as_last & ~as_first).any())
    order.year_first |= bool((as_first & ~as_last).any())
    open_days = written[as_first & (year_first != read)]
    if len(open_days) and not order.short:
        order.short = min(open_days)


def _fill(days: Days, written: pd.Series, pattern: str, places: tuple[int, int, int]) -> None:
    """Write the days of the texts that fit; `places` of year, month and day in the pattern."""
    found = written.str.extract(pattern)
    fits = found[0].notna().to_numpy(dtype=bool)
    if not fits.any():
        return
    year, month, day = (found.loc[fits, place].astype("int64").to_numpy() for place in places)
    days[fits] = _days(
        np.where(year < 100, year + 2000, year), month, day, np.ones(len(year), bool)
    )


def _days(year: Any, month: Any, day: Any, fits: Bools) -> Days:
    """The days of the calendar, NaT where there is none such as 30 February."""
    fits = fits & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(fits, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(fits, day - 1, 0).astype("timedelta64[D]")
    fits = fits & (days.astype("datetime64[M]") == months)
    return np.where(fits, days, _NO_DAY)
