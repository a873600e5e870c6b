"""The problems of refused files as a download."""

from __future__ import annotations

from base64 import b64encode

from assessments.gap_report.views.downloads import XLSX
from assessments.import_records.problems import UnreadableFile
from assessments.imports.batches.presenters.problems_workbook import problems_workbook


def problems_file(error: UnreadableFile) -> str:
    """All problems of refused files as a workbook, in a `data:` address for a link.

    The page itself carries the workbook: cells of patients go back only to the person who sent
    them, and nothing is kept on the server.
    """
    return f"data:{XLSX};base64,{b64encode(problems_workbook(error)).decode()}"
