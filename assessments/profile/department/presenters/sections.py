"""The lists of a department's profile, for their own pages and for the department's page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import OutpatientClinic, Partnership
from assessments.pages.record_lists import Reader, RecordList, years_of
from assessments.pages.tables import Table, TableColumn, or_dash, quiet
from assessments.profile.answers.reading.recorded_answers import OutcomeLine
from assessments.profile.records.reading import Profile
from assessments.profile.surgeons.presenters import surgeons_section, training_section


def profile_sections(profile: Profile, reader: Reader) -> dict[str, RecordList]:
    """Every list of the profile by its anchor."""
    sections = (
        surgeons_section(profile.surgeons, reader),
        training_section(profile.trainings, reader),
        network_section(profile.partnerships, reader),
        clinics_section(profile.clinics, reader),
        outcomes_section(profile.outcomes, reader),
    )
    return {section.anchor: section for section in sections}


def network_section(partnerships: Iterable[Partnership], reader: Reader) -> RecordList:
    """Partners and the numbers of patients they refer."""
    columns = (
        TableColumn(_("Partner")),
        TableColumn(_("Kind")),
        TableColumn(_("Time")),
        TableColumn(_("Written agreement since"), short=_("Agreement")),
        TableColumn(
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
    return RecordList(
        "network",
        _("Partnerships"),
        Table(caption, columns, rows, is_caption_shown=False),
        _(
            "No partnership is recorded. Alliances and oncology hospitals bring deformity and "
            "tumour patients."
        ),
    )


def clinics_section(clinics: Iterable[OutpatientClinic], reader: Reader) -> RecordList:
    """Specialised clinics."""
    columns = (
        TableColumn(_("Clinic")),
        TableColumn(_("Pillar")),
        TableColumn(_("Sessions a month")),
        TableColumn(_("New patients a year")),
        TableColumn(_("Time")),
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
    return RecordList(
        "clinics",
        _("Outpatient clinics"),
        Table(_("Specialised outpatient clinics"), columns, rows, is_caption_shown=False),
        _(
            "No specialised clinic is recorded. A clinic is the usual way to bring patients of a "
            "pillar in."
        ),
    )


def outcomes_section(outcomes: Iterable[OutcomeLine], reader: Reader) -> RecordList:
    """Events among observed cases."""
    columns = (
        TableColumn(_("Outcome")),
        TableColumn(_("Year")),
        TableColumn(_("Pillar")),
        TableColumn(_("Events / cases")),
        TableColumn(_("Rate")),
        TableColumn(_("Follow-up")),
        TableColumn(_("Counted by")),
        TableColumn(_("Origin")),
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
    return RecordList(
        "outcomes",
        _("Outcomes"),
        Table(caption, columns, rows),
        _(
            "No outcome is recorded. Count events among observed cases; rates are judged once "
            "there are enough."
        ),
    )
