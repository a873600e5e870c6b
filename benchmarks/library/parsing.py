"""Reads the text of a definition file into a `Benchmark`, or lists what to correct and where."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from benchmarks.library.definition import Benchmark

_TOML_POSITION = re.compile(r"^(?P<what>.*) \(at (?P<where>[^()]+)\)$", re.DOTALL)


class BrokenDefinition(ValueError):
    """A definition or text file that must not be used.

    `place` names the file; `problems` lists every fault as "where: what to correct".
    """

    def __init__(self, place: str, problems: list[str]) -> None:
        self.place = place
        self.problems = problems
        super().__init__(f"{place}: " + "; ".join(problems))


def parse(text: str, place: str) -> Benchmark:
    """Read one definition; raises `BrokenDefinition` with all problems at once."""
    return build(parse_toml(text, place), place)


def parse_toml(text: str, place: str) -> dict[str, Any]:
    """Read TOML; raises `BrokenDefinition` with line and column."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        position = _TOML_POSITION.match(str(error))
        problem = f"{position['where']}: {position['what']}" if position else f"file: {error}"
        raise BrokenDefinition(place, [problem]) from error


def build(raw: dict[str, Any], place: str) -> Benchmark:
    """Validate what `parse_toml` read; raises `BrokenDefinition` with all problems at once."""
    try:
        return Benchmark.model_validate(raw)
    except ValidationError as error:
        raise BrokenDefinition(place, problems(error, raw)) from error


def problems(error: ValidationError, raw: dict[str, Any]) -> list[str]:
    """Every fault as "where: what to correct", in words for clinicians.

    A place counts from 1 and names the entry, e.g. ``measures[3] (def_operations).weight``.
    """
    messages: list[str] = []
    for detail in error.errors(include_url=False):
        where = _where(detail["loc"], raw)
        for what in _what(detail).split("\n"):
            messages.append(f"{where}: {what}")
    return messages


def _where(location: tuple[int | str, ...], raw: object) -> str:
    """The place of a fault in the file, without the step that pydantic adds for a recipe's kind."""
    path = ""
    value = raw
    for previous, part in zip((None, *location), location, strict=False):
        if isinstance(part, int):
            value = value[part] if isinstance(value, list) and part < len(value) else None
            name = value.get("id") if isinstance(value, dict) else None
            path += f"[{part + 1}]" + (f" ({name})" if isinstance(name, str) else "")
            continue
        if previous == "record":
            continue
        value = value.get(part) if isinstance(value, dict) else None
        path += f".{part}" if path else part
    return path or "definition"


def _what(detail: ErrorDetails) -> str:
    kind, given, context = detail["type"], detail["input"], detail.get("ctx", {})
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return "is not a known key; mend its spelling or remove it"
    if kind == "value_error":
        return str(context["error"])
    if kind == "string_pattern_mismatch":
        return f"{given!r} must have the form {context['pattern']}"
    if kind in {"literal_error", "union_tag_invalid"}:
        allowed = context.get("expected") or context.get("expected_tags")
        shown = given.get("kind") if isinstance(given, dict) else given
        return f"{shown!r} is not allowed; use one of {allowed}"
    message = detail["msg"][0].lower() + detail["msg"][1:]
    return message if isinstance(given, dict | list) else f"{message}, not {given!r}"
