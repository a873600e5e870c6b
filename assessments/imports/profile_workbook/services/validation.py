"""Judges a profile workbook by the forms of the pages, without recording anything.

New and changed records are saved in a transaction that is rolled back, so that a form that looks at
other records sees those of the same workbook too.
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from assessments.editing import merging
from assessments.editing.locks import locked_department
from assessments.editing.record_refusals import RecordGone, RecordRefused
from assessments.import_records.problems import raise_all, refuse
from assessments.imports.batches.services.kind import NotAtOnce
from assessments.imports.files.limits import current_limits
from assessments.imports.files.source_files import SourceFile
from assessments.imports.profile_workbook.reading.contents import Entry, Texts
from assessments.imports.profile_workbook.reading.reader import read_profile
from assessments.imports.profile_workbook.reading.sheets import REMOVE, ReadRow, ReadSheet
from assessments.imports.profile_workbook.services.cells import (
    cell_text,
    choice_words,
    folded,
    in_every_language,
    kept,
    removal_word,
)
from assessments.imports.profile_workbook.services.content import About
from assessments.imports.profile_workbook.services.entries import (
    ANSWERS,
    MODELS,
    NEW,
    VOLUMES,
    StoredProfile,
    stored_profile,
)
from assessments.imports.profile_workbook.services.grids import changed_answers, changed_volumes
from assessments.imports.profile_workbook.services.importing import (
    ProposedProfile,
    refuse_same_workbook,
)
from assessments.imports.profile_workbook.services.problems import (
    WorkbookProblems,
    check_columns,
    rows_with_unique_keys,
)
from assessments.imports.profile_workbook.services.record_sheets import (
    default_text,
    fields_of,
    form_of,
    model_field,
)
from assessments.models import Department, Surgeon, User
from assessments.models.versioned import Versioned
from assessments.pages.benchmarks import benchmark_in_language
from assessments.profile.answers.reading.recorded_answers import reported_inputs
from assessments.profile.records import services as records
from benchmarks import library

Rows = list[tuple[ReadSheet, ReadRow]]


def judged(
    *,
    user: User,
    department: Department,
    files: Sequence[SourceFile],
    now: datetime,
    at_once: bool = False,
) -> ProposedProfile:
    """What the workbook changes. Raises `UnreadableFile` with every problem, or `ImportRefused`.

    `at_once`: raises `NotAtOnce` where it changes more records than a request can wait for.
    """
    read = read_profile(files)
    about = About.of_signed(read.about)
    if about is None:
        raise refuse("profile_not_ours")
    if about.department != str(department.pk):
        raise refuse("profile_of_another")
    try:
        benchmark = benchmark_in_language(*about.benchmark)
    except library.UnknownBenchmark as error:
        raise refuse("profile_not_ours") from error
    digest = hashlib.sha256(files[0].data).hexdigest()
    # Its new entries would be refused as being there already.
    refuse_same_workbook(department, digest)
    problems = WorkbookProblems()
    known = {*MODELS, VOLUMES, ANSWERS}
    for sheet in read.sheets.values():
        if sheet.name not in known:
            problems.add("profile_sheet_unknown", sheet, None, "key", text=sheet.name)
    with transaction.atomic():
        locked_department(user, department.pk)
        inputs = [item.id for item in reported_inputs(benchmark)]
        stored = stored_profile(department, about.years, inputs)
        validation = Validation(user, department, stored, about, now, problems, at_once=at_once)
        entries = validation.judge(read.sheets)
        codes, unchanged = validation.codes, validation.unchanged
        transaction.set_rollback(True)
    if VOLUMES in read.sheets:
        found = changed_volumes(read.sheets[VOLUMES], about, codes, problems)
        entries, unchanged = [*entries, *found.entries], unchanged + found.unchanged
        validation.left_out += found.left_out
    if ANSWERS in read.sheets:
        found = changed_answers(read.sheets[ANSWERS], about, benchmark, department, problems)
        entries, unchanged = [*entries, *found.entries], unchanged + found.unchanged
        validation.left_out += found.left_out
    raise_all(problems.found, current_limits().case_problems)
    data = files[0].data
    return ProposedProfile(
        file_name=files[0].name,
        digest=digest,
        size=len(data),
        entries=entries,
        benchmark=about.benchmark,
        made_at=about.made_at,
        unchanged=unchanged,
        left_out=validation.left_out,
        missing=[name for name in (*MODELS, VOLUMES, ANSWERS) if name not in read.sheets],
    )


class Validation:
    """Judges the sheets of single records one after the other; the caller rolls back."""

    def __init__(
        self,
        user: User,
        department: Department,
        stored: StoredProfile,
        about: About,
        now: datetime,
        troubles: WorkbookProblems,
        *,
        at_once: bool = False,
    ) -> None:
        self.user, self.department, self.stored = user, department, stored
        self.about, self.now, self.troubles = about, now, troubles
        self.unchanged = self.left_out = self._count = self._tried = 0
        self._at_once = at_once
        # Code of a surgeon, folded -> the key; and primary keys on trial -> the key.
        self.codes: dict[str, str] = {}
        self._trial_keys: dict[str, str] = {}
        self._removed = in_every_language(removal_word)
        self._words = {
            (sheet, name): choice_words(model_field(sheet, name))
            for sheet in MODELS
            for name in fields_of(sheet, by_name=True)
            if model_field(sheet, name).flatchoices
        }

    def judge(self, sheets: dict[str, ReadSheet]) -> list[Entry]:
        """The entries of all sheets of records; removals come first, as when they are written."""
        sorted_rows = {name: self._sorted(sheets[name]) for name in MODELS if name in sheets}
        entries: list[Entry] = []
        for name in reversed(list(sorted_rows)):
            for sheet, row in sorted_rows[name][0]:
                entries += self._removal(sheet, row)
        self._read_surgeon_codes()
        for name, (_removals, rows) in sorted_rows.items():
            for sheet, row in rows:
                entry = self._entry(sheet, row)
                entries += [entry] if entry else []
            if name == "surgeons":
                self._read_surgeon_codes()
        return entries

    def _sorted(self, sheet: ReadSheet) -> tuple[Rows, Rows]:
        """Rows to be removed, and others; without those whose key or mark is wrong."""
        base = self.about.base[sheet.name]
        if not check_columns(sheet, self._labels(sheet.name), self.troubles, removes=True):
            return [], []
        removals: Rows = []
        others: Rows = []
        for row in rows_with_unique_keys(sheet, self.troubles):
            marked = cell_text(row.cells.get(REMOVE))
            is_removal = folded(marked) in self._removed
            if row.key and row.key not in base:
                self.troubles.add("profile_key_unknown", sheet, row, "key", text=row.key)
            elif marked and not is_removal:
                self.troubles.add("profile_remove", sheet, row, REMOVE, text=marked)
            elif is_removal and (not row.key or sheet.name == "department"):
                self.troubles.add("profile_remove_new", sheet, row, REMOVE)
            elif sheet.name == "department" and not row.key:
                self.troubles.add("profile_key_unknown", sheet, row, "key", text="")
            else:
                (removals if is_removal else others).append((sheet, row))
        self.left_out += len(base.keys() - {row.key for row in sheet.rows})
        return removals, others

    def _labels(self, sheet: str) -> dict[str, str]:
        return {
            name: str(capfirst(str(model_field(sheet, name).verbose_name)))
            for name in fields_of(sheet, self.about.names)
        }

    def _removal(self, sheet: ReadSheet, row: ReadRow) -> list[Entry]:
        current = self.stored.records[sheet.name].get(row.key)
        if current is None:
            return []
        self._try_one()
        try:
            with transaction.atomic():
                records.delete(
                    user=self.user, record=current, version=current.version, now=self.now
                )
        except RecordGone:
            pass  # it went with its surgeon
        except RecordRefused as error:
            self.troubles.say(sheet, row, REMOVE, [str(error)])
        base = self.about.base[sheet.name][row.key]
        return [Entry(sheet.name, row.key, row.number, {}, base, remove=True)]

    def _entry(self, sheet: ReadSheet, row: ReadRow) -> Entry | None:
        base = self.about.base[sheet.name].get(row.key, {})
        texts = self._texts(sheet, row, base)
        changed = [name for name, text in texts.items() if text != kept(base.get(name, ""))]
        if row.key and not changed:
            self.unchanged += 1
            return None
        current = self.stored.records[sheet.name].get(row.key)
        if row.key and current is None:
            self.troubles.add("profile_gone", sheet, row, "key")
            return None
        if not row.key and self._is_there(sheet.name, texts):
            self.unchanged += 1  # added since, as by the same workbook saved once more
            return None
        names = changed if row.key else list(texts)
        values = self._saved_on_trial(sheet, row, current, {name: texts[name] for name in names})
        if values is None:
            return None
        if row.key and all(values[name] == base.get(name, "") for name in names):
            self.unchanged += 1  # the same, written differently
            return None
        kept_base = {name: base.get(name, "") for name in names} if row.key else {}
        return Entry(sheet.name, row.key, row.number, values, kept_base)

    def _is_there(self, sheet: str, texts: Texts) -> bool:
        """Whether an equal record was added since the workbook was made."""
        return any(
            merging.as_text(record, texts) == texts
            for key, record in self.stored.records[sheet].items()
            if key not in self.about.base[sheet]
        )

    def _texts(self, sheet: ReadSheet, row: ReadRow, base: Texts) -> Texts:
        """What the form takes for the cells of a row."""
        texts = {}
        for name in fields_of(sheet.name, self.about.names):
            text = cell_text(row.cells.get(name), self._words.get((sheet.name, name)))
            if not row.key and not text:
                text = default_text(sheet.name, name)
            if name == "surgeon" and text:
                text = self._surgeon(text, base.get(name, ""))
            texts[name] = text
        return texts

    def _surgeon(self, code: str, before: str) -> str:
        """The primary key of the surgeon with this code; the code itself where there is none."""
        known = self.about.base["surgeons"].get(before, {}).get("code", "")
        if before and folded(known) == folded(code):
            return before
        return self._trial_pk(folded(code)) or code

    def _trial_pk(self, code: str) -> str:
        key = self.codes.get(code, "")
        return next((pk for pk, known in self._trial_keys.items() if known == key), key)

    def _saved_on_trial(
        self, sheet: ReadSheet, row: ReadRow, current: Versioned | None, texts: Texts
    ) -> Texts | None:
        """The values of the fields as text, once the form has taken them; None where it has not."""
        self._try_one()
        self._count += 1
        limit = current_limits().profile_entries
        if self._count > limit:
            raise refuse("profile_too_many", limit=limit)
        now = merging.as_text(current, fields_of(sheet.name, by_name=True)) if current else {}
        data = QueryDict(mutable=True)
        data.update({**now, **texts})
        form = form_of(sheet.name)(
            data,
            department=self.department,
            today=self.now.date(),
            instance=copy.copy(current),
        )
        if not form.is_valid():
            self.troubles.of_form(sheet, row, form)
            return None
        try:
            with transaction.atomic():
                form.instance.save()
        except IntegrityError:
            self.troubles.say(sheet, row, "", [_("This contradicts another entry.")])
            return None
        values = merging.as_text(form.instance, texts)
        if "surgeon" in values:
            values["surgeon"] = self._trial_keys.get(values["surgeon"], values["surgeon"])
        return values

    def _try_one(self) -> None:
        """A record is changed on trial, which takes by far the longest."""
        self._tried += 1
        if self._at_once and self._tried > current_limits().profile_entries_at_once:
            raise NotAtOnce

    def _read_surgeon_codes(self) -> None:
        """Read the codes of surgeons anew; the key of a new surgeon is made of the code."""
        known = self.stored.records["surgeons"]
        for pk, code in Surgeon.objects.filter(department=self.department).values_list(
            "pk", "code"
        ):
            key = str(pk)
            if key not in known:
                self._trial_keys[key] = f"{NEW}{code.casefold()}"
                key = self._trial_keys[key]
            self.codes[folded(code)] = key
