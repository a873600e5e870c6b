"""Tables of outcomes, aids and levels of the operations of a case list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments import wording
from assessments.imports.case_lists.presenters.links import leading
from assessments.imports.case_lists.presenters.preview import CasePreview
from assessments.imports.case_lists.reading.counting import OUTCOMES
from assessments.imports.case_lists.reading.marks import (
    PILLARS,
    MarkedOperations,
    aid_sums,
    level_sums,
    mark_of,
)
from assessments.imports.case_lists.reading.rows import AIDS, FLAGS
from assessments.imports.case_lists.reading.stored_counts import CountedOperations, outcome_sums
from assessments.models import ImportBatch
from assessments.models.choices import Outcome, Pathology, Pillar
from assessments.pages.tables import DASH, Table, TableColumn

_AIDS: dict[str, str | Promise] = {
    "navigation": gettext_lazy("Navigation or robotic guidance"),
    "monitoring": gettext_lazy("Neuromonitoring"),
}
_FLAGS = {outcome: flag for flag, outcome in OUTCOMES.items()}


def mark_label(mark: str) -> str:
    """The label of a mark. Raises KeyError for an unknown one."""
    return str(_AIDS[mark] if mark in _AIDS else Outcome(OUTCOMES[mark]).label)


def levels_label(levels: int) -> str:
    """1 level, 2 levels."""
    return ngettext("%(count)s level", "%(count)s levels", levels) % {
        "count": wording.number(levels)
    }


def outcomes_table(preview: CasePreview, batch: ImportBatch) -> Table:
    """Observed operations and events by year, pillar and outcome."""
    columns = (
        TableColumn(_("Outcome")),
        TableColumn(_("Operations looked at"), is_number=True),
        TableColumn(_("Events"), is_number=True),
        TableColumn(_("Share"), is_number=True),
        TableColumn(_("Recorded so far"), is_number=True),
    )
    recorded = preview.recorded.outcomes if preview.recorded else {}
    # Older imports have no groups of codes behind their outcomes, so that there is no link.
    explained = aid_sums(preview.taken.operations, FLAGS)
    rows = []
    for key, (cases, events) in sorted(outcome_sums(preview.taken.outcomes).items()):
        year, pillar, outcome = key
        flag, before = _FLAGS[outcome], recorded.get(key)
        numbers: tuple[object, object] = (wording.number(cases), wording.number(events))
        if (year, pillar, flag) in explained:
            numbers = _linked(batch, year, pillar, flag, MarkedOperations(known=cases, so=events))
        rows.append(
            (
                f"{year}, {Pillar(pillar).label}: {Outcome(outcome).label}",
                *numbers,
                _share(events, cases),
                _("%(events)s of %(cases)s")
                % {"events": wording.number(before[1]), "cases": wording.number(before[0])}
                if before
                else DASH,
            )
        )
    return Table(_("Outcomes"), columns, tuple(rows), is_caption_shown=False)


def aids_table(preview: CasePreview, batch: ImportBatch) -> Table:
    """Operations with navigation and monitoring, among those for which it is known."""
    columns = (
        TableColumn(_("Year, pillar and aid")),
        TableColumn(_("Operations"), is_number=True),
        TableColumn(_("Known, yes or no"), is_number=True),
        TableColumn(_("With it"), is_number=True),
        TableColumn(_("Share of the known"), is_number=True),
    )
    rows = []
    for (year, pillar, mark), found in sorted(aid_sums(preview.taken.operations).items()):
        rows.append(
            (
                f"{year}, {Pillar(pillar).label}: {mark_label(mark)}",
                leading(batch, found.operations, year=year, **{PILLARS[pillar]: pillar}),
                *_linked(batch, year, pillar, mark, found),
                _share(found.so, found.known),
            )
        )
    return Table(_("Navigation and monitoring"), columns, tuple(rows), is_caption_shown=False)


def levels_table(preview: CasePreview, batch: ImportBatch) -> Table:
    """How many operations were on how many levels, by pathology."""
    sums = level_sums(preview.taken.operations)
    kinds = [one for one in Pathology if any(kind == one.value for _levels, kind in sums)]
    columns = (
        TableColumn(_("Levels operated on")),
        *(TableColumn(str(one.label), is_number=True) for one in kinds),
        TableColumn(_("All"), is_number=True),
    )
    rows = []
    for levels in sorted({levels for levels, _kind in sums}):
        counts = {kind: sums.get((levels, kind.value), 0) for kind in kinds}
        rows.append(
            (
                levels_label(levels),
                *(
                    leading(batch, count, levels=levels, pathology=kind.value)
                    for kind, count in counts.items()
                ),
                leading(batch, sum(counts.values()), levels=levels),
            )
        )
    return Table(_("Operations by number of levels"), columns, tuple(rows), is_caption_shown=False)


def known_sentences(rows: Iterable[CountedOperations]) -> tuple[str, ...]:
    """One sentence each on the aids and the levels of some operations, where they are known."""
    listed = list(rows)
    sentences = []
    for mark in AIDS:
        found = sum((mark_of(row, mark) for row in listed), MarkedOperations())
        if found.known:
            text = ngettext(
                "%(mark)s: in %(so)s of %(known)s operation of which it is known.",
                "%(mark)s: in %(so)s of %(known)s operations of which it is known.",
                found.known,
            )
            sentences.append(
                text
                % {
                    "mark": mark_label(mark),
                    "so": wording.number(found.so),
                    "known": wording.number(found.known),
                }
            )
    by_levels: dict[int, int] = {}
    for (levels, _kind), count in level_sums(listed).items():
        by_levels[levels] = by_levels.get(levels, 0) + count
    if by_levels:
        parts = [
            _("%(levels)s: %(count)s")
            % {"levels": levels_label(levels), "count": wording.number(count)}
            for levels, count in sorted(by_levels.items())
        ]
        text = _("Operations by number of levels, where it is stated: %(parts)s.")
        sentences.append(text % {"parts": "; ".join(parts)})
    return tuple(sentences)


def _linked(
    batch: ImportBatch, year: int, pillar: str, mark: str, found: MarkedOperations
) -> tuple[SafeString | str, SafeString | str]:
    """Linked numbers of operations: those for which the mark is known, and is yes."""
    chosen: dict[str, Any] = {"year": year, PILLARS[pillar]: pillar}
    return (
        leading(batch, found.known, **chosen, known=mark),
        leading(batch, found.so, **chosen, so=mark),
    )


def _share(part: int, whole: int) -> str:
    return wording.with_unit(wording.number(100 * part / whole, 1), wording.PERCENT)
