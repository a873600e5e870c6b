"""Hand-built gap reports for tests of charts, print and pages: no database, no engine.

`sample()` is a disc centre, top in minimally invasive surgery, weak in deformity, without answers
on tumour surgery. `german_sample()` has long labels, `chinese_sample()` a name in Chinese
characters, `bare_sample()` knows estimates of one year and nothing else.
"""

from __future__ import annotations

from dataclasses import replace

from assessments.gap_report.report.casemix_kinds import CasemixRow
from assessments.gap_report.report.contents import (
    DomainRow,
    EstimateNote,
    GapReport,
    GapRow,
    LevelBefore,
    MeasureRow,
    OutcomeRow,
    Peers,
    Subject,
    SurgeonRow,
    SurgeonTable,
    ThresholdRow,
    TrendPoint,
    TrendSeries,
)
from tests.sample_measures import DOMAINS, OPS, SOURCES, SPECS, Spec, benchmark_facts, measure

CHINESE_HOSPITAL = "示例市第一人民医院"
CHINESE_SURGEON = "陈喆坤"
PILLARS = ("MIS", "DEF", "TUM")
# A year earlier nothing was judged of the foundation.
BEFORE = {
    "MIS": LevelBefore(2024, 2, 2, "level 2"),
    "DEF": LevelBefore(2024, 0, 0, "level 0"),
    "TUM": LevelBefore(2024, 0, 1, "level 0, up to 1 possible"),
}


def _domain(key: str, measures: tuple[MeasureRow, ...], german: bool) -> DomainRow:
    english, deutsch, level, possible, index, worst, best = DOMAINS[key]
    own = [m for m in measures if m.domain == key]
    unknown = sum(m.status == "not_reported" for m in own)
    coverage = 100 * sum(m.weight for m in own if m.status == "scored") / sum(m.weight for m in own)
    label = deutsch if german else english
    return DomainRow(
        id=key,
        label=label,
        summary=f"What {label} stands for",
        kind="gate" if key == "foundation" else "pillar",
        level=level,
        level_possible=possible,
        level_text=f"level {level}" if level == possible else f"level {level}, up to {possible}",
        index=index,
        index_worst=worst,
        index_best=best,
        index_text=f"{index} ({worst}–{best})",
        coverage=coverage,
        coverage_text=f"{coverage:.0f} %",
        points=sum(m.points for m in own),
        points_max=sum(m.points_max for m in own),
        blocking=tuple(m.label for m in own if m.blocking and m.status == "scored"),
        open=tuple(m.label for m in own if m.blocking and m.status != "scored"),
        unknown=unknown,
        sentence=f"{label} is at level {level}; {unknown} answers are missing.",
        before=BEFORE.get(key),
    )


def next_threshold(row: MeasureRow) -> ThresholdRow | None:
    """The first threshold that is asked and not met."""
    return next((t for t in row.thresholds if t.verdict in {"missed", "cannot_tell"}), None)


def _gap(row: MeasureRow, label: str) -> GapRow:
    threshold = next_threshold(row)
    assert threshold is not None
    missing = None
    if row.value is not None and threshold.value is not None:
        missing = abs(threshold.value - row.value)
    text = f"{missing:g} more {row.unit}" if missing is not None else f"Report: {row.label}"
    return GapRow(
        measure_id=row.id,
        domain=row.domain,
        domain_label=label,
        label=row.label,
        status=row.status,
        value_text=row.value_text,
        level=row.level,
        next_level=threshold.level,
        threshold_text=threshold.value_text,
        missing=missing,
        statement=f"{text} for level {threshold.level}",
        blocks=row.blocking,
        points_to_win=row.weight * (threshold.level - row.level),
        effort=3,
        levers=row.levers,
    )


def _surgeons(labels: tuple[str, ...]) -> SurgeonTable:
    counts = (
        (96, 5, 0),
        (88, 4, 0),
        (74, 2, 0),
        (61, 0, 0),
        (55, 0, 0),
        (22, 0, 0),
        (12, 0, 0),
        (4, 0, 0),
    )
    names = (
        "Dr. Groß",
        CHINESE_SURGEON,
        "Prof. Müller",
        "Dr. Weiß",
        "Dr. Özdemir",
        "Dr. Łoś",
        "Dr. Ivanov",
        "Dr. Nguyễn",
    )
    rows = tuple(
        SurgeonRow(
            code=f"S{number:02d}",
            name=name,
            specialty="orthopaedics" if number % 2 else "neurosurgery",
            position="head" if number == 1 else "consultant",
            cases=cases,
            cumulative=tuple(5 * case for case in cases),
            trained=(cases[0] > 50, number == 1, False),
            certificates=("DWG Master",) if number < 3 else (),
        )
        for number, (name, cases) in enumerate(zip(names, counts, strict=True), start=1)
    )
    return SurgeonTable(
        PILLARS, labels, rows, "Five of 8 surgeons carry MIS; one has deformity training."
    )


def _trend(measures: tuple[MeasureRow, ...], labels: tuple[str, ...]) -> tuple[TrendSeries, ...]:
    history = {
        "MIS": (240, 285, 331, 377, 412),
        "DEF": (6, 9, 8, 12, 11),
        "TUM": (8, 10, 12, 13, 15),
    }
    series = []
    for key, label in zip(PILLARS, labels, strict=True):
        row = next(m for m in measures if m.id == f"{key.lower()}_operations")
        points = tuple(
            TrendPoint(year, value, value - 6, value + 6, f"{value} ({value - 6}–{value + 6})")
            if key == "TUM"
            else TrendPoint(year, value, value, value, str(value))
            for year, value in enumerate(history[key], start=2021)
        )
        statement = (
            f"{label}: {history[key][0]} to {history[key][-1]} operations a year, 2021–2025."
        )
        series.append(TrendSeries(key, label, OPS, points, row.thresholds, statement))
    return tuple(series)


def _outcomes(measures: tuple[MeasureRow, ...]) -> tuple[OutcomeRow, ...]:
    return tuple(
        OutcomeRow(
            measure_id=m.id,
            domain=m.domain,
            label=m.label,
            events=round((m.value or 0) * m.cases / 100),
            cases=m.cases,
            rate=m.value,
            low=m.low,
            high=m.high,
            text=m.value_text,
            ceilings=m.thresholds,
            verdict_text=m.level_text if m.status == "scored" else m.status_text,
        )
        for m in measures
        if m.cases is not None
    )


def sample(*, german: bool = False, specs: tuple[Spec, ...] = SPECS) -> GapReport:
    """The disc centre: MIS level 3, deformity held at 0, tumour cannot be judged."""
    measures = tuple(measure(spec, german=german) for spec in specs)
    domains = tuple(_domain(key, measures, german) for key in DOMAINS)
    labels = tuple(d.label for d in domains[:3])
    by_domain = {d.id: d.label for d in domains}
    gaps = sorted(
        (_gap(m, by_domain[m.domain]) for m in measures if next_threshold(m) is not None),
        key=lambda gap: not gap.blocks,
    )
    return GapReport(
        subject=Subject(
            "6a1f",
            "Klinikum Musterstadt an der Großen Röhre",
            "Wirbelsäulenzentrum",
            "DE",
            "specialised",
            True,
            "A fictional department.",
        ),
        year=2025,
        benchmark=benchmark_facts(),
        language="de" if german else "en",
        headline=f"{labels[0]} is at level 3; {labels[1]} is held at level 0 by 2 mandatory "
        f"measures; {labels[2]} cannot be judged, 4 answers are missing.",
        rung=1,
        rung_id="basic_standard",
        rung_label="Basic standard",
        rung_summary="Minimally invasive surgery at level 2 or more.",
        rung_possible=1,
        rung_possible_label="Basic standard",
        rungs=(
            "Basic standard",
            "Strength",
            "High precision – authentic spine centre",
            "Maximum care",
        ),
        overall_index=35.0,
        overall_worst=22.5,
        overall_best=60.9,
        overall_text="35.0 (22.5–60.9)",
        coverage=84.0,
        coverage_text="84 %",
        domains=domains,
        measures=measures,
        gaps=tuple(gaps),
        missing_answers=tuple(g for g in gaps if g.status == "not_reported"),
        surgeons=_surgeons(labels),
        trend=_trend(measures, labels),
        outcomes=_outcomes(measures),
        peers=Peers(
            5,
            "Median of 5 specialised departments.",
            {"MIS": 70.4, "DEF": 41.2, "TUM": 30.5, "foundation": 66.0},
        ),
        estimates=(
            EstimateNote(
                "tum",
                "Tumour operations: codes allow 52–61, main diagnoses allow 9–21; diagnoses used.",
            ),
        ),
        sources=SOURCES,
        casemix=(
            CasemixRow("Minimally invasive operations", 412, 412, 412, "412", "estimate", "mis"),
            CasemixRow("Tumour operations", 15, 9, 21, "15 (9–21, estimate)", "estimate", "tum"),
        ),
        next_steps=(
            "Report 4 missing answers on tumour surgery.",
            "Send one surgeon to a deformity fellowship.",
            "Open a scoliosis clinic of 4 sessions a month.",
        ),
    )


def german_sample() -> GapReport:
    """The same with the long labels of German hospital language."""
    return sample(german=True)


def chinese_sample() -> GapReport:
    """The same for a hospital whose name is written in Chinese characters."""
    report = sample()
    subject = replace(
        report.subject, hospital=CHINESE_HOSPITAL, department="脊柱外科", country="CN"
    )
    return replace(report, subject=subject, language="zh-hans")


def bare_sample() -> GapReport:
    """Only estimated volumes of one year are known: no surgeons, outcomes, peers."""
    specs = tuple(
        spec
        if spec.estimated
        else spec._replace(value=None, low=None, high=None, cases=None, status="not_reported")
        for spec in SPECS
    )
    report = sample(specs=specs)
    trend = tuple(replace(s, points=s.points[-1:]) for s in report.trend if s.domain == "TUM")
    domains = tuple(
        replace(d, index=None, index_text="unknown") if d.id in {"MIS", "DEF"} else d
        for d in report.domains
    )
    return replace(
        report,
        surgeons=replace(report.surgeons, rows=()),
        trend=trend,
        outcomes=(),
        peers=None,
        domains=domains,
        overall_index=None,
        overall_text="unknown",
        rung=0,
        rung_id="none",
        rung_label="No rung yet",
        rung_summary="",
    )
