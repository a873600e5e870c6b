"""Forms of surgeons, their certificates and their training."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.editing.record_forms import ONLY_ONCE, RecordForm, local_field
from assessments.models import Certificate, Department, Surgeon, TrainingRecord
from assessments.models.choices import TrainingStatus
from assessments.models.surgeon import in_code_order

# In years; a later year is taken for a typing error.
_PLANNED_AHEAD = 40


class _WithLeaveYear(RecordForm):
    """A form with the last year in the department, which may lie ahead."""

    years_ahead = frozenset({"leave_year"})

    def clean_leave_year(self) -> int | None:
        """A last year that is not too far in the future."""
        year: int | None = self.cleaned_data["leave_year"]
        latest = self.today.year + _PLANNED_AHEAD
        if year is not None and year > latest:
            raise ValidationError(
                _("Enter a year up to %(year)s, or leave it empty.") % {"year": latest}
            )
        return year


class SurgeonForm(_WithLeaveYear):
    """A surgeon of the department."""

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

    groups = (
        ("", (("code", "name"), ("specialty", "position"))),
        (
            gettext_lazy("Years"),
            (("start_year", "leave_year"), "birth_year"),
        ),
        (
            gettext_lazy("Operations before the first recorded year"),
            ("prior_mis_cases", "prior_def_cases", "prior_tum_cases"),
        ),
    )

    class Meta:
        model = Surgeon
        formfield_callback = local_field
        labels = {"leave_year": gettext_lazy("Last year in the department")}
        help_texts = {
            "leave_year": gettext_lazy("May lie ahead. Empty: stays."),
            "birth_year": gettext_lazy("Needed to count young surgeons in training."),
            "prior_mis_cases": "",
        }
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

    def clean_code(self) -> str:
        """A code that no other surgeon of the department has, ignoring case."""
        code: str = self.cleaned_data["code"]
        if self._others().filter(code__iexact=code).exists():
            raise ValidationError(_("Another surgeon has this code. Choose a different one."))
        return code

    def clean_name(self) -> str:
        """A name that is not in the list already."""
        name: str = self.cleaned_data["name"]
        other = self._others().filter(name__iexact=name).first() if name else None
        if other is not None:
            raise ValidationError(
                _("This name is in the list already, as %(code)s. Two people? Add an initial.")
                % {"code": other.code}
            )
        return name

    def _others(self) -> QuerySet[Surgeon]:
        return self.department.surgeons.exclude(pk=self.instance.pk)

    def clean_birth_year(self) -> int | None:
        """A year of birth that a practising surgeon can have."""
        year: int | None = self.cleaned_data["birth_year"]
        if year is not None and not self.today.year - 90 <= year <= self.today.year - 20:
            raise ValidationError(_("Enter the year of birth with four digits, such as 1980."))
        return year


class LeavingForm(_WithLeaveYear):
    """The last year of a surgeon in the department; empty for one who stays."""

    groups = (("", ("leave_year",)),)

    class Meta:
        model = Surgeon
        formfield_callback = local_field
        labels = {"leave_year": gettext_lazy("Last year in the department")}
        help_texts = {"leave_year": gettext_lazy("May lie ahead. Empty: stays.")}
        fields = ["leave_year"]

    def clean_leave_year(self) -> int | None:
        """A last year that does not lie before the first."""
        year = super().clean_leave_year()
        if year is not None and year < self.instance.start_year:
            raise ValidationError(
                _("The last year lies before the first, %(year)s.")
                % {"year": self.instance.start_year}
            )
        return year


class _OfOneSurgeon(RecordForm):
    """A record of one surgeon, who can be chosen among those of the department."""

    def __init__(self, *args: Any, department: Department, **options: Any) -> None:
        super().__init__(*args, department=department, **options)
        field = self.fields["surgeon"]
        assert isinstance(field, forms.ModelChoiceField)
        surgeons = in_code_order(Surgeon.objects.filter(department=department))
        field.queryset = Surgeon.objects.filter(department=department)
        field.choices = [
            ("", _("Choose …")),
            *((surgeon.pk, surgeon.shown(by_name=self.by_name)) for surgeon in surgeons),
        ]


class CertificateForm(_OfOneSurgeon):
    """A certificate of a surgeon."""

    in_order = (
        (
            "issued_on",
            "expires_on",
            gettext_lazy("The certificate expires before it is issued. Check both dates."),
        ),
    )

    groups = (("", ("surgeon", "kind", ("issued_on", "expires_on"))),)

    class Meta:
        model = Certificate
        formfield_callback = local_field
        error_messages = ONLY_ONCE
        help_texts = {"expires_on": gettext_lazy("Empty: does not expire.")}
        fields = ["surgeon", "kind", "issued_on", "expires_on"]

    def belong_to(self, department: Department) -> None:
        """Sets nothing: a certificate belongs to a department through its surgeon."""

    def clean_issued_on(self) -> date:
        """A day that is not in the future."""
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

    groups = (
        ("", ("surgeon", ("pillar", "kind"))),
        (gettext_lazy("Where"), (("institution", "country"),)),
        (
            gettext_lazy("When, and what it brought"),
            (("starts_on", "ends_on"), ("status", "supervised_cases")),
        ),
    )

    class Meta:
        model = TrainingRecord
        formfield_callback = local_field
        help_texts = {
            "country": gettext_lazy("Two letters, such as DE or CN."),
            "supervised_cases": gettext_lazy("Operations done under supervision."),
        }
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
