"""Hand-built gap reports for tests of charts, print and pages: no database, no engine.

`sample()` is a disc centre, top in minimally invasive surgery, weak in deformity, without answers
on tumour surgery. `german_sample()` has long labels, `chinese_sample()` a name in Chinese
characters, `bare_sample()` knows estimates of one year and nothing else.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from assessments.reports.gap_report import (
    BenchmarkFacts,
    DomainRow,
    EstimateNote,
    GapReport,
    GapRow,
    MeasureRow,
    OutcomeRow,
    Peers,
    SourceRow,
    Subject,
    SurgeonRow,
    SurgeonTable,
    ThresholdRow,
    TrendPoint,
    TrendSeries,
)

DATA = Path(__file__).parent / "data" / "sample_measures.csv"
CHINESE_HOSPITAL = "示例市第一人民医院"
CHINESE_SURGEON = "陈喆坤"
GRADES = {"A": "primary text", "B": "secondary source", "C": "assumption, editable"}
VERDICTS = {
    "met": "meets level {}",
    "missed": "misses level {}",
    "cannot_tell": "cannot tell yet",
    "not_asked": "level {} asks nothing",
}
PILLARS = ("MIS", "DEF", "TUM")


class Spec(NamedTuple):
    """What a test report says about one measure; everything else is worked out from it."""

    id: str
    label: str
    german: str
    unit: str
    thresholds: tuple[float | None, ...]
    grades: str
    mandatory: int | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    cases: int | None = None
    better: str = "higher"
    status: str = "scored"
    decimals: int = 0
    weight: int = 2
    estimated: bool = False


OPS = "operations a year"


def _specs() -> tuple[Spec, ...]:
    def number(text: str) -> float | None:
        return float(text) if text else None

    def count(text: str) -> int | None:
        return int(text) if text else None

    with DATA.open(encoding="utf-8", newline="") as file:
        return tuple(
            Spec(
                id=row["id"],
                label=row["label"],
                german=row["german"],
                unit=row["unit"],
                thresholds=tuple(number(row[f"level{level}"]) for level in (1, 2, 3)),
                grades=row["grades"],
                mandatory=count(row["mandatory"]),
                value=number(row["value"]),
                low=number(row["low"]),
                high=number(row["high"]),
                cases=count(row["cases"]),
                better=row["better"],
                status=row["status"],
                decimals=int(row["decimals"]),
                weight=int(row["weight"]),
                estimated=row["estimated"] == "yes",
            )
            for row in csv.DictReader(file, delimiter=";")
        )


SPECS = _specs()
DOMAINS = {
    "MIS": ("Minimally invasive surgery", "Minimalinvasive Chirurgie", 3, 3, 92.6, 86.2, 93.1),
    "DEF": ("Deformity", "Deformitäten", 0, 0, 25.0, 19.0, 31.0),
    "TUM": ("Tumour", "Tumor", 0, 3, 18.5, 6.9, 78.2),
    "foundation": ("Foundation", "Fundament", 2, 3, 74.1, 71.0, 82.2),
}
SOURCES = (
    SourceRow(
        "assumption",
        1,
        "Starting assumption of this benchmark",
        "Spine-centre benchmark group",
        "2026",
        "",
    ),
    SourceRow(
        "navarro",
        2,
        "Surgeon volume and outcomes in adolescent scoliosis surgery",
        "Spine Deformity",
        "2018",
        "https://example.org/navarro",
    ),
    SourceRow(
        "boriani",
        3,
        "Morbidity of en bloc resections in the spine",
        "European Spine Journal",
        "2010",
        "https://example.org/boriani",
    ),
    SourceRow(
        "lg28",
        4,
        "SGB V Anlage 1, Leistungsgruppe 28",
        "Bundesministerium der Justiz",
        "2026",
        "https://example.org/sgb5",
    ),
)


def _number(value: float, decimals: int) -> str:
    return f"{value:,.{decimals}f}"


def value_text(spec: Spec) -> str:
    """The value with interval and unit, as `wording` writes it in English."""
    if spec.status == "insufficient_data":
        return f"insufficient data ({spec.cases} cases)"
    if spec.value is None:
        return {"not_reported": "not reported", "not_applicable": "not applicable"}[spec.status]
    text = _number(spec.value, spec.decimals) + (" %" if spec.unit == "%" else "")
    if spec.low is not None:
        high = "?" if spec.high is None else _number(spec.high, spec.decimals)
        text += f" ({_number(spec.low, spec.decimals)}–{high})"
    return text if spec.unit == "%" else f"{text} {spec.unit}"


def _verdict(spec: Spec, threshold: float | None) -> str:
    if threshold is None or spec.status == "not_applicable":
        return "not_asked"
    if spec.value is None:
        return "cannot_tell"
    sign = 1 if spec.better == "higher" else -1
    low = spec.value if spec.low is None else spec.low
    high = spec.value if spec.low is None else (float("inf") if spec.high is None else spec.high)
    worst, best = sorted((sign * low, sign * high))
    if worst >= sign * threshold:
        return "met"
    return "missed" if best < sign * threshold else "cannot_tell"


def _threshold(spec: Spec, level: int) -> ThresholdRow:
    value, grade = spec.thresholds[level - 1], spec.grades[level - 1]
    verdict = _verdict(spec, value)
    source = SOURCES[{"A": 3, "B": 1 if level < 3 else 2, "C": 0}[grade]]
    sign = "≥" if spec.better == "higher" else "≤"
    return ThresholdRow(
        level=level,
        value=value,
        value_text="" if value is None else f"{sign} {_number(value, 0 if value % 1 == 0 else 1)}",
        grade=grade,
        grade_text=GRADES[grade],
        source_number=source.number,
        source_title=source.title,
        place=f"table {level}",
        note="",
        verdict=verdict,
        verdict_text=VERDICTS[verdict].format(level),
    )


def measure(spec: Spec, *, german: bool = False) -> MeasureRow:
    """The row of one measure."""
    rows = tuple(_threshold(spec, level) for level in (1, 2, 3))
    level = max((t.level for t in rows if t.verdict == "met"), default=0)
    possible = max((t.level for t in rows if t.verdict in {"met", "cannot_tell"}), default=0)
    domain = spec.id.split("_")[0]
    domain = domain if domain == "foundation" else domain.upper()
    held = DOMAINS[domain][2] + 1
    blocks = spec.mandatory is not None and level < held <= 3 and spec.mandatory <= held
    return MeasureRow(
        id=spec.id,
        domain=domain,
        label=spec.german if german else spec.label,
        sentence=f"{spec.label}, counted for the calendar year",
        unit=spec.unit,
        decimals=spec.decimals,
        better=spec.better,
        value=spec.value,
        low=spec.low,
        high=spec.high,
        value_text=value_text(spec),
        estimated=spec.estimated,
        status=spec.status,
        status_text=spec.status.replace("_", " "),
        reason_text="" if spec.status == "scored" else "no answer recorded for this year",
        cases=spec.cases,
        level=level,
        level_possible=possible,
        level_text=f"level {level}",
        weight=spec.weight,
        points=spec.weight * level,
        points_max=spec.weight * 3,
        mandatory_from=spec.mandatory,
        mandatory_text="" if spec.mandatory is None else f"mandatory from level {spec.mandatory}",
        blocking=blocks,
        thresholds=rows,
        levers=("training", "alliance"),
        note="",
        origin_text="records of the department, 2025",
    )


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
        blocking=tuple(m.label for m in own if m.blocking),
        unknown=unknown,
        sentence=f"{label} is at level {level}; {unknown} answers are missing.",
    )


def _gap(row: MeasureRow, label: str) -> GapRow:
    threshold = row.next_threshold
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


def _benchmark() -> BenchmarkFacts:
    return BenchmarkFacts(
        id="german-three-pillar",
        version="1.0",
        title="German three-pillar spine centre",
        issuer="Spine-centre benchmark group",
        summary="Three pillars at the same time, on one foundation.",
        disclaimer="Orientation, not a certification.",
        digest="3f5a" * 16,
        authored_by="Spine-centre benchmark group",
        checked_by="Not yet checked by an outside clinician",
        reviewed_on=date(2026, 11, 24),
        next_review=date(2027, 11, 24),
        policy=(
            "Microsurgical operations do not count as MIS.",
            "Spondylolisthesis is degenerative.",
            "Augmentation counts for at most 10 % of MIS operations.",
        ),
    )


def sample(*, german: bool = False, specs: tuple[Spec, ...] = SPECS) -> GapReport:
    """The disc centre: MIS level 3, deformity held at 0, tumour cannot be judged."""
    measures = tuple(measure(spec, german=german) for spec in specs)
    domains = tuple(_domain(key, measures, german) for key in DOMAINS)
    labels = tuple(d.label for d in domains[:3])
    by_domain = {d.id: d.label for d in domains}
    gaps = sorted(
        (_gap(m, by_domain[m.domain]) for m in measures if m.next_threshold is not None),
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
        benchmark=_benchmark(),
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
