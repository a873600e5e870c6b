"""Forms of surgeons, their certificates and their training."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.forms.records import RecordForm, local_field
from assessments.models import Certificate, Department, Surgeon, TrainingRecord
from assessments.models.choices import TrainingStatus


class SurgeonForm(RecordForm):
    """A surgeon of the department."""

    years_ahead = frozenset({"leave_year"})
    in_order = (
        (
            "birth_year",
            "start_year",
            gettext_lazy("Nobody starts before being born. Check both years."),
        ),
        (
            "start_year",
            "leave_year",
            gettext_lazy("The last year lies before the first. Check both years."),
        ),
    )

    class Meta:
        model = Surgeon
        formfield_callback = local_field
        fields = [
            "code",
            "name",
            "specialty",
            "position",
            "birth_year",
            "start_year",
            "leave_year",
            "prior_mis_cases",
            "prior_def_cases",
            "prior_tum_cases",
        ]

    def clean_birth_year(self) -> int | None:
        """A year of birth that a practising surgeon can have."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not self.today.year - 90 <= year <= self.today.year - 20:
            raise ValidationError(_("Enter the year of birth with four digits, such as 1980."))
        return year


class _OfOneSurgeon(RecordForm):
    """A record of one surgeon, who can be chosen among those of the department."""

    def __init__(self, *args: Any, department: Department, **options: Any) -> None:
        super().__init__(*args, department=department, **options)
        field = self.fields["surgeon"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Surgeon.objects.filter(department=department)
        field.empty_label = _("Choose …")


class CertificateForm(_OfOneSurgeon):
    """A certificate of a surgeon."""

    in_order = (
        (
            "issued_on",
            "expires_on",
            gettext_lazy("The certificate expires before it is issued. Check both dates."),
        ),
    )

    class Meta:
        model = Certificate
        formfield_callback = local_field
        fields = ["surgeon", "kind", "issued_on", "expires_on"]

    def belong_to(self, department: Department) -> None:
        """A certificate belongs to a department by its surgeon."""

    def clean_issued_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["issued_on"]
        if day > self.today:
            raise ValidationError(_("This day lies in the future."))
        return day


class TrainingForm(_OfOneSurgeon):
    """A training of a surgeon for one pillar."""

    in_order = (
        (
            "starts_on",
            "ends_on",
            gettext_lazy("The training ends before it starts. Check both dates."),
        ),
    )

    class Meta:
        model = TrainingRecord
        formfield_callback = local_field
        fields = [
            "surgeon",
            "pillar",
            "kind",
            "institution",
            "country",
            "starts_on",
            "ends_on",
            "supervised_cases",
            "status",
        ]

    def clean(self) -> dict[str, Any]:
        """A status that fits the dates."""
        cleaned = super().clean()
        status, start, end = (cleaned.get(name) for name in ("status", "starts_on", "ends_on"))
        if status == TrainingStatus.COMPLETED and "ends_on" not in self.errors:
            if end is None:
                self.add_error("ends_on", _("A completed training has an end. Enter its date."))
            elif end > self.today:
                self.add_error("status", _("The end is yet to come: choose planned or running."))
        if status == TrainingStatus.RUNNING and start and start > self.today:
            self.add_error("status", _("The start lies in the future: choose planned."))
        return cleaned
