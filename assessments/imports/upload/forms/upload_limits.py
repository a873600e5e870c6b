"""Upload handlers: too large files do not fill the disk, and all come in at a private place."""

from __future__ import annotations

import tempfile
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from assessments.imports.files.limits import Limits, current_limits
from assessments.imports.runs.services import files as run_files


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


class PrivateFileUpload(TemporaryFileUploadHandler):
    """Django's handler of large files, which come into our private folder.

    What a killed process leaves there is removed (`runs.remove_expired`); in the folder of the
    system it would stay.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Open the file for what will be received."""
        # Not TemporaryFileUploadHandler's, which would open one in the folder of the system.
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = _PrivateFile(
            self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )


class _PrivateFile(TemporaryUploadedFile):
    def __init__(
        self, name: Any, content_type: Any, size: Any, charset: Any, content_type_extra: Any
    ) -> None:
        file = tempfile.NamedTemporaryFile(dir=run_files.incoming())  # noqa: SIM115 - kept open
        # Not TemporaryUploadedFile's, which chooses the folder itself.
        UploadedFile.__init__(self, file, name, content_type, size, charset, content_type_extra)
