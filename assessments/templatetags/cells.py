"""Rows of tables, joined in Python: a loop in the template is slow for hundreds of cells."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def plain_rows(rows: Iterable[tuple[object, ...]]) -> SafeString:
    """Table rows whose first cell names the row. Cells are text, which is escaped, or markup."""
    return format_html_join(
        "",
        '<tr><th scope="row">{}</th>{}</tr>',
        ((name, format_html_join("", "<td>{}</td>", zip(cells))) for name, *cells in rows),
    )


@register.filter
def plain_header(labels: Iterable[object]) -> SafeString:
    """The row of column headings."""
    return format_html("<tr>{}</tr>", format_html_join("", '<th scope="col">{}</th>', zip(labels)))
