"""The lists of a department's profile, each as its page and the department's show it."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import OutpatientClinic, Partnership
from assessments.pages.record_lists import Reader, Section, years_of
from assessments.pages.tables import Column, Table, or_dash, quiet
from assessments.profile.answers.reading.recorded_answers import OutcomeLine
from assessments.profile.records.reading import Profile
from assessments.profile.surgeons.presenters import surgeons_section, training_section


def profile_sections(profile: Profile, reader: Reader) -> dict[str, Section]:
    """Every list of the profile by its anchor."""
    sections = (
        surgeons_section(profile.surgeons, reader),
        training_section(profile.trainings, reader),
        network_section(profile.partnerships, reader),
        clinics_section(profile.clinics, reader),
        outcomes_section(profile.outcomes, reader),
    )
    return {section.anchor: section for section in sections}


def network_section(partnerships: Iterable[Partnership], reader: Reader) -> Section:
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
        reader.row(
            "partnerships",
            partner.pk,
            partner.partner,
            partner.get_kind_display(),
            years_of(partner.since_year, partner.until_year),
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


def clinics_section(clinics: Iterable[OutpatientClinic], reader: Reader) -> Section:
    """Specialised clinics."""
    columns = (
        Column(_("Clinic")),
        Column(_("Pillar")),
        Column(_("Sessions a month")),
        Column(_("New patients a year")),
        Column(_("Time")),
    )
    rows = tuple(
        reader.row(
            "clinics",
            clinic.pk,
            clinic.name,
            clinic.get_pillar_display(),
            clinic.sessions_per_month,
            or_dash(clinic.new_patients_per_year),
            years_of(clinic.since_year, clinic.until_year),
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


def outcomes_section(outcomes: Iterable[OutcomeLine], reader: Reader) -> Section:
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
        reader.row(
            "outcomes",
            line.pk,
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
