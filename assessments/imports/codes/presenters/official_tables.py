"""The tables of the pages on official lists of codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.import_records.explanations import CONFIDENCES
from assessments.imports.codes.presenters.official_titles import german
from assessments.imports.codes.reading.official_words import (
    COUNTED_AS,
    KIND_MEANINGS,
    KIND_TEXTS,
    remark_on,
)
from assessments.pages.tables import DASH, Table, TableColumn, or_dash, quiet
from benchmarks.casemix.official_codes import KINDS, CodeComparison


def lists_table(lists: Iterable[Any]) -> Table:
    """One row for each year; `lists` have the numbers of their codes as annotations."""
    columns = (
        TableColumn(_("List")),
        TableColumn(_("Codes"), is_number=True),
        TableColumn(_("Can be coded"), is_number=True),
        TableColumn(_("File")),
        TableColumn(_("Loaded")),
    )
    rows = tuple(
        (
            format_html('<a href="{}">{}</a>', reverse("official_list", args=[one.year]), one),
            wording.number(one.listed),
            wording.number(one.terminal),
            format_html("{}<br>{}", one.file_name, quiet(one.digest[:8])),
            f"{one.loaded_by}, "
            f"{date_format(timezone.localtime(one.loaded_at), 'SHORT_DATETIME_FORMAT')}",
        )
        for one in lists
    )
    return Table(_("Years in use, the latest first"), columns, rows)


def kinds_table(kinds: Mapping[str, int], year: int) -> Table:
    """The number of rows for each result, as links to these rows."""
    columns = (
        TableColumn(_("Result")),
        TableColumn(_("Rows"), is_number=True),
        TableColumn(_("Meaning")),
    )
    address = reverse("official_list", args=[year])
    rows = tuple(
        (
            format_html(
                '<a href="{}?{}">{}</a>', address, urlencode({"kind": kind}), KIND_TEXTS[kind]
            )
            if kinds.get(kind)
            else str(KIND_TEXTS[kind]),
            wording.number(kinds.get(kind, 0)),
            str(KIND_MEANINGS[kind]),
        )
        for kind in KINDS
    )
    return Table(_("What the comparison found"), columns, rows, is_caption_shown=False)


def comparison_table(compared: Iterable[CodeComparison], *, found: int) -> Table:
    """Rows of the comparison; `found` counts those on other pages too."""
    caption = ngettext("%(count)s row", "%(count)s rows", found) % {"count": wording.number(found)}
    columns = (
        TableColumn(_("Code")),
        TableColumn(_("Result")),
        TableColumn(_("Official title")),
        TableColumn(_("Our label")),
        TableColumn(_("Counted as")),
        TableColumn(_("How sure")),
    )
    return Table(caption, columns, tuple(_row(one) for one in compared))


def _row(one: CodeComparison) -> tuple[object, ...]:
    remark = remark_on(one)
    kind = KIND_TEXTS[one.kind]
    return (
        format_html('<span class="code">{}</span>', one.code),
        format_html("{}<br>{}", kind, quiet(remark)) if remark else str(kind),
        german(one.title) if one.title else DASH,
        or_dash(one.label),
        or_dash(str(COUNTED_AS[one.counted_as])),
        or_dash(str(CONFIDENCES[one.confidence])),
    )
