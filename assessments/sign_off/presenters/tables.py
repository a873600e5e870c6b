"""Tables of assessments: those of a department, and those that wait for a review."""

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
    """Every assessment of a department, each leading to its page."""
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
            _link(one, f"{one.year}, {benchmark_title(one)}"),
            one.revision,
            one.get_status_display(),
            _by(one.submitted_by, one.submitted_at),
            _by(one.reviewed_by, one.reviewed_at),
            _by(one.signed_off_by, one.signed_off_at),
        )
        for one in assessments
    )
    return Table(_("Assessments, the latest year first"), columns, rows, is_caption_shown=False)


def queue_table(assessments: Iterable[Assessment]) -> Table:
    """Assessments that wait, in the order given, each leading to its page."""
    columns = (
        TableColumn(_("Department")),
        TableColumn(_("Assessment")),
        TableColumn(_("Revision"), is_number=True),
        TableColumn(_("State")),
        TableColumn(_("Submitted")),
    )
    rows = tuple(
        (
            _link(one, str(one.department)),
            f"{one.year}, {benchmark_title(one)}",
            one.revision,
            one.get_status_display(),
            _by(one.submitted_by, one.submitted_at),
        )
        for one in assessments
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
