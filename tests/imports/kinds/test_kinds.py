"""The registry of import kinds: complete, the only place that tells kinds apart, and enough."""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

import assessments
from assessments.imports.batches.presenters.kind import KindPage, Line
from assessments.imports.batches.services import steps
from assessments.imports.batches.services.kind import Kind, KindWords, Upload
from assessments.imports.batches.services.refusals import TooManyPreviews
from assessments.imports.files.source_files import SourceFile
from assessments.imports.kinds import presenters as import_pages
from assessments.imports.kinds import services as uploads
from assessments.models import Department, ImportBatch, ImportRun, User
from assessments.models.choices import ImportKind, ImportStatus
from tests import factories

# The modules that may name a member of `ImportKind`: what the database needs, and the folder of the
# kind.
DATABASE = {"models/choices.py", "models/import_batch.py"}
ROOMS = {
    "QUALITY_REPORT": "imports/code_lists/",
    "CODE_LIST": "imports/code_lists/",
    "CASE_LIST": "imports/case_lists/",
    "PROFILE_WORKBOOK": "imports/profile_workbook/",
}
# What is read of a file says by itself which of two kinds it is.
READERS = {"import_records/listings.py"}


def test_kinds_and_their_pages_are_the_same() -> None:
    keys = [kind.key for kind in uploads.KINDS]
    assert sorted(keys) == sorted(page.key for page in import_pages.PAGES)
    assert sorted(keys) == sorted(ImportKind.values)


def sources() -> list[tuple[str, str]]:
    root = Path(assessments.__file__).parent
    found = [(path.relative_to(root).as_posix(), path) for path in root.rglob("*.py")]
    found += [(path.name, path) for path in (root.parent / "templates").rglob("*.html")]
    assert len(found) > 300
    return [
        (name, path.read_text(encoding="utf-8"))
        for name, path in found
        if not name.startswith("migrations/")
    ]


@pytest.mark.parametrize("member", ImportKind.names)
def test_no_other_module_tells_kinds_apart(member: str) -> None:
    written = re.compile(rf"""ImportKind\.{member}\b|["']{ImportKind[member].value}["']""")
    named = {name for name, text in sources() if written.search(text)}
    elsewhere = {name for name in named if not name.startswith(ROOMS[member])}
    assert elsewhere - DATABASE - READERS == set()
    assert named > elsewhere


def test_kind_of_an_import_is_compared_only_to_find_its_registration() -> None:
    """And by the addresses that case lists alone have."""
    compared = re.compile(r"batch\.kind *(==|!=|in\b|not in\b)|(==|!=) *batch\.kind\b")
    named = {name for name, text in sources() if compared.search(text)}
    folders = ("imports/code_lists/", "imports/case_lists/")
    elsewhere = {name for name in named if not name.startswith(folders)}
    assert elsewhere == {"imports/kinds/services.py", "imports/kinds/presenters.py"}


TOY = b"TOY 2024\nbricks 12\n"


def _propose(*, user: User, department: Department, upload: Upload) -> list[ImportBatch]:
    (file,) = upload.files
    year = int(file.data.split()[1])
    batch = ImportBatch.objects.create(
        department=department,
        kind=ImportKind.CODE_LIST,
        year=year,
        file_name=file.name,
        digest="0" * 64,
        size=len(file.data),
        code_system="",
        is_complete=True,
        rows={"bricks": int(file.data.split()[3])},
        uploaded_by=user,
    )
    return [batch]


def _restrict(*, batches: list[ImportBatch], **_asked: Any) -> list[ImportBatch]:
    return batches


def _confirm(*, user: User, batch: ImportBatch, smaller: Collection[int] = ()) -> ImportBatch:
    return _changed(batch, ImportStatus.CONFIRMED)


def _undo(*, user: User, batch: ImportBatch) -> ImportBatch:
    return _changed(batch, ImportStatus.UNDONE)


def _changed(batch: ImportBatch, status: ImportStatus) -> ImportBatch:
    batch.status = status
    batch.save(update_fields=["status"])
    return batch


# The key of a kind that exists, because the database takes no other.
BRICKS = Kind(
    key=ImportKind.CODE_LIST,
    words=KindWords("a box of bricks", "Box of bricks", "Every brick counts."),
    recognise=lambda _department, upload: upload.files[0].data.startswith(b"TOY"),
    propose=_propose,
    restrict=_restrict,
    confirm=_confirm,
    undo=_undo,
)
BRICKS_PAGE = KindPage(
    key=BRICKS.key,
    show=lambda _request, batch: HttpResponse(
        f"{batch.rows['bricks']} bricks, {batch.get_status_display()}"
    ),
    revise=lambda _request, batch: HttpResponse(f"again {batch.rows['bricks']}"),
    data=lambda batches: {"bricks": batches[0].rows["bricks"], "not_taken": {}},
    line=lambda batches: Line("2024", f"{batches[0].rows['bricks']} bricks"),
    undone=lambda batch: f"{batch.rows['bricks']} bricks were put back.",
)


@pytest.fixture
def bricks(monkeypatch: pytest.MonkeyPatch) -> None:
    """An invented kind, boxes of bricks, in the place of lists of codes."""
    kinds = [kind for kind in uploads.KINDS if kind.key != BRICKS.key]
    pages = [page for page in import_pages.PAGES if page.key != BRICKS.key]
    monkeypatch.setattr(uploads, "KINDS", (BRICKS, *kinds))
    monkeypatch.setattr(import_pages, "PAGES", (*pages, BRICKS_PAGE))


@pytest.fixture
def department() -> Department:
    return factories.department()


@pytest.fixture
def page(client: Client, department: Department) -> Client:
    client.force_login(factories.user(role="director", of=department))
    return client


def upload(page: Client, department: Department) -> Any:
    posted = {"department": department.pk, "file": SimpleUploadedFile("box.toy", TOY)}
    return page.post(reverse("import_new"), posted, follow=True)


@pytest.mark.django_db
def test_new_kind_goes_from_upload_to_undo_by_the_page(
    page: Client, department: Department, bricks: None
) -> None:
    shown = page.get(reverse("import_new")).text
    assert "a box of bricks" in shown
    assert "Every brick counts." in shown
    assert upload(page, department).text == "12 bricks, Preview"
    batch = ImportBatch.objects.get()
    assert page.post(reverse("import_revise", args=[batch.pk])).text == "again 12"
    confirmed = page.post(reverse("import_confirm", args=[batch.pk]), follow=True)
    assert confirmed.text == "12 bricks, Confirmed"
    assert "box.toy" in page.get(reverse("import_list", args=[department.pk])).text
    undone = page.post(reverse("import_undo", args=[batch.pk]), follow=True)
    assert undone.text == "12 bricks, Undone"
    assert "12 bricks were put back." in page.get(reverse("import_new")).text


@pytest.mark.django_db
def test_new_kind_is_read_in_the_background(
    page: Client, department: Department, bricks: None, settings: Settings, tmp_path: Path
) -> None:
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.IMPORT_BACKGROUND_BYTES = 0
    assert upload(page, department).text == "12 bricks, Preview"
    assert ImportRun.objects.get().batch == ImportBatch.objects.get()


@pytest.mark.django_db
def test_new_kind_is_taken_by_the_command(
    department: Department, bricks: None, tmp_path: Path
) -> None:
    factories.administrator(username="admin")
    (tmp_path / "box.toy").write_bytes(TOY)
    output = io.StringIO()
    named = ("--department", str(department.pk))
    call_command("import_volumes", str(tmp_path / "box.toy"), *named, stdout=output)
    assert "2024 | code_list | 12 bricks | confirmed" in output.getvalue()
    assert ImportBatch.objects.get().status == ImportStatus.CONFIRMED


@pytest.mark.django_db
def test_no_more_previews_wait_than_somebody_can_look_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "MOST_PREVIEWS", 2)
    department = factories.department()
    user = factories.user(role="director", of=department)
    for _ in range(2):
        factories.import_batch(department=department, status="preview")
    upload = Upload(files=[SourceFile("codes.csv", b"code;number\n5-831.0;12\n")], year=2024)
    with pytest.raises(TooManyPreviews, match="2 previews of this department wait"):
        uploads.propose(user=user, department=department, upload=upload)
    steps.discard(user=user, batch=ImportBatch.objects.filter(status="preview")[0])
    assert uploads.propose(user=user, department=department, upload=upload)


@pytest.mark.django_db
def test_whoever_uploads_and_discards_in_turn_stores_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(steps, "MOST_DISCARDED", 2)
    department = factories.department()
    user = factories.user(role="director", of=department)
    numbers = range(5)
    for number in numbers:
        content = b"code;number\n5-831.0;%d\n" % (number + 12)
        upload = Upload(files=[SourceFile(f"{number}.csv", content)], year=2024)
        [batch] = uploads.propose(user=user, department=department, upload=upload)
        steps.discard(user=user, batch=batch)
    # The last was discarded after the last look.
    left = ImportBatch.objects.filter(status="discarded").values_list("file_name", flat=True)
    assert set(left) == {"2.csv", "3.csv", "4.csv"}
