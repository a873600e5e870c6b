"""How the preview of a code list or a quality report is to be read."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments.import_records.code_list_contents import CodeListEstimates, ListedDepartment
from assessments.import_records.explanations import SYSTEMS
from assessments.imports.code_lists.services.kinds import system_of
from assessments.models import ImportBatch


class RevisionForm(forms.Form):
    """How a preview is to be read: department of the report, code system, completeness."""

    listing = forms.ChoiceField(label=_("Department in the report"), required=False)
    system = forms.ChoiceField(label=_("Code system"), choices=list(SYSTEMS.items()))
    complete = forms.BooleanField(label=_("The list is complete"), required=False)

    def __init__(self, data: QueryDict | None = None, *, batch: ImportBatch) -> None:
        estimates = CodeListEstimates.read(batch)
        initial = {
            "listing": estimates.listing,
            "system": batch.code_system,
            "complete": batch.is_complete,
        }
        super().__init__(data, initial=initial)
        if len(estimates.choices) > 1:
            field = self.fields["listing"]
            assert isinstance(field, forms.ChoiceField)
            field.required = True
            named = [(choice.key, _named(choice)) for choice in estimates.choices]
            field.choices = [("", _("Choose …")), *named]
        else:
            del self.fields["listing"]
        if system_of(batch):
            self.fields["system"].widget = forms.HiddenInput()


def _named(choice: ListedDepartment) -> str:
    """Neurochirurgie (1700), 58 spine codes."""
    keys = f" ({', '.join(choice.specialty_keys)})" if choice.specialty_keys else ""
    count = choice.spine_codes
    codes = ngettext("%(count)d spine code", "%(count)d spine codes", count) % {"count": count}
    return f"{choice.name}{keys}, {codes}"
