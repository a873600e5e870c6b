"""The report of a signed-off assessment: kept as the JSON text it is exported as, and read back.

Text, not parsed data: a database that parses JSON may write its numbers and keys differently.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import TypeAdapter

from assessments.gap_report.report.as_json import FORMAT, json_text
from assessments.gap_report.report.contents import GapReport

# One copy a language: language code → JSON text.
Frozen = Mapping[str, str]

FALLBACK = "en"


class UnknownFormat(ValueError):
    """The text is no gap report, or one of a format that is not known here."""


def freeze(reports: Iterable[GapReport]) -> dict[str, str]:
    """The same result in several languages, to be kept; surgeons are named by code only."""
    return {report.language: json_text(report) for report in reports}


def copy_in(frozen: Frozen, language: str) -> str:
    """The JSON text of one language; the English one where it was not kept in this language."""
    return frozen.get(language) or frozen[FALLBACK]


def read_report(text: str) -> GapReport:
    """The report a JSON text was made of: `json_text` of it gives the same text again.

    Raises UnknownFormat for anything else.
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
    # Strict: a number in quotes is no number. What a later version adds has a default.
    return _adapter().validate_json(text, strict=True)


# The reader of a format stays, and with it the reports of its time. Format 2 added fields to
# format 1 and changed none, so that one reader serves both.
_READERS: dict[Any, Callable[[str], GapReport]] = {1: _by_fields, 2: _by_fields}
