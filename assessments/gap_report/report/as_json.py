"""The report as plain data: the same numbers and texts, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from assessments.gap_report.report.by_code import by_code
from assessments.gap_report.report.contents import GapReport

FORMAT = "gap-report"
# Fields that a format added, by list; a report of an earlier format is written without them.
_ADDED: dict[int, dict[str, tuple[str, ...]]] = {
    2: {"casemix": ("axis", "key"), "measures": ("numerator", "denominator")},
    3: {"domains": ("before",)},
}


def as_json(report: GapReport, *, show_names: bool = False) -> dict[str, Any]:
    """The report as dicts, lists, strings, numbers, booleans and None; dates as YYYY-MM-DD.

    `benchmark` holds id, version and digest, from which the result can be recomputed. Surgeons
    are named by code only, unless `show_names`. The format version is the report's own.
    """
    if not show_names:
        report = by_code(report)
    data = {"format": FORMAT, **_plain(asdict(report))}
    for version, lists in _ADDED.items():
        if report.format_version < version:
            for name, added in lists.items():
                data[name] = [_without(row, added) for row in data[name]]
    return data


def json_text(report: GapReport, *, show_names: bool = False) -> str:
    """`as_json` as JSON text with sorted keys: equal reports give equal texts."""
    data = as_json(report, show_names=show_names)
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True) + "\n"


def _without(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def _plain(value: Any) -> Any:  # walks any value of the report
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
