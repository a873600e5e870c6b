"""Files around imports to take away: the template, and the problems of refused files."""

from __future__ import annotations

from base64 import b64encode

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.imports import UnreadableFile
from assessments.sheets.case_template import case_template as template_bytes
from assessments.sheets.problems import problems_workbook
from assessments.views.downloads import XLSX
from assessments.views.request import MemberRequest


@require_safe
def case_template(request: MemberRequest) -> HttpResponse:
    """The template of the general case list in the reader's language."""
    response = HttpResponse(template_bytes(), content_type=XLSX)
    name = f"{_('case-list-template')}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def problems_file(error: UnreadableFile) -> str:
    """All problems of refused files as a workbook, as the address of a link.

    The address holds the workbook itself: cells of a patient's row go back to whoever sent them,
    with the page that refuses them, and nothing of them waits on the server.
    """
    return f"data:{XLSX};base64,{b64encode(problems_workbook(error)).decode()}"
