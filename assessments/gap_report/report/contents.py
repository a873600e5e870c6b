"""The immutable report that page, charts, PDF, XLSX, CSV and JSON are made from.

Every number is stored once, with the text that readers see, so that all outputs show the same
digits. Texts are in the report's `language`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessments.gap_report.report.casemix_kinds import CasemixRow
from assessments.gap_report.report.unknown_codes import UnknownCode

# Format 2 added keys and counts to the texts (docs/decisions/0042), format 3 the levels of the year
# before (docs/decisions/0055).
FORMAT_VERSION = 3


@dataclass(frozen=True)
class Subject:
    """The department that the report is about."""

    department_id: str
    hospital: str
    department: str
    country: str
    care_tier: str
    is_fictional: bool
    note: str


@dataclass(frozen=True)
class BenchmarkFacts:
    """The benchmark; id, version and digest allow the result to be recomputed."""

    id: str
    version: str
    title: str
    issuer: str
    summary: str
    disclaimer: str
    digest: str
    authored_by: str
    checked_by: str
    reviewed_on: date
    next_review: date
    policy: tuple[str, ...]


@dataclass(frozen=True)
class SourceRow:
    """A reference cited by at least one threshold of the report."""

    id: str
    number: int
    title: str
    publisher: str
    date: str
    url: str


@dataclass(frozen=True)
class ThresholdRow:
    """One threshold with its evidence and whether it is met."""

    level: int
    value: float | None
    value_text: str
    grade: str
    grade_text: str
    source_number: int
    source_title: str
    place: str
    note: str
    verdict: str  # met | missed | cannot_tell | not_asked
    verdict_text: str


@dataclass(frozen=True)
class MeasureRow:
    """One measure: value with interval, level, status with reason, thresholds, evidence.

    `numerator`, `denominator`: the operations, cases or events of a rate or share; a count has
    the numerator only. Both are None for estimates, other values and reports of format 1.
    """

    id: str
    domain: str
    label: str
    sentence: str
    unit: str
    decimals: int
    better: str  # higher | lower
    value: float | None
    low: float | None
    high: float | None  # None while `low` is set: no upper bound is known
    value_text: str  # with unit and interval; the status as text if there is no value
    estimated: bool
    status: str  # scored | not_reported | not_applicable | insufficient_data
    status_text: str
    reason_text: str
    cases: int | None
    level: int
    level_possible: int
    level_text: str
    weight: int
    points: int
    points_max: int
    mandatory_from: int | None
    mandatory_text: str
    blocking: bool
    thresholds: tuple[ThresholdRow, ...]
    levers: tuple[str, ...]
    note: str
    origin_text: str  # text: where the number comes from
    numerator: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class LevelBefore:
    """Certain and highest possible level of a domain in the year before, by the same benchmark."""

    year: int
    level: int
    level_possible: int
    text: str


@dataclass(frozen=True)
class DomainRow:
    """A pillar or gate: certain and highest possible level, index with worst and best case."""

    id: str
    label: str
    summary: str
    kind: str  # pillar | gate
    level: int
    level_possible: int
    level_text: str
    index: float | None
    index_worst: float
    index_best: float
    index_text: str
    coverage: float
    coverage_text: str
    points: int
    points_max: int
    blocking: tuple[str, ...]  # labels of mandatory measures that miss the next level
    open: tuple[
        str, ...
    ]  # labels of mandatory measures that cannot be judged at the next level yet
    unknown: int
    sentence: str
    before: LevelBefore | None = None  # None: nothing was judged then, or a report of formats 1, 2


@dataclass(frozen=True)
class GapRow:
    """One gap to the next level of a measure, with what is missing in the measure's unit."""

    measure_id: str
    domain: str
    domain_label: str
    label: str
    status: str
    value_text: str
    level: int
    next_level: int
    threshold_text: str
    missing: float | None
    statement: str  # "14 more deformity operations a year for level 1"
    blocks: bool
    points_to_win: int
    effort: int
    levers: tuple[str, ...]
    certain: bool = True  # False: the interval lies on both sides of the threshold
    holds_rung: bool = False  # blocks a domain that the next rung waits for


@dataclass(frozen=True)
class SurgeonRow:
    """One surgeon by pillar: operations this year, all so far, completed training."""

    code: str
    name: str
    specialty: str
    position: str
    cases: tuple[int | None, ...]  # this year, by `SurgeonTable.pillars`; None: not shown
    cumulative: tuple[int | None, ...]
    trained: tuple[bool, ...]
    certificates: tuple[str, ...]


@dataclass(frozen=True)
class SurgeonTable:
    """Surgeons by pillar, for the heatmap and the table below it."""

    pillars: tuple[str, ...]  # ids
    labels: tuple[str, ...]
    rows: tuple[SurgeonRow, ...]
    statement: str


@dataclass(frozen=True)
class TrendPoint:
    """Yearly operations of one pillar; low and high differ from value for an estimate."""

    year: int
    value: float
    low: float
    high: float | None
    text: str


@dataclass(frozen=True)
class TrendSeries:
    """Volume of one pillar over the years, with the thresholds of its volume measure."""

    domain: str
    label: str
    unit: str
    points: tuple[TrendPoint, ...]
    thresholds: tuple[ThresholdRow, ...]
    statement: str


@dataclass(frozen=True)
class OutcomeRow:
    """One outcome rate with its interval and the ceilings it is judged by."""

    measure_id: str
    domain: str
    label: str
    events: int | None  # None: not shown
    cases: int | None
    rate: float | None
    low: float | None
    high: float | None
    text: str
    ceilings: tuple[ThresholdRow, ...]
    verdict_text: str


@dataclass(frozen=True)
class Peers:
    """Median index of other departments of the same care tier that the reader may see."""

    count: int
    statement: str
    medians: dict[str, float]  # by domain id


@dataclass(frozen=True)
class EstimateNote:
    """Why a volume is an estimate, and which bound was used, with the numbers."""

    category: str
    text: str


@dataclass(frozen=True)
class GapReport:
    """A department's result for one year against one benchmark version."""

    subject: Subject
    year: int
    benchmark: BenchmarkFacts
    language: str
    headline: str
    rung: int
    rung_id: str
    rung_label: str
    rung_summary: str
    rung_possible: int
    rung_possible_label: str
    rungs: tuple[str, ...]  # labels in order
    overall_index: float | None
    overall_worst: float
    overall_best: float
    overall_text: str
    coverage: float
    coverage_text: str
    domains: tuple[DomainRow, ...]
    measures: tuple[MeasureRow, ...]
    gaps: tuple[GapRow, ...]
    missing_answers: tuple[GapRow, ...]
    surgeons: SurgeonTable
    trend: tuple[TrendSeries, ...]
    outcomes: tuple[OutcomeRow, ...]
    peers: Peers | None
    estimates: tuple[EstimateNote, ...]
    sources: tuple[SourceRow, ...]
    next_steps: tuple[str, ...]
    casemix: tuple[CasemixRow, ...] = ()
    casemix_statement: str = ""
    unplaced_codes: tuple[UnknownCode, ...] = ()  # of the file that the estimates come from
    remarks: tuple[str, ...] = ()  # about that file: where a problem is, and how to solve it
    format_version: int = FORMAT_VERSION  # of the JSON text, if it was read from one

    @property
    def pillars(self) -> tuple[DomainRow, ...]:
        """The domains that are pillars, in order."""
        return tuple(d for d in self.domains if d.kind == "pillar")

    @property
    def blocking(self) -> tuple[GapRow, ...]:
        """The gaps that hold a level back."""
        return tuple(gap for gap in self.gaps if gap.blocks)

    def measures_of(self, domain: str) -> tuple[MeasureRow, ...]:
        """The measures of one domain, in order of definition."""
        return tuple(m for m in self.measures if m.domain == domain)
