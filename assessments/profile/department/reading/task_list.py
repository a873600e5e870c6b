"""The task list of a department: what is missing for a year, and which answers help most."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.models.choices import Section
from assessments.profile.completeness.reading.answered_year import AnsweredYear
from assessments.profile.completeness.reading.completeness import (
    TASK_SECTIONS,
    Completeness,
    TaskSection,
    completeness,
    inputs_of,
)
from assessments.profile.department.reading.helpful_answers import HelpfulAnswer, helpful_answers
from assessments.profile.department.reading.section_contents import CONTENTS
from assessments.profile.records.reading import Profile

NOT_ASKED, NOT_STARTED, IN_PROGRESS, COMPLETE = (
    "not_asked",
    "not_started",
    "in_progress",
    "complete",
)
_OPEN_SHOWN: Final = 2

# The lists of a section that can be declared complete (`CompleteSection`).
_DECLARED: Final[dict[TaskSection, frozenset[str]]] = {
    "surgeons": frozenset({Section.SURGEONS}),
    "training": frozenset({Section.TRAINING}),
    "network": frozenset({Section.NETWORK, Section.CLINICS}),
}


@dataclass(frozen=True)
class Task:
    """One section: its state, completeness and contents, and which inputs are still open."""

    section: TaskSection
    label: str
    state: str  # not_asked | not_started | in_progress | complete
    completeness: Completeness
    text: str
    open_text: str

    @property
    def state_text(self) -> str:
        """The state as pages show it."""
        return {
            NOT_ASKED: _("not asked"),
            NOT_STARTED: _("not started"),
            IN_PROGRESS: _("in progress"),
            COMPLETE: _("complete"),
        }[self.state]


@dataclass(frozen=True)
class TaskList:
    """The tasks of one year; `headline` is the sentence about them."""

    year: int
    headline: str
    overall: Completeness
    tasks: tuple[Task, ...]
    helpful: tuple[HelpfulAnswer, ...]


def task_list(answered: AnsweredYear, profile: Profile) -> TaskList:
    """The tasks of the year; no query."""
    inputs = answered.benchmark.inputs
    overall = completeness(inputs, answered.reported, answered.unavailable)
    tasks = tuple(_task(section, answered, profile) for section in TASK_SECTIONS)
    return TaskList(
        year=answered.year,
        headline=_headline(answered, profile, overall, tasks),
        overall=overall,
        tasks=tasks,
        helpful=helpful_answers(answered),
    )


def _headline(
    answered: AnsweredYear, profile: Profile, overall: Completeness, tasks: tuple[Task, ...]
) -> str:
    if not answered.years and not profile.surgeons:
        return _("Nothing has been recorded yet.")
    asked = [task for task in tasks if task.state != NOT_ASKED]
    return _(
        "%(year)s is complete to %(percent)s: %(answered)s of %(asked)s answers are there; "
        "complete sections: %(complete)s of %(sections)s."
    ) % {
        "year": answered.year,
        "percent": wording.percent(overall.percent),
        "answered": overall.answered,
        "asked": overall.asked,
        "complete": sum(task.state == COMPLETE for task in asked),
        "sections": len(asked),
    }


def _task(section: TaskSection, answered: AnsweredYear, profile: Profile) -> Task:
    inputs = inputs_of(answered.benchmark, section)
    done = completeness(inputs, answered.reported, answered.unavailable)
    closed = answered.reported | answered.unavailable
    entries, text = CONTENTS[section](answered, profile)
    undeclared = _DECLARED.get(section, frozenset()) - answered.declared
    estimated = section == "volumes" and answered.year in profile.volumes.estimated_years
    if not inputs:
        state = NOT_ASKED
    elif done.answered == done.asked and not undeclared and not estimated:
        state = COMPLETE
    else:
        state = IN_PROGRESS if entries or done.answered else NOT_STARTED
    return Task(
        section=section,
        label=section_label(section),
        state=state,
        completeness=done,
        text=text,
        open_text=_open_text(
            [item.label for item in inputs if item.id not in closed],
            is_undeclared=bool(inputs and undeclared),
        ),
    )


def section_label(section: TaskSection) -> str:
    """The section's name in the reader's language."""
    return {
        "surgeons": _("Surgeons"),
        "volumes": _("Volumes"),
        "training": _("Training"),
        "network": _("Network and clinics"),
        "structure": _("Structure and process"),
        "outcomes": _("Outcomes"),
    }[section]


def _open_text(labels: list[str], *, is_undeclared: bool) -> str:
    """One line about what is left to do; "" where nothing is."""
    if not labels:
        return _("Still to do: declare the list complete.") if is_undeclared else ""
    listed = list(labels[:_OPEN_SHOWN])
    more = len(labels) - len(listed)
    if more:
        listed.append(ngettext("%(count)s more", "%(count)s more", more) % {"count": more})
    return _("Still open: %(inputs)s.") % {"inputs": wording.listed(listed)}
