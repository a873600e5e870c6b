"""From bytes to text: what kind of file this is, and how its characters are encoded."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from itertools import islice

from assessments.import_records.problems import UnreadableFile, refuse
from assessments.imports.files.limits import MEGABYTE, Limits

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
# The names an XML declaration may use; any other is ignored and the bytes decide.
_KNOWN = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-15": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
}
# Share of the characters outside ASCII that must be everyday Chinese ones.
_CHINESE_FROM = 0.7
_LOOKED_AT_SIGNS = 20_000
_FOREIGN_SIGN = re.compile(r"[^\x00-\x7f]")

# A workbook with a password lies in a container that begins as old workbooks do.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BLANKS = b"\0 \t\r\n\xef\xbb\xbf"
_FOREIGN = (
    (b"%PDF", "pdf"),
    (b"\xd0\xcf\x11\xe0", "old_excel"),
    (b"\x1f\x8b", "compressed"),
    (b"7z\xbc\xaf", "compressed"),
    (b"Rar!", "compressed"),
)


def too_large(limits: Limits) -> UnreadableFile:
    """The error for a file above the limit, to be raised."""
    return refuse("too_large", limit=f"{limits.file_bytes / MEGABYTE:g}")


def check_size(data: bytes, limits: Limits) -> None:
    """Refuse an empty or too large file."""
    if len(data) > limits.file_bytes:
        raise too_large(limits)
    # A large file is only copied to be stripped where its beginning is empty.
    if not data[:1024].strip(_BLANKS) and not data.strip(_BLANKS):
        raise refuse("empty_file")


def file_format(data: bytes, name: str) -> str:
    """Judge by the content: "xml", "xlsx" or "text". Raises `UnreadableFile` for anything else."""
    for start, kind in _FOREIGN:
        if data.startswith(start):
            raise refuse("encrypted" if _ENCRYPTED in data else kind)
    if data.startswith(b"PK"):
        return "xlsx"
    head = data[:4096]
    for bom, _encoding in _BOMS:
        head = head.removeprefix(bom)
    # UTF-16 is ASCII with zeros in between, as far as markup goes.
    head = head.replace(b"\0", b"").lstrip().lower()
    if head.startswith((b"<!doctype html", b"<html")):
        raise refuse("web_page")
    if head.startswith(b"<"):
        return "xml"
    if name.lower().endswith(".xml"):
        raise refuse("not_xml")
    return "text"


def decode(data: bytes) -> str:
    """The text of the bytes: by byte order mark, XML declaration, then UTF-8, GB18030 or cp1252.

    Raises `UnreadableFile` when none fits, or when the text holds characters no text file has.
    """
    if b"\0" in data and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise refuse("binary")
    text = _decoded(data)
    if "\0" in text:
        raise refuse("binary")
    return text


def as_utf8(data: bytes) -> bytes:
    """The same text as UTF-8 without a byte order mark; raises as `decode` does."""
    body = _without_bom(data)
    if b"\0" not in body and _is_utf8(body):
        return body
    return decode(data).encode()


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8, looked at piece by piece so that no second copy is made."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), MEGABYTE):
            decoder.decode(data[start : start + MEGABYTE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def visible(text: str) -> str:
    """The text without signs that nobody sees: control characters, marks of direction or width.

    They come with copied cells, and two codes that look alike would not be the same.
    """
    return "".join(sign for sign in text if sign.isprintable() or sign.isspace())


def _decoded(data: bytes) -> str:
    body = _without_bom(data)
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _try(data if encoding == "utf-16" else body, encoding)
            if text is None:
                raise refuse("encoding")
            return text
    declared = _DECLARED.match(body)
    named = _KNOWN.get(declared[1].decode("ascii").lower()) if declared else None
    # A declaration can be wrong: cp1252 bytes under "utf-8" are common.
    text = _try(body, named) if named else None
    if text is None:
        text = _try(body, "utf-8")
    return _legacy(body) if text is None else text


def _legacy(body: bytes) -> str:
    """GB18030 when its reading is everyday Chinese, else cp1252: both accept most bytes."""
    chinese = _try(body, "gb18030")
    if chinese is not None and _is_everyday_chinese(chinese):
        return chinese
    western = _try(body, "cp1252")
    if western is None:
        raise refuse("encoding")
    return western


def _is_everyday_chinese(text: str) -> bool:
    """Whether most characters outside ASCII are in GB2312, judged by the first thousands."""
    found = islice(_FOREIGN_SIGN.finditer(text), _LOOKED_AT_SIGNS)
    counted = Counter(sign[0] for sign in found)
    everyday = sum(count for sign, count in counted.items() if _in_gb2312(sign))
    return everyday >= _CHINESE_FROM * counted.total()


def _in_gb2312(sign: str) -> bool:
    try:
        sign.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _without_bom(data: bytes) -> bytes:
    return data.removeprefix(codecs.BOM_UTF8)
