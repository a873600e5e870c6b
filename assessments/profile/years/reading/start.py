"""Answers of an earlier year with which a new one can be started, in groups."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from assessments import wording
from assessments.models import Department, FacilityFact
from assessments.models.choices import ProfileSection
from assessments.pages.benchmarks import benchmark_in_language
from benchmarks import library
from benchmarks.library.definition import Benchmark, Input

# Kinds of answers that hold until somebody changes them; numbers hold for one year only.
_STANDING_KINDS: Final = frozenset({"yes_no", "choice"})


@dataclass(frozen=True)
class AnswerGroup:
    """Answers of one part of the profile that are copied together, each as question and answer.

    `is_standing`: the answers describe the department and not a single year.
    """

    key: str
    label: str
    is_standing: bool
    inputs: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]


def years_with_answers(department: Department) -> tuple[int, ...]:
    """The years that have answers, rising; one query."""
    years = FacilityFact.objects.filter(department=department).order_by("year")
    return tuple(years.values_list("year", flat=True).distinct())


def answer_groups(
    department: Department, year: int, benchmark: Benchmark
) -> tuple[AnswerGroup, ...]:
    """The year's answers to the questions of all benchmarks on file; one query.

    Texts are those of `benchmark` where it asks the question. A value that its input does not
    allow is left out.
    """
    facts = FacilityFact.objects.filter(department=department, year=year)
    values = dict(facts.values_list("input_id", "value"))
    members: dict[tuple[str, bool], list[Input]] = defaultdict(list)
    for item in _questions(benchmark).values():
        if item.id in values and item.allows(values[item.id]):
            members[item.section, item.kind in _STANDING_KINDS].append(item)
    return tuple(
        AnswerGroup(
            key=f"{section}-{'standing' if is_standing else 'counted'}",
            label=_label(section, is_standing),
            is_standing=is_standing,
            inputs=tuple(item.id for item in items),
            lines=tuple((item.label, wording.answer_text(item, values[item.id])) for item in items),
        )
        for (section, is_standing), items in sorted(
            members.items(), key=lambda entry: not entry[0][1]
        )
    )


def _questions(benchmark: Benchmark) -> dict[str, Input]:
    """Every reported input on file by its id, those of the benchmark first."""
    on_file = [benchmark_in_language(key.id, key.version) for key in library.versions()]
    questions: dict[str, Input] = {}
    for source in (benchmark, *on_file):
        for item in source.inputs:
            if item.source == "reported":
                questions.setdefault(item.id, item)
    return questions


def _label(section: str, is_standing: bool) -> str:
    facts = {"section": ProfileSection(section).label}
    if is_standing:
        return _("%(section)s: yes or no, and stages") % facts
    return _("%(section)s: counts and percentages") % facts
