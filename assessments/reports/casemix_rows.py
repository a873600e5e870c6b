"""What the department operates on: its case mix of the year, counted or estimated."""

from __future__ import annotations

import numpy as np
from django.utils.translation import gettext as _

from assessments import wording
from assessments.models.choices import EstimateCategory, Pathology, Technique
from assessments.reports.context import Context, finite
from assessments.reports.gap_report import CasemixRow
from benchmarks.record_tables import CATEGORIES, PATHOLOGIES, TECHNIQUES

# The estimated categories that are pathologies, as the case mix counts them.
_PATHOLOGY_OF = {"deg": "DEG", "def": "DEF", "tum": "TUM", "tra": "TRA"}


def casemix_rows(context: Context) -> tuple[CasemixRow, ...]:
    """Counted operations by pathology and technique; without any, the estimates of an import."""
    return _counted(context) or _estimated(context)


def _counted(context: Context) -> tuple[CasemixRow, ...]:
    volumes = context.tables.volumes
    mine = context.of_year(volumes)
    rows: list[CasemixRow] = []
    for column, vocabulary, labels in (
        ("pathology", PATHOLOGIES, Pathology),
        ("technique", TECHNIQUES, Technique),
    ):
        sums = np.bincount(
            volumes[column][mine], volumes["operations"][mine], minlength=len(vocabulary)
        )
        rows += [
            CasemixRow(str(labels(word).label), total, total, total, wording.number(total))
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


def casemix_statement(context: Context) -> str:
    """What the department is strong in: its operations by pathology, most first."""
    volumes = context.tables.volumes
    mine = context.of_year(volumes)
    if mine.any():
        sums = np.bincount(
            volumes["pathology"][mine], volumes["operations"][mine], minlength=len(PATHOLOGIES)
        )
        found = [
            (n, word, wording.number(n)) for word, n in zip(PATHOLOGIES, sums, strict=True) if n
        ]
    else:
        found = [
            (likely, _PATHOLOGY_OF[category], wording.span(low, finite(high)))
            for category, low, likely, high in _estimates(context)
            if category in _PATHOLOGY_OF
        ]
    if not found:
        return ""
    found.sort(key=lambda kind: -kind[0])
    kinds = [f"{Pathology(word).label} {text}" for _size, word, text in found]
    facts = {"year": context.year, "kinds": wording.listed(kinds)}
    if mine.any():
        return _("Case mix of %(year)s: %(kinds)s.") % facts
    return _("Case mix of %(year)s, estimated: %(kinds)s.") % facts
