"""Forms that assign the columns of a case list: chosen from a file, or typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from assessments.imports.case_lists.reading.column_names import HEADINGS, NEEDED, NUMBERED
from assessments.imports.case_lists.reading.heads import LONGEST_NAME, ColumnChoices
from assessments.imports.files.columns import plain_name

# What to know before a column is assigned.
_HELP = {
    "admission": gettext_lazy(
        "Which stay it is, or the day of admission. Needed where the column before it holds a "
        "number that a patient has in all stays."
    ),
    "date": gettext_lazy("Numbered columns are the days of the procedures of the same number."),
    "surgeon": gettext_lazy("Numbered columns belong to the procedures of the same number."),
    "department": gettext_lazy("You choose in the preview which departments are yours."),
    "status": gettext_lazy("Operations that were cancelled are left out and told."),
}


def heading(what: str) -> str:
    """The label of a field in the reader's language, as in the template."""
    written = HEADINGS[what]
    return written.get(get_language() or "", written["en"])


def _help(what: str, numbered: str) -> str:
    """The sentences below a field: about numbered columns, and about what it holds."""
    return " ".join(str(text) for text in (numbered, _HELP.get(what, "")) if text)


class ColumnsForm(forms.Form):
    """For each field of a case list, a choice of the file's columns.

    Columns that were recognised are selected. Only names of columns are shown, never a cell.
    `columns` of a valid form is the answer.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        choices: ColumnChoices,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self._choices = choices
        # An earlier answer takes precedence over what was recognised.
        marked = choices.recognised if chosen is None else chosen
        for what in HEADINGS:
            offered = [(one.name, one.label) for one in choices.of(what)]
            self.fields[what] = forms.ChoiceField(
                label=heading(what),
                required=what in NEEDED,
                choices=[("", _("Choose …") if what in NEEDED else _("No column")), *offered],
                initial=marked.get(what, ""),
                help_text=_help(
                    what,
                    _("Several columns of one name with numbers can be chosen together.")
                    if what in NUMBERED and choices.groups
                    else "",
                ),
                error_messages={
                    "required": _("Choose a column: no case can be counted without it.")
                },
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two fields."""
        cleaned = self.cleaned_data
        for other, what in self._choices.twice(cleaned):
            text = _("This column is chosen for “%(other)s” already.")
            self.add_error(what, text % {"other": heading(other)})
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        """Field -> name of its column, "" for none."""
        return {what: self.cleaned_data[what] for what in HEADINGS}


class AssignmentForm(forms.Form):
    """An assignment for later files: names of columns are typed."""

    def __init__(self, data: QueryDict | None = None, *, columns: Mapping[str, str]) -> None:
        super().__init__(data)
        for what in HEADINGS:
            self.fields[what] = forms.CharField(
                label=heading(what),
                required=what in NEEDED,
                max_length=LONGEST_NAME,
                initial=columns.get(what, ""),
                help_text=_help(
                    what,
                    _(
                        "Without a number at its end it stands for all columns of this name with "
                        "one."
                    )
                    if what in NUMBERED
                    else "",
                ),
                error_messages={
                    "required": _("Enter the name: no case can be counted without it.")
                },
            )

    def clean(self) -> dict[str, Any]:
        """Refuse one column for two fields, and texts that cannot be the name of a column."""
        cleaned = self.cleaned_data
        seen: dict[str, str] = {}
        for what in HEADINGS:
            written = cleaned.get(what, "")
            name = plain_name(written)
            if written and not name:
                self.add_error(what, _("Enter a name with letters or digits."))
            elif name in seen:
                text = _("This column is chosen for “%(other)s” already.")
                self.add_error(what, text % {"other": heading(seen[name])})
            elif name:
                seen[name] = what
        return cleaned

    @property
    def columns(self) -> dict[str, str]:
        """Field -> name of its column, "" for none."""
        return {what: self.cleaned_data[what] for what in HEADINGS}
