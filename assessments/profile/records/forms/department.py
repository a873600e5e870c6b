"""The form of a department's own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.editing.form_layout import Row
from assessments.editing.record_forms import RecordForm, local_field
from assessments.models import Department


class DepartmentForm(RecordForm):
    """A department's data about itself, without its name."""

    groups: tuple[tuple[str, tuple[Row, ...]], ...] = (
        ("", ("care_tier", ("beds", "catchment"), ("languages", "currency"), "note")),
    )

    class Meta:
        model = Department
        formfield_callback = local_field
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}
        help_texts = {
            "beds": _("Beds of the department."),
            "catchment": _("People in the area that the department serves."),
            "currency": _("Three letters, such as EUR or CNY."),
        }
        fields = ["care_tier", "beds", "catchment", "languages", "currency", "note"]


class AdministeredDepartmentForm(DepartmentForm):
    """The same with what administrators state: the name, and whether it is invented."""

    groups = (
        ("", ("name", "care_tier", ("beds", "catchment"), ("languages", "currency"), "note")),
        ("", ("is_fictional",)),
    )

    class Meta(DepartmentForm.Meta):
        fields = ["name", *DepartmentForm.Meta.fields, "is_fictional"]

    def clean_name(self) -> str:
        """With single spaces; refused where another department of the hospital has the name."""
        name = " ".join(str(self.cleaned_data["name"]).split())
        others = self.department.hospital.departments.exclude(pk=self.department.pk)
        if others.filter(name__iexact=name).exists():
            text = _("%(hospital)s has a department with this name already.")
            raise forms.ValidationError(text % {"hospital": self.department.hospital})
        return name
