"""The imports of a department as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.imports.kinds import services as uploads
from assessments.models import User
from assessments.pages.tables import DASH, Table, TableColumn, quiet


def imports_table(batches: Iterable[Any]) -> Table:
    """Every import, each leading to its own page.

    The imports carry years, files and operations of their findings, None where those have none.
    """
    columns = (
        TableColumn(_("File")),
        TableColumn(_("Years")),
        TableColumn(_("Kind")),
        TableColumn(_("Spine operations"), is_number=True),
        TableColumn(_("State")),
        TableColumn(_("Uploaded")),
        TableColumn(_("Confirmed")),
        TableColumn(_("Undone")),
    )
    rows = tuple(
        (
            format_html(
                '<a href="{}">{}</a>', reverse("import_preview", args=[batch.pk]), batch.file_name
            ),
            _years(batch),
            format_html("{}<br>{}", batch.get_kind_display(), quiet(_files(batch))),
            DASH if batch.operations is None else wording.number(batch.operations),
            batch.get_status_display(),
            _by(batch.uploaded_by, batch.uploaded_at),
            _by(batch.confirmed_by, batch.confirmed_at),
            _by(batch.undone_by, batch.undone_at),
        )
        for batch in batches
    )
    return Table(_("Imports, the latest first"), columns, rows, is_caption_shown=False)


def _years(batch: Any) -> str:
    """All years of an import that covers several; of others the one they were imported for."""
    if uploads.kind_of(batch).covers_years:
        return wording.years(tuple(batch.years)) if batch.years else DASH
    return str(batch.year)


def _files(batch: Any) -> str:
    """How many files, and the beginning of their digest."""
    count = batch.files or 1
    files = ngettext("%(count)d file", "%(count)d files", count) % {"count": count}
    return f"{files}, {batch.digest[:8]}"


def _by(person: User | None, time: datetime | None) -> str:
    if time is None:
        return DASH
    return f"{person}, {date_format(timezone.localtime(time), 'SHORT_DATETIME_FORMAT')}"
