"""Numbers of a case list's import as links to the groups of codes behind them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from assessments import wording
from assessments.models import ImportBatch


def leading(batch: ImportBatch, operations: int, **chosen: Any) -> SafeString | str:
    """The number of operations as a link to the codes behind it; `chosen` are the filters."""
    if not operations:
        return wording.number(0)
    address = reverse("import_explain", args=[batch.pk])
    return format_html(
        '<a href="{}?{}">{}</a>', address, urlencode(chosen), wording.number(operations)
    )
