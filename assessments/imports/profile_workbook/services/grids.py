"""Judges the sheets of volumes and answers of a profile workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.imports.profile_workbook.reading.contents import Entry
from assessments.imports.profile_workbook.reading.sheets import ReadRow, ReadSheet
from assessments.imports.profile_workbook.services.cells import (
    cell_text,
    folded,
    in_every_language,
    kept,
    whole_department,
)
from assessments.imports.profile_workbook.services.content import (
    CATEGORY,
    QUESTION,
    SURGEON,
    UNIT,
    About,
    answer_content,
    known_categories,
    options_of,
    volume_key,
    volume_rows,
)
from assessments.imports.profile_workbook.services.entries import ANSWERS, VOLUMES
from assessments.imports.profile_workbook.services.problems import (
    WorkbookProblems,
    check_columns,
    rows_with_unique_keys,
)
from assessments.models import Department
from assessments.profile.answers.forms.questions import (
    ANSWER,
    REASON,
    AnswersForm,
    signed_answers,
)
from assessments.profile.answers.reading.recorded_answers import reported_inputs
from assessments.profile.answers.reading.stated_answers import StatedAnswer, StatedYear, stated_in
from assessments.profile.volumes.forms.grid import OperationsField
from assessments.profile.volumes.reading.categories import Category, Cell
from benchmarks import library
from benchmarks.library.definition import Benchmark, Input

_OPERATIONS: Final = OperationsField()


@dataclass
class Found:
    """What a sheet changes, and how many of its rows change nothing or were deleted."""

    entries: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    left_out: int = 0


def changed_volumes(
    sheet: ReadSheet, about: About, codes: Mapping[str, str], problems: WorkbookProblems
) -> Found:
    """The volumes of each surgeon that change. `codes`: of surgeons, folded -> their keys."""
    labels = {SURGEON: _("Surgeon"), CATEGORY: _("Category")}
    labels |= {f"n-{year}": str(year) for year in about.years}
    if not check_columns(sheet, labels, problems, removes=False):
        return Found()
    return _Volumes(sheet, about, codes, problems).judge()


class _Volumes:
    def __init__(
        self, sheet: ReadSheet, about: About, codes: Mapping[str, str], problems: WorkbookProblems
    ) -> None:
        self._sheet, self._about, self._problems = sheet, about, problems
        self._rows = volume_rows(about.base[VOLUMES])
        self._codes = {**codes, **dict.fromkeys(in_every_language(whole_department), "")}
        self._old = {key: folded(texts["code"]) for key, texts in about.base["surgeons"].items()}
        self._categories = {
            word: category
            for category in known_categories(category for _of, category in self._rows.values())
            for word in in_every_language(partial(getattr, category, "full_label"))
        }
        self._found = Found()
        self._entries: dict[str, Entry] = {}

    def judge(self) -> Found:
        seen: dict[str, int] = {}
        for row in rows_with_unique_keys(self._sheet, self._problems):
            place = self._place(row)
            if place is None:
                continue
            key = volume_key(*place)
            if key in seen:
                self._problems.add("profile_row_twice", self._sheet, row, "key", other=seen[key])
                continue
            seen[key] = row.number
            self._read(row, *place)
        self._found.left_out = len(self._rows.keys() - {row.key for row in self._sheet.rows})
        self._found.entries = [entry for entry in self._entries.values() if entry.values]
        return self._found

    def _place(self, row: ReadRow) -> tuple[str, Category] | None:
        """Surgeon and category of a row; None where they are wrong."""
        if row.key and row.key not in self._rows:
            self._problems.add("profile_key_unknown", self._sheet, row, "key", text=row.key)
            return None
        code = folded(cell_text(row.cells.get(SURGEON)))
        category = self._categories.get(folded(cell_text(row.cells.get(CATEGORY))))
        if row.key:
            of, before = self._rows[row.key]
            same = self._codes.get(code) == of or (of != "" and self._old.get(of) == code)
            if not same or category != before:
                column = SURGEON if not same else CATEGORY
                self._problems.add("profile_fixed", self._sheet, row, column)
                return None
            return of, before
        surgeon = self._codes.get(code) if code else None
        if surgeon is None:
            text = cell_text(row.cells.get(SURGEON))
            self._problems.add("profile_no_surgeon", self._sheet, row, SURGEON, text=text)
        if category is None:
            text = cell_text(row.cells.get(CATEGORY))
            self._problems.add("profile_no_category", self._sheet, row, CATEGORY, text=text)
        return None if surgeon is None or category is None else (surgeon, category)

    def _read(self, row: ReadRow, surgeon: str, category: Category) -> None:
        base = self._about.base[VOLUMES].get(surgeon, {})
        entry = self._entries.setdefault(surgeon, Entry(VOLUMES, surgeon, row.number, {}))
        is_changed = False
        for year in self._about.years:
            column, name = f"n-{year}", Cell(year, category).name
            try:
                count = _OPERATIONS.clean(cell_text(row.cells.get(column)))
            except ValidationError as error:
                self._problems.say(self._sheet, row, column, error.messages)
                continue
            text = "" if count is None else str(count)
            if text != base.get(name, ""):
                entry.values[name], entry.base[name] = text, base.get(name, "")
                is_changed = True
        self._found.unchanged += not is_changed


def changed_answers(
    sheet: ReadSheet,
    about: About,
    benchmark: Benchmark,
    department: Department,
    problems: WorkbookProblems,
) -> Found:
    """The answers of each year that change; two queries for each such year."""
    labels = {QUESTION: _("Question"), UNIT: _("Unit, or what to choose from")}
    for year in about.years:
        labels |= {f"a-{year}": str(year), f"r-{year}": str(year)}
    found = Found()
    if not check_columns(sheet, labels, problems, removes=False):
        return found
    inputs = {item.id: item for item in reported_inputs(benchmark)}
    words = _option_words(benchmark)
    changed: dict[int, dict[str, tuple[ReadRow, dict[str, str]]]] = {}
    for row in rows_with_unique_keys(sheet, problems):
        if row.key not in inputs:
            problems.add("profile_key_unknown", sheet, row, "key", text=row.key)
            continue
        is_changed = False
        for year in about.years:
            texts = _changed_texts(row, inputs[row.key], year, about, words.get(row.key, {}))
            if texts:
                changed.setdefault(year, {})[row.key] = (row, texts)
                is_changed = True
        found.unchanged += not is_changed
    found.left_out = len(inputs.keys() - {row.key for row in sheet.rows})
    for year, rows in changed.items():
        entry = _judged_year(sheet, about, benchmark, department, year, rows, problems)
        found.entries += [entry] if entry else []
    return found


def _changed_texts(
    row: ReadRow, item: Input, year: int, about: About, words: Mapping[str, str]
) -> dict[str, str]:
    """Answer and reason as the form takes them, where one of them changed."""
    before = StatedAnswer.of_key(about.base[ANSWERS].get(str(year), {}).get(item.id, ""))
    value = before.value
    was = cell_text(None if value is None else answer_content(item, value), words)
    texts = {
        f"{ANSWER}{item.id}": cell_text(row.cells.get(f"a-{year}"), words),
        f"{REASON}{item.id}": cell_text(row.cells.get(f"r-{year}")),
    }
    return {} if list(texts.values()) == [was, kept(before.reason)] else texts


def _judged_year(
    sheet: ReadSheet,
    about: About,
    benchmark: Benchmark,
    department: Department,
    year: int,
    rows: Mapping[str, tuple[ReadRow, dict[str, str]]],
    problems: WorkbookProblems,
) -> Entry | None:
    stated = stated_in(department, year, reported_inputs(benchmark))
    keys = about.base[ANSWERS].get(str(year), {})
    base = {name: StatedAnswer.of_key(keys.get(name, "")) for name in rows}
    data = QueryDict(mutable=True)
    for _row, texts in rows.values():
        data.update(texts)
    data["base_keys"] = signed_answers(base)
    form = AnswersForm(data, benchmark=benchmark, said=StatedYear(stated.now, {}))
    if not form.is_valid():
        _note_errors(sheet, form, year, rows, problems)
        return None
    values = {name: form.responses[name].key for name in rows}
    values = {name: key for name, key in values.items() if key != keys.get(name, "")}
    if not values:
        return None
    first = min(row.number for name, (row, _texts) in rows.items() if name in values)
    before = {name: keys.get(name, "") for name in values}
    return Entry(ANSWERS, str(year), first, values, before)


def _note_errors(
    sheet: ReadSheet,
    form: AnswersForm,
    year: int,
    rows: Mapping[str, tuple[ReadRow, dict[str, str]]],
    problems: WorkbookProblems,
) -> None:
    """Note the errors of the form, each at the cell of its question and year."""
    first = next(iter(rows.values()))[0]
    for name, errors in form.errors.items():
        sign = "r" if name.startswith(REASON) else "a"
        item = name.removeprefix(REASON).removeprefix(ANSWER)
        row = rows[item][0] if item in rows else first
        problems.say(sheet, row, f"{sign}-{year}" if item in rows else "", map(str, errors))


def _option_words(benchmark: Benchmark) -> dict[str, dict[str, str]]:
    """What can be written for the choices of each question: labels in every language."""
    words: dict[str, dict[str, str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            translated = library.load(benchmark.id, benchmark.version, language)
            for item in reported_inputs(translated):
                labels = {folded(label): value for value, label in options_of(item)}
                words.setdefault(item.id, {}).update(labels)
    return words
