"""Codes of an imported list that were not counted: in no table, or of another code system."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from assessments import wording
from assessments.import_records.code_list_contents import EstimatedCode
from assessments.import_records.explanations import REASONS
from assessments.import_records.listings import CodeCount
from benchmarks.casemix.code_tables import normalise

STATUSES = ("unknown", "wrong_system")


@dataclass(frozen=True)
class UnknownCode:
    """One code that was not counted because its meaning is not known.

    `status` is unknown (inside a spine chapter, but in no table) or wrong_system. `looks_like` is
    the other code system that fits, `place` the row or line of the file; "" if not known.
    """

    code: str
    count_low: int
    count_high: int
    count_text: str
    status: str
    looks_like: str
    place: str
    text: str


def unknown_codes(
    codes: Iterable[EstimatedCode], listed: Iterable[CodeCount] = ()
) -> tuple[UnknownCode, ...]:
    """The unknown ones among the codes of an estimate, the most frequent first.

    `listed`: the rows of the file, if available, to find the place of a code.
    """
    places: dict[str, str] = {}
    for row in listed:
        places.setdefault(normalise(row.code), str(row.place))
    unknown = [code for code in codes if code.status in STATUSES]
    return tuple(
        UnknownCode(
            code=code.code,
            count_low=code.count_low,
            count_high=code.count_high,
            count_text=wording.span(code.count_low, code.count_high),
            status=code.status,
            looks_like=code.looks_like,
            place=places.get(normalise(code.code), ""),
            text=_text(code),
        )
        for code in sorted(unknown, key=lambda code: (-code.count_high, code.code))
    )


def _text(code: EstimatedCode) -> str:
    reason = str(REASONS[code.status])
    if not code.looks_like:
        return reason
    looks = _("It looks like %(system)s.") % {"system": code.looks_like}
    return f"{reason} {looks}"
