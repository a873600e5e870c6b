"""The case mix of the year: operations by pathology and technique, counted or estimated."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.casemix_kinds import ESTIMATE, PATHOLOGY, TECHNIQUE, CasemixRow
from assessments.gap_report.report.context import Context, finite
from assessments.models.choices import EstimateCategory, Pathology, Technique
from benchmarks.records.record_tables import CATEGORIES, PATHOLOGIES, TECHNIQUES

# Estimated categories that correspond to a pathology.
_PATHOLOGY_OF = {"deg": "DEG", "def": "DEF", "tum": "TUM", "tra": "TRA"}


def casemix_rows(context: Context) -> tuple[CasemixRow, ...]:
    """Counted operations by pathology and technique; if there are none, the imported estimates."""
    return _counted(context) or _estimated(context)


def _counted(context: Context) -> tuple[CasemixRow, ...]:
    volumes = context.tables.volumes
    mine = context.of_year(volumes)
    rows: list[CasemixRow] = []
    for axis, vocabulary, labels in (
        (PATHOLOGY, PATHOLOGIES, Pathology),
        (TECHNIQUE, TECHNIQUES, Technique),
    ):
        sums = np.bincount(
            volumes[axis][mine], volumes["operations"][mine], minlength=len(vocabulary)
        )
        rows += [
            CasemixRow(
                str(labels(word).label), total, total, total, wording.number(total), axis, word
            )
            for word, total in zip(vocabulary, sums.tolist(), strict=True)
            if total
        ]
    return tuple(rows)


def _estimated(context: Context) -> tuple[CasemixRow, ...]:
    return tuple(
        CasemixRow(
            label=str(EstimateCategory(category).label),
            value=likely,
            low=low,
            high=finite(high),
            text=wording.measured(
                likely, low, finite(high), unit="", decimals=0, estimated=low != high
            ),
            axis=ESTIMATE,
            key=category,
        )
        for category, low, likely, high in _estimates(context)
    )


def _estimates(context: Context) -> list[tuple[str, float, float, float]]:
    """Category, low, likely, high of the year's estimates."""
    estimates = context.tables.estimates
    mine = context.of_year(estimates)
    columns = (estimates[name][mine].tolist() for name in ("category", "low", "likely", "high"))
    return [(CATEGORIES[at], *numbers) for at, *numbers in zip(*columns, strict=True)]


def estimated_spans(context: Context) -> dict[str, str]:
    """The interval of each estimated category, as text."""
    return {
        category: wording.span(low, finite(high))
        for category, low, _likely, high in _estimates(context)
    }


def casemix_statement(year: int, rows: tuple[CasemixRow, ...]) -> str:
    """A sentence with the operations by pathology, largest first, in the active language.

    It uses only what the rows show; hidden numbers come last. Empty if there is no pathology.
    """
    counted = [row for row in rows if row.axis == PATHOLOGY]
    found = counted or [row for row in rows if row.axis == ESTIMATE and row.key in _PATHOLOGY_OF]
    if not found:
        return ""
    found.sort(key=lambda row: (row.value is None, -(row.value or 0)))
    facts = {"year": year, "kinds": wording.listed([_kind_text(row) for row in found])}
    if counted:
        return _("Case mix of %(year)s: %(kinds)s.") % facts
    return _("Case mix of %(year)s, estimated: %(kinds)s.") % facts


def _kind_text(row: CasemixRow) -> str:
    """Label and number: "Degenerative 180", or "Degenerative 9–21" for an estimate."""
    if row.axis == PATHOLOGY:
        return f"{row.label} {row.text}"
    # Not label and text of the estimate's row: they repeat "operations" and "estimated".
    text = row.text if row.low is None else wording.span(row.low, row.high)
    return f"{Pathology(_PATHOLOGY_OF[row.key]).label} {text}"
