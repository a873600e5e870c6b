"""Sentences about implausible records: the recorded value, and which values are possible."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.context import Context
from benchmarks.library.definition import Benchmark, Measure
from benchmarks.scoring.inputs import InputProblem


def implausible_text(context: Context, measure: Measure) -> str:
    """Why recorded inputs of the measure count as not reported; "" if all are plausible."""
    problems = [problem for problem in context.implausible if problem.input_id in measure.inputs]
    return " ".join(_sentence(context.benchmark, problem) for problem in problems)


def _sentence(benchmark: Benchmark, problem: InputProblem) -> str:
    item = benchmark.input_by_id[problem.input_id]
    facts = {"input": item.label, "value": wording.recorded_text(problem.value)}
    if problem.whole:
        return _(
            "%(input)s: %(value)s is recorded, more than %(whole)s. It is taken as not reported."
        ) % {**facts, "whole": benchmark.input_by_id[problem.whole].label}
    return _(
        "%(input)s: %(value)s is recorded, but only %(least)s to %(most)s is possible. It is "
        "taken as not reported."
    ) % {**facts, "least": wording.plain(item.min, 2), "most": wording.plain(item.max, 2)}
