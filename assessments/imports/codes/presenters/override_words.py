"""Texts of classifications: what our table says, what the hospital says, and why."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.import_records.code_list_contents import EstimatedCode
from assessments.import_records.explanations import REASONS
from assessments.import_records.overrides import OverrideNote, as_override
from assessments.models import CodeOverride as CodeOverrideRow
from assessments.models import ImportBatch
from assessments.models.choices import Pathology, Technique
from assessments.models.code_override import CodeFamily
from assessments.pages.tables import Table, TableColumn, or_dash
from benchmarks.casemix.code_overrides import OWN, OverrideRule, meaning_of
from benchmarks.casemix.code_tables import normalise

_KINDS = dict(CodeFamily.choices)


def comparison(system: str, prefix: str, values: Mapping[str, str] | None) -> Table:
    """What our table says of a code beside what the hospital will say (`values`, if given)."""
    override = as_override(prefix, values) if values else None
    columns = [TableColumn(_("About the code")), TableColumn(_("Our table says"))]
    sides = [_said(system, prefix)]
    if override:
        columns.append(TableColumn(_("Your hospital will say")))
        sides.append(_said(system, prefix, override))
    labels = (_("Meaning"), _("Does it count?"), _("Pathology"), _("Kind of operation"))
    rows = zip((*labels, _("Technique")), *sides, strict=True)
    caption = _("What is said of %(code)s") % {"code": prefix}
    return Table(caption, tuple(columns), tuple(rows))


def _said(system: str, prefix: str, override: OverrideRule | None = None) -> list[object]:
    row, reason = meaning_of(system, normalise(prefix), override)
    pathology, technique = row.get("pathology", ""), row.get("technique", "")
    family = row.get("family", "")
    if override and override.counts is False:
        pathology = ""
    return [
        or_dash(row.get("label", "")),
        REASONS[reason],
        or_dash(Pathology(pathology).label if pathology else ""),
        or_dash(_KINDS.get(family, family)),
        or_dash(Technique(technique).label if technique else ""),
    ]


def in_words(override: Any) -> str:
    """What an override, or an entry of its history, says, as one text."""
    counts = {"yes": _("counts as an operation"), "no": _("does not count")}
    parts = [
        counts.get(override.counts, ""),
        override.get_pathology_display() if override.pathology else "",
        override.get_family_display() if override.family else "",
        override.get_technique_display() if override.technique else "",
    ]
    return "; ".join(str(part) for part in parts if part)


def used_notes(
    batch: ImportBatch, notes: Sequence[OverrideNote], own: Collection[str]
) -> list[dict[str, Any]]:
    """The import's notes that applied to some of its codes, each also in `words`.

    `own`: the prefixes of the hospital's own classifications that applied to codes.
    """
    return [
        dict(note) | {"words": in_words(CodeOverrideRow(**note.says))}
        for note in notes
        if note.system == batch.code_system and note.prefix in own
    ]


def own_prefixes(codes: Iterable[EstimatedCode]) -> set[str]:
    """The prefixes of the hospital's own classifications that applied to the codes."""
    return {code.prefix for code in codes if code.confidence == OWN}


def reasons_by_prefix(batch: ImportBatch, notes: Sequence[OverrideNote]) -> dict[str, str]:
    """Why the hospital classified codes so, as texts by the prefix that decided."""
    return {
        note.prefix: _("By the hospital: %(reason)s") % {"reason": note.reason}
        for note in notes
        if note.system == batch.code_system
    }


def override_address(batch: ImportBatch, code: str) -> str:
    """The address that classifies the code otherwise; from there one returns to the import."""
    address = reverse("code_override_new", args=[batch.department_id])
    asked = {"system": batch.code_system, "code": code, "batch": batch.pk}
    return f"{address}?{urlencode(asked)}"


def with_override_link(batch: ImportBatch, code: str) -> SafeString:
    """The code, with a link that classifies it otherwise."""
    return format_html(
        '<span class="code">{}</span><br><a href="{}">{}</a>',
        code,
        override_address(batch, code),
        _("Classify otherwise"),
    )
