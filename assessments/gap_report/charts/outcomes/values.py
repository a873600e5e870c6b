"""Values of the outcomes: rates with Wilson intervals against the ceilings they are judged by."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.charts.chart import Chart, ChartTable, LevelLine
from assessments.gap_report.charts.scales import ticks
from assessments.gap_report.charts.thresholds import bare_threshold, tick_text
from assessments.gap_report.report.contents import GapReport, OutcomeRow


@dataclass(frozen=True)
class RateRow:
    """One outcome rate in per cent with its Wilson interval; `level` is the highest level met.

    `state` is met, missed or cannot_tell, as judged by the interval, or unknown: too few cases to
    judge, even if a rate is known. `state_text` describes it.
    """

    label: str
    rate: float | None
    low: float | None
    high: float | None
    text: str
    counts_text: str
    verdict_text: str
    level: int
    state: str
    state_text: str
    ceilings: tuple[LevelLine, ...]


@dataclass(frozen=True)
class OutcomeValues:
    """All outcome rates on one axis in per cent, from 0 to `top`."""

    rows: tuple[RateRow, ...]
    ticks: tuple[float, ...]
    top: float
    axis_label: str
    ceiling_label: str


def outcome_charts(report: GapReport) -> Iterable[Chart[OutcomeValues]]:
    """One chart with all outcome rates; none if no outcome is recorded."""
    if not report.outcomes:
        return
    judged = {measure.id for measure in report.measures if measure.status == "scored"}
    rows = tuple(_row(row, row.measure_id in judged) for row in report.outcomes)
    largest = max(
        [row.high for row in rows if row.high is not None]
        + [line.value for row in rows for line in row.ceilings],
        default=1.0,
    )
    values = OutcomeValues(
        rows=rows,
        ticks=ticks(largest * 1.05, 5),
        top=largest * 1.05,
        axis_label=_("Rate in per cent, with Wilson interval"),
        ceiling_label=_("Marks 1 to 3: ceilings of the levels"),
    )
    yield Chart(
        id="outcomes",
        kind="outcomes",
        domain="",
        title=_finding(rows),
        alt=_alt(rows),
        values=values,
        table=_table(report.outcomes),
    )


def _state(row: OutcomeRow, judged: bool) -> tuple[str, int, str]:
    """State, highest level met, and a text for both."""
    verdicts = [c.verdict for c in row.ceilings]
    level = max((c.level for c in row.ceilings if c.verdict == "met"), default=0)
    if not judged:
        return "unknown", 0, wording.status("insufficient_data")
    if level:
        return "met", level, wording.verdict("met", level)
    state = "cannot_tell" if "cannot_tell" in verdicts else "missed"
    return state, 0, wording.verdict(state, row.ceilings[0].level if row.ceilings else 1)


def _row(row: OutcomeRow, judged: bool) -> RateRow:
    state, level, state_text = _state(row, judged)
    return RateRow(
        label=row.label,
        rate=row.rate,
        low=row.low,
        high=row.high,
        text=row.text,
        counts_text=_counts(row),
        verdict_text=row.verdict_text,
        level=level,
        state=state,
        state_text=state_text,
        ceilings=tuple(
            LevelLine(c.level, c.value, tick_text(c.value_text))
            for c in row.ceilings
            if c.value is not None
        ),
    )


def _counts(row: OutcomeRow) -> str:
    return _("%(events)s of %(cases)s") % {
        "events": wording.count(row.events),
        "cases": wording.count(row.cases),
    }


def _finding(rows: tuple[RateRow, ...]) -> str:
    known = [row for row in rows if row.state != "unknown"]
    clear = sum(row.state == "met" for row in known)
    text = ngettext(
        "%(clear)s of %(count)s judged outcome rate clears a ceiling for certain",
        "%(clear)s of %(count)s judged outcome rates clear a ceiling for certain",
        len(known),
    ) % {"clear": clear, "count": len(known)}
    few = len(rows) - len(known)
    if not few:
        return text
    unjudged = ngettext("%(count)s has too few cases", "%(count)s have too few cases", few)
    return _("; ").join([text, unjudged % {"count": few}])


def _alt(rows: tuple[RateRow, ...]) -> str:
    parts = "; ".join(f"{row.label}: {row.text}, {row.verdict_text}" for row in rows)
    return _("Outcome rates with intervals. %(rows)s.") % {"rows": parts}


def _table(rows: tuple[OutcomeRow, ...]) -> ChartTable:
    return ChartTable(
        caption=_("Outcome rates, observed cases and ceilings"),
        header=(
            _("Outcome"),
            _("Events of cases"),
            _("Rate with interval"),
            _("Ceilings in per cent, levels 1 / 2 / 3"),
            _("Verdict"),
        ),
        rows=tuple(
            (
                row.label,
                _counts(row),
                row.text,
                " / ".join(bare_threshold(c.value_text) or "—" for c in row.ceilings),
                row.verdict_text,
            )
            for row in rows
        ),
    )
