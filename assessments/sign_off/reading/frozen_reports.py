"""Stores and reads the report of a signed-off assessment, as the JSON text of its export.

It is stored as text because databases may change numbers and the order of keys in JSON columns.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from assessments.gap_report.report.as_json import FORMAT, json_text
from assessments.gap_report.report.contents import GapReport

# Language code → JSON text in this language.
Frozen = Mapping[str, str]

FALLBACK = "en"


class UnknownFormat(ValueError):
    """The text is not a gap report, or its format version is not known."""


def freeze(reports: Iterable[GapReport]) -> dict[str, str]:
    """The JSON texts of the same report in several languages; surgeons are named by code only."""
    return {report.language: json_text(report) for report in reports}


def text_in_language(frozen: Frozen, language: str) -> str:
    """The JSON text in this language, or in English if this language was not stored."""
    return frozen.get(language) or frozen[FALLBACK]


def read_report(text: str) -> GapReport:
    """The report of a JSON text; `json_text` of the report gives the same text.

    Raises UnknownFormat if it is not a gap report of a known format version.
    """
    data = json.loads(text)
    reader = _READERS.get(data.get("format_version")) if data.get("format") == FORMAT else None
    if reader is None:
        raise UnknownFormat(f"{data.get('format')!r}, version {data.get('format_version')!r}")
    return reader(text)


@cache
def _adapter() -> TypeAdapter[GapReport]:
    return TypeAdapter(GapReport)


def _by_fields(text: str) -> GapReport:
    # Strict: a number in quotes is an error. Fields of later formats have defaults.
    return _adapter().validate_json(text, strict=True)


# Never remove a reader: it is needed for the reports stored in its format. Formats 2 and 3 only
# added fields, so all have the same reader.
_READERS: dict[Any, Callable[[str], GapReport]] = dict.fromkeys((1, 2, 3), _by_fields)
