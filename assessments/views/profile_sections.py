"""The lists of a department's profile: a heading, a table, and what an empty one asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Certificate, OutpatientClinic, Partnership, Surgeon, TrainingRecord
from assessments.reports.answers import OutcomeLine
from assessments.reports.profile import Profile
from assessments.views.tables import Column, Table, or_dash, quiet


@dataclass(frozen=True)
class Section:
    """One list of the profile; `empty` stands in place of a table without rows."""

    anchor: str
    title: str
    table: Table
    empty: str


def profile_sections(profile: Profile) -> dict[str, Section]:
    """Every list of the profile by its anchor."""
    sections = (
        surgeons_section(profile.surgeons),
        training_section(profile.trainings),
        network_section(profile.partnerships),
        clinics_section(profile.clinics),
        outcomes_section(profile.outcomes),
    )
    return {section.anchor: section for section in sections}


def surgeons_section(surgeons: Iterable[Surgeon]) -> Section:
    """Surgeons with their certificates (prefetched)."""
    columns = (
        Column(_("Surgeon")),
        Column(_("Code")),
        Column(_("Specialty")),
        Column(_("Position")),
        Column(_("In the department")),
        Column(_("Certificates")),
    )
    rows = tuple(
        (
            surgeon,
            surgeon.code,
            surgeon.get_specialty_display(),
            surgeon.get_position_display(),
            _years(surgeon.start_year, surgeon.leave_year),
            _certificates(surgeon),
        )
        for surgeon in surgeons
    )
    return Section(
        "surgeons",
        _("Surgeons"),
        Table(_("Exports show the code instead of the name."), columns, rows),
        _(
            "No surgeon is recorded. Without surgeons, learning curves and lead surgeons cannot be "
            "judged."
        ),
    )


def certificates_section(certificates: Iterable[Certificate]) -> Section:
    """Certificates with the surgeon who holds them (joined)."""
    columns = (
        Column(_("Certificate")),
        Column(_("Surgeon")),
        Column(_("Issued")),
        Column(_("Expires")),
    )
    rows = tuple(
        (
            certificate.get_kind_display(),
            certificate.surgeon,
            date_format(certificate.issued_on),
            or_dash(certificate.expires_on and date_format(certificate.expires_on)),
        )
        for certificate in certificates
    )
    return Section(
        "certificates",
        _("Certificates"),
        Table(_("Certificates and how long they hold"), columns, rows, is_caption_shown=False),
        _("No certificate is recorded. Master-level certificates count for the foundation."),
    )


def _certificates(surgeon: Surgeon) -> str:
    held = [str(certificate) for certificate in surgeon.certificates.all()]
    return ", ".join(held) or quiet(_("none recorded"))


def training_section(trainings: Iterable[TrainingRecord]) -> Section:
    """Training records with their surgeon (joined)."""
    columns = (
        Column(_("Surgeon")),
        Column(_("Pillar")),
        Column(_("Kind")),
        Column(_("Institution")),
        Column(_("Time")),
        Column(_("Supervised cases")),
        Column(_("Status")),
    )
    rows = tuple(
        (
            training.surgeon,
            training.get_pillar_display(),
            training.get_kind_display(),
            or_dash(training.institution),
            f"{_month(training.starts_on)}–{_month(training.ends_on)}",
            training.supervised_cases,
            training.get_status_display(),
        )
        for training in trainings
    )
    return Section(
        "training",
        _("Training"),
        Table(_("Training of the surgeons"), columns, rows, is_caption_shown=False),
        _(
            "No training is recorded: fellowships, courses and mentored cases show who can build "
            "up a pillar."
        ),
    )


def network_section(partnerships: Iterable[Partnership]) -> Section:
    """Partners and what they refer."""
    columns = (
        Column(_("Partner")),
        Column(_("Kind")),
        Column(_("Time")),
        Column(_("Written agreement since"), short=_("Agreement")),
        Column(
            _("Referrals a year: minimally invasive / deformity / tumour"), short=_("Referrals")
        ),
    )
    rows = tuple(
        (
            partner.partner,
            partner.get_kind_display(),
            _years(partner.since_year, partner.until_year),
            or_dash(partner.written_since_year),
            f"{partner.mis_referrals} / {partner.def_referrals} / {partner.tum_referrals}",
        )
        for partner in partnerships
    )
    caption = _("Partners and the patients they refer in a year")
    return Section(
        "network",
        _("Partnerships"),
        Table(caption, columns, rows, is_caption_shown=False),
        _(
            "No partnership is recorded. Alliances and oncology hospitals bring deformity and "
            "tumour patients."
        ),
    )


def clinics_section(clinics: Iterable[OutpatientClinic]) -> Section:
    """Specialised clinics."""
    columns = (
        Column(_("Clinic")),
        Column(_("Pillar")),
        Column(_("Sessions a month")),
        Column(_("New patients a year")),
        Column(_("Time")),
    )
    rows = tuple(
        (
            clinic.name,
            clinic.get_pillar_display(),
            clinic.sessions_per_month,
            or_dash(clinic.new_patients_per_year),
            _years(clinic.since_year, clinic.until_year),
        )
        for clinic in clinics
    )
    return Section(
        "clinics",
        _("Outpatient clinics"),
        Table(_("Specialised outpatient clinics"), columns, rows, is_caption_shown=False),
        _(
            "No specialised clinic is recorded. A clinic is the usual way to bring patients of a "
            "pillar in."
        ),
    )


def outcomes_section(outcomes: Iterable[OutcomeLine]) -> Section:
    """Events among observed cases."""
    columns = (
        Column(_("Outcome")),
        Column(_("Year")),
        Column(_("Pillar")),
        Column(_("Events / cases")),
        Column(_("Rate")),
        Column(_("Follow-up")),
        Column(_("Counted by")),
        Column(_("Origin")),
    )
    rows = tuple(
        (
            line.outcome,
            line.year,
            line.pillar,
            f"{line.events} / {line.cases}",
            line.rate,
            ngettext("%(days)s day", "%(days)s days", line.follow_up_days)
            % {"days": line.follow_up_days},
            line.counted_by,
            quiet(line.origin),
        )
        for line in outcomes
    )
    caption = _("Events among observed cases, with the interval of the rate (95 %)")
    return Section(
        "outcomes",
        _("Outcomes"),
        Table(caption, columns, rows),
        _(
            "No outcome is recorded. Count events among observed cases; rates are judged once "
            "there are enough."
        ),
    )


def _years(first: int, last: int | None) -> str:
    return f"{first}–{'' if last is None else last}"


def _month(day: date | None) -> str:
    return "" if day is None else f"{day:%Y-%m}"
