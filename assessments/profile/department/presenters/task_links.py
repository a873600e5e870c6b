"""The addresses of the pages on which the sections of a task list are filled in."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from assessments.models import Department
from assessments.profile.answers.forms.questions import ANSWER
from assessments.profile.completeness.reading.completeness import TaskSection
from benchmarks.library.definition import Benchmark


def task_address(
    department: Department,
    section: TaskSection,
    *,
    year: int,
    benchmark: Benchmark,
    input_id: str = "",
) -> str:
    """The page of a section for a year; with an input, its field if the page has one."""
    if section == "volumes":
        return reverse("volumes", args=[department.pk])
    if section == "structure":
        page = reverse("structure", args=[department.pk, year])
        query = urlencode({"benchmark": f"{benchmark.id}@{benchmark.version}"})
        # What crispy-forms puts around a field; a group of choices has no other single place.
        field = f"#div_id_{ANSWER}{input_id}" if input_id else ""
        return f"{page}?{query}{field}"
    page = reverse("section", args=[department.pk, section])
    return f"{page}?{urlencode({'year': year})}"
