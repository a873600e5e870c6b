"""The problems of refused files to take away."""

from __future__ import annotations

from base64 import b64encode

from assessments.gap_report.views.downloads import XLSX
from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.presenters.problems_workbook import problems_workbook


def problems_file(error: UnreadableFile) -> str:
    """All problems of refused files as a workbook, as the address of a link.

    The address holds the workbook itself: cells of a patient's row go back to whoever sent them,
    with the page that refuses them, and nothing of them waits on the server.
    """
    return f"data:{XLSX};base64,{b64encode(problems_workbook(error)).decode()}"
