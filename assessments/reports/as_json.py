"""The report as plain data: the same numbers and texts, for other programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from assessments.reports.by_code import by_code
from assessments.reports.gap_report import GapReport

FORMAT, FORMAT_VERSION = "gap-report", 1


def as_json(report: GapReport, *, show_names: bool = False) -> dict[str, Any]:
    """The report as dicts, lists, texts, numbers, truth values and None; days as YYYY-MM-DD.

    `benchmark` holds id, version and digest, from which the result can be recomputed. Surgeons
    are named by code only, unless `show_names`.
    """
    if not show_names:
        report = by_code(report)
    return {"format": FORMAT, "format_version": FORMAT_VERSION, **_plain(asdict(report))}


def json_text(report: GapReport, *, show_names: bool = False) -> str:
    """The same as JSON text with sorted keys: the same report gives the same text."""
    data = as_json(report, show_names=show_names)
    return json.dumps(data, ensure_ascii=False, allow_nan=False, indent=2, sort_keys=True) + "\n"


def _plain(value: Any) -> Any:  # walks any value of the report
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value
