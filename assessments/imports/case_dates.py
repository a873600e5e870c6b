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

_SPACES = r"[\s\u3000]+"
# Year first: 202403051230, 20240305, 2024-03-05 12:30, 2024/3/5, 2024.03.05, 2024年3月5日.
_YEAR_FIRST = r"^(?P<y>(?:19|20)\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?(?:[T\s].*)?$"
_COMPACT = r"^(?P<y>(?:19|20)\d\d)(?P<m>\d\d)(?P<d>\d\d)(?:\d{4}|\d{6})?$"
# 05.03.2024, 5/3/2024, 05-03-2024 12:30: which of the first two is the month is decided for all.
_YEAR_LAST = r"^(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>(?:19|20)?\d\d)(?:[T\s].*)?$"
# Days since 1899-12-30, as spreadsheets count them: 1990 to 2099.
_SERIAL = r"^(?P<n>\d{5})(?:\.\d+)?$"
_EPOCH = np.datetime64("1899-12-30")


@dataclass(frozen=True)
class ReadDays:
    """Days of some texts: NaT where empty; `bad` where there is no day, `mixed` where month and day
    cannot be told apart because some rows say one order and some the other.
    """

    days: Days
    bad: NDArray[np.bool_]
    out_of_range: NDArray[np.bool_]
    mixed: bool


def read_days(texts: pd.Series, *, latest: date, month_first: bool = False) -> ReadDays:
    """The days of a column. `month_first` decides only where the column itself does not."""
    numbers, distinct = pd.factorize(texts)
    written = pd.Series(distinct, dtype=object).astype(str)
    written = written.str.replace(_SPACES, " ", regex=True).str.strip()
    year, month, day, mixed = _parts(written, month_first)
    days = _days(year, month, day)
    serial = pd.to_numeric(written.str.extract(_SERIAL)["n"], errors="coerce")
    is_serial = np.isnat(days) & np.asarray(serial.between(32_874, 73_050), dtype=bool)
    days[is_serial] = _EPOCH + serial[is_serial].to_numpy().astype("timedelta64[D]")
    empty = np.asarray(written == "", dtype=bool)
    bad = np.isnat(days) & ~empty
    first, last = np.datetime64(f"{FIRST_YEAR}-01-01"), np.datetime64(latest)
    out = ~np.isnat(days) & ((days < first) | (days > last))
    return ReadDays(days[numbers], bad[numbers], out[numbers], mixed)


def _parts(written: pd.Series, month_first: bool) -> tuple[Any, Any, Any, bool]:
    """Year, month and day of each text, NaN where there is none."""
    compact = written.str.extract(_COMPACT)
    loose = written.str.extract(_YEAR_FIRST)
    last = written.str.extract(_YEAR_LAST)
    found = compact.fillna(loose)
    first, second = (pd.to_numeric(last[name], errors="coerce") for name in ("a", "b"))
    day_first, month_leads = bool((first > 12).any()), bool((second > 12).any())
    if month_leads or (month_first and not day_first):
        month, day = first, second
    else:
        month, day = second, first
    year = pd.to_numeric(last["y"], errors="coerce")
    year = year.where(year >= 100, year + 2000)
    return (
        pd.to_numeric(found["y"], errors="coerce").fillna(year),
        pd.to_numeric(found["m"], errors="coerce").fillna(month),
        pd.to_numeric(found["d"], errors="coerce").fillna(day),
        day_first and month_leads,
    )


def _days(year: Any, month: Any, day: Any) -> Days:
    parts = pd.DataFrame({"year": year, "month": month, "day": day})
    days = pd.to_datetime(parts, errors="coerce")
    return np.asarray(days.to_numpy(), dtype="datetime64[D]")
