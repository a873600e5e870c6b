"""The kinds of single records: their form, labels, and section of the profile."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.editing.record_forms import RecordForm
from assessments.models.versioned import Versioned
from assessments.profile.records.forms.network import ClinicForm, PartnershipForm
from assessments.profile.records.forms.outcomes import OutcomeForm
from assessments.profile.records.forms.surgeons import CertificateForm, SurgeonForm, TrainingForm

Text = str | Promise


@dataclass(frozen=True)
class RecordKind:
    """One kind of record; `slug` is used in addresses, `section` is the page that lists it."""

    slug: str
    section: str
    form: type[RecordForm]
    name: Text
    add: Text

    @property
    def model(self) -> type[Versioned]:
        """The model of its records."""
        model: type[Versioned] = self.form._meta.model
        return model

    @property
    def department_lookup(self) -> str:
        """The lookup from a record to its department, for queries."""
        fields = {field.name for field in self.model._meta.fields}
        return "department" if "department" in fields else "surgeon__department"


_KINDS = (
    RecordKind("surgeons", "surgeons", SurgeonForm, _("Surgeon"), _("Add a surgeon")),
    RecordKind(
        "certificates", "surgeons", CertificateForm, _("Certificate"), _("Add a certificate")
    ),
    RecordKind("trainings", "training", TrainingForm, _("Training"), _("Add a training")),
    RecordKind("partnerships", "network", PartnershipForm, _("Partner"), _("Add a partner")),
    RecordKind("clinics", "network", ClinicForm, _("Outpatient clinic"), _("Add a clinic")),
    RecordKind("outcomes", "outcomes", OutcomeForm, _("Outcome"), _("Add an outcome")),
)
KINDS = {kind.slug: kind for kind in _KINDS}
