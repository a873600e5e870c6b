"""Answers a quality report gives for certain to questions of the shipped benchmarks.

Deliberately few. Not concluded, because the report does not settle it:
MRI within 24 hours of suspected cord compression (a process; a device alone does not show it),
specialists on call (full-time equivalents of a department, not of its spine service), share of
operations with neuromonitoring (the report lists equipment, AA43, not its use), X-ray at all times
(no longer a listed device), radiotherapy (a department says nothing about stereotaxy), and every
"no": a specialty without a department of its own can still be on site.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.import_records.listings import Structure


@dataclass(frozen=True)
class ProposedAnswer:
    """The answer to one reported input; `reason` is a key of `REASONS`."""

    input_id: str
    value: float
    reason: str


# A federal emergency level demands an emergency department and at least six intensive care beds
# (levels 2 and 3: ten or more) on site; G-BA rules on emergency structures, sections III to V.
REASONS: dict[str, str | Promise] = {
    "emergency_level": _(
        "The report states a federal emergency level whose conditions are met; they include an "
        "intensive care unit and an emergency department on site."
    ),
    "intensive_care_department": _("The report lists a department of intensive care (key 36)."),
    "ct_device": _("The report lists computed tomography (AA08), available at all hours."),
    "mri_device": _("The report lists magnetic resonance imaging (AA22)."),
    "radiology_department": _("The report lists a department of radiology (key 3751)."),
    "pain_department": _("The report lists a department of pain therapy (key 3753)."),
    "thoracic_department": _("The report lists a department of thoracic surgery (key 20)."),
    "vascular_department": _("The report lists a department of vascular surgery (key 18)."),
    "monitoring_share": _(
        "The list says yes or no for every deformity operation of the year; a code of "
        "neuromonitoring is a yes."
    ),
    "navigation_used": _("The list has operations with navigation or robotic guidance."),
}

ON_SITE = 2  # option of the input icu_access

Rule = tuple[str, float, str, Callable[[Structure], bool]]


def _has_department(*beginnings: str) -> Callable[[Structure], bool]:
    return lambda report: any(key.startswith(beginnings) for key in report.department_keys)


def _has_level(report: Structure) -> bool:
    return report.emergency_level >= 1


# Specialty keys: § 301 SGB V, annex 2; 1518 and 1520 are surgical departments with that focus.
# The first rule that holds answers its input.
RULES: tuple[Rule, ...] = (
    ("icu_access", ON_SITE, "emergency_level", _has_level),
    ("icu_access", ON_SITE, "intensive_care_department", _has_department("36")),
    ("intensive_care_department", 1, "emergency_level", _has_level),
    ("intensive_care_department", 1, "intensive_care_department", _has_department("36")),
    ("emergency_department", 1, "emergency_level", _has_level),
    ("ct_at_all_times", 1, "ct_device", lambda report: report.devices.get("AA08") is True),
    ("mri_available", 1, "mri_device", lambda report: "AA22" in report.devices),
    ("radiology_department", 1, "radiology_department", _has_department("3751")),
    ("pain_therapy", 1, "pain_department", _has_department("3753")),
    ("thoracic_surgery", 1, "thoracic_department", _has_department("20", "1520")),
    ("vascular_surgery", 1, "vascular_department", _has_department("18", "1518")),
)


def proposed_answers(structure: Structure | None) -> tuple[ProposedAnswer, ...]:
    """What the report answers, one answer an input; nothing for a file that is no report."""
    if structure is None:
        return ()
    answers: dict[str, ProposedAnswer] = {}
    for input_id, value, reason, holds in RULES:
        if input_id not in answers and holds(structure):
            answers[input_id] = ProposedAnswer(input_id, value, reason)
    return tuple(answers.values())
