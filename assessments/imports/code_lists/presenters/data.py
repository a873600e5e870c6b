"""What quality reports and lists of codes bring, as plain data for scripts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from django.utils.translation import gettext as _

from assessments import wording
from assessments.import_records.code_list_contents import CodeListEstimates
from assessments.imports.batches.presenters.data import (
    FORMAT,
    UNCLASSIFIED_STATUSES,
    VERSION,
    Data,
    common_data,
    not_taken,
)
from assessments.imports.batches.presenters.kind import Line
from assessments.models import ImportBatch


def code_list_line(batches: Sequence[ImportBatch]) -> Line:
    """The years; of several reports also what they estimate."""
    years = wording.years(tuple(batch.year for batch in batches))
    if len(batches) == 1:
        return Line(years, "")
    spans = [
        wording.span(spine.low, spine.high)
        for batch in batches
        if (spine := CodeListEstimates.read(batch).categories.get("spine"))
    ]
    return Line(years, _("Spine operations, estimated: %(spans)s") % {"spans": "; ".join(spans)})


def code_list_data(batches: Sequence[ImportBatch]) -> Data:
    """The preview, or those of all reports of an upload together."""
    first = batches[0]
    if len(batches) == 1:
        return _one(first)
    previews = [_one(batch) for batch in batches]
    names = previews[0]["not_taken"]
    return {
        "format": FORMAT,
        "version": VERSION,
        "kind": first.kind,
        "recognised": first.kind,
        "department": str(first.department_id),
        "years_taken": [batch.year for batch in batches],
        "remarks": [remark for one in previews for remark in one["remarks"]],
        "not_taken": {name: sum(one["not_taken"][name] for one in previews) for name in names},
        "reports": [
            one | _choices(CodeListEstimates.read(batch))
            for one, batch in zip(previews, batches, strict=True)
        ],
    }


def _one(batch: ImportBatch) -> Data:
    found = CodeListEstimates.read(batch)
    return {
        **common_data(batch, found.remarks),
        "recognised": batch.kind,
        "years_taken": [batch.year],
        "operations_estimated": {name: asdict(one) for name, one in found.categories.items()},
        "codes_not_counted": [
            code.as_json() for code in found.codes if code.status in UNCLASSIFIED_STATUSES
        ],
        "not_taken": not_taken(found.remarks, [code.status for code in found.codes]),
    }


def _choices(estimates: CodeListEstimates) -> Data:
    departments = [choice.as_json() for choice in estimates.choices]
    return {"departments": departments, "listing": estimates.listing}
