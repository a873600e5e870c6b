"""Checks of the definition files: errors, missing translations, reviews that are due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from benchmarks.library import definition_files
from benchmarks.library.definition import Benchmark
from benchmarks.library.definition_files import PUBLISHED, BenchmarkKey
from benchmarks.library.parsing import BrokenDefinition
from benchmarks.library.texts import LANGUAGES, Texts, missing_texts

REVIEW_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Finding:
    """One result of the checks: an error forbids release, a warning asks for attention."""

    kind: Literal["error", "warning"]
    place: str
    message: str


def check(on: date, folder: Path = definition_files.DEFINITIONS) -> list[Finding]:
    """Check every definition, text file and digest, and the review dates as of the day `on`."""
    findings: list[Finding] = []
    statuses: dict[BenchmarkKey, str] = {}
    for key in definition_files.scan(folder):
        try:
            _, benchmark = definition_files.read(key, folder)
        except BrokenDefinition as error:
            findings += _errors(error)
            continue
        statuses[key] = benchmark.status
        findings += _check_benchmark(key, benchmark, on, folder)
    findings += _check_digests(statuses, folder)
    for path in definition_files.unread_files(folder):
        message = "is neither a version nor its texts"
        findings.append(Finding("error", definition_files.place_of(path, folder), message))
    return findings


def _errors(error: BrokenDefinition) -> list[Finding]:
    return [Finding("error", error.place, problem) for problem in error.problems]


def _check_benchmark(
    key: BenchmarkKey, benchmark: Benchmark, on: date, folder: Path
) -> Iterator[Finding]:
    place = definition_files.place_of(definition_files.definition_path(key, folder), folder)
    if (benchmark.id, benchmark.version) != key:
        message = f"declares {benchmark.id} {benchmark.version}; name the file after it"
        yield Finding("error", place, message)
    if benchmark.status != "retired":
        yield from _check_review(benchmark, place, on)
    for language in LANGUAGES:
        yield from _check_texts(key, language, benchmark, folder)


def _check_review(benchmark: Benchmark, place: str, on: date) -> Iterator[Finding]:
    due = benchmark.next_review
    if due < on:
        yield Finding("warning", place, f"review overdue since {due:%Y-%m-%d}")
    elif due <= on + REVIEW_SOON:
        yield Finding("warning", place, f"review due on {due:%Y-%m-%d}")


def _check_texts(
    key: BenchmarkKey, language: str, benchmark: Benchmark, folder: Path
) -> Iterator[Finding]:
    try:
        texts = definition_files.read_language(key, language, benchmark, folder)
    except BrokenDefinition as error:
        yield from _errors(error)
        return
    missing = missing_texts(benchmark, texts or Texts())
    if missing:
        shown = ", ".join(missing[:3]) + (" …" if len(missing) > 3 else "")
        place = definition_files.place_of(
            definition_files.texts_path(key, language, folder), folder
        )
        yield Finding("warning", place, f"{len(missing)} texts missing: {shown}")


def _check_digests(statuses: dict[BenchmarkKey, str], folder: Path) -> Iterator[Finding]:
    """Compare the published versions with `published.toml`; `statuses`: of readable definitions."""
    try:
        listed = definition_files.read_published(folder)
    except BrokenDefinition as error:
        yield from _errors(error)
        return
    keys = definition_files.scan(folder)
    for key in keys:
        listed_digest = listed.get(key)
        actual = definition_files.file_digest(definition_files.definition_path(key, folder))
        if listed_digest is None and statuses.get(key, "draft") != "draft":
            yield Finding("error", PUBLISHED, f'[{key.id}] lacks "{key.version}" = "{actual}"')
        elif listed_digest not in {None, actual}:
            message = f"{key.id} {key.version} changed after publication; make a new version"
            yield Finding("error", PUBLISHED, message)
    for key in sorted(set(listed) - set(keys)):
        message = f"{key.id} {key.version} is listed but its file is gone"
        yield Finding("error", PUBLISHED, message)
