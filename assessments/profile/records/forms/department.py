"""The form of a department's own data."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.editing.record_forms import RecordForm, local_field
from assessments.models import Department


class DepartmentForm(RecordForm):
    """A department's data about itself; name and hospital are changed by administrators."""

    groups = (("", ("care_tier", ("beds", "catchment"), ("languages", "currency"), "note")),)

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
