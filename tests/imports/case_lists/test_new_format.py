"""A format of case lists that is new: its registration alone takes it from file to preview."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.import_records.problems import Place, UnreadableFile, refuse
from assessments.imports.case_lists.reading import formats
from assessments.imports.case_lists.reading.format import Format, FormatWords, Recognised
from assessments.imports.case_lists.reading.rows import CaseRows, ReadingContext
from assessments.imports.case_lists.reading.tables import CaseTable
from assessments.models import ImportBatch
from tests import factories
from tests.imports.case_lists.lists import OPTIONS, files

# One line above the names of the columns, as registries write it.
TOY = "Register of the year;;\nRegisterfall;Registertag;Registerkode\nT1;2024-03-05;5-831.0\n"


def _recognise(tables: Sequence[CaseTable]) -> Recognised | None:
    found = tuple(table for table in tables if table.names[:1] == ("registerfall",))
    complete = tuple(table for table in found if "registerkode" in table.names)
    return Recognised(complete, lambda reading: _read(complete, reading)) if complete else None


def _lacking(tables: Sequence[CaseTable]) -> UnreadableFile | None:
    for table in tables:
        if "registerfall" in table.names:
            return refuse("missing_columns", Place(file=table.file), missing="Registerkode")
    return None


def _read(tables: Sequence[CaseTable], reading: ReadingContext) -> CaseRows:
    pieces = [(table, piece) for table in tables for piece in table.pieces([0, 1, 2])]
    rows = pd.concat([piece for _table, piece in pieces])
    case = np.concatenate([reading.cases(table, piece, [0]) for table, piece in pieces])
    procedures = pd.DataFrame(
        {"case": case, "date": pd.to_datetime(rows[1]).to_numpy("datetime64[D]")}
    )
    procedures["code"] = pd.Categorical(rows[2])
    diagnoses = pd.DataFrame({"case": case, "code": pd.Categorical(["M51.1"] * len(rows))})
    diagnoses["main"] = True
    return CaseRows("register", "OPS", "ICD10GM", procedures, diagnoses, cases=1, rows=len(rows))


REGISTER = Format(
    words={"register": FormatWords("Register of the spine", "The column Registerfall is there.")},
    column_names={"registerfall", "registertag", "registerkode"},
    recognise=_recognise,
    lacking=_lacking,
)


@pytest.fixture(autouse=True)
def registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FORMATS", (REGISTER, *formats.FORMATS))


@pytest.mark.django_db
def test_new_format_is_previewed_in_its_own_words(client: Client) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    (source,) = files(register=TOY)
    posted = {"department": department.pk, "file": SimpleUploadedFile(source.name, source.data)}
    response = client.post(reverse("import_new"), posted, follow=True)
    shown = " ".join(response.content.decode().split())
    assert "1 spine operation in 2024: 1 degenerative" in shown
    assert "Register of the spine" in shown
    assert "The column Registerfall is there." in shown
    assert ImportBatch.objects.get().findings["format"] == "register"


def test_table_that_is_nearly_of_the_new_format_is_refused_by_it() -> None:
    sources = files(register=TOY.replace("Registerkode", "Kode des Eingriffs"))
    with pytest.raises(UnreadableFile, match="Registerkode"):
        formats.read_cases(sources, OPTIONS)
