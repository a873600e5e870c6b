"""Which columns of a general list belong to the same operation, where a row has several."""

from __future__ import annotations

from assessments.imports.case_lists.reading.assigned_columns import Assigned
from assessments.imports.case_lists.reading.wide_rows import OperationColumns


def operations_of(found: Assigned) -> tuple[OperationColumns, ...]:
    """The columns of codes with those of their day and surgeon.

    Columns belong together by their numbers. One day without a number is that of all codes, and
    then the first surgeon is too: a second one is an assistant.
    """
    codes = found.numbered["codes"]
    days = _beside(found, "date")
    surgeons = found.numbered["surgeon"]
    is_one = all(day == days[0] for day in days)
    led_by = (surgeons[0] if surgeons else -1,) * len(codes)
    if not is_one:
        led_by = _beside(found, "surgeon")
    return tuple(map(OperationColumns, codes, days, led_by))


def _beside(found: Assigned, what: str) -> tuple[int, ...]:
    """For each column of codes the position of this column, -1 where it has none."""
    places, numbers = found.numbered[what], found.numbers[what]
    of_codes = found.numbers["codes"]
    if len(places) == 1 and (numbers[0] == 0 or len(of_codes) == 1):
        return places * len(of_codes)
    by_number = dict(zip(reversed(numbers), reversed(places), strict=True))
    return tuple(by_number.get(number, -1) for number in of_codes)
