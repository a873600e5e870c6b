"""What quality reports and lists of codes bring, as plain data for scripts."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments import wording
from assessments.imports import Problem
from assessments.models import ImportBatch
from assessments.views.import_data import (
    FORMAT,
    NOT_PLACED,
    VERSION,
    Data,
    common_data,
    not_taken,
)
from assessments.views.import_kind import Line


def code_list_line(batches: Sequence[ImportBatch]) -> Line:
    """The years; of several reports also what they estimate."""
    years = wording.years(tuple(batch.year for batch in batches))
    if len(batches) == 1:
        return Line(years, "")
    spans = [
        wording.span(spine["low"], spine["high"])
        for batch in batches
        if (spine := batch.findings["categories"].get("spine"))
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
            one | {"departments": batch.findings["choices"], "listing": batch.findings["listing"]}
            for one, batch in zip(previews, batches, strict=True)
        ],
    }


def _one(batch: ImportBatch) -> Data:
    found = batch.findings
    remarks = [Problem.from_json(one) for one in found["remarks"]]
    return {
        **common_data(batch, remarks),
        "recognised": batch.kind,
        "years_taken": [batch.year],
        "operations_estimated": found["categories"],
        "codes_not_counted": [row for row in found["codes"] if row["status"] in NOT_PLACED],
        "not_taken": not_taken(remarks, found["codes"]),
    }
