"""The tables of the page of a code list or a quality report."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.imports.batches.presenters.answers import answers_table
from assessments.imports.code_lists.presenters.preview import Preview
from assessments.pages.tables import Table, TableColumn


def preview_tables(preview: Preview) -> dict[str, Table]:
    """The estimated operations, the codes left out, and the answers the report gives."""
    return {
        "categories": _categories(preview),
        "reasons": _reasons(preview),
        "answers": answers_table(preview.answers),
    }


def _categories(preview: Preview) -> Table:
    columns = (
        TableColumn(_("Category")),
        TableColumn(_("Most likely"), is_number=True),
        TableColumn(_("At least and at most"), is_number=True),
        TableColumn(_("What it rests on")),
    )
    rows = tuple((line.label, line.likely, line.span, line.basis) for line in preview.categories)
    return Table(_("Estimated operations by category"), columns, rows, is_caption_shown=False)


def _reasons(preview: Preview) -> Table:
    columns = (
        TableColumn(_("Reason")),
        TableColumn(_("Codes"), is_number=True),
        TableColumn(_("Counts together"), is_number=True),
        TableColumn(_("Most frequent")),
    )
    rows = tuple(
        (line.text, line.codes, line.counts, _codes(line.examples)) for line in preview.reasons
    )
    return Table(_("Codes left out, by reason"), columns, rows, is_caption_shown=False)


def _codes(codes: Iterable[str]) -> SafeString:
    """Codes, none of them broken at its hyphen."""
    return format_html_join(", ", '<span class="code">{}</span>', ((code,) for code in codes))
