"""A file weighs what reading it costs, not what it takes on a disk."""

from __future__ import annotations

import io
import sys
import zipfile

import pytest

from assessments.imports.files.weights import weight_of
from tests.imports.attack_files import ATTACKS
from tests.imports.sample_files import xlsx


def weight(data: bytes, enough: int = sys.maxsize) -> int:
    return weight_of(io.BytesIO(data), enough)


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def test_text_weighs_its_bytes_and_its_tags() -> None:
    assert weight(b"code;count\n" * 100) == 1_100
    assert weight(b"<a/>" * 100) == weight(b"<a></a>" * 100) == 1_600
    assert weight("<a>".encode("utf-16-le") * 100) == 800


def test_archives_weigh_what_they_unpack_to() -> None:
    assert weight(zipped(a=b"x" * 100_000, b=b"y" * 50_000)) == 250_000
    cells = 3_000 * [["T1", "2024-03-05", "5-831.0", 1, 2, 3]]
    assert 600_000 < weight(xlsx(cells)) < 2_000_000


def test_workbook_in_an_archive_weighs_what_is_in_it() -> None:
    book = xlsx(1_000 * [[1] * 10])
    assert len(book) < weight(book) / 5
    assert weight(zipped(book=book)) == weight(book) + 50_000


def test_nothing_is_unpacked_of_what_is_too_heavy() -> None:
    (file,) = ATTACKS["workbook: empty rows"](2_000_000)
    assert 1_000_000 < weight(file.data, enough=100_000) < 3_000_000


@pytest.mark.parametrize("data", [b"PK", b"PK" + b"x" * 1_000, zipped(a=b"x")[:-10]])
def test_damaged_archives_weigh_their_bytes(data: bytes) -> None:
    assert weight(data) == len(data)
