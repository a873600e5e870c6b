"""What is told of the operations of a case list, in sentences that begin with their number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.reading.stored_counts import StoredCases
from assessments.imports.case_lists.reading.telling.completeness import (
    CANCELLED,
    CONVERTED,
    COUNTED,
    IN_INTENSIVE_CARE,
    LOST,
    MAIN_IS_NO_CODE,
    ONLY_IN_INTENSIVE_CARE,
    OPERATED_BY_OTHERS,
    OUTSIDE_STAY,
    PATIENT_ALONE,
    SHARED_DAY,
    TWO_MAIN_DIAGNOSES,
    UNKNOWN_CODES,
    UNREAD_PATHOLOGY,
    UNREAD_TECHNIQUE,
    UNREADABLE_CODES,
    WITHOUT_MAIN,
    WITHOUT_STAY,
)

# Fewer operations with a main diagnosis make a list doubtful: its pathologies rest on codes alone.
ENOUGH_WITH_MAIN: Final = 0.95
# More operations lost to unknown codes are told first of all.
MANY_LOST: Final = 0.01
_WITHOUT_DIAGNOSES: Final = "cases_without_diagnoses"

Sentence = Callable[[int], str]


def few_main_diagnoses(taken: StoredCases, details: CaseListDetails) -> str:
    """How many operations have a main diagnosis, where they are too few; else "".

    Nothing where the list has no column for it, which is a remark of its own.
    """
    told = taken.told
    operations, without = told.get(COUNTED, 0), told.get(WITHOUT_MAIN, 0)
    is_enough = operations - without >= ENOUGH_WITH_MAIN * operations
    if is_enough or any(one.kind == _WITHOUT_DIAGNOSES for one in details.remarks):
        return ""
    return _(
        "Only %(count)s of %(operations)s operations have a main diagnosis; the pathology of the "
        "others rests on their procedure codes alone."
    ) % {
        "count": wording.number(operations - without),
        "operations": wording.number(operations),
    }


def lost_to_codes(taken: StoredCases) -> str:
    """How many operations are lost to codes that are unknown or unreadable; "" where none is."""
    told = taken.told
    lost = sum(told.get(what, 0) for what in LOST)
    if not lost:
        return ""
    codes = sum(1 for row in taken.codes if row.reason in ("unknown", "wrong_system") and row.code)
    values = {
        "lost": wording.number(lost),
        "operations": wording.number(lost + told.get(COUNTED, 0)),
    }
    if not codes:
        return _("%(lost)s of %(operations)s operations rest on texts that are no codes.") % values
    text = ngettext(
        "%(lost)s of %(operations)s operations rest on %(codes)s code that is not known here, and "
        "are not counted.",
        "%(lost)s of %(operations)s operations rest on %(codes)s codes that are not known here, "
        "and are not counted.",
        codes,
    )
    return text % {**values, "codes": wording.number(codes)}


def is_much_lost(taken: StoredCases) -> bool:
    """Whether so many operations are lost to codes that this is told first."""
    told = taken.told
    lost = sum(told.get(what, 0) for what in LOST)
    return lost > MANY_LOST * (lost + told.get(COUNTED, 0))


def _sentences() -> dict[str, Sentence]:
    return {
        UNKNOWN_CODES: lambda count: ngettext(
            "%(count)s operation is lost: a code of it is not in our table.",
            "%(count)s operations are lost: a code of theirs is not in our table.",
            count,
        ),
        UNREADABLE_CODES: lambda count: ngettext(
            "%(count)s operation is lost: a text of it is no code of this system.",
            "%(count)s operations are lost: a text of theirs is no code of this system.",
            count,
        ),
        WITHOUT_MAIN: lambda count: ngettext(
            "%(count)s operation has no main diagnosis.",
            "%(count)s operations have no main diagnosis.",
            count,
        ),
        CONVERTED: lambda count: ngettext(
            "%(count)s operation was converted, and counts as what it was converted to.",
            "%(count)s operations were converted, and count as what they were converted to.",
            count,
        ),
        UNREAD_TECHNIQUE: lambda count: ngettext(
            "The technique of %(count)s operation is stated in words that are not known here; its "
            "codes alone decide.",
            "The technique of %(count)s operations is stated in words that are not known here; "
            "their codes alone decide.",
            count,
        ),
        UNREAD_PATHOLOGY: lambda count: ngettext(
            "The pathology of %(count)s operation is stated in words that are not known here; its "
            "codes alone decide.",
            "The pathology of %(count)s operations is stated in words that are not known here; "
            "their codes alone decide.",
            count,
        ),
        OUTSIDE_STAY: lambda count: ngettext(
            "%(count)s operation lies outside of every stay of its case.",
            "%(count)s operations lie outside of every stay of their case.",
            count,
        ),
        WITHOUT_STAY: lambda count: ngettext(
            "%(count)s operation has no stay in FAB.csv.",
            "%(count)s operations have no stay in FAB.csv.",
            count,
        ),
        IN_INTENSIVE_CARE: lambda count: ngettext(
            "%(count)s operation in intensive care counts for the department before and after.",
            "%(count)s operations in intensive care count for the department before and after.",
            count,
        ),
        ONLY_IN_INTENSIVE_CARE: lambda count: ngettext(
            "%(count)s operation in intensive care counts there, because the departments "
            "before and after differ or are not known.",
            "%(count)s operations in intensive care count there, because the departments "
            "before and after differ or are not known.",
            count,
        ),
        OPERATED_BY_OTHERS: lambda count: ngettext(
            "%(count)s operation was made by another department than the one in which the "
            "patient lay.",
            "%(count)s operations were made by another department than the one in which the"
            " patient lay.",
            count,
        ),
        CANCELLED: lambda count: ngettext(
            "%(count)s operation is cancelled and not counted.",
            "%(count)s operations are cancelled and not counted.",
            count,
        ),
        TWO_MAIN_DIAGNOSES: lambda count: ngettext(
            "%(count)s operation belongs to a case with two different main diagnoses; the "
            "first in the order of rules counts.",
            "%(count)s operations belong to cases with two different main diagnoses; the "
            "first in the order of rules counts.",
            count,
        ),
        MAIN_IS_NO_CODE: lambda count: ngettext(
            "%(count)s operation has a main diagnosis that is a text and no code of ICD-10.",
            "%(count)s operations have a main diagnosis that is a text and no code of ICD-10.",
            count,
        ),
        PATIENT_ALONE: lambda count: ngettext(
            "%(count)s operation is of a patient whose stays cannot be told apart, so it "
            "shares their diagnoses; add the number or the date of the admission.",
            "%(count)s operations are of patients whose stays cannot be told apart, so they"
            " share their diagnoses; add the number or the date of the admission.",
            count,
        ),
        SHARED_DAY: lambda count: ngettext(
            "%(count)s operation holds codes without a day of their own, which were given "
            "the day of the first operation.",
            "%(count)s operations hold codes without a day of their own, which were given "
            "the day of the first operation.",
            count,
        ),
    }


def sentences(taken: StoredCases, *, without_main: bool = True) -> list[str]:
    """One sentence for each thing told of some operations.

    `without_main`: also for those without a main diagnosis, of which `few_main_diagnoses` may have
    told.
    """
    told = taken.told
    return [
        sentence(told[what]) % {"count": wording.number(told[what])}
        for what, sentence in _sentences().items()
        if told.get(what) and (without_main or what != WITHOUT_MAIN)
    ]
