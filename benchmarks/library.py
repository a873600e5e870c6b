"""Find and load benchmarks: the files under ``definitions/<id>/<version>.toml``.

A published version never changes; ``definitions/published.toml`` holds the digest of each.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.definition import Benchmark
from benchmarks.parsing import BrokenDefinition, build, parse, parse_toml
from benchmarks.texts import LANGUAGES, Texts, read_texts, with_texts

__all__ = [
    "DEFAULT_ID",
    "DEFINITIONS",
    "LANGUAGES",
    "BenchmarkKey",
    "BrokenDefinition",
    "UnknownBenchmark",
    "digest",
    "latest",
    "load",
    "parse",
    "versions",
]

DEFAULT_ID = "german-three-pillar"
DEFINITIONS = Path(__file__).parent / "definitions"
_VERSION_FILE = re.compile(r"^\d+\.\d+\.toml$")


class BenchmarkKey(NamedTuple):
    """Names one version of one benchmark."""

    id: str
    version: str


class UnknownBenchmark(LookupError):
    """No definition of that id and version; the message names what exists."""


@cache
def versions(folder: Path = DEFINITIONS) -> tuple[BenchmarkKey, ...]:
    """All versions on file, by id and then by version number (1.10 comes after 1.9)."""
    keys = [
        BenchmarkKey(path.parent.name, path.stem)
        for path in folder.glob("*/*.toml")
        if _VERSION_FILE.match(path.name)
    ]
    return tuple(sorted(keys, key=lambda key: (key.id, _numbers(key.version))))


def latest(benchmark_id: str, folder: Path = DEFINITIONS) -> BenchmarkKey:
    """The highest version of a benchmark; raises `UnknownBenchmark`."""
    mine = [key for key in versions(folder) if key.id == benchmark_id]
    if not mine:
        raise _unknown(benchmark_id, None, folder)
    return mine[-1]


def load(
    benchmark_id: str,
    version: str | None = None,
    language: str = "en",
    folder: Path = DEFINITIONS,
) -> Benchmark:
    """A benchmark, by default its latest version, with the texts of a language.

    Languages are "en", "de" and "zh-hans"; a text that is missing in a language, and any other
    language, is English. The same object is returned each time. Raises `UnknownBenchmark` and
    `BrokenDefinition`.
    """
    key = find(benchmark_id, version, folder)
    language = language.lower()
    return _load(key, language if language in LANGUAGES else "en", folder)


def digest(benchmark_id: str, version: str, folder: Path = DEFINITIONS) -> str:
    """SHA-256 of the definition file's bytes, in hexadecimal; raises `UnknownBenchmark`."""
    path = definition_path(find(benchmark_id, version, folder), folder)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def find(benchmark_id: str, version: str | None, folder: Path = DEFINITIONS) -> BenchmarkKey:
    """The key of a version that exists, by default the latest; raises `UnknownBenchmark`."""
    if version is None:
        return latest(benchmark_id, folder)
    key = BenchmarkKey(benchmark_id, version)
    if key not in versions(folder):
        raise _unknown(benchmark_id, version, folder)
    return key


def definition_path(key: BenchmarkKey, folder: Path = DEFINITIONS) -> Path:
    """Where a version's definition lies."""
    return folder / key.id / f"{key.version}.toml"


def texts_path(key: BenchmarkKey, language: str, folder: Path = DEFINITIONS) -> Path:
    """Where a version's texts of one language lie, if there are any."""
    return folder / key.id / f"{key.version}.{language}.toml"


def place_of(path: Path, folder: Path = DEFINITIONS) -> str:
    """A file's name as messages show it, relative to the definitions."""
    return path.relative_to(folder).as_posix()


def load_texts(key: BenchmarkKey, language: str, folder: Path = DEFINITIONS) -> Texts | None:
    """The texts of a language, or None where there is no file; raises `BrokenDefinition`."""
    path = texts_path(key, language, folder)
    if not path.exists():
        return None
    place = place_of(path, folder)
    raw = parse_toml(path.read_text(encoding="utf-8"), place)
    return read_texts(raw, _load(key, "en", folder), place)


@cache
def _load(key: BenchmarkKey, language: str, folder: Path) -> Benchmark:
    path = definition_path(key, folder)
    place = place_of(path, folder)
    raw = parse_toml(path.read_text(encoding="utf-8"), place)
    texts = None if language == "en" else load_texts(key, language, folder)
    return build(raw if texts is None else with_texts(raw, texts), place)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _unknown(benchmark_id: str, version: str | None, folder: Path) -> UnknownBenchmark:
    asked = benchmark_id if version is None else f"{benchmark_id} {version}"
    known = ", ".join(f"{key.id} {key.version}" for key in versions(folder)) or "none"
    return UnknownBenchmark(f"There is no benchmark {asked}. On file: {known}.")
