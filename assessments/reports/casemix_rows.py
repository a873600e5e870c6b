"""What the department operates on: its case mix of the year, counted or estimated."""

from __future__ import annotations

import numpy as np

from assessments import wording
from assessments.models.choices import EstimateCategory, Pathology, Technique
from assessments.reports.context import Context, finite
from assessments.reports.gap_report import CasemixRow
from benchmarks.record_tables import CATEGORIES, PATHOLOGIES, TECHNIQUES


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
    estimates = context.tables.estimates
    mine = context.of_year(estimates)
    return tuple(
        CasemixRow(
            label=str(EstimateCategory(CATEGORIES[category]).label),
            value=likely,
            low=low,
            high=finite(high),
            text=wording.measured(
                likely, low, finite(high), unit="", decimals=0, estimated=low != high
            ),
        )
        for category, low, likely, high in zip(
            *(estimates[name][mine].tolist() for name in ("category", "low", "likely", "high")),
            strict=True,
        )
    )
