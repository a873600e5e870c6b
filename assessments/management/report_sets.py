"""Quality reports of several years for scripts: all of them imported, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import wording
from assessments.imports import refuse
from assessments.imports.case_formats import SourceFile
from assessments.imports.contents_of_code_lists import CodeListEstimates
from assessments.imports.report_set import read_reports, same_departments
from assessments.management.import_preview import FORMAT, VERSION, Data, preview_data
from assessments.models import Department, ImportBatch, User
from assessments.models.choices import ImportKind
from assessments.services import imports, report_sets


def import_reports(
    user: User, department: Department, sources: Sequence[SourceFile], options: dict[str, Any]
) -> tuple[Data, str]:
    """The previews of all years and their line, after confirming; of a dry run nothing stays.

    `options` as those of the command: year, fab (a specialty key such as 1700), dry_run.
    """
    reports = read_reports(sources)
    if options["year"] is not None and [one.year for one in reports] != [options["year"]]:
        raise refuse("year_of_several", year=options["year"])
    with transaction.atomic():
        batches = report_sets.propose(user=user, department=department, reports=reports)
        if options["fab"]:
            batches = _restricted(user, batches, options["fab"])
        data = _data(department, batches)
        if options["dry_run"]:
            transaction.set_rollback(True)
            data["status"], done = "dry_run", _("nothing was changed")
        else:
            _confirm(user, department, batches)
            data["status"], done = "confirmed", _("confirmed")
    years = wording.years(tuple(data["years_taken"]))
    spans = [
        wording.span(spine.low, spine.high)
        for batch in batches
        if (spine := CodeListEstimates.read(batch).categories.get("spine"))
    ]
    estimated = _("Spine operations, estimated: %(spans)s") % {"spans": "; ".join(spans)}
    return data, f"{department}, {years} | {ImportKind.QUALITY_REPORT} | {estimated} | {done}"


def _restricted(
    user: User, batches: Sequence[ImportBatch], wanted: Sequence[str]
) -> list[ImportBatch]:
    """Take the department with these specialty keys in every report that lists it."""
    choices = {batch.pk: CodeListEstimates.read(batch).choices for batch in batches}
    departments = same_departments(choices)
    found = next((one for one in departments if set(wanted) <= set(one.specialty_keys)), None)
    if found is None:
        listed = [key for one in departments for key in one.specialty_keys]
        raise refuse("unknown_fab", keys=", ".join(wanted), found=", ".join(listed))
    return [
        imports.revise(
            user=user,
            batch=batch,
            system=batch.code_system,
            complete=batch.is_complete,
            listing=found.keys.get(batch.pk, CodeListEstimates.read(batch).listing),
        )
        for batch in batches
    ]


def _confirm(user: User, department: Department, batches: Sequence[ImportBatch]) -> None:
    together = batches[0].together
    if together is None:
        imports.confirm(user=user, batch=batches[0])
    else:
        report_sets.confirm(user=user, department=department, together=together)


def _data(department: Department, batches: Sequence[ImportBatch]) -> Data:
    previews = [preview_data(batch) for batch in batches]
    names = previews[0]["not_taken"]
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": ImportKind.QUALITY_REPORT.value,
        "recognised": ImportKind.QUALITY_REPORT.value,
        "department": str(department.pk),
        "years_taken": [batch.year for batch in batches],
        "remarks": [remark for one in previews for remark in one["remarks"]],
        "not_taken": {name: sum(one["not_taken"][name] for one in previews) for name in names},
        "reports": [
            one | _choices(CodeListEstimates.read(batch))
            for one, batch in zip(previews, batches, strict=True)
        ],
    }


def _choices(estimates: CodeListEstimates) -> Data:
    departments = [choice.as_json() for choice in estimates.choices]
    return {"departments": departments, "listing": estimates.listing}
