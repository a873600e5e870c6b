"""Requests that cannot be read get the page of a bad request, never that of a mistake of ours."""

from __future__ import annotations

import sys
from io import BytesIO
from typing import Any

import pytest
from django.test import Client

from spinecenter.wsgi import application
from tests import factories as make
from tests.fuzz.browsers import connection_kept
from tests.pages.markup import text

pytestmark = pytest.mark.django_db

NO_TEXT = ("base64", "hex", "idna", "undefined")
SURROGATES = ("utf-7", "unicode_escape")


def status(
    method: str, query: str, content_type: str, body: bytes = b"", host: str = "testserver"
) -> int:
    """What a web server is answered."""
    found: list[int] = []

    def start(line: str, *_headers: Any) -> Any:
        found.append(int(line[:3]))

    environment = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": "/login/",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": host,
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": BytesIO(body),
        "wsgi.errors": sys.stderr,
    }
    with connection_kept():
        application(environment, start).close()
    return found[0]


@pytest.mark.parametrize("charset", [*NO_TEXT, *SURROGATES, "latin-1", "nonsense"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_other_encodings_than_utf_8_are_refused(method: str, charset: str) -> None:
    assert status(method, "next=/", f"text/plain; charset={charset}") == 400


@pytest.mark.parametrize("charset", [*NO_TEXT, *SURROGATES])
def test_fields_in_another_encoding_are_refused(charset: str) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="username"\r\n\r\n+2AA-\r\n--x--\r\n'
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    assert status("POST", "", kind, body) == 400


def test_body_that_cannot_be_taken_apart_is_not_read_for_the_page_of_another_refusal() -> None:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="' + b"x" * 5_000 + b'"\r\n\r\n\r\n--x--\r\n'
    )
    assert status("POST", "", "multipart/form-data; boundary=x", body, "elsewhere.example") == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8"])
def test_utf_8_may_be_named(charset: str) -> None:
    assert status("GET", "next=/", f"text/plain; charset={charset}") == 200


@pytest.mark.parametrize("query", ["next=a%00b", "%00=1", "a=1&" * 6_000])
def test_address_with_nul_or_too_many_parameters_gets_a_page_that_says_so(query: str) -> None:
    answer = Client().get(f"/login/?{query}")
    assert answer.status_code == 400
    assert "This request cannot be read" in text(answer.text)


def test_path_with_nul_is_refused(client: Client) -> None:
    client.force_login(make.user())
    assert client.get("/benchmarks/german-three-pillar/%00/").status_code == 400


def test_surrogates_in_an_address_are_read_as_unknown_characters(client: Client) -> None:
    client.force_login(make.administrator())
    answer = client.get("/administration/people/?q=%ED%A0%80")
    assert answer.status_code == 200
    assert "\ufffd" in answer.text
