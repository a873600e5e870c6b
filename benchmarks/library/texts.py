"""Translations of a definition: files with texts only, which replace the English ones."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pydantic import Field, ValidationError

from benchmarks.library.definition import Benchmark, Text
from benchmarks.library.parsing import BrokenDefinition, problems
from benchmarks.library.recipes import Strict

LANGUAGES = ("de", "zh-hans")
_ENTRIES: dict[str, tuple[str, ...]] = {
    "domains": ("label", "summary"),
    "rungs": ("label", "summary"),
    "inputs": ("label", "help", "unit"),
    "measures": ("label", "sentence", "unit", "note"),
}
_HEAD = ("title", "summary", "disclaimer")


class EntryTexts(Strict):
    """Texts of a domain or rung."""

    label: Text | None = None
    summary: Text | None = None


class InputTexts(Strict):
    """Texts of an input; `options` are the labels of its choices, all of them, in order."""

    label: Text | None = None
    help: Text | None = None
    unit: Text | None = None
    options: list[Text] = Field(default=[])


class MeasureTexts(Strict):
    """Texts of a measure."""

    label: Text | None = None
    sentence: Text | None = None
    unit: Text | None = None
    unit_one: Text | None = None
    note: Text | None = None


class Texts(Strict):
    """One language of one version. Whatever is left out stays English."""

    title: Text | None = None
    summary: Text | None = None
    disclaimer: Text | None = None
    domains: dict[str, EntryTexts] = Field(default={})
    rungs: dict[str, EntryTexts] = Field(default={})
    inputs: dict[str, InputTexts] = Field(default={})
    measures: dict[str, MeasureTexts] = Field(default={})


def read_texts(raw: dict[str, Any], benchmark: Benchmark, place: str) -> Texts:
    """Check a text file against its benchmark; raises `BrokenDefinition` with all problems."""
    try:
        texts = Texts.model_validate(raw)
    except ValidationError as error:
        raise BrokenDefinition(place, problems(error, raw)) from error
    mismatches = list(_mismatches(texts, benchmark))
    if mismatches:
        raise BrokenDefinition(place, mismatches)
    return texts


def _mismatches(texts: Texts, benchmark: Benchmark) -> Iterator[str]:
    for kind in _ENTRIES:
        known = {entry.id for entry in getattr(benchmark, kind)}
        for name in getattr(texts, kind):
            if name not in known:
                yield f"{kind}.{name}: the benchmark has no such id"
    for name, entry in texts.inputs.items():
        source = benchmark.input_by_id.get(name)
        if source and entry.options and len(entry.options) != len(source.options):
            yield (
                f"inputs.{name}.options: {len(source.options)} labels are needed, "
                f"{len(entry.options)} are given"
            )


def with_texts(raw: dict[str, Any], texts: Texts) -> dict[str, Any]:
    """A copy of the raw definition in which every translated text replaces the English one."""
    translated = deepcopy(raw)
    translated.update(_given(texts, _HEAD))
    for kind, fields in _ENTRIES.items():
        entries = getattr(texts, kind)
        for target in translated[kind]:
            entry = entries.get(target["id"])
            if entry is None:
                continue
            target.update(_given(entry, fields))
            if isinstance(entry, MeasureTexts) and entry.unit is not None:
                # Without a singular of its own the language uses its plural, never the English one.
                target["unit_one"] = entry.unit_one or ""
            for option, label in zip(target.get("options", []), _options(entry), strict=False):
                option["label"] = label
    return translated


def _given(entry: Strict, fields: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name in fields if (value := getattr(entry, name)) is not None}


def _options(entry: Strict) -> list[str]:
    return entry.options if isinstance(entry, InputTexts) else []


def missing_texts(benchmark: Benchmark, texts: Texts) -> list[str]:
    """Places where the English version has a text and the translation has none."""
    missing = [name for name in _HEAD if getattr(texts, name) is None]
    for kind, fields in _ENTRIES.items():
        entries = getattr(texts, kind)
        for source in getattr(benchmark, kind):
            entry = entries.get(source.id)
            missing += [
                f"{kind}.{source.id}.{name}"
                for name in fields
                if getattr(source, name) and getattr(entry, name, None) is None
            ]
            if getattr(source, "options", []) and not getattr(entry, "options", []):
                missing.append(f"{kind}.{source.id}.options")
    return missing
