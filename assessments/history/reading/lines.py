"""The lines of a filtered history, newest first, in one query over all history tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final, NamedTuple

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import TruncMinute
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.history.reading.kinds import Kind
from assessments.models import User
from assessments.models.choices import RecordSource
from assessments.models.versioned import BROUGHT_BACK

WHAT: Final[dict[str, str | Promise]] = {
    "added": _("added"),
    "changed": _("changed"),
    "deleted": _("deleted"),
    "back": _("brought back"),
    "imported": _("imported"),
}
# Prefix of filters by the input of an answer: answers.mm_conferences.
ANSWERS: Final = "answers"

# A kind of records, and a query set of its history to be shown.
Source = tuple[Kind, QuerySet[Any]]


@dataclass(frozen=True)
class HistoryFilters:
    """The filters of a history; by default none.

    `field` is kind and field (`surgeons.position`) or `answers` and an input id. `each`: one line
    for each record of an import or of the set-up, too, which are otherwise combined.
    """

    section: str = ""
    field: str = ""
    person: int | None = None
    what: str = ""
    since: date | None = None
    until: date | None = None
    each: bool = False


class HistoryLine(NamedTuple):
    """One line: `number` states of a kind, the newest of which has the history id `newest`."""

    at: datetime
    table: str  # the slug of the kind
    newest: int
    number: int
    history_type: str  # the union cannot be counted without a column of the tables themselves


def lines(sources: Iterable[Source], wanted: HistoryFilters) -> QuerySet[Any]:
    """Tuples of the fields of `HistoryLine`, newest first; can be counted and sliced."""
    parts = [_combined(kind, states, wanted) for kind, states in _chosen(sources, wanted)]
    if not parts:
        return User.objects.none()
    first, *others = parts
    return first.union(*others, all=True).order_by("-at", "table", "-newest")


def people(sources: Iterable[Source]) -> QuerySet[Any]:
    """The ids of all users who made a change, each once."""
    first, *others = [
        states.filter(history_user__isnull=False).values_list("history_user_id").distinct()
        for _kind, states in sources
    ]
    return first.union(*others)


def what_happened(state: Any) -> str:
    """The key in `WHAT` of a state."""
    if state.history_type != "+":
        return "changed" if state.history_type == "~" else "deleted"
    if state.history_change_reason == BROUGHT_BACK:
        return "back"
    batch = getattr(state, "batch_id", None)
    return "imported" if batch and state.source == RecordSource.IMPORTED else "added"


def _combined(kind: Kind, states: QuerySet[Any], wanted: HistoryFilters) -> QuerySet[Any]:
    """One line for each state, but combined lines for what imports and set-up add or delete.

    These are combined by department, minute, person and import. Changes of values never are.
    """
    automatic = Q(history_user__isnull=True)
    if kind.is_record:
        automatic |= Q(batch__isnull=False, source=RecordSource.IMPORTED)
    alone = Case(When(~automatic | Q(history_type="~"), then=F("history_id")), default=Value(0))
    combined: QuerySet[Any] = (
        states.annotate(
            table=Value(kind.slug, output_field=CharField()),
            alone=F("history_id") if wanted.each else alone,
            minute=TruncMinute("history_date"),
            place=kind.place(),
        )
        .values(
            "table",
            "alone",
            "minute",
            "place",
            "history_type",
            "history_user_id",
            "history_change_reason",
            *(["batch_id"] if kind.is_record else []),
        )
        .annotate(at=Max("history_date"), newest=Max("history_id"), number=Count("history_id"))
        .values_list(*HistoryLine._fields)
    )
    return combined


def _chosen(sources: Iterable[Source], wanted: HistoryFilters) -> Iterator[Source]:
    """The sources with filtered states, without kinds that the filters exclude."""
    for kind, states in sources:
        on_page = kind.on_page(wanted.section) if wanted.section else Q()
        happened = _what(kind, wanted.what) if wanted.what else Q()
        if on_page is not None and happened is not None and _has_field(kind, wanted.field):
            fitting = states.filter(on_page, happened, _who_and_when(wanted))
            yield kind, _field_changed(kind, fitting, wanted.field) if wanted.field else fitting


def _who_and_when(wanted: HistoryFilters) -> Q:
    chosen = Q()
    if wanted.person is not None:
        chosen &= Q(history_user_id=wanted.person)
    if wanted.since is not None:
        chosen &= Q(history_date__gte=_midnight(wanted.since))
    if wanted.until is not None:
        chosen &= Q(history_date__lt=_midnight(wanted.until + timedelta(days=1)))
    return chosen


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _what(kind: Kind, what: str) -> Q | None:
    """The condition for this kind of change; None if it cannot happen to this kind of record."""
    back = Q(history_type="+", history_change_reason=BROUGHT_BACK)
    created = Q(history_type="+") & ~Q(history_change_reason=BROUGHT_BACK)
    imported = Q(batch__isnull=False, source=RecordSource.IMPORTED)
    if what == "imported":
        return created & imported if kind.is_record else None
    if what == "added":
        return created & ~imported if kind.is_record else created
    return {"changed": Q(history_type="~"), "deleted": Q(history_type="-"), "back": back}[what]


def _has_field(kind: Kind, field: str) -> bool:
    owner = field.partition(".")[0]
    return not field or owner == kind.slug or (owner == ANSWERS and kind.is_answer)


def _field_changed(kind: Kind, states: QuerySet[Any], field: str) -> QuerySet[Any]:
    """States in which the field changed, including first states.

    For an input of answers: all states of its answers.
    """
    owner, _dot, name = field.partition(".")
    if owner == ANSWERS:
        return states.filter(input_id=name)
    earlier = kind.history().filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = earlier.order_by("-history_id").values(name)[:1]
    was_empty, is_empty = Q(before__isnull=True), Q(**{f"{name}__isnull": True})
    same = (was_empty & is_empty) | (~was_empty & ~is_empty & Q(**{name: F("before")}))
    is_same = Case(When(same, then=Value(True)), default=Value(False))
    compared = states.annotate(before=Subquery(before)).annotate(is_same=is_same)
    changed: QuerySet[Any] = compared.filter(
        Q(history_type="+") | Q(history_type="~", is_same=False)
    )
    return changed
