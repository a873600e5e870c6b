"""Names of uploaded files as a script may send them: shown and stored without what cannot be."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from assessments.models import Department, ImportBatch
from tests import factories as make

pytestmark = pytest.mark.django_db

NAMES = {
    b'filename="a\x00b.csv"': "ab.csv",
    b'filename="a&#0;&#55296;.csv"': "a\ufffd\ufffd.csv",
    b'filename="../../etc/a.csv"': "a.csv",
    b'filename="C:\\con\\a.csv"': "a.csv",
    b'filename="' + b"x" * 900 + b'.csv"': "x" * 251 + ".csv",
}


def body(name: bytes, department: Department) -> bytes:
    chosen = str(department.pk).encode()
    fields = {
        b'"department"': chosen,
        b'"year"': b"2023",
        b'"file"; ' + name: b"code;count\n5-831.0;12\n",
    }
    parts = [
        b"--x\r\nContent-Disposition: form-data; name=%s\r\n\r\n%s\r\n" % part
        for part in fields.items()
    ]
    return b"".join(parts) + b"--x--\r\n"


@pytest.mark.parametrize(("sent", "kept"), NAMES.items())
def test_file_keeps_what_can_be_kept_of_its_name(client: Client, sent: bytes, kept: str) -> None:
    department = make.department()
    client.force_login(make.user(role="director", of=department))
    page = reverse("import_new", args=[department.pk])
    kind = "multipart/form-data; boundary=x"
    answer = client.generic("POST", page, body(sent, department), content_type=kind)
    assert answer.status_code == 302
    assert ImportBatch.objects.get().file_name == kept
    assert client.get(answer.headers["Location"]).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        b'filename="."',
        b'filename="\x00"',
        b'filename="\xed\xa0\x80a.csv"',
        b"filename*=utf-7''%2B2AA-a.csv",
        b"filename*=hex''%00",
    ],
)
def test_file_whose_name_cannot_be_read_is_no_file(client: Client, name: bytes) -> None:
    department = make.department()
    client.force_login(make.user(role="director", of=department))
    page = reverse("import_new", args=[department.pk])
    kind = "multipart/form-data; boundary=x"
    assert (
        client.generic("POST", page, body(name, department), content_type=kind).status_code == 200
    )
    assert not ImportBatch.objects.exists()
