"""What the page of one import shows: what was counted, what was not, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.report.bounds import bound_notes
from assessments.import_records.code_list_contents import (
    CodeListEstimates,
    CodeListRows,
    EstimatedCode,
)
from assessments.import_records.explanations import BASES, CONFIDENCES, FAMILIES, REASONS, RULES
from assessments.import_records.listings import Listing
from assessments.import_records.problems import Problem
from assessments.imports.batches.presenters.answers import ImportedAnswerLine, answer_lines
from assessments.imports.codes.presenters.official_titles import titles_of
from assessments.imports.codes.presenters.override_words import override_address, reasons_by_prefix
from assessments.models import ImportBatch
from assessments.models.choices import EstimateCategory
from benchmarks.casemix.code_overrides import OWN
from benchmarks.casemix.estimate_bounds import Interval

MOST_ROWS = 1_000
EXAMPLES = 5
# Reasons of codes that have to be checked.
TO_CHECK = ("unknown", "wrong_system")


@dataclass(frozen=True)
class CategoryLine:
    """One category of operations as it would enter the records."""

    label: str
    likely: str
    span: str
    basis: str


@dataclass(frozen=True)
class ReasonLine:
    """All codes left out for one reason."""

    text: str
    codes: int
    counts: str
    examples: tuple[str, ...]


@dataclass(frozen=True)
class CodeLine:
    """One code of the list, with what was made of it."""

    code: str
    count: str
    label: SafeString | str
    prefix: str
    family: str
    reason: str
    confidence: str
    by_hospital: str
    otherwise: str


@dataclass(frozen=True)
class Preview:
    """Everything the page says about one import."""

    headline: str
    categories: tuple[CategoryLine, ...]
    reasons: tuple[ReasonLine, ...]
    to_check: tuple[CodeLine, ...]
    codes: tuple[CodeLine, ...]
    code_total: int
    bounds: tuple[str, ...]
    answers: tuple[ImportedAnswerLine, ...]
    remarks: tuple[Problem, ...]
    listing: Listing | None
    estimates: CodeListEstimates


def preview_of(batch: ImportBatch) -> Preview:
    """The page's content; one query, for the answers recorded already."""
    estimates = CodeListEstimates.read(batch)
    codes, categories = estimates.codes, estimates.categories
    ranked = sorted(codes, key=lambda code: (not code.counted, -code.count_high))
    own = reasons_by_prefix(batch, estimates.overrides)
    to_check = [code for code in ranked if code.reason in TO_CHECK]
    return Preview(
        headline=_headline(categories, codes),
        categories=_categories(categories),
        reasons=_reasons(codes),
        to_check=tuple(_code(code, batch, own) for code in to_check[:MOST_ROWS]),
        codes=tuple(_code(code, batch, own) for code in ranked[:MOST_ROWS]),
        code_total=len(codes),
        bounds=tuple(note.text for note in bound_notes(estimates.bounds)),
        answers=answer_lines(batch, [(batch.year, answer) for answer in estimates.answers]),
        remarks=tuple(estimates.remarks),
        listing=CodeListRows.read(batch).chosen(estimates.listing),
        estimates=estimates,
    )


def _headline(categories: Mapping[str, Interval], codes: Sequence[EstimatedCode]) -> str:
    """The sentence above everything: what the file amounts to."""
    if not categories:
        return _("The report has several departments that operate on the spine.")
    spans = {name: wording.span(found.low, found.high) for name, found in categories.items()}
    kinds = {
        "deg": _("degenerative: %(span)s"),
        "def": _("deformity: %(span)s"),
        "tum": _("tumour: %(span)s"),
    }
    among = [text % {"span": spans[name]} for name, text in kinds.items() if name in spans]
    counted = ngettext(
        "%(counted)s of %(count)s code counts.", "%(counted)s of %(count)s codes count.", len(codes)
    ) % {
        "counted": wording.number(sum(code.counted for code in codes)),
        "count": wording.number(len(codes)),
    }
    operations = _("Spine operations, estimated: %(spine)s (%(among)s).") % {
        "spine": spans.get("spine", wording.number(0)),
        "among": _(", ").join(among),
    }
    return f"{operations} {counted}"


def _categories(categories: Mapping[str, Interval]) -> tuple[CategoryLine, ...]:
    return tuple(
        CategoryLine(
            label=str(category.label),
            likely=wording.number(found.likely),
            span=wording.span(found.low, found.high),
            basis=str(BASES[found.basis]),
        )
        for category in EstimateCategory
        if (found := categories.get(category.value))
    )


def _reasons(codes: Sequence[EstimatedCode]) -> tuple[ReasonLine, ...]:
    lines = []
    for reason, text in REASONS.items():
        left_out = [code for code in codes if code.reason == reason and not code.counted]
        if left_out:
            low = sum(code.count_low for code in left_out)
            high = sum(code.count_high for code in left_out)
            frequent = sorted(left_out, key=lambda code: -code.count_high)[:EXAMPLES]
            lines.append(
                ReasonLine(
                    text=str(text),
                    codes=len(left_out),
                    counts=wording.span(low, high),
                    examples=tuple(code.code for code in frequent),
                )
            )
    return tuple(lines)


def _code(code: EstimatedCode, batch: ImportBatch, own: Mapping[str, str]) -> CodeLine:
    reason = str(REASONS[code.reason])
    if code.counted and code.rule:
        reason = f"{reason} {RULES[code.rule]}"
    if code.looks_like:
        looks = _("It looks like %(system)s.") % {"system": code.looks_like}
        reason = f"{reason} {looks}"
    is_own = code.confidence == OWN
    return CodeLine(
        code=code.code,
        count=wording.span(code.count_low, code.count_high),
        label=code.label,
        prefix=code.prefix,
        family=str(FAMILIES.get(code.family, code.family)),
        reason=reason,
        confidence=str(CONFIDENCES.get(code.confidence, code.confidence)),
        by_hospital=own.get(code.prefix, "") if is_own else "",
        otherwise=""
        if code.status == "wrong_system"
        else override_address(batch, code.prefix if is_own else code.code),
    )


def with_titles(preview: Preview, batch: ImportBatch) -> Preview:
    """The preview with official titles as meanings of its codes."""
    titles = titles_of(batch, (line.code for line in (*preview.codes, *preview.to_check)))
    if titles.official is None:
        return preview

    def titled(lines: tuple[CodeLine, ...]) -> tuple[CodeLine, ...]:
        return tuple(
            replace(line, label=titles.meaning(line.code, str(line.label))) for line in lines
        )

    return replace(preview, codes=titled(preview.codes), to_check=titled(preview.to_check))
