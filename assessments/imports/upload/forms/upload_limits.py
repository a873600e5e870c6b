"""Keeps a too large upload from filling the disk while it comes in."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from assessments.imports.files.limits import Limits, current_limits


def most_bytes(limits: Limits) -> int:
    """What all files of an import may have together; each reader checks its own limit too."""
    return max(limits.file_bytes, limits.case_bytes)


class CutLargeUpload(FileUploadHandler):
    """First of the upload handlers: passes on nothing more once the files are above the limit.

    What was stored is then just above the limit too, so that the form refuses it by its size; the
    rest of the upload is received and thrown away.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk, or None once the limit was passed before it."""
        before = self._received
        self._received += len(raw_data)
        return None if before > most_bytes(current_limits()) else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Nothing: the handlers after this one hold the file."""
        return None
