"""Surgeons with their certificates and their training, as columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from assessments.gap_report.frames.columns import Columns, columns, department_text
from assessments.models import Surgeon, TrainingRecord


def surgeon_columns(departments: Sequence[UUID]) -> tuple[Columns, Columns]:
    """Columns of the surgeons, and columns of their certificates."""
    names = (
        "key",
        "department",
        "start_year",
        "leave_year",
        "birth_year",
        "prior_mis",
        "prior_def",
        "prior_tum",
    )
    rows = list(
        Surgeon.objects.filter(department__in=departments)
        .order_by()
        .values_list(
            "pk",
            department_text(),
            "start_year",
            "leave_year",
            "birth_year",
            "prior_mis_cases",
            "prior_def_cases",
            "prior_tum_cases",
            "certificates__kind",
            "certificates__issued_on",
            "certificates__expires_on",
        )
    )
    surgeons = {row[0]: row[: len(names)] for row in rows}
    certificates = [
        (row[0], kind, issued.year, _first_year_without(expires))
        for row in rows
        for kind, issued, expires in [row[len(names) :]]
        if kind is not None
    ]
    return (
        columns(names, list(surgeons.values())),
        columns(("surgeon", "kind", "issued_year", "expires_year"), certificates),
    )


def _first_year_without(expires: date | None) -> int | None:
    """The first year at the end of which the certificate is no longer valid; None: no expiry."""
    if expires is None:
        return None
    return expires.year + 1 if (expires.month, expires.day) == (12, 31) else expires.year


def training_columns(departments: Sequence[UUID]) -> Columns:
    """Columns of all trainings, with start year, end year and duration in months."""
    rows = (
        TrainingRecord.objects.filter(department__in=departments)
        .order_by()
        .values_list(
            "surgeon", "pillar", "kind", "status", "supervised_cases", "starts_on", "ends_on"
        )
    )
    words = ("pillar", "kind", "status")
    numbers = ("supervised_cases", "start_year", "end_year", "months")
    return columns(
        ("surgeon", *words, *numbers),
        [
            (*row, starts.year, ends.year if ends else None, months_between(starts, ends))
            for *row, starts, ends in rows
        ],
    )


def months_between(starts: date, ends: date | None) -> float | None:
    """Months from the first to the last day, both included; None without a last day.

    15 February to 14 August are 6 months. Each day beyond whole months counts as 1/31 of a month,
    so that part of a month is never overstated.
    """
    if ends is None:
        return None
    after = ends + timedelta(days=1)
    months = 12 * (after.year - starts.year) + after.month - starts.month
    return months + (after.day - starts.day) / 31
