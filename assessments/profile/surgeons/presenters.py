"""The lists of a department's surgeons, their certificates and their training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeVar

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.models import Certificate, Surgeon, TrainingRecord
from assessments.models.choices import Pillar
from assessments.models.surgeon import code_order, in_code_order
from assessments.pages.record_lists import Fold, Reader, RecordList, link_to, years_of
from assessments.pages.tables import Table, TableColumn, or_dash, quiet

Cases = Mapping[int, tuple[int, ...]]


def surgeons_section(
    surgeons: Iterable[Surgeon], reader: Reader, cases: Cases | None = None
) -> RecordList:
    """Surgeons with their certificates (prefetched); those who have left are in the fold.

    `cases`: the cases so far by pillar of each surgeon, by primary key; shown for those who left.
    """
    in_order = in_code_order(surgeons)
    present = [surgeon for surgeon in in_order if not has_left(surgeon, reader.this_year)]
    left = [surgeon for surgeon in in_order if has_left(surgeon, reader.this_year)]
    columns = (
        TableColumn(_("Surgeon")),
        TableColumn(_("Specialty")),
        TableColumn(_("Position")),
        TableColumn(_("In the department")),
        TableColumn(_("Certificates")),
    )
    rows = tuple(
        (
            _page(surgeon, reader),
            surgeon.get_specialty_display(),
            surgeon.get_position_display(),
            _years_in_department(surgeon),
            _certificates(surgeon),
        )
        for surgeon in present
    )
    return RecordList(
        "surgeons",
        _("Surgeons"),
        Table(_("Surgeons in the department"), columns, rows, is_caption_shown=False),
        _(
            "No surgeon is recorded. Without surgeons, learning curves and lead surgeons cannot be "
            "judged."
        )
        if not left
        else _("No surgeon is in the department now."),
        fold=_left(left, reader, cases) if left else None,
    )


def has_left(surgeon: Surgeon, this_year: int) -> bool:
    """Whether the surgeon's last year in the department is over."""
    return surgeon.leave_year is not None and surgeon.leave_year < this_year


def _left(left: list[Surgeon], reader: Reader, cases: Cases | None) -> Fold:
    columns = [
        TableColumn(_("Surgeon")),
        TableColumn(_("Position")),
        TableColumn(_("In the department")),
    ]
    if cases is not None:
        columns += [TableColumn(str(label), is_number=True) for label in Pillar.labels]
    rows = tuple(
        (
            _page(surgeon, reader),
            surgeon.get_position_display(),
            years_of(surgeon.start_year, surgeon.leave_year),
            *(wording.number(count) for count in (cases or {}).get(surgeon.pk, ())),
        )
        for surgeon in left
    )
    caption = (
        _("Their cases stay on record.")
        if cases is None
        else _("Operations so far by pillar; they stay on record.")
    )
    summary = ngettext("%(count)s surgeon has left", "%(count)s surgeons have left", len(left)) % {
        "count": len(left)
    }
    return Fold(summary, Table(caption, tuple(columns), rows))


def _page(surgeon: Surgeon, reader: Reader) -> object:
    address = reverse("surgeon", args=[reader.department.pk, surgeon.pk])
    return link_to(address, surgeon.shown(by_name=reader.by_name))


def _years_in_department(surgeon: Surgeon) -> object:
    if surgeon.leave_year is None:
        return years_of(surgeon.start_year, None)
    leaves = _("leaves in %(year)s") % {"year": surgeon.leave_year}
    span = years_of(surgeon.start_year, surgeon.leave_year)
    return format_html('{} <span class="tag">{}</span>', span, leaves)


def _certificates(surgeon: Surgeon) -> object:
    held = [str(certificate) for certificate in surgeon.certificates.all()]
    return _(", ").join(held) or quiet(_("none recorded"))


def certificates_section(certificates: Iterable[Certificate], reader: Reader) -> RecordList:
    """Certificates with the surgeon who holds them (joined)."""
    columns = (
        TableColumn(_("Certificate")),
        *_whose(reader, TableColumn(_("Surgeon"))),
        TableColumn(_("Issued")),
        TableColumn(_("Expires")),
    )
    rows = tuple(
        reader.row(
            "certificates",
            certificate.pk,
            certificate.get_kind_display(),
            *_whose(reader, certificate.surgeon.shown(by_name=reader.by_name)),
            date_format(certificate.issued_on),
            or_dash(certificate.expires_on and date_format(certificate.expires_on)),
        )
        for certificate in sorted(certificates, key=lambda record: code_order(record.surgeon.code))
    )
    return RecordList(
        "certificates",
        _("Certificates"),
        Table(_("Certificates and how long they hold"), columns, rows, is_caption_shown=False),
        _("No certificate is recorded. Master-level certificates count for the foundation."),
    )


def training_section(trainings: Iterable[TrainingRecord], reader: Reader) -> RecordList:
    """Training records with their surgeon (joined)."""
    columns = (
        *_whose(reader, TableColumn(_("Surgeon"))),
        TableColumn(_("Kind")),
        TableColumn(_("Pillar")),
        TableColumn(_("Institution")),
        TableColumn(_("Time")),
        TableColumn(_("Supervised cases")),
        TableColumn(_("Status")),
    )
    rows = tuple(
        reader.row(
            "trainings",
            training.pk,
            *_whose(reader, training.surgeon.shown(by_name=reader.by_name)),
            training.get_kind_display(),
            training.get_pillar_display(),
            or_dash(training.institution),
            f"{_month(training.starts_on)}–{_month(training.ends_on)}",
            training.supervised_cases,
            training.get_status_display(),
        )
        for training in sorted(trainings, key=lambda record: code_order(record.surgeon.code))
    )
    return RecordList(
        "training",
        _("Training"),
        Table(_("Training of the surgeons"), columns, rows, is_caption_shown=False),
        _(
            "No training is recorded: fellowships, courses and mentored cases show who can build "
            "up a pillar."
        ),
    )


T = TypeVar("T")


def _whose(reader: Reader, cell: T) -> tuple[T, ...]:
    """The cell that names the surgeon; none on the page of one surgeon."""
    return () if reader.of_surgeon else (cell,)


def _month(day: date | None) -> str:
    return "" if day is None else f"{day:%Y-%m}"
