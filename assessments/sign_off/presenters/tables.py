"""Tables of assessments: those of a department, and the review queue."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.models import Assessment, User
from assessments.pages.tables import DASH, Table, TableColumn
from assessments.sign_off.presenters.access import benchmark_title


def assessments_table(assessments: Iterable[Assessment]) -> Table:
    """The assessments of a department, with links to their pages."""
    columns = (
        TableColumn(_("Assessment")),
        TableColumn(_("Revision"), is_number=True),
        TableColumn(_("State")),
        TableColumn(_("Submitted")),
        TableColumn(_("Reviewed")),
        TableColumn(_("Signed off")),
    )
    rows = tuple(
        (
            _link(assessment, f"{assessment.year}, {benchmark_title(assessment)}"),
            assessment.revision,
            assessment.get_status_display(),
            _by(assessment.submitted_by, assessment.submitted_at),
            _by(assessment.reviewed_by, assessment.reviewed_at),
            _by(assessment.signed_off_by, assessment.signed_off_at),
        )
        for assessment in assessments
    )
    return Table(_("Assessments, the latest year first"), columns, rows, is_caption_shown=False)


def queue_table(assessments: Iterable[Assessment]) -> Table:
    """The waiting assessments in the order given, with links to their pages."""
    columns = (
        TableColumn(_("Department")),
        TableColumn(_("Assessment")),
        TableColumn(_("Revision"), is_number=True),
        TableColumn(_("State")),
        TableColumn(_("Submitted")),
    )
    rows = tuple(
        (
            _link(assessment, str(assessment.department)),
            f"{assessment.year}, {benchmark_title(assessment)}",
            assessment.revision,
            assessment.get_status_display(),
            _by(assessment.submitted_by, assessment.submitted_at),
        )
        for assessment in assessments
    )
    caption = _("Assessments that wait for you, the oldest first")
    return Table(caption, columns, rows, is_caption_shown=False)


def _link(assessment: Assessment, text: str) -> SafeString:
    address = reverse("assessment", args=[assessment.department_id, assessment.pk])
    return format_html('<a href="{}">{}</a>', address, text)


def _by(person: User | None, time: datetime | None) -> str:
    if time is None:
        return DASH
    return f"{person}, {date_format(timezone.localtime(time), 'SHORT_DATETIME_FORMAT')}"
