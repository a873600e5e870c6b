"""Requests byte by byte, as no browser would write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from urllib.parse import quote_from_bytes

from tests.fuzz.nasty import CHARSETS, SentFile, Value

BOUNDARY = "----nasty"
URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

Pairs = Sequence[tuple[Value, Value]]


@dataclass(frozen=True)
class Sent:
    """A request: its way through the WSGI environment, headers included."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    content_type: str = URLENCODED
    headers: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        parts = [self.method, f"{self.path}?{self.query}" if self.query else self.path]
        parts += [self.content_type, *(f"{name}: {text}" for name, text in self.headers.items())]
        return "\n  ".join(map(_short, [*parts, repr(self.body)]))


def raw(value: Value) -> bytes:
    """The bytes of a value; of a file its content."""
    if isinstance(value, SentFile):
        return value.content
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def urlencoded(pairs: Pairs) -> bytes:
    """The pairs as the body of a plain form, or as a query."""
    return "&".join(
        f"{quote_from_bytes(raw(name))}={quote_from_bytes(raw(value))}" for name, value in pairs
    ).encode()


def multipart(pairs: Pairs) -> bytes:
    """The pairs as the body of a form with files."""
    parts = []
    for name, value in pairs:
        head = b'Content-Disposition: form-data; name="' + raw(name) + b'"'
        if isinstance(value, SentFile):
            head += b'; filename="' + value.name + b'"\r\nContent-Type: text/csv'
        parts.append(b"--%s\r\n%s\r\n\r\n%s\r\n" % (BOUNDARY.encode(), head, raw(value)))
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def body_of(pairs: Pairs, random: Random) -> tuple[bytes, str]:
    """A body with these pairs and its content type: mostly right, sometimes broken."""
    has_file = any(isinstance(value, SentFile) for _name, value in pairs)
    if random.random() < 0.1:
        return random.choice(_broken(pairs, random))
    if has_file or random.random() < 0.5:
        return multipart(pairs), MULTIPART
    return urlencoded(pairs), URLENCODED


def _broken(pairs: Pairs, random: Random) -> list[tuple[bytes, str]]:
    plain, body, charset = urlencoded(pairs), multipart(pairs), random.choice(CHARSETS)

    def instead(part: bytes, other: bytes) -> tuple[bytes, str]:
        return body.replace(part, other), MULTIPART

    return [
        (body, f"{MULTIPART}; charset={charset}"),
        (plain, f"{URLENCODED}; charset={charset}"),
        (body[: random.randrange(len(body))], MULTIPART),
        (body, "multipart/form-data"),
        (body, "multipart/form-data; boundary="),
        (body, f"multipart/form-data; boundary={'x' * 300}"),
        (body, "multipart/form-data; boundary=\xff"),
        (body, "multipart/mixed; boundary=x"),
        (b'{"a": [1, "\\u0000", "\\ud800"]}', "application/json"),
        (b"&" * 6_000, URLENCODED),
        (plain, ""),
        instead(b"; name=", b"; name*=utf-8''%ED%A0%80; x="),
        instead(b"; name=", f"; name*={charset}''%2B2AA-%00%5Cud800; x=".encode()),
        instead(b"filename=", b"filename*=utf-8''%00%ED%A0%80; x="),
        instead(b"filename=", f"filename*={charset}''%2B2AA-%00%5Cud800; x=".encode()),
        instead(b"\r\n\r\n", b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"),
        instead(b"\r\n", b"\n"),
    ]


def _short(text: str) -> str:
    return text if len(text) < 700 else f"{text[:500]} … {text[-150:]} ({len(text)} characters)"
