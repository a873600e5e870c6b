"""The definition files on disk: which ones exist, and how they are read.

``<id>/<version>.toml`` is a definition, ``<id>/<version>.<language>.toml`` its texts, and
``published.toml`` the digest of each published version. Nothing is cached.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.library.definition import Benchmark
from benchmarks.library.parsing import BrokenDefinition, build, parse_toml
from benchmarks.library.texts import LANGUAGES, Texts, read_texts

DEFINITIONS = Path(__file__).parents[1] / "definitions"
PUBLISHED = "published.toml"
_VERSION_FILE = re.compile(r"^\d+\.\d+\.toml$")
_TEXTS_FILE = re.compile(r"^(?P<version>\d+\.\d+)\.(?P<language>.+)\.toml$")


class BenchmarkKey(NamedTuple):
    """Names one version of one benchmark."""

    id: str
    version: str


def scan(folder: Path) -> tuple[BenchmarkKey, ...]:
    """All versions, by id and then by version number (1.10 comes after 1.9)."""
    keys = [
        BenchmarkKey(path.parent.name, path.stem)
        for path in folder.glob("*/*.toml")
        if _VERSION_FILE.match(path.name)
    ]
    return tuple(sorted(keys, key=lambda key: (key.id, _numbers(key.version))))


def unread_files(folder: Path) -> Iterator[Path]:
    """Files that look like definitions or texts but are never read."""
    keys = scan(folder)
    for path in sorted(folder.glob("*/*.toml")):
        texts = _TEXTS_FILE.match(path.name)
        if texts:
            key = BenchmarkKey(path.parent.name, texts["version"])
            read = texts["language"] in LANGUAGES and key in keys
        else:
            read = _VERSION_FILE.match(path.name) is not None
        if not read:
            yield path


def definition_path(key: BenchmarkKey, folder: Path) -> Path:
    """Where a version's definition lies."""
    return folder / key.id / f"{key.version}.toml"


def texts_path(key: BenchmarkKey, language: str, folder: Path) -> Path:
    """Where a version's texts of one language lie, if there are any."""
    return folder / key.id / f"{key.version}.{language}.toml"


def place_of(path: Path, folder: Path) -> str:
    """A file's name as messages show it, relative to the definitions."""
    return path.relative_to(folder).as_posix()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read(key: BenchmarkKey, folder: Path) -> tuple[dict[str, Any], Benchmark]:
    """A definition as TOML holds it and as a benchmark; raises `BrokenDefinition`."""
    path = definition_path(key, folder)
    place = place_of(path, folder)
    raw = _read_toml(path, place)
    return raw, build(raw, place)


def read_language(
    key: BenchmarkKey, language: str, benchmark: Benchmark, folder: Path
) -> Texts | None:
    """The texts of a language, or None where there is no file; raises `BrokenDefinition`."""
    path = texts_path(key, language, folder)
    if not path.exists():
        return None
    place = place_of(path, folder)
    return read_texts(_read_toml(path, place), benchmark, place)


def read_published(folder: Path) -> dict[BenchmarkKey, str]:
    """The digest of each published version; raises `BrokenDefinition`."""
    path = folder / PUBLISHED
    raw = _read_toml(path, PUBLISHED) if path.exists() else {}
    wrong = [name for name, digests in raw.items() if not isinstance(digests, dict)]
    if wrong:
        raise BrokenDefinition(PUBLISHED, [f"{name}: must be a table of digests" for name in wrong])
    return {
        BenchmarkKey(name, v): text for name, digests in raw.items() for v, text in digests.items()
    }


def _read_toml(path: Path, place: str) -> dict[str, Any]:
    try:
        # Editors on Windows put a byte order mark first, which TOML does not know.
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BrokenDefinition(place, ["file: is not saved as UTF-8"]) from error
    return parse_toml(text, place)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
