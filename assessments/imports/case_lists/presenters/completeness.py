"""The first thing a preview says: how complete the files are, and what changes year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.dates import MONTHS
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.imports.case_lists.reading.contents import CaseListDetails
from assessments.imports.case_lists.reading.stored_counts import StoredCases, summed
from assessments.imports.case_lists.reading.telling.completeness import COUNTED, WITHOUT_MAIN
from assessments.imports.case_lists.reading.telling.sentences import (
    few_main_diagnoses,
    is_much_lost,
    lost_to_codes,
    sentences,
)
from assessments.pages.tables import DASH, Table, TableColumn

_MONTHS = range(1, 13)
# With seven operations a month, a month without any happens by chance in one year of a hundred.
_ENOUGH_TO_MISS_A_MONTH = 84
# The picture: twelve bars.
_WIDTH, _HEIGHT, _STEP = 118, 24, 10


@dataclass(frozen=True)
class YearOfList:
    """A year of the chosen departments: operations by month, and what is recorded without it.

    `left_out`: why it is not taken, "" where it is. `gaps`: months without operations, where there
    should be some.
    """

    year: int
    operations: int
    months: tuple[int, ...]
    recorded: int | None
    is_taken: bool
    is_sparse: bool

    @property
    def gaps(self) -> tuple[int, ...]:
        """The months without any operation, where so few would be a surprise."""
        if sum(self.months) < _ENOUGH_TO_MISS_A_MONTH:
            return ()
        return tuple(month for month, count in enumerate(self.months, start=1) if not count)

    @property
    def first_and_last(self) -> tuple[int, int] | None:
        """The first and the last month with operations."""
        found = [month for month, count in enumerate(self.months, start=1) if count]
        return (found[0], found[-1]) if found else None


@dataclass(frozen=True)
class Completeness:
    """`first`: what has to be read before anything else; `others`: what is told besides."""

    first: tuple[str, ...]
    others: tuple[str, ...]
    years: tuple[YearOfList, ...]
    cases: int
    operations: int
    with_main: int
    is_known: bool


def completeness_of(
    stored: StoredCases, details: CaseListDetails, recorded: Mapping[int, int] | None
) -> Completeness:
    """What is told of the chosen departments and years; `recorded`: operations by year."""
    taken = stored.chosen(details.departments, details.years)
    told = taken.told
    lost = lost_to_codes(taken)
    years = _years(stored, details, recorded)
    few = few_main_diagnoses(taken, details)
    first = [few, lost if is_much_lost(taken) else ""]
    first += [_sparse(one) for one in years if one.is_sparse and not one.is_taken]
    others = [_of_no_department(stored, details), *([] if lost in first else [lost])]
    return Completeness(
        first=tuple(filter(None, first)),
        others=tuple(
            filter(None, [*others, *sentences(taken, without_main=not few), *map(_gap, years)])
        ),
        years=years,
        cases=details.cases,
        operations=told.get(COUNTED, taken.total),
        with_main=told.get(COUNTED, 0) - told.get(WITHOUT_MAIN, 0),
        is_known=stored.notes is not None,
    )


def _of_no_department(stored: StoredCases, details: CaseListDetails) -> str:
    """How many operations of the whole files nobody can take, because no department has them."""
    operations = 0 if "" in details.departments else stored.by_department.get("", 0)
    if not operations:
        return ""
    return ngettext(
        "%(count)s spine operation of the files is of no department, and is not taken.",
        "%(count)s spine operations of the files are of no department, and are not taken.",
        operations,
    ) % {"count": wording.number(operations)}


def _years(
    stored: StoredCases, details: CaseListDetails, recorded: Mapping[int, int] | None
) -> tuple[YearOfList, ...]:
    of_departments = stored.chosen(details.departments, stored.years)
    by_year = summed(of_departments.operations, ("year",))
    counted = [one for one in of_departments.notes or () if one.what == COUNTED]
    by_month = summed(counted, ("month",))
    sparse = stored.sparse_years(details.departments)
    return tuple(
        YearOfList(
            year=year,
            operations=by_year[year,],
            months=tuple(by_month.get((f"{year}-{month:02}",), 0) for month in _MONTHS),
            recorded=None if recorded is None else recorded.get(year, 0),
            is_taken=year in details.years,
            is_sparse=year in sparse,
        )
        for year in of_departments.years
    )


def _sparse(one: YearOfList) -> str:
    text = ngettext(
        "%(year)d is left out: the files hold only %(count)s operation of it, in %(months)s. Tick "
        "the year to take it.",
        "%(year)d is left out: the files hold only %(count)s operations of it, in %(months)s. Tick "
        "the year to take it.",
        one.operations,
    )
    count = wording.number(one.operations)
    return text % {"year": one.year, "count": count, "months": _span(one)}


def _gap(one: YearOfList) -> str:
    if not one.gaps or not one.is_taken:
        return ""
    months = _(", ").join(str(MONTHS[month]) for month in one.gaps)
    return _("%(year)d has no operation in %(months)s.") % {"year": one.year, "months": months}


def _span(one: YearOfList) -> str:
    found = one.first_and_last
    if found is None:
        return DASH
    first, last = (str(MONTHS[month]) for month in found)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def years_table(found: Completeness) -> Table:
    """Year by year what the files hold, beside what is recorded."""
    is_recorded = any(one.recorded is not None for one in found.years)
    columns = (
        TableColumn(_("Year")),
        TableColumn(_("In the files"), is_number=True),
        *((TableColumn(_("Recorded without this import"), is_number=True),) if is_recorded else ()),
        TableColumn(_("From – to")),
        TableColumn(_("By month")),
    )
    rows = tuple(
        (
            str(one.year) if one.is_taken else _("%(year)d, left out") % {"year": one.year},
            wording.number(one.operations),
            *((wording.number(one.recorded or 0),) if is_recorded else ()),
            _span(one),
            _picture(one),
        )
        for one in found.years
    )
    return Table(_("Spine operations year by year"), columns, rows, is_caption_shown=False)


def _picture(one: YearOfList) -> SafeString | str:
    """Twelve bars, from January to December."""
    most = max(one.months)
    if not most:
        return DASH
    heights = [max(2, round(_HEIGHT * count / most)) if count else 0 for count in one.months]
    bars = format_html_join(
        "",
        '<rect x="{}" y="{}" width="8" height="{}"></rect>',
        ((at * _STEP, _HEIGHT - height, height) for at, height in enumerate(heights) if height),
    )
    text = _(", ").join(
        f"{MONTHS[month]} {wording.number(count)}"
        for month, count in zip(_MONTHS, one.months, strict=True)
    )
    return format_html(
        '<svg class="months" role="img" width="{}" height="{}" viewBox="0 0 {} {}" '
        'aria-label="{}"><title>{}</title>{}</svg>',
        _WIDTH,
        _HEIGHT,
        _WIDTH,
        _HEIGHT,
        text,
        text,
        bars,
    )
