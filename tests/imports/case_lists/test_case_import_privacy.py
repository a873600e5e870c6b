"""Nothing of a patient is left after an import: not in the database, logs or temporary files."""

from __future__ import annotations

import base64
import io
import re
import tempfile
from pathlib import Path

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from assessments.imports.case_lists.reading import csv_files, general_list
from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import reading as run_reading
from assessments.imports.runs.services import runs
from assessments.models import Department, ImportBatch, ImportRun
from tests import factories

pytestmark = pytest.mark.django_db

P21 = {
    "FALL.csv": (
        "IK;KH-internes-Kennzeichen;Versicherten-ID;Geburtsjahr;Geburtsmonat;PLZ;Wohnort;"
        "Patientennummer;Aufnahmedatum\n"
        "260100023;KH99001122;A987654321;1957;11;81541;Hintertupfing;PN66554433;202403040900\n"
    ),
    "OPS.csv": (
        "IK;KH-internes-Kennzeichen;OPS-Kode;OPS-Datum\n260100023;KH99001122;5-831.0;202403050815\n"
    ),
    "ICD.csv": ("IK;KH-internes-Kennzeichen;Diagnoseart;ICD-Kode\n260100023;KH99001122;HD;M51.1\n"),
    "FAB.csv": (
        "IK;KH-internes-Kennzeichen;FAB;FAB-Aufnahmedatum\n"
        "260100023;KH99001122;HA2316;202403040900\n"
    ),
}
# A name and an identity number stand where they should not, too: in a column of codes.
FRONT_PAGE = {
    "hqms.csv": (
        "A48,A49,A11,A20,A13,C03C,C14x01C,C16x01,C18x01,C35x01C,C37x01\n"
        "ZY00991234,1,赵小明,430103196005121234,1960-05-12,M51.202,80.5107,2024/6/1,张三,"
        "赵小明,2024/6/1\n"
        "ZY00991235,1,钱大海,430103195705121235,1957-05-12,D33.401,03.4x07,2024/6/2,张三,"
        "430103195705121235,2024/6/2\n"
    )
}
TEMPLATE = {
    "cases.csv": (
        "case_id;op_date;main_dx;procedures;Name;Birth date;Postcode\n"
        "KH99001122;2024-03-05;M51.1;5-831.0;Petra Patientin;12.11.1957;81541\n"
    )
}
# Numbers, days and names in the columns of codes and words.
IN_CODES = {
    "codes.csv": (
        "case_id;op_date;main_dx;procedures;technique;pathology\n"
        "K1;2024-03-05;M51.1;5-831.0;Petra Patientin;Petra Patientin\n"
        "K2;2024-03-05;A987654321;A987654321 5-831.0;KH99001122;A987654321\n"
        "K3;2024-03-05;;PN66554433;A987654321;Hintertupfing\n"
        "K4;2024-03-05;;12.11.1957;1957;\n"
        "K5;2024-03-05;;430103196005121234;赵小明;\n"
        "K6;2024-03-05;;赵小明;;钱大海\n"
        "K7;2024-03-05;;0170/7654321;;\n"
        "K8;2024-03-05;;7654321;;\n"
        "K9;2024-03-05;;81541;;\n"
    )
}
IDENTIFIERS = (
    *("KH99001122", "A987654321", "1957", "81541", "Hintertupfing", "PN66554433"),
    *("ZY00991234", "ZY00991235", "赵小明", "钱大海", "430103196005121234"),
    *("430103195705121235", "1960-05-12", "1957-05-12", "Petra Patientin", "12.11.1957"),
    *("7654321", "0170/7654321"),
)


@pytest.fixture
def temporary(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only directory for temporary files; every upload goes through it."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.FILE_UPLOAD_HANDLERS = [
        "assessments.imports.upload.forms.upload_limits.CutLargeUpload",
        "assessments.imports.upload.forms.upload_limits.PrivateFileUpload",
    ]
    return tmp_path


def database() -> str:
    """Every cell of every table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows += cursor.fetchall()
    # JSON columns come as text with escaped signs on some databases.
    text = "\n".join(str(row) for row in rows)
    return text + re.sub(r"\\+u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


def found_in(text: str) -> list[str]:
    """The identifiers that stand in the text by themselves, not as part of a longer number."""
    return [
        one for one in IDENTIFIERS if re.search(rf"(?<![0-9A-Za-z]){re.escape(one)}(?![0-9])", text)
    ]


def upload(client: Client, department: Department, files: dict[str, str]) -> str:
    uploads = [SimpleUploadedFile(name, text.encode()) for name, text in files.items()]
    answers = {"department": department.pk, "file": uploads}
    response = client.post(reverse("import_new"), answers, follow=True)
    content: str = response.content.decode()
    return content


def cells_of(page: str) -> str:
    """Every cell of the workbook of problems in the page, names of its members included."""
    found = re.search(r';base64,([^"]*)"', page)
    assert found
    book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(found[1])))
    rows = [row for sheet in book for row in sheet.iter_rows(values_only=True)]
    return " ".join(str(cell) for row in rows for cell in row) + " ".join(book.sheetnames)


@pytest.mark.parametrize(
    "files",
    [P21, FRONT_PAGE, TEMPLATE, IN_CODES],
    ids=["p21", "hqms", "template", "in codes"],
)
def test_no_identifier_is_left_anywhere(
    client: Client, caplog: pytest.LogCaptureFixture, temporary: Path, files: dict[str, str]
) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")

    preview = upload(client, department, files)
    batch = ImportBatch.objects.get()
    before = database()
    client.post(reverse("import_confirm", args=[batch.pk]))
    after = database()
    explained = client.get(reverse("import_explain", args=[batch.pk])).content.decode()

    assert "spine operation" in preview
    assert found_in(files[next(iter(files))])  # they were in the file
    assert not found_in(before + after)
    assert not found_in(preview + explained)
    assert not found_in(caplog.text)
    assert not files_in(temporary)


def test_refused_file_leaves_nothing_either(
    client: Client, caplog: pytest.LogCaptureFixture, temporary: Path
) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")
    broken = {name: text.replace("2024-03-05", "tomorrow") for name, text in TEMPLATE.items()}

    shown = upload(client, department, broken)
    workbook = cells_of(shown)

    assert "“tomorrow” is not a day." in shown
    assert "tomorrow" in workbook
    assert not found_in(shown + workbook + database() + caplog.text)
    assert not files_in(temporary)


@pytest.fixture
def in_background(temporary: Path, settings: Settings) -> Path:
    """Every file waits for a worker, in a folder among the other temporary files."""
    settings.IMPORT_BACKGROUND_BYTES = 0
    settings.IMPORT_FOLDER = temporary / "imports"
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    return temporary / "imports"


def files_in(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and path.name != "workers"]


@pytest.mark.parametrize("files", [P21, FRONT_PAGE, TEMPLATE], ids=["p21", "hqms", "template"])
def test_files_that_wait_for_the_worker_leave_nothing_once_they_are_read(
    client: Client,
    caplog: pytest.LogCaptureFixture,
    temporary: Path,
    in_background: Path,
    files: dict[str, str],
) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")

    shown = upload(client, department, files)
    waiting = database()
    # Only in the private folder, and under no name of theirs.
    names = [path.name for path in temporary.rglob("*") if path.is_file()]
    assert sorted(names) == sorted([*map(str, range(len(files))), "workers"])
    run_reading.perform(ImportRun.objects.get().pk)

    assert ImportBatch.objects.exists()
    assert not found_in(shown + waiting + database() + caplog.text)
    assert not files_in(temporary)


def test_run_that_crashes_leaves_nothing(
    client: Client,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    temporary: Path,
    in_background: Path,
) -> None:
    def crash(_list: object, piece: object, _of: object) -> None:
        raise RuntimeError(f"{piece} KH99001122 Petra Patientin")

    monkeypatch.setattr(general_list._CaseList, "take", crash)
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")
    upload(client, department, TEMPLATE)
    run = ImportRun.objects.get()

    # As the worker does: what a task raises would be kept in the database, with its message.
    run_reading.read_run.call(str(run.pk))

    run.refresh_from_db()
    shown = client.get(reverse("import_run", args=[run.pk])).content.decode()
    assert run.state == "failed"
    assert not found_in(shown + database() + caplog.text)
    assert not files_in(temporary)


def test_run_whose_process_is_stopped_keeps_its_files_for_the_next_one_only(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    temporary: Path,
    in_background: Path,
) -> None:
    def stop(*_arguments: object) -> None:
        raise SystemExit(1)

    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    upload(client, department, TEMPLATE)
    run = ImportRun.objects.get()
    with monkeypatch.context() as stopped:
        stopped.setattr(csv_files.CsvTable, "pieces", stop)
        with pytest.raises(SystemExit):
            run_reading.perform(run.pk)
    assert sorted(files_in(in_background)) == ["0", "lock"]
    runs.recover()
    run_reading.perform(run.pk)
    assert ImportBatch.objects.exists()
    assert not files_in(temporary)


def test_problems_of_a_run_are_kept_beside_the_database_and_without_the_file(
    client: Client, caplog: pytest.LogCaptureFixture, temporary: Path, in_background: Path
) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")
    broken = {name: text.replace("2024-03-05", "12.11.57") for name, text in TEMPLATE.items()}
    upload(client, department, broken)
    run = ImportRun.objects.get()
    run_reading.perform(run.pk)

    assert "“12.11.57”" in client.get(reverse("import_run", args=[run.pk])).content.decode()
    assert "12.11.57" not in database() + caplog.text
    kept = [path for path in temporary.rglob("*") if path.is_file() and path.name == "problems"]
    assert len(kept) == 1
    assert not found_in(kept[0].read_text(encoding="utf-8"))
    assert sorted(files_in(temporary)) == ["lock", "problems"]
    run_files.remove(run.folder)
    assert not files_in(temporary)


def test_columns_are_assigned_without_a_cell_of_the_file(
    client: Client, caplog: pytest.LogCaptureFixture, temporary: Path, settings: Settings
) -> None:
    settings.IMPORT_FOLDER = temporary / "imports"
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")
    renamed = {"cases.csv": TEMPLATE["cases.csv"].replace("case_id;op_date", "Akte;Tag")}

    shown = upload(client, department, renamed)
    run = ImportRun.objects.get()
    waiting = database()
    answers = {"case": "Akte", "date": "Tag", "codes": "procedures", "main": "main_dx"}
    address = reverse("import_run_columns", args=[run.pk])
    preview = client.post(address, answers, follow=True).content.decode()

    assert "Which column means what?" in shown
    assert "1 spine operation" in preview
    assert not found_in(shown + preview + waiting + database() + caplog.text)
    assert not files_in(temporary)


def test_list_of_texts_without_any_code_is_refused_without_naming_one(
    client: Client, caplog: pytest.LogCaptureFixture, temporary: Path
) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")
    head, *rows = IN_CODES["codes.csv"].splitlines()
    # Five digits may be a code of CPT.
    only = {"codes.csv": "\n".join([head, *(row for row in rows[2:] if "81541" not in row)])}

    shown = upload(client, department, only)

    assert "has the form of one" in shown
    assert not found_in(shown + cells_of(shown) + database() + caplog.text)


@pytest.mark.parametrize("text", ["A987654321", "7654321", "430103195705121235", "Petra Patientin"])
def test_list_of_codes_keeps_and_shows_no_number_or_name(
    client: Client, caplog: pytest.LogCaptureFixture, temporary: Path, text: str
) -> None:
    department = factories.department()
    client.force_login(factories.user(role="director", of=department))
    caplog.set_level("DEBUG")
    listed = {"list.csv": f"code;count;year\n5-831.0;40;2023\n{text};7;2023\n5-032.00;45;2023\n"}

    shown = upload(client, department, listed)
    book = cells_of(shown) if ";base64," in shown else ""

    assert "row 3" in shown
    assert not found_in(shown + book + database() + caplog.text)


def test_command_prints_no_number_or_name(
    temporary: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    department = factories.department()
    user = factories.user(role="director", of=department)
    path = tmp_path / "codes.csv"
    path.write_text(IN_CODES["codes.csv"], encoding="utf-8")
    data = tmp_path / "preview.json"
    options = {"department": str(department.pk), "user": user.username, "json": data}
    with pytest.raises(CommandError) as raised:
        call_command("import_volumes", str(path), accept_incomplete=True, **options)
    printed = capsys.readouterr()
    assert "Texts without the form of a code in this column: 7" in str(raised.value)

    assert '"operations"' in data.read_text(encoding="utf-8")
    assert not found_in(
        printed.out
        + printed.err
        + str(raised.value)
        + data.read_text(encoding="utf-8")
        + database()
    )
