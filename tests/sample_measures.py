"""The measures of the hand-built gap reports, read from a table and judged the plain way."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import NamedTuple

from assessments.gap_report.report.contents import (
    BenchmarkFacts,
    MeasureRow,
    SourceRow,
    ThresholdRow,
)

DATA = Path(__file__).parent / "data" / "sample_measures.csv"
GRADES = {"A": "primary text", "B": "secondary source", "C": "assumption, editable"}
VERDICTS = {
    "met": "meets level {}",
    "missed": "misses level {}",
    "cannot_tell": "cannot tell yet",
    "not_asked": "level {} asks nothing",
}


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


def benchmark_facts() -> BenchmarkFacts:
    """The benchmark the reports are judged against."""
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
