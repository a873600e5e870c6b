"""Keeps a too large upload from filling the disk while it comes in."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from assessments.imports import current_limits


class CutLargeUpload(FileUploadHandler):
    """First of the upload handlers: passes no more on once a file is above the limit.

    What was stored is then just above the limit too, so the form refuses it by its size; the rest
    of the upload is read from the line and thrown away.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk, or None once the limit was passed before it."""
        return None if start > current_limits().file_bytes else raw_data

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Nothing: the handlers after this one hold the file."""
        return None
