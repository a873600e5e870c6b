"""Benchmark browser: pages with all measures, thresholds, evidence grades and sources."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from assessments import wording
from assessments.gap_report.report.build import benchmark_facts
from assessments.gap_report.report.context import threshold_text
from benchmarks import library
from benchmarks.library.definition import (
    Benchmark,
    Domain,
    Grade,
    Input,
    Measure,
    Reference,
    Rung,
    Threshold,
)

GRADES: tuple[Grade, ...] = ("A", "B", "C")


@dataclass(frozen=True)
class ThresholdLine:
    """One threshold as text, with its reference and the number of that in the list of sources."""

    threshold: Threshold
    text: str
    reference: Reference
    number: int


@dataclass(frozen=True)
class MeasureLine:
    """One measure as the benchmark defines it."""

    measure: Measure
    inputs: tuple[Input, ...]
    thresholds: tuple[ThresholdLine, ...]
    mandatory: str
    levers: str


@dataclass(frozen=True)
class RungLine:
    """A rung and the levels of domains it requires."""

    rung: Rung
    requires: tuple[tuple[str, int], ...]


@require_safe
def benchmark_list(request: HttpRequest) -> HttpResponse:
    """All benchmark versions, the default benchmark first."""
    keys = sorted(library.versions(), key=lambda key: key.id != library.DEFAULT_ID)
    benchmarks = [library.load(*key, language=_language()) for key in keys]
    rows = [(benchmark, _grades(benchmark)) for benchmark in benchmarks]
    context = {"page": "benchmarks", "rows": rows, "default_id": library.DEFAULT_ID}
    return render(request, "benchmarks/list.html", context)


@require_safe
def benchmark(request: HttpRequest, benchmark_id: str, version: str) -> HttpResponse:
    """One benchmark version; `?domain=` and `?grade=` narrow the measures."""
    try:
        definition = library.load(benchmark_id, version, _language())
    except library.UnknownBenchmark as error:
        raise Http404(str(error)) from error
    domain, grade = request.GET.get("domain", ""), request.GET.get("grade", "")
    context = {
        "page": "benchmarks",
        "benchmark": definition,
        "facts": benchmark_facts(definition, library.digest(benchmark_id, version)),
        "domains": _measures_by_domain(definition, domain, grade),
        "domain": domain,
        "grade": grade,
        "grades": [(code, wording.grade(code)) for code in GRADES],
        "counts": _grades(definition),
        "rungs": _rungs(definition),
        "references": list(enumerate(definition.references, start=1)),
    }
    return render(request, "benchmarks/benchmark.html", context)


def _language() -> str:
    return get_language() or "en"


def _grades(definition: Benchmark) -> dict[str, int]:
    """The number of measures, of thresholds, and of thresholds of each evidence grade."""
    counts = Counter(t.grade for m in definition.measures for t in m.thresholds)
    graded: dict[str, int] = {grade: counts[grade] for grade in GRADES}
    return {"measures": len(definition.measures), "thresholds": counts.total()} | graded


def _measures_by_domain(
    definition: Benchmark, domain: str, grade: str
) -> list[tuple[Domain, list[MeasureLine]]]:
    numbers = {r.id: number for number, r in enumerate(definition.references, start=1)}
    chosen = [
        m
        for m in definition.measures
        if domain in {"", m.domain} and (not grade or any(t.grade == grade for t in m.thresholds))
    ]
    groups = [
        (d, [_line(definition, m, numbers) for m in chosen if m.domain == d.id])
        for d in definition.domains
    ]
    return [(d, lines) for d, lines in groups if lines]


def _line(definition: Benchmark, measure: Measure, numbers: dict[str, int]) -> MeasureLine:
    inputs = tuple(definition.input_by_id[name] for name in measure.inputs)
    return MeasureLine(
        measure=measure,
        inputs=inputs,
        thresholds=tuple(
            ThresholdLine(
                threshold=t,
                text="" if t.value is None else threshold_text(definition, measure, t.value),
                reference=definition.reference_by_id[t.source],
                number=numbers[t.source],
            )
            for t in measure.thresholds
        ),
        mandatory=wording.mandatory(measure.mandatory_from),
        levers=wording.listed([wording.lever(lever) for lever in measure.levers]),
    )


def _rungs(definition: Benchmark) -> list[RungLine]:
    labels = {d.id: d.label for d in definition.domains}
    return [
        RungLine(r, tuple((labels[domain], level) for domain, level in r.requires.items()))
        for r in definition.rungs
    ]
