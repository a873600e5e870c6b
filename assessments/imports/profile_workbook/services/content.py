"""The content of a department's profile workbook when it is downloaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.core import signing
from django.utils.translation import gettext as _

from assessments import wording
from assessments.imports.profile_workbook.reading.sheets import (
    Content,
    ProfileColumn,
    ProfileRow,
    ProfileSheet,
)
from assessments.imports.profile_workbook.services.cells import whole_department
from assessments.imports.profile_workbook.services.entries import (
    ANSWERS,
    MODELS,
    VOLUMES,
    StoredProfile,
    stored_profile,
)
from assessments.imports.profile_workbook.services.record_sheets import base_of, record_sheets
from assessments.imports.profile_workbook.services.writing import sheet_name
from assessments.models import Department, Surgeon
from assessments.models.surgeon import in_code_order
from assessments.profile.answers.reading.recorded_answers import questions, reported_inputs
from assessments.profile.answers.reading.stated_answers import StatedAnswer
from assessments.profile.volumes.reading.categories import Category, Cell, cell_of_name, offered
from benchmarks.library.definition import Benchmark, Input

_YEARS: Final = 5
_SPARE = 100
_SALT = "profile workbook"
_OF_ALL: Final = "all"  # in a key, in the place of a surgeon
QUESTION, UNIT, SURGEON, CATEGORY = "question", "unit", "surgeon", "category"


@dataclass(frozen=True)
class About:
    """What a workbook notes of itself: its department, and what was on record when it was made."""

    department: str
    benchmark: tuple[str, str]
    made_at: str
    years: tuple[int, ...]
    names: bool
    base: dict[str, dict[str, dict[str, str]]]

    def signed(self) -> str:
        """As signed text, which only this site can write."""
        return signing.dumps(self.__dict__, salt=_SALT, compress=True)

    @classmethod
    def of_signed(cls, text: str) -> About | None:
        """What was signed; None where it was not signed here."""
        try:
            held: dict[str, Any] = signing.loads(text, salt=_SALT)
        except signing.BadSignature:
            return None
        held |= {"benchmark": tuple(held["benchmark"]), "years": tuple(held["years"])}
        return cls(**held)


def profile_content(
    department: Department, benchmark: Benchmark, now: datetime, *, by_name: bool
) -> tuple[list[ProfileSheet], About]:
    """The sheets in the active language, and what the workbook notes; some 15 queries."""
    today = now.date()
    years = tuple(range(today.year - _YEARS + 1, today.year + 1))
    inputs = reported_inputs(benchmark)
    stored = stored_profile(department, years, [item.id for item in inputs])
    about = About(
        department=str(department.pk),
        benchmark=(benchmark.id, benchmark.version),
        made_at=now.isoformat(),
        years=years,
        names=by_name,
        base={
            **{sheet: base_of(sheet, stored, by_name) for sheet in MODELS},
            VOLUMES: stored.volumes,
            ANSWERS: stored.answers,
        },
    )
    records = record_sheets(department, stored, today, by_name=by_name)
    return [*records, _volumes(stored, years), _answers(benchmark, stored, years)], about


def volume_key(surgeon: str, category: Category) -> str:
    """The key of a row of volumes; `surgeon`: "" for the department as a whole."""
    return f"{surgeon or _OF_ALL}|{category.key}"


def volume_rows(volumes: dict[str, dict[str, str]]) -> dict[str, tuple[str, Category]]:
    """Surgeon and category of each row of volumes on record, by its key."""
    rows: dict[str, tuple[str, Category]] = {}
    for surgeon, cells in volumes.items():
        for name in cells:
            cell = cell_of_name(name)
            if cell is not None:
                rows[volume_key(surgeon, cell.category)] = (surgeon, cell.category)
    return rows


def known_categories(extra: Iterable[Category] = ()) -> list[Category]:
    """The categories that can be chosen, and those on record."""
    listed = [category for _label, group in offered() for category in group]
    return list(dict.fromkeys([*listed, *sorted(extra, key=lambda one: one.place)]))


def options_of(item: Input) -> list[tuple[str, str]]:
    """Value and label of the answers to choose from; empty for numbers."""
    if item.kind == "yes_no":
        return [("1", wording.yes_no(1)), ("0", wording.yes_no(0))]
    return [(f"{option.value:g}", option.label) for option in item.options]


def answer_content(item: Input, value: float) -> Content:
    """An answer as it stands in a cell."""
    options = dict(options_of(item))
    if options:
        return options.get(f"{value:g}", f"{value:g}")
    return int(value) if float(value).is_integer() else value


def _volumes(stored: StoredProfile, years: tuple[int, ...]) -> ProfileSheet:
    surgeons: list[Surgeon] = in_code_order(stored.records["surgeons"].values())
    codes = {"": whole_department(), **{str(one.pk): one.code for one in surgeons}}
    rows = volume_rows(stored.volumes)
    places = {surgeon: place for place, surgeon in enumerate(codes)}
    ordered = sorted(rows.items(), key=lambda row: (places[row[1][0]], row[1][1].place))
    labels = tuple(
        category.full_label
        for category in known_categories(category for _surgeon, category in rows.values())
    )
    hint = _("Operations of the whole year. Empty: not recorded. 0: none.")
    return ProfileSheet(
        name=VOLUMES,
        title=sheet_name(VOLUMES),
        columns=(
            ProfileColumn(
                SURGEON, _("Surgeon"), "", "choice", tuple(codes.values()), 20, is_needed=True
            ),
            ProfileColumn(CATEGORY, _("Category"), "", "choice", labels, 60, is_needed=True),
            *(ProfileColumn(f"n-{year}", str(year), hint, "whole", (), 10) for year in years),
        ),
        rows=tuple(
            ProfileRow(key, (codes[of], category.full_label, *_counts(stored, of, category, years)))
            for key, (of, category) in ordered
        ),
        spare=_SPARE,
        fixed=2,
    )


def _counts(
    stored: StoredProfile, surgeon: str, category: Category, years: tuple[int, ...]
) -> list[Content]:
    texts = [stored.volumes[surgeon].get(Cell(year, category).name, "") for year in years]
    return [int(text) if text else None for text in texts]


def _answers(benchmark: Benchmark, stored: StoredProfile, years: tuple[int, ...]) -> ProfileSheet:
    why = _("Why there is no answer, in words. Leave it empty where there is one.")
    columns = [ProfileColumn(QUESTION, _("Question"), "", "text", (), 60)]
    columns.append(ProfileColumn(UNIT, _("Unit, or what to choose from"), "", "text", (), 24))
    for year in years:
        columns.append(ProfileColumn(f"a-{year}", str(year), "", "answer", (), 14))
        label = _("%(year)s: why not available") % {"year": year}
        columns.append(ProfileColumn(f"r-{year}", label, why, "text", (), 20))
    return ProfileSheet(
        name=ANSWERS,
        title=sheet_name(ANSWERS),
        columns=tuple(columns),
        rows=tuple(
            _question(item, stored, years)
            for asked in questions(benchmark)
            for item in asked.inputs
        ),
        fixed=1,
    )


def _question(item: Input, stored: StoredProfile, years: tuple[int, ...]) -> ProfileRow:
    labels = tuple(label for _value, label in options_of(item))
    cells: list[Content] = [item.label, " / ".join(labels) or item.unit]
    for year in years:
        response = StatedAnswer.of_key(stored.answers.get(str(year), {}).get(item.id, ""))
        value = response.value
        cells += [None if value is None else answer_content(item, value), response.reason]
    return ProfileRow(item.id, tuple(cells), labels, item.help)


def guide(department: Department) -> tuple[str, ...]:
    """The paragraphs of the first sheet."""
    return (
        _("Made for %(department)s. Upload it for this department only.")
        % {"department": department},
        _(
            "Change cells, or fill in empty rows below those that are there. Headings with * must "
            "be filled in. Choose from the lists where a cell offers one."
        ),
        _(
            "The first column identifies each entry: leave it as it is, and leave it empty in new "
            "rows. If you copy a row, clear it in the copy."
        ),
        _(
            "A row that you delete from a sheet, or a sheet that you delete, changes nothing. To "
            "delete an entry, choose “remove” in the second column."
        ),
        _(
            "An empty cell means that nothing is recorded; in volumes, 0 means that there were no "
            "operations. Volumes of half years and earlier years are not in the workbook."
        ),
        _("Formulas are not calculated: the value counts with which the workbook was saved."),
        _(
            "On the import page you see every change before anything is recorded. What others "
            "changed meanwhile stays; where both of you changed the same, you choose."
        ),
        _("Enter no patient names and no patient numbers anywhere."),
    )
