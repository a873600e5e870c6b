"""The form of a hospital."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.editing.form_layout import in_groups
from assessments.editing.iso_codes import CountryField
from assessments.editing.record_forms import draft_values
from assessments.hospitals.services.changes import HOSPITAL_FIELDS, hospital_version
from assessments.hospitals.services.refusals import HospitalChanged
from assessments.models import Draft, Hospital


class HospitalForm(forms.Form):
    """A new hospital, or the given one.

    The hidden field `version` says which state of the hospital the person has seen.
    """

    name = forms.CharField(
        label=_("Name"),
        max_length=200,
        help_text=_("As it stands on reports. Every hospital has a name of its own."),
    )
    city = forms.CharField(label=_("City"), max_length=100, required=False)
    country = CountryField(label=_("Country"), help_text=_("Two letters, such as DE or CN."))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    helper = in_groups([("", ["name", ("city", "country")])], hidden="version")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        hospital: Hospital | None = None,
        draft: Draft | None = None,
    ) -> None:
        initial: dict[str, Any] = {}
        if hospital is not None:
            initial = {name: getattr(hospital, name) for name in HOSPITAL_FIELDS}
            initial["version"] = hospital_version(hospital)
        super().__init__(data, initial=initial)
        if draft is not None:
            self.initial.update(draft_values(self, draft.fields))

    @property
    def has_required(self) -> bool:
        """Whether any field must be filled in."""
        return True

    def clean_name(self) -> str:
        """The name with single spaces."""
        return " ".join(self.cleaned_data["name"].split())

    def clean_city(self) -> str:
        """The city with single spaces."""
        return " ".join(self.cleaned_data["city"].split())

    @property
    def values(self) -> dict[str, str]:
        """What is stated of the hospital."""
        return {name: self.cleaned_data[name] for name in HOSPITAL_FIELDS}

    def ask_about(self, changed: HospitalChanged) -> None:
        """Say what somebody else made of it; the next save replaces that."""
        self.add_error(None, str(changed))
        assert isinstance(self.data, QueryDict)
        data = self.data.copy()
        data["version"] = str(changed.now)
        self.data = data
