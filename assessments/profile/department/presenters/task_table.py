"""The task list as a table, and the answers that help most, each with a link to its field."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import wording
from assessments.models import Department
from assessments.pages.tables import Table, TableColumn, or_dash, quiet
from assessments.profile.department.presenters.task_links import task_address
from assessments.profile.department.reading.helpful_answers import HelpfulAnswer
from assessments.profile.department.reading.task_list import NOT_ASKED, Task, TaskList
from benchmarks.library.definition import Benchmark


@dataclass(frozen=True)
class HelpfulRow:
    """An answer that helps, and the address of its field."""

    answer: HelpfulAnswer
    address: str


def task_table(
    department: Department, benchmark: Benchmark, tasks: TaskList, *, can_record: bool
) -> Table:
    """One row for each section; its name links to its form, or for readers to its list below."""
    columns = (
        TableColumn(_("Section")),
        TableColumn(_("State")),
        TableColumn(_("Answered")),
        TableColumn(_("What it holds")),
    )
    rows = []
    for task in tasks.tasks:
        address = f"#{task.section}"
        if can_record:
            address = task_address(department, task.section, year=tasks.year, benchmark=benchmark)
        rows.append(
            (
                format_html('<a href="{}">{}</a>', address, task.label),
                format_html('<span class="state state-{}">{}</span>', task.state, task.state_text),
                _answered(task),
                _holds(task),
            )
        )
    caption = _("%(benchmark)s, %(year)s") % {
        "benchmark": f"{benchmark.title} {benchmark.version}",
        "year": tasks.year,
    }
    return Table(caption, columns, tuple(rows))


def _answered(task: Task) -> object:
    done = task.completeness
    if task.state == NOT_ASKED:
        return or_dash("")
    return format_html(
        '<span class="answered">{percent} <progress max="{asked}" value="{answered}" '
        'aria-label="{label}"></progress> {count}</span>',
        percent=wording.percent(done.percent),
        asked=str(done.asked),
        answered=str(done.answered),
        label=task.label,
        count=quiet(wording.of(done.answered, done.asked)),
    )


def _holds(task: Task) -> SafeString:
    if not task.open_text:
        return format_html("{}", task.text)
    return format_html("{}<br>{}", task.text, quiet(task.open_text))


def helpful_rows(
    department: Department, benchmark: Benchmark, tasks: TaskList
) -> tuple[HelpfulRow, ...]:
    """The answers that would help most, the best first."""
    return tuple(
        HelpfulRow(
            answer,
            task_address(
                department,
                answer.section,
                year=tasks.year,
                benchmark=benchmark,
                input_id=answer.input_id,
            ),
        )
        for answer in tasks.helpful
    )
