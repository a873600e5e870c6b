"""What no person types, or only by mistake: texts, files and headers that have broken sites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class SentFile:
    """A file in the body of a request; `name` as raw bytes of the header."""

    name: bytes
    content: bytes = b"code;count\n5-831.0;12\n"


# As they stand in the body before they are encoded: text is sent in UTF-8, surrogates included.
Value = str | bytes | SentFile

DIGITS: Final = "9" * 5_000

# Kept apart by what they are meant to break.
NUMBERS: Final[tuple[Value, ...]] = (
    DIGITS,
    f"-{DIGITS}",
    f"0.{DIGITS}",
    "0" * 5_000,
    f"1e{'9' * 20}",
    "1e999999",
    "1e-999999",
    "-1",
    "0",
    "-0",
    "1.5",
    "2147483648",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "32768",
    "NaN",
    "sNaN",
    "inf",
    "-Infinity",
    "²",
    "٣",
    "１２",
    "0x10",
    "1_000",
    "1,5.2",
    "--1",
    "0000",
    "9999",
    "10000",
)
TEXTS: Final[tuple[Value, ...]] = (
    "",
    " ",
    "\x00",
    "Bei\x00spiel",
    "a\r\nb",
    "\x01\x08\x0b\x1f\x7f\x85",
    "\ud800",
    "a\udfffb",
    b"\xff\xfe\x80",
    b"\xed\xa0\x80",
    b"\xf4\x90\x80\x80",
    "\ufeff\u202eabc\u2066\u200f",
    "👩\u200d⚕️🦴",
    "\U0010ffff\ufffe",
    "é" * 200,
    "x" * 301,
    "x" * 70_000,
    "${{7*7}}{% now %}%(a)s%s{0}",
    "../../../../etc/passwd",
    "..\\..\\con",
    "'; DROP TABLE assessments_draft; --",
    '"><script>alert(1)</script>',
    "null",
    "[]",
    '{"a": ["\\u0000"]}',
    "a" * 40 + ":" + "b" * 40,
    "=1+1",
)
DATES: Final[tuple[Value, ...]] = (
    "0000-00-00",
    "0001-01-01",
    "9999-12-31",
    "9999-99-99",
    "10000-01-01",
    "2020-02-30",
    "-2020-01-01",
    "2020-01-01T00:00:00Z",
    "20200101",
)
ADDRESSES: Final[tuple[Value, ...]] = (
    "//elsewhere.example/",
    "https://elsewhere.example\\@testserver/",
    "javascript:alert(1)",
    "/\x00",
    "/\ud800",
    "/a\r\nSet-Cookie: b=c",
    "http://[",
    "http://[::1/",
    "/" + "x" * 5_000,
    "/departments/00000000-0000-0000-0000-000000000000/",
    f"/departments/00000000-0000-0000-0000-000000000000/years/{DIGITS}/structure/",
    "00000000-0000-0000-0000-000000000000",
    "{" * 50,
    "a@b",
    "x" * 300 + "@example.org",
    "Ünï@bücher.example",
    "1@99999999999999999999",
    "german-three-pillar@../../1.0",
)
FILE_NAMES: Final = (
    b"cases.csv",
    b"",
    b".",
    b"..",
    b"a\x00b.csv",
    b"\xed\xa0\x80.csv",
    b"\xff\xfe.csv",
    b"../../etc/passwd",
    b"C:\\con\\..\\aux.csv",
    b"x" * 5_000,
    b"x" * 5_000 + b".csv",
    b"\xe2\x80\xae" + b"vsc.exe",
    b"a\tb\x1f.csv",
    b"%00%ED%A0%80.csv",
    b"&#0;&#55296;&#99999999999;.csv",
    "患者👩.csv".encode(),
    b"a/b\\c.csv",
    b"a;b=c.csv",
)
FILES: Final[tuple[Value, ...]] = (
    *(SentFile(name) for name in FILE_NAMES),
    SentFile(b"empty.csv", b""),
    SentFile(b"nul.csv", b"\x00" * 2_000),
    SentFile(b"nul.csv", b"code;count\n5-83\x001.0;1\n"),
    SentFile(b"digits.csv", f"code;count\n5-831.0;{DIGITS}\n".encode()),
    SentFile(b"digits.csv", f"case;date;code\n1;{DIGITS};5-831.0\n".encode()),
    SentFile(b"nul.csv", b"case;date;code;surgeon\n1;2020-03-05;5-831.0;A\x00B\n"),
    SentFile(b"surrogates.csv", b"case;date;code\n1;2020-03-05;\xed\xa0\x80\n"),
    SentFile(b"utf16.csv", "code;count\n\ud800;1\n".encode("utf-16", "surrogatepass")),
    SentFile(b"broken.xlsx", b"PK\x03\x04" + b"\x00" * 100),
    SentFile(b"broken.xml", b"<?xml version='1.0'?><a><b></a>"),
    SentFile(b"nul.xml", b"<?xml version='1.0'?><a>&#0;&#55296;</a>"),
    SentFile(b"broken.zip", b"PK\x05\x06" + b"\xff" * 18),
)
VALUES: Final[tuple[Value, ...]] = NUMBERS + TEXTS + DATES + ADDRESSES + FILES

# Encodings a request may claim: some are no text, some decode to lone surrogates.
CHARSETS: Final = (
    "utf-8",
    "UTF8",
    "latin-1",
    "utf-7",
    "utf-16",
    "unicode_escape",
    "hex",
    "base64",
    "rot13",
    "idna",
    "punycode",
    "undefined",
    "nonsense",
)
# Without control characters and broken lengths: a web server refuses those itself.
HEADERS: Final[dict[str, tuple[str, ...]]] = {
    "HTTP_ACCEPT_LANGUAGE": ("zh-hans;q=NaN, de;q=9e999", "\xed\xa0\x80", "-" * 600, "de," * 2_000),
    "HTTP_USER_AGENT": ("", "x" * 8_000, "\xed\xa0\x80", "\xff"),
    "HTTP_X_FORWARDED_FOR": ("x" * 5_000, "1.2.3.4, \xed\xa0\x80", "::1%", ",", "1.2.3.4"),
    "REMOTE_ADDR": ("", "1.2.3.4", "::1"),
    "HTTP_REFERER": ("http://[", "x" * 5_000, "\xed\xa0\x80", "http://testserver/%00"),
    "HTTP_ORIGIN": ("null", "http://[", "http://testserver", "\xed\xa0\x80"),
    "HTTP_HOST": ("testserver:99999", "[", "x" * 300, "\xed\xa0\x80"),
    "HTTP_HX_REQUEST": ("true",),
    "HTTP_HX_CURRENT_URL": ("http://[", "%ED%A0%80", "http://testserver/%00"),
    "HTTP_IF_MODIFIED_SINCE": ("Mon, 99 Xxx 99999 00:00:00 GMT",),
    "HTTP_IF_NONE_MATCH": ('"' * 300, "*"),
    "HTTP_COOKIE": (
        f"sessionid={'x' * 5_000}",
        "sessionid=\xed\xa0\x80",
        "sessionid=%00",
        'sessionid="\\000"',
        'csrftoken="\\000"; django_language=%00',
        "django_language=../../de",
        f"django_language={'x' * 5_000}",
        "messages=$$; messages=",
        "=;=;=",
    ),
    "CONTENT_TYPE": tuple(f"text/plain; charset={charset}" for charset in CHARSETS),
}
