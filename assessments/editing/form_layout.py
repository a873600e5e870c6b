"""The layout of a record's form: fields in groups, some side by side."""

from __future__ import annotations

from collections.abc import Sequence

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Column, Fieldset, Layout, LayoutObject
from crispy_forms.layout import Row as SideBySide
from django.utils.functional import Promise

# A field by its name, or fields that stand side by side where there is room.
Row = str | tuple[str, ...]


def in_groups(
    groups: Sequence[tuple[str | Promise, Sequence[Row]]], *, hidden: str = "base"
) -> FormHelper:
    """The layout of groups (legend, rows); a group without a legend gets no fieldset.

    `hidden` is the hidden field with the values when the form was opened.
    """
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    parts: list[str | LayoutObject] = [hidden]
    for legend, rows in groups:
        fields = [_row(row) for row in rows]
        parts += [Fieldset(str(legend), *fields)] if legend else fields
    helper.layout = Layout(*parts)
    return helper


def _row(row: Row) -> str | LayoutObject:
    return row if isinstance(row, str) else SideBySide(*(Column(name) for name in row))
