"""The rows of history tables behind the lines of a history, each with the row before it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, Subquery

from assessments.history.reading.kinds import KINDS, Kind
from assessments.history.reading.lines import HistoryLine


@dataclass(frozen=True)
class State:
    """A row of a history table, the row before it (None for the first), and their number.

    `number` is more than 1 for a line that stands for several rows, of which `row` is the newest.
    """

    kind: Kind
    row: Any
    before: Any | None
    number: int


def states(lines: Iterable[HistoryLine]) -> list[State]:
    """The states of the lines, in their order; one query for each kind."""
    wanted = list(lines)
    rows = {
        slug: _rows(KINDS[slug], {line.newest for line in wanted if line.table == slug})
        for slug in dict.fromkeys(line.table for line in wanted)
    }
    return [
        State(KINDS[line.table], *rows[line.table][line.newest], line.number) for line in wanted
    ]


def _rows(kind: Kind, ids: set[int]) -> dict[int, tuple[Any, Any | None]]:
    """For each history id, the row and the row before it."""
    chosen = kind.history().filter(history_id__in=ids)
    earlier = kind.history().filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
    before = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
    history = (
        kind.history()
        .filter(
            Q(history_id__in=ids)
            | Q(history_id__in=chosen.annotate(before=before).values("before"))
        )
        .select_related("history_user")
        .order_by("history_id")
    )
    if kind.is_record:
        history = history.select_related("history_user", "batch").defer(
            "batch__rows", "batch__findings"
        )
    of_record: dict[Any, list[Any]] = defaultdict(list)
    for row in history:
        of_record[row.id].append(row)
    return {
        row.history_id: (row, earlier_row)
        for record_rows in of_record.values()
        for earlier_row, row in zip([None, *record_rows], record_rows, strict=False)
        if row.history_id in ids
    }
