"""The template of the general case list to take away."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from assessments.gap_report.views.downloads import XLSX
from assessments.imports.case_lists.presenters.template_workbook import (
    case_template as template_bytes,
)
from assessments.pages.request import MemberRequest


@require_safe
def case_template(request: MemberRequest) -> HttpResponse:
    """The template of the general case list in the reader's language."""
    response = HttpResponse(template_bytes(), content_type=XLSX)
    name = f"{_('case-list-template')}.xlsx"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
