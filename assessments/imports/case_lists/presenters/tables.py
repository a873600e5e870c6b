"""The tables of a case list's import; each number leads to the groups of codes behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.import_records.explanations import CONFIDENCES, REASONS
from assessments.imports.batches.presenters.answers import answers_table
from assessments.imports.case_lists.presenters.completeness import years_table
from assessments.imports.case_lists.presenters.links import leading
from assessments.imports.case_lists.presenters.mark_tables import (
    aids_table,
    levels_table,
    outcomes_table,
)
from assessments.imports.case_lists.presenters.preview import CasePreview, Sums
from assessments.imports.case_lists.reading.stored_counts import (
    NO_WORD,
    CountedOperations,
    StoredCases,
    UncountedCode,
    summed,
)
from assessments.imports.codes.presenters.official_titles import titles_of
from assessments.imports.codes.presenters.override_words import with_override_link
from assessments.models import ImportBatch, Surgeon
from assessments.models.choices import Pathology, Pillar, Technique
from assessments.models.surgeon import in_code_order
from assessments.pages.tables import DASH, Table, TableColumn, or_dash

_EXAMPLES = 5
_TO_CHECK = ("unknown", "wrong_system")


def case_tables(
    preview: CasePreview,
    batch: ImportBatch,
    surgeons: Sequence[Surgeon],
    *,
    by_name: bool,
    may_record: bool,
) -> dict[str, Table]:
    """The tables of the page by name, without those that have no rows.

    With `may_record`, each unknown code has a link by which it can be classified.
    """
    tables = {
        "operations": _operations(preview, batch),
        "surgeons": _surgeons(preview, batch, surgeons, by_name=by_name),
        "aids": aids_table(preview, batch),
        "levels": levels_table(preview, batch),
        "outcomes": outcomes_table(preview, batch),
        "answers": answers_table(preview.answers, with_year=True),
        "change": _change(preview, batch),
        "left_out": _left_out(preview),
        "unread_words": _unread_words(preview.stored),
        "to_check": _to_check(preview.stored, batch, may_record=may_record),
        "confidence": _confidence(preview, batch),
        "years": years_table(preview.completeness),
    }
    return {name: table for name, table in tables.items() if table.rows}


def _operations(preview: CasePreview, batch: ImportBatch) -> Table:
    columns = (
        TableColumn(_("Year and pathology")),
        *(TableColumn(str(technique.label), is_number=True) for technique in Technique),
        TableColumn(_("All techniques"), is_number=True),
    )
    sums = summed(preview.taken.operations, ("year", "pathology", "technique"))
    rows = []
    for year, pathology, label in _kinds(sums):
        chosen = {"year": year} | ({"pathology": pathology} if pathology else {})
        counts = {technique: _sum(sums, year, pathology, technique) for technique in Technique}
        rows.append(
            (
                label,
                *(
                    leading(batch, count, **chosen, technique=technique.value)
                    for technique, count in counts.items()
                ),
                leading(batch, sum(counts.values()), **chosen),
            )
        )
    return Table(
        _("Operations by year, pathology and technique"),
        columns,
        tuple(rows),
        is_caption_shown=False,
    )


def _kinds(sums: Iterable[tuple[Any, ...]]) -> Iterator[tuple[int, str, str]]:
    """Each year as a whole, and each pathology of it: year, pathology ("": all), label."""
    found = {(year, pathology) for year, pathology, *_rest in sums}
    for year in sorted({year for year, _pathology in found}):
        whole = _("%(year)s, all") % {"year": year}
        yield year, "", format_html("<strong>{}</strong>", whole)
        for pathology in Pathology:
            if (year, pathology.value) in found:
                yield year, pathology.value, f"{year}, {pathology.label}"


def _sum(sums: Sums, year: int, pathology: str = "", technique: str = "") -> int:
    return sum(
        count
        for (of_year, of_pathology, of_technique), count in sums.items()
        if of_year == year and pathology in ("", of_pathology) and technique in ("", of_technique)
    )


def _surgeons(
    preview: CasePreview, batch: ImportBatch, surgeons: Sequence[Surgeon], *, by_name: bool
) -> Table:
    columns = (
        TableColumn(_("Surgeon")),
        *(TableColumn(str(pillar.label), is_number=True) for pillar in Pillar),
        TableColumn(_("All spine operations"), is_number=True),
    )
    rows = []
    if preview.words:
        by_surgeon = rows_by_surgeon(preview.taken.operations, preview.details.surgeons)
        lines = [
            (surgeon.shown(by_name=by_name), str(surgeon.pk), by_surgeon[surgeon.pk])
            for surgeon in in_code_order(surgeons)
            if surgeon.pk in by_surgeon
        ]
        if None in by_surgeon:
            lines.append((_("No surgeon of the list"), "none", by_surgeon[None]))
        rows = [
            (
                label,
                *(
                    leading(batch, _of_pillar(found, pillar), surgeon=key, **{axis: pillar.value})
                    for pillar, axis in _AXES.items()
                ),
                leading(batch, sum(row.operations for row in found), surgeon=key),
            )
            for label, key, found in lines
        ]
    caption = _("Operations by surgeon and pillar; one operation may count for two pillars")
    return Table(caption, columns, tuple(rows))


_AXES = {Pillar.MIS: "technique", Pillar.DEF: "pathology", Pillar.TUM: "pathology"}


def _of_pillar(rows: Iterable[CountedOperations], pillar: Pillar) -> int:
    axis = _AXES[pillar]
    return sum(row.operations for row in rows if getattr(row, axis) == pillar.value)


def rows_by_surgeon(
    rows: Iterable[CountedOperations], meant: Sequence[int | None]
) -> dict[int | None, list[CountedOperations]]:
    """The rows by surgeon; None: those whose word means no surgeon of the department.

    `meant`: by the number of the file's word, the surgeon it means.
    """
    found: dict[int | None, list[CountedOperations]] = {}
    for row in rows:
        surgeon = None if row.surgeon == NO_WORD else meant[row.surgeon]
        found.setdefault(surgeon, []).append(row)
    return found


def _change(preview: CasePreview, batch: ImportBatch) -> Table:
    columns = (
        TableColumn(_("Year and pathology")),
        TableColumn(_("Recorded without this import"), _("Without"), is_number=True),
        TableColumn(_("By this import"), is_number=True),
        TableColumn(_("Difference"), is_number=True),
    )
    rows = []
    if preview.recorded is not None:
        before = preview.recorded.operations
        after = summed(preview.taken.operations, ("year", "pathology", "technique"))
        for year, pathology, label in _kinds([*before, *after]):
            old, new = (_sum(sums, year, pathology) for sums in (before, after))
            chosen = {"year": year} | ({"pathology": pathology} if pathology else {})
            by_import = leading(batch, new, **chosen)
            rows.append((label, wording.number(old), by_import, _difference(new - old)))
    return Table(_("Change of the records"), columns, tuple(rows), is_caption_shown=False)


def _difference(amount: int) -> str:
    sign = "+" if amount > 0 else "\N{MINUS SIGN}" if amount < 0 else "\N{PLUS-MINUS SIGN}"
    return f"{sign}{wording.number(abs(amount))}"


def _left_out(preview: CasePreview) -> Table:
    columns = (
        TableColumn(_("Reason")),
        TableColumn(_("Times in the file"), is_number=True),
        TableColumn(_("Most frequent codes")),
    )
    rows: list[tuple[object, ...]] = []
    for reason, text in REASONS.items():
        codes = [row for row in preview.stored.codes if row.reason == reason]
        times = sum(row.rows for row in codes)
        if times:
            named = sorted((c for c in codes if c.code), key=lambda code: -code.rows)
            rows.append((str(text), wording.number(times), _codes(named[:_EXAMPLES])))
    undated = sum(row.operations for row in preview.stored.operations if not row.year)
    if undated:
        rows.append((_("Spine operation without a day."), wording.number(undated), DASH))
    dated = preview.stored.total - undated
    other = dated - preview.taken.total
    if other:
        text = _("Spine operation of another department or year of the file.")
        rows.append((text, wording.number(other), DASH))
    return Table(_("Not counted, by reason"), columns, tuple(rows), is_caption_shown=False)


def _codes(codes: Iterable[UncountedCode]) -> SafeString | str:
    """Codes with commas between them; a line never breaks inside a code."""
    listed = ((row.code,) for row in codes)
    return format_html_join(", ", '<span class="code">{}</span>', listed) or DASH


def _to_check(stored: StoredCases, batch: ImportBatch, *, may_record: bool) -> Table:
    columns = (
        TableColumn(_("Code")),
        TableColumn(_("Times in the file"), is_number=True),
        TableColumn(_("Meaning")),
        TableColumn(_("What was made of it")),
    )
    listed = [row for row in stored.codes if row.reason in _TO_CHECK]
    titles = titles_of(batch, [row.code for row in listed])
    rows = tuple(
        (
            with_override_link(batch, row.code)
            if may_record and row.code and row.reason == "unknown"
            else _codes([row]),
            wording.number(row.rows),
            # These codes have no label in our tables.
            or_dash(titles.meaning(row.code, "")),
            _made_of(row),
        )
        for row in listed
    )
    return Table(_("Codes that could not be placed"), columns, rows)


def _made_of(row: UncountedCode) -> str:
    text = str(REASONS[row.reason])
    if not row.code:
        return _("Texts that are no codes; they were not kept.")
    if row.looks_like:
        looks = _("It looks like %(system)s.") % {"system": row.looks_like}
        return f"{text} {looks}"
    return text


def _unread_words(stored: StoredCases) -> Table:
    columns = (
        TableColumn(_("Column")),
        TableColumn(_("Word")),
        TableColumn(_("Operations"), is_number=True),
    )
    names = {"technique": _("Technique"), "pathology": _("Pathology")}
    rows = tuple(
        (
            names[row.what],
            row.word or _("other texts; they were not kept"),
            wording.number(row.operations),
        )
        for row in stored.unread_words or ()
    )
    return Table(_("Words that are not known"), columns, rows)


def _confidence(preview: CasePreview, batch: ImportBatch) -> Table:
    columns = (
        TableColumn(_("How sure")),
        TableColumn(_("Operations"), is_number=True),
        TableColumn(_("Share"), is_number=True),
    )
    sums = summed(preview.taken.operations, ("confidence",))
    total = sum(sums.values())
    rows = [
        (
            str(text) or DASH,
            leading(batch, sums[confidence,], confidence=confidence),
            wording.with_unit(wording.number(100 * sums[confidence,] / total), wording.PERCENT),
        )
        for confidence, text in CONFIDENCES.items()
        if (confidence,) in sums
    ]
    return Table(
        _("How sure the code decides the pathology"), columns, tuple(rows), is_caption_shown=False
    )


def review_sentence(preview: CasePreview) -> tuple[int, str]:
    """How many operations deserve a look, and the sentence that says so."""
    count = sum(row.operations for row in preview.taken.operations if row.needs_review)
    text = ngettext(
        "%(count)s operation deserves a look: its pathology rests on a code alone, or code and "
        "words do not agree.",
        "%(count)s operations deserve a look: their pathology rests on a code alone, or codes and "
        "words do not agree.",
        count,
    )
    return count, text % {"count": wording.number(count)}
