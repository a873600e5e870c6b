"""Forms of partnerships and specialised outpatient clinics."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.editing.record_forms import ONLY_ONCE, RecordForm, local_field
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

    groups = (
        ("", ("partner", "kind")),
        (_("Years"), (("since_year", "until_year"), "written_since_year")),
        (_("Patients"), ("mis_referrals", "def_referrals", "tum_referrals")),
    )

    class Meta:
        model = Partnership
        formfield_callback = local_field
        error_messages = ONLY_ONCE
        help_texts = {
            "until_year": _("May lie ahead. Empty: goes on."),
            "written_since_year": _("Empty: there is no written agreement."),
        }
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

    groups = (
        ("", ("name", "pillar", ("sessions_per_month", "new_patients_per_year"))),
        (_("Years"), (("since_year", "until_year"),)),
    )

    class Meta:
        model = OutpatientClinic
        formfield_callback = local_field
        error_messages = ONLY_ONCE
        help_texts = {"until_year": _("May lie ahead. Empty: goes on.")}
        fields = [
            "pillar",
            "name",
            "sessions_per_month",
            "new_patients_per_year",
            "since_year",
            "until_year",
        ]
