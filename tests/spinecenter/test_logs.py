"""What senders of junk get, and what they leave in the log: one line, and nothing they wrote."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT

from tests.pages.markup import faults
from tests.spinecenter.log import log

__all__ = ["log"]

FORM = "application/x-www-form-urlencoded"
LONGEST_LINE = 1_200  # characters: time, level and logger, and what they say


@pytest.fixture
def stranger(client: Client) -> Client:
    client.raise_request_exception = False
    return client


class CutOff(io.BytesIO):
    """A body whose sender hangs up."""

    def read(self, *_size: int | None) -> bytes:
        raise OSError("the line was cut")


def files(number: int) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\n'
    return (f"{head}x\r\n" * number + f"--{BOUNDARY}--\r\n").encode()


def bad_base64() -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="f"\r\n'
    return f"{head}Content-Transfer-Encoding: base64\r\n\r\nabcde\r\n--{BOUNDARY}--\r\n".encode()


def posted(body: bytes | None, kind: str = FORM, **extra: Any) -> dict[str, Any]:
    """A form; without a body, its sender hangs up."""
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/login/",
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(body or b"a=1")),
        # Without the cookie of a form nobody reads the body.
        "HTTP_COOKIE": f"csrftoken={'a' * 32}",
        "wsgi.input": CutOff() if body is None else io.BytesIO(body),
        **extra,
    }


def asked(**environ: Any) -> dict[str, Any]:
    return {"PATH_INFO": "/login/", **environ}


# What is sent → the status of the answer.
JUNK: dict[str, tuple[dict[str, Any], int]] = {
    "wrong host": (asked(HTTP_HOST="evil.example"), 400),
    "host of many lines": (asked(HTTP_HOST="a\r\n2026-01-01 00:00:00 INFO forged: line"), 400),
    "host with escape codes": (asked(HTTP_HOST="a\x1b[2J\x1b]0;x\x07\x85\u2028\u202e"), 400),
    "host that no log can hold": (asked(HTTP_HOST="a\udc80"), 400),
    "long host": (asked(HTTP_HOST="a" * 8_000), 400),
    "too much data": (posted(b"a=" + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)), 413),
    "too many fields": (posted(b"a=1&" * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)), 400),
    "too many fields in an expired form": (
        posted(
            b"a=1&" * (settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1),
            PATH_INFO=f"/departments/{UUID(int=1)}/edit/",
            HTTP_ORIGIN="http://testserver",
        ),
        400,
    ),
    "too many questions": (asked(QUERY_STRING="a=1&" * 5_001), 400),
    "too many files": (posted(files(41), MULTIPART_CONTENT), 400),
    "no boundary": (posted(b"x", "multipart/form-data"), 400),
    "bad base64": (posted(bad_base64(), MULTIPART_CONTENT), 403),
    "form in another encoding": (posted(b"a=\xe4", f"{FORM}; charset=latin-1"), 400),
    "form in no encoding": (posted(b"a=\xe4", f"{FORM}; charset=\n"), 400),
    "line cut": (posted(None), 403),
    "line cut, many parts": (posted(None, MULTIPART_CONTENT), 403),
    "session of no shape": (asked(HTTP_COOKIE="sessionid=\x1b' OR 1=1; =;;;"), 200),
    "session with NUL": (asked(HTTP_COOKIE='sessionid="aaaaaaaaaaaa\\000"'), 200),
    "other cookies of no shape": (
        asked(HTTP_COOKIE='csrftoken="\\012\\000"; messages="\\012.x"; django_language="\\000"'),
        200,
    ),
    "many lines in the address": (asked(PATH_INFO="/none/\r\n2026 INFO forged\x1b[2J"), 404),
    "long address": (asked(PATH_INFO="/none/" + "\xe4\xb8\xad" * 1_300), 404),
    "NUL in the address": (asked(PATH_INFO="/departments/\x00/"), 400),
    "bad link to a new password": (asked(PATH_INFO="/account/password/new/1-\x00/"), 400),
    "odd languages": (asked(HTTP_ACCEPT_LANGUAGE="de-" * 3_000 + "\x00"), 200),
    "odd origin": (posted(b"a=1", HTTP_ORIGIN="http://[\n"), 403),
    "odd referer": (asked(HTTP_REFERER="http://[::1\x00"), 200),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("sent", "status"), JUNK.values(), ids=JUNK.keys())
def test_junk_of_strangers_is_one_plain_line(
    stranger: Client, log: io.StringIO, sent: dict[str, Any], status: int
) -> None:
    stranger.handler.enforce_csrf_checks = True
    answer = stranger.request(**sent)
    written = log.getvalue()
    assert answer.status_code == status
    assert "Traceback" not in written
    assert written.count("\n") == (status >= 400)
    assert written.rstrip("\n").isprintable()
    assert len(written) <= LONGEST_LINE


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "This request cannot be read"),
        ("de", "Diese Anfrage ist nicht lesbar"),
        ("zh-hans", "无法读取此请求"),
    ],
)
def test_refused_request_gets_a_plain_page_without_what_it_sent(
    stranger: Client, language: str, title: str
) -> None:
    answer = stranger.get("/", headers={"host": "evil.example", "accept-language": language})
    assert (answer.status_code, f"<h1>{title}</h1>" in answer.text) == (400, True)
    assert faults(answer.text) == []
    assert "evil.example" not in answer.text


def test_fault_of_our_own_keeps_its_traceback_in_which_nothing_looks_like_a_record(
    stranger: Client, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_asked: object) -> None:
        raise RuntimeError("first\n2026-01-01 00:00:00,000 INFO forged: line\x1b[2J")

    monkeypatch.setattr("spinecenter.readiness.database_answers", fail)
    assert stranger.get("/health/").status_code == 500
    first, *others = log.getvalue().splitlines()
    assert first.endswith("ERROR django.request: Internal Server Error: /health/")
    assert "  Traceback (most recent call last):" in others
    assert [line for line in others if not line.startswith("  ")] == []
    assert others[-1] == r"  2026-01-01 00:00:00,000 INFO forged: line\x1b[2J"
