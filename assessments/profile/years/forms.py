"""The form that starts a new year: which year, and which answers it begins with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from assessments.editing.checkboxes import Checkboxes
from assessments.editing.number_fields import WholeNumberField
from assessments.profile.years.reading.start import AnswerGroup


class StartYearForm(forms.Form):
    """A year, and groups of answers to copy; standing ones (`is_standing`) are checked."""

    year = WholeNumberField(
        label=_("New year"),
        max_digits=4,
        error_messages={"required": _("Write the year, such as 2024.")},
    )
    groups = forms.MultipleChoiceField(
        label=_("Answers to copy"),
        widget=Checkboxes(attrs={"class": "form-check-input"}),
        error_messages={"required": _("Choose at least one group of answers.")},
    )

    def __init__(
        self, data: Any = None, *, answer_groups: Sequence[AnswerGroup], year: int
    ) -> None:
        self.answer_groups = answer_groups
        standing = [group.key for group in answer_groups if group.is_standing]
        super().__init__(data, initial={"year": year, "groups": standing})
        field = self.fields["groups"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(group.key, group.label) for group in answer_groups]

    def checkboxes(self) -> Iterator[tuple[BoundWidget, AnswerGroup]]:
        """Each group with its checkbox."""
        return zip(self["groups"], self.answer_groups, strict=True)

    @property
    def inputs(self) -> list[str]:
        """The inputs of the chosen groups, once the form is valid."""
        chosen = set(self.cleaned_data["groups"])
        return [
            name for group in self.answer_groups if group.key in chosen for name in group.inputs
        ]
