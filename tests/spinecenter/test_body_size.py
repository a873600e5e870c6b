"""Large requests are refused by the size they announce, before anything of them is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import Department
from tests import factories

pytestmark = pytest.mark.django_db

MEGABYTE = 1024 * 1024
MULTIPART = "multipart/form-data; boundary=x"


class Body:
    """The body of a request, that notes whether it was read."""

    def __init__(self) -> None:
        self.was_read = False

    def read(self, *_size: int) -> bytes:
        self.was_read = True
        return b""

    readline = read


@pytest.fixture
def department() -> Department:
    return factories.department()


def send(client: Client, page: str, size: int, kind: str = MULTIPART) -> tuple[Any, bool]:
    """The answer to a body of `size` bytes, and whether any of it was read."""
    body = Body()
    announced: dict[str, Any] = {"wsgi.input": body, "CONTENT_LENGTH": str(size)}
    answer = client.generic("POST", page, **announced | {"CONTENT_TYPE": kind})
    return answer, body.was_read


@pytest.mark.parametrize("page", ["/import/", "/login/", "/administration/official-codes/"])
@pytest.mark.parametrize("kind", [MULTIPART, "application/x-www-form-urlencoded"])
def test_stranger_sends_no_files(page: str, kind: str) -> None:
    answer, was_read = send(Client(), page, 400 * MEGABYTE, kind)
    assert (answer.status_code, was_read) == (413, False)
    assert "Log in, then choose the files again" in answer.text
    assert answer["Connection"] == "close"


def test_stranger_after_log_out_may_send_a_form(department: Department) -> None:
    answer, was_read = send(Client(), "/login/", MEGABYTE)
    assert (answer.status_code != 413, was_read) == (True, True)


@pytest.mark.parametrize(
    ("role", "size", "status", "is_read"),
    [
        ("director", 400 * MEGABYTE, 200, True),
        ("director", 451 * MEGABYTE, 413, False),
        ("consultant", 6 * MEGABYTE, 413, False),
        ("consultant", 5 * MEGABYTE, 403, False),
    ],
)
def test_only_who_may_record_sends_files(
    department: Department, role: str, size: int, status: int, is_read: bool
) -> None:
    client = Client()
    client.force_login(factories.user(role=role, of=department))
    answer, was_read = send(client, reverse("import_new"), size)
    assert (answer.status_code, was_read) == (status, is_read)


def test_other_pages_take_forms_and_no_files(department: Department) -> None:
    client = Client()
    client.force_login(factories.user(role="director", of=department))
    page = f"/departments/{department.pk}/records/surgeons/new/"
    answer, was_read = send(client, page, 6 * MEGABYTE)
    assert (answer.status_code, was_read) == (413, False)
    assert "larger than this page takes" in answer.text


@pytest.mark.parametrize("length", ["", "x", "-1", "9" * 5_000])
def test_length_that_is_no_number_is_no_failure(length: str) -> None:
    announced: dict[str, Any] = {"CONTENT_LENGTH": length, "CONTENT_TYPE": MULTIPART}
    answer = Client().generic("POST", "/login/", **announced)
    assert answer.status_code in {200, 400, 413}


def test_files_come_in_where_what_is_left_of_them_is_removed(
    department: Department, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    seen: list[tuple[Path, int]] = []
    client.force_login(factories.user(role="director", of=department))

    def looked(self: Any, **_hints: Any) -> Any:
        folder = Path(settings.IMPORT_FOLDER) / "incoming"
        seen.extend((path.parent, path.stat().st_mode & 0o777) for path in folder.iterdir())
        assert folder.stat().st_mode & 0o777 == 0o700
        return self.cleaned_data["file"]

    monkeypatch.setattr("assessments.imports.upload.forms.files.ImportForm.clean_file", looked)
    file = SimpleUploadedFile("a.csv", b"x;y\n" * 2 * MEGABYTE)
    client.post(reverse("import_new"), {"department": department.pk, "file": file})
    assert seen == [(Path(settings.IMPORT_FOLDER) / "incoming", 0o600)]
    assert not list((Path(settings.IMPORT_FOLDER) / "incoming").iterdir())
