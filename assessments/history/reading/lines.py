"""Which states of which tables a reader asked for, newest first, in one query."""

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
# Fields of answers are the inputs of the benchmarks: answers.mm_conferences.
ANSWERS: Final = "answers"

# States of one kind, and what a page shows of them.
Source = tuple[Kind, QuerySet[Any]]


@dataclass(frozen=True)
class Wanted:
    """What of a history is asked for; empty: everything.

    `field` is kind and field (`surgeons.position`) or `answers` and an input; `each`: what nobody
    typed (imports, set-up) is not drawn together either.
    """

    section: str = ""
    field: str = ""
    person: int | None = None
    what: str = ""
    since: date | None = None
    until: date | None = None
    each: bool = False


class HistoryLine(NamedTuple):
    """One line of a list: `number` states of a kind, the newest of which is `newest`."""

    at: datetime
    table: str  # the slug of the kind
    newest: int
    number: int
    history_type: str  # without a column of the tables themselves, lines cannot be counted


def lines(sources: Iterable[Source], wanted: Wanted) -> QuerySet[Any]:
    """Tuples as in `HistoryLine`, newest first: countable, and a page is a slice."""
    parts = [_drawn_together(kind, states, wanted) for kind, states in _chosen(sources, wanted)]
    if not parts:
        return User.objects.none()
    first, *others = parts
    return first.union(*others, all=True).order_by("-at", "table", "-newest")


def people(sources: Iterable[Source]) -> QuerySet[Any]:
    """The ids of everybody who made a change, once each."""
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


def _drawn_together(kind: Kind, states: QuerySet[Any], wanted: Wanted) -> QuerySet[Any]:
    """One row a state; one for all that no hand brought in or took away, a minute and department.

    That is what imports and set-up do. A change of values stands by itself whoever made it.
    """
    unsigned = Q(history_user__isnull=True)
    if kind.is_record:
        unsigned |= Q(batch__isnull=False, source=RecordSource.IMPORTED)
    alone = Case(When(~unsigned | Q(history_type="~"), then=F("history_id")), default=Value(0))
    drawn: QuerySet[Any] = (
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
    return drawn


def _chosen(sources: Iterable[Source], wanted: Wanted) -> Iterator[Source]:
    """The states that fit the choice, without the kinds that cannot."""
    for kind, states in sources:
        on_page = kind.on_page(wanted.section) if wanted.section else Q()
        happened = _what(kind, wanted.what) if wanted.what else Q()
        if on_page is not None and happened is not None and _has_field(kind, wanted.field):
            fitting = states.filter(on_page, happened, _who_and_when(wanted))
            yield kind, _field_changed(kind, fitting, wanted.field) if wanted.field else fitting


def _who_and_when(wanted: Wanted) -> Q:
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
    """The condition on states of this kind; None where it cannot happen to them."""
    back = Q(history_type="+", history_change_reason=BROUGHT_BACK)
    created = Q(history_type="+") & ~Q(history_change_reason=BROUGHT_BACK)
    imported = Q(batch__isnull=False, source=RecordSource.IMPORTED)
    if what == "imported":
        return created & imported if kind.is_record else None
    if what == "added":
        return created & ~imported if kind.is_record else created
    return {"changed": Q(history_type="~"), "deleted": Q(history_type="-"), "back": back}[what]


def _has_field(kind: Kind, asked: str) -> bool:
    owner = asked.partition(".")[0]
    return not asked or owner == kind.slug or (owner == ANSWERS and kind.is_answer)


def _field_changed(kind: Kind, states: QuerySet[Any], asked: str) -> QuerySet[Any]:
    """States in which the field is not what it was before; a first state is one.

    Of an answer everything is about its input.
    """
    owner, _dot, name = asked.partition(".")
    if owner == ANSWERS:
        return states.filter(input_id=name)
    earlier = kind.history().filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = earlier.order_by("-history_id").values(name)[:1]
    was_empty, is_empty = Q(before__isnull=True), Q(**{f"{name}__isnull": True})
    same = (was_empty & is_empty) | (~was_empty & ~is_empty & Q(**{name: F("before")}))
    is_same = Case(When(same, then=Value(True)), default=Value(False))
    told = states.annotate(before=Subquery(before)).annotate(is_same=is_same)
    changed: QuerySet[Any] = told.filter(Q(history_type="+") | Q(history_type="~", is_same=False))
    return changed
