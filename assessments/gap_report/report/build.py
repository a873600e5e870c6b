"""Builds the immutable report of a scored department-year. No queries, no current time."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.report.casemix_rows import casemix_rows, casemix_statement
from assessments.gap_report.report.contents import BenchmarkFacts, GapReport, Peers
from assessments.gap_report.report.context import Context, finite
from assessments.gap_report.report.domains import coverage_of, domain_rows, headline, next_steps
from assessments.gap_report.report.gaps import gap_rows, missing_answer_rows
from assessments.gap_report.report.measures import measure_rows, source_rows
from assessments.gap_report.report.surgeons import surgeon_table
from assessments.gap_report.report.trend import estimate_notes, outcome_rows, trend_series
from benchmarks.library.definition import Benchmark, Rung


def gap_report(context: Context, *, peers: Peers | None = None) -> GapReport:
    """The report of the context's year, in the active language.

    The caller must activate `context.language`, so that all texts are in the same language.
    """
    measures = measure_rows(context)
    domains = domain_rows(context, measures)
    gaps = gap_rows(context, measures)
    missing = missing_answer_rows(context, gaps)
    estimates = estimate_notes(context)
    casemix = casemix_rows(context)
    return GapReport(
        subject=context.subject,
        year=context.year,
        benchmark=benchmark_facts(context.benchmark, context.digest),
        language=context.language,
        headline=headline(domains),
        **_standing(context),
        domains=domains,
        measures=measures,
        gaps=gaps,
        missing_answers=missing,
        surgeons=surgeon_table(context),
        trend=trend_series(context, measures),
        outcomes=outcome_rows(context, measures),
        peers=peers,
        estimates=estimates,
        sources=source_rows(context.benchmark),
        next_steps=next_steps(domains, gaps, missing),
        casemix=casemix,
        casemix_statement=casemix_statement(context.year, casemix),
        unplaced_codes=context.unplaced_codes if estimates else (),
        remarks=context.remarks if estimates else (),
    )


def _standing(context: Context) -> dict[str, Any]:
    """The fields of the report about the department as a whole: rung, overall index, coverage."""
    scores, row = context.scores, context.row
    rung, possible = int(scores.rung[row]), int(scores.rung_possible[row])
    reached = _rung(context.benchmark, rung)
    index = finite(scores.overall_index[row])
    worst = finite(scores.overall_worst[row]) or 0.0
    best = finite(scores.overall_best[row]) or 0.0
    coverage = coverage_of(context)
    return {
        "rung": rung,
        "rung_id": reached.id if reached else "",
        "rung_label": rung_label(context.benchmark, rung),
        "rung_summary": reached.summary if reached else "",
        "rung_possible": possible,
        "rung_possible_label": rung_label(context.benchmark, possible),
        "rungs": tuple(r.label for r in context.benchmark.rungs),
        "overall_index": index,
        "overall_worst": worst,
        "overall_best": best,
        "overall_text": wording.index_with_range(index, worst, best),
        "coverage": coverage,
        "coverage_text": wording.percent(coverage),
    }


def rung_label(benchmark: Benchmark, rung: int) -> str:
    """The label of a rung, counted from 1; for rung 0: "below" and the label of the first."""
    reached = _rung(benchmark, rung)
    if reached is not None:
        return reached.label
    return _("below %(rung)s") % {"rung": benchmark.rungs[0].label}


def _rung(benchmark: Benchmark, rung: int) -> Rung | None:
    return benchmark.rungs[rung - 1] if rung else None


def benchmark_facts(benchmark: Benchmark, digest: str) -> BenchmarkFacts:
    """Identity and texts of the benchmark, with a sentence for each convention of its policy."""
    policy = benchmark.policy
    return BenchmarkFacts(
        id=benchmark.id,
        version=benchmark.version,
        title=benchmark.title,
        issuer=benchmark.issuer,
        summary=benchmark.summary,
        disclaimer=benchmark.disclaimer,
        digest=digest,
        authored_by=benchmark.authored_by,
        checked_by=benchmark.checked_by,
        reviewed_on=benchmark.reviewed_on,
        next_review=benchmark.next_review,
        policy=(
            _("Microsurgical operations count as minimally invasive.")
            if policy.microsurgical_is_mis
            else _("Microsurgical operations do not count as minimally invasive."),
            _("Spondylolisthesis counts as deformity.")
            if policy.spondylolisthesis == "DEF"
            else _("Spondylolisthesis counts as degenerative."),
            _(
                "Vertebral augmentation makes up at most %(percent)s of the minimally invasive "
                "operations counted."
            )
            % {"percent": wording.percent(policy.augmentation_cap_percent)},
            _(
                "A level is reached when every mandatory measure meets it, and at least "
                "%(percent)s of the weight of the others."
            )
            % {"percent": wording.percent(policy.optional_pass_percent)},
        ),
    )
