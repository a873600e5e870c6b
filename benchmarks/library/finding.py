"""Find and load benchmarks by id, version and language."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from benchmarks.library import definition_files
from benchmarks.library.definition import Benchmark
from benchmarks.library.definition_checks import Finding, check
from benchmarks.library.definition_files import DEFINITIONS, BenchmarkKey
from benchmarks.library.parsing import BrokenDefinition, build, parse
from benchmarks.library.texts import LANGUAGES, with_texts

__all__ = [
    "DEFAULT_ID",
    "DEFINITIONS",
    "LANGUAGES",
    "BenchmarkKey",
    "BrokenDefinition",
    "Finding",
    "UnknownBenchmark",
    "check",
    "digest",
    "latest",
    "load",
    "parse",
    "versions",
]

DEFAULT_ID = "german-three-pillar"


class UnknownBenchmark(LookupError):
    """No definition of that id and version; the message names what exists."""


@cache
def versions(folder: Path = DEFINITIONS) -> tuple[BenchmarkKey, ...]:
    """All versions on file, by id and then by version number (1.10 comes after 1.9)."""
    return definition_files.scan(folder)


def latest(benchmark_id: str, folder: Path = DEFINITIONS) -> BenchmarkKey:
    """The highest version of a benchmark; raises `UnknownBenchmark`."""
    keys = [key for key in versions(folder) if key.id == benchmark_id]
    if not keys:
        raise _unknown(benchmark_id, folder)
    return keys[-1]


def load(
    benchmark_id: str,
    version: str | None = None,
    language: str = "en",
    folder: Path = DEFINITIONS,
) -> Benchmark:
    """A benchmark, by default its latest version, with the texts of a language.

    Languages are "en", "de" and "zh-hans"; missing texts and all texts of other languages are
    English. The same object is returned each time. Raises `UnknownBenchmark` and
    `BrokenDefinition`.
    """
    key = _find(benchmark_id, version, folder)
    language = language.lower()
    return _load(key, language if language in LANGUAGES else "en", folder)


def digest(benchmark_id: str, version: str, folder: Path = DEFINITIONS) -> str:
    """SHA-256 of the definition file's bytes, in hexadecimal; raises `UnknownBenchmark`."""
    return _digest(_find(benchmark_id, version, folder), folder)


def _find(benchmark_id: str, version: str | None, folder: Path) -> BenchmarkKey:
    if version is None:
        return latest(benchmark_id, folder)
    key = BenchmarkKey(benchmark_id, version)
    if key not in versions(folder):
        raise _unknown(f"{benchmark_id} {version}", folder)
    return key


@cache
def _load(key: BenchmarkKey, language: str, folder: Path) -> Benchmark:
    raw, benchmark = definition_files.read(key, folder)
    texts = (
        None
        if language == "en"
        else definition_files.read_language(key, language, benchmark, folder)
    )
    if texts is None:
        return benchmark
    place = definition_files.place_of(definition_files.texts_path(key, language, folder), folder)
    return build(with_texts(raw, texts), place)


@cache
def _digest(key: BenchmarkKey, folder: Path) -> str:
    return definition_files.file_digest(definition_files.definition_path(key, folder))


def _unknown(asked: str, folder: Path) -> UnknownBenchmark:
    known = ", ".join(f"{key.id} {key.version}" for key in versions(folder)) or "none"
    return UnknownBenchmark(f"There is no benchmark {asked}. On file: {known}.")
