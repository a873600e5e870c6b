"""The form of a department's own data."""

from __future__ import annotations

from assessments.forms.records import RecordForm, local_field
from assessments.models import Department


class DepartmentForm(RecordForm):
    """What a department says about itself; name and hospital are the administrators'."""

    class Meta:
        model = Department
        formfield_callback = local_field
        fields = ["care_tier", "beds", "catchment", "languages", "currency", "note"]
