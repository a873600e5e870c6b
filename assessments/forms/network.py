"""Forms of what brings patients in: partnerships and specialised clinics."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.forms.records import RecordForm, local_field
from assessments.models import OutpatientClinic, Partnership

_ENDS_BEFORE = _("The last year lies before the first. Check both years.")


class PartnershipForm(RecordForm):
    """A partner hospital that refers patients."""

    years_ahead = frozenset({"until_year"})
    in_order = (
        ("since_year", "until_year", _ENDS_BEFORE),
        (
            "since_year",
            "written_since_year",
            _("The agreement is older than the partnership. Check both years."),
        ),
    )

    class Meta:
        model = Partnership
        formfield_callback = local_field
        fields = [
            "partner",
            "kind",
            "since_year",
            "until_year",
            "written_since_year",
            "mis_referrals",
            "def_referrals",
            "tum_referrals",
        ]


class ClinicForm(RecordForm):
    """A specialised outpatient clinic."""

    years_ahead = frozenset({"until_year"})
    in_order = (("since_year", "until_year", _ENDS_BEFORE),)

    class Meta:
        model = OutpatientClinic
        formfield_callback = local_field
        fields = [
            "pillar",
            "name",
            "sessions_per_month",
            "new_patients_per_year",
            "since_year",
            "until_year",
        ]
