"""The private folder in which uploaded files wait until they are read.

Only the account of the server can open it (0700, files 0600), and the names in it are random or
numbers. Locks on files show which processes are at work: the system releases them when a process
ends, even if it is killed.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from django.conf import settings

from assessments.import_records.problems import Problem, UnreadableFile
from assessments.imports.files.source_files import SourceFile, joined_digests
from assessments.imports.files.weights import weight_of

_LOCK, _PROBLEMS, _HEADS, _WORKERS = "lock", "problems", "heads", "workers"
# Where uploads come in.
_INCOMING = "incoming"
# A file: its name, and its bytes piece by piece.
Named = tuple[str, Iterable[bytes]]


class FilesGone(Exception):
    """The files of a run are no longer there."""


class Head(NamedTuple):
    """The names of the columns of one table, without its rows."""

    file: str
    sheet: str
    headers: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """Files in the folder. `digest` is over the files as they were uploaded, archives as a whole.

    `size` in bytes; `weight` is the size as `weight_of` counts it.
    """

    folder: str
    names: tuple[str, ...]
    size: int
    weight: int
    digest: str


def keep(files: Iterable[Named]) -> Kept:
    """Write the files into a folder of their own, which is removed if that fails."""
    folder = secrets.token_hex(16)
    path = _root() / folder
    path.mkdir(mode=0o700)
    names, digests, size, weight = [], [], 0, 0
    try:
        for number, (name, pieces) in enumerate(files):
            digest, own_size = hashlib.sha256(), 0
            with _private(path / str(number)) as handle:
                for piece in pieces:
                    handle.write(piece)
                    digest.update(piece)
                    own_size += len(piece)
            size += own_size
            with (path / str(number)).open("rb") as handle:
                weight += weight_of(handle, settings.IMPORT_BACKGROUND_BYTES)
            names.append(name)
            digests.append(digest.hexdigest())
    except BaseException:
        remove(folder)
        raise
    return Kept(folder, tuple(names), size, weight, joined_digests(digests))


def sources(folder: str, names: Sequence[str]) -> list[SourceFile]:
    """The files again, in memory. Raises `FilesGone`."""
    path = _root() / folder
    try:
        return [
            SourceFile(name, (path / str(number)).read_bytes()) for number, name in enumerate(names)
        ]
    except FileNotFoundError as error:
        raise FilesGone from error


def remove(folder: str) -> None:
    """Remove the folder with all that is in it; nothing where it is gone already."""
    shutil.rmtree(_root() / folder, ignore_errors=True)


def keep_problems(folder: str, error: UnreadableFile) -> None:
    """Store the problems of the files, which may quote cells, beside the files."""
    text = json.dumps({"more": error.more, "problems": [one.as_json() for one in error.problems]})
    path = _root() / folder / _PROBLEMS
    path.unlink(missing_ok=True)
    with _private(path) as handle:
        handle.write(text.encode())


def problems(folder: str) -> UnreadableFile | None:
    """The stored problems of the files; None where they were removed."""
    try:
        found = json.loads((_root() / folder / _PROBLEMS).read_bytes())
    except FileNotFoundError:
        return None
    return UnreadableFile(map(Problem.from_json, found["problems"]), more=found["more"])


def keep_heads(folder: str, found: Iterable[Head]) -> None:
    """Store the names of the columns beside the files, which need not be opened for them again."""
    path = _root() / folder / _HEADS
    path.unlink(missing_ok=True)
    with _private(path) as handle:
        handle.write(json.dumps(list(found)).encode())


def heads(folder: str) -> list[Head]:
    """The stored names of the columns. Raises `FilesGone`."""
    try:
        found = json.loads((_root() / folder / _HEADS).read_bytes())
    except FileNotFoundError as error:
        raise FilesGone from error
    return [Head(file, sheet, tuple(headers)) for file, sheet, headers in found]


def remove_sources(folder: str) -> None:
    """Remove the files, but not their problems."""
    for path in (_root() / folder).glob("*"):
        if path.name not in (_LOCK, _PROBLEMS):
            path.unlink(missing_ok=True)


@contextmanager
def held(folder: str) -> Iterator[bool]:
    """Lock the files; False where another process is reading them.

    Raises `FilesGone` where there is no folder.
    """
    try:
        lock = os.open(_root() / folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except FileNotFoundError as error:
        raise FilesGone from error
    try:
        yield _locked(lock, fcntl.LOCK_EX)
    finally:
        os.close(lock)


@contextmanager
def working() -> Iterator[None]:
    """Mark this process as a worker for `is_worker_there`."""
    lock = os.open(_root() / _WORKERS, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield
    finally:
        os.close(lock)


def is_worker_there() -> bool:
    """Whether a worker is running."""
    lock = os.open(_root() / _WORKERS, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        return not _locked(lock, fcntl.LOCK_EX)
    finally:
        os.close(lock)


def folders() -> list[str]:
    """The names of the existing folders."""
    return [path.name for path in _root().iterdir() if _is_of_a_run(path)]


def remove_unknown_folders(known: Collection[str], older_than: float) -> None:
    """Remove folders that are not `known` and were not changed for `older_than` seconds."""
    for path in _root().iterdir():
        with suppress(FileNotFoundError):
            is_old = time.time() - path.stat().st_mtime > older_than
            if _is_of_a_run(path) and path.name not in known and is_old:
                shutil.rmtree(path, ignore_errors=True)


def incoming() -> Path:
    """The private folder in which uploads come in."""
    path = _root() / _INCOMING
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def remove_left_uploads(older_than: float) -> None:
    """Remove uploads that nothing was written to for `older_than` seconds.

    A request removes its own when it ends; what is left here is of a process that was killed.
    """
    for path in (_root() / _INCOMING).glob("*"):
        with suppress(FileNotFoundError):
            if time.time() - path.stat().st_mtime > older_than:
                path.unlink()


def _root() -> Path:
    root = Path(settings.IMPORT_FOLDER)
    if not root.is_dir():
        root.mkdir(parents=True, exist_ok=True)
        root.chmod(0o700)
    return root


def _is_of_a_run(path: Path) -> bool:
    return path.is_dir() and path.name != _INCOMING


def _private(path: Path) -> BinaryIO:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _locked(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
