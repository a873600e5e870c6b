"""The history of a department as a CSV file, in a streaming response."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from assessments import wording
from assessments.history.reading.changes import Change, FieldChange, changes
from assessments.history.reading.lines import HistoryFilters, Source, lines
from assessments.models import Department
from assessments.pages.cell_suppression import FEWEST_SHOWN, is_small_count
from assessments.pages.spreadsheets.separated import BYTE_ORDER_MARK, csv_lines

_AT_A_TIME = 500
# Slugs of the kinds of records that count patients.
_COUNTED = ("volumes", "outcomes")


def history_csv(
    department: Department, sources: list[Source], wanted: HistoryFilters
) -> StreamingHttpResponse:
    """One line for each changed field, newest first; imported records singly, surgeons by code."""
    history_lines = list(lines(sources, replace(wanted, each=True)))
    language = get_language() or "en"

    def content() -> Iterator[str]:
        # The response is written after the request, when its language is no longer active.
        with override(language):
            head = csv_lines([_head()])
        yield f"{BYTE_ORDER_MARK}{head}"
        for start in range(0, len(history_lines), _AT_A_TIME):
            with override(language):
                some = changes(history_lines[start : start + _AT_A_TIME], by_name=False)
                part = csv_lines(
                    _row(change, field) for change in some for field in _fields(change)
                )
            yield part

    name = slugify(f"{department.hospital.name} {department.name}", allow_unicode=True)
    response = StreamingHttpResponse(content(), content_type="text/csv; charset=utf-8")
    disposition = content_disposition_header(True, f"history-{name[:80]}.csv")
    response.headers["Content-Disposition"] = disposition or ""
    return response


def _head() -> list[str]:
    return [
        _("When"),
        _("Who"),
        _("Page"),
        _("Kind"),
        _("Entry"),
        _("What happened"),
        _("Field"),
        _("Before"),
        _("After"),
        _("File"),
    ]


def _fields(change: Change) -> tuple[FieldChange, ...]:
    fields = change.fields or (FieldChange("", "", ""),)
    if settings.HIDE_SMALL_COUNTS and change.kind.slug in _COUNTED:
        return tuple(
            replace(field, before=_without_small(field.before), after=_without_small(field.after))
            for field in fields
        )
    return fields


def _without_small(text: str) -> str:
    """The text of a count; "fewer than 4" if it is small."""
    is_small = text.isdigit() and is_small_count(int(text))
    return wording.fewer_than(FEWEST_SHOWN) if is_small else text


def _row(change: Change, field: FieldChange) -> list[str]:
    return [
        timezone.localtime(change.moment).isoformat(" ", "seconds"),
        change.person,
        change.section_label,
        change.kind.label,
        change.name,
        change.what_text,
        field.label,
        field.before,
        field.after,
        change.file,
    ]
