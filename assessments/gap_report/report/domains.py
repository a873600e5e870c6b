"""Rows of the domains, the headline, and the next steps."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import wording
from assessments.gap_report.report.contents import DomainRow, GapRow, LevelBefore, MeasureRow
from assessments.gap_report.report.context import Context, finite
from benchmarks.library.definition import Domain
from benchmarks.scoring.engine import CANNOT_TELL


def domain_rows(context: Context, measures: tuple[MeasureRow, ...]) -> tuple[DomainRow, ...]:
    """One row for each domain, in order of definition."""
    return tuple(
        _domain_row(context, column, domain, [m for m in measures if m.domain == domain.id])
        for column, domain in enumerate(context.benchmark.domains)
    )


def _domain_row(
    context: Context, column: int, domain: Domain, measures: list[MeasureRow]
) -> DomainRow:
    scores, row = context.scores, context.row
    level = int(scores.domain_level[row, column])
    possible = int(scores.domain_level_possible[row, column])
    index = finite(scores.domain_index[row, column])
    worst = finite(scores.domain_index_worst[row, column]) or 0.0
    best = finite(scores.domain_index_best[row, column]) or 0.0
    coverage = finite(scores.coverage[row, column]) or 0.0
    missed, unknown = _blocking(context, column, measures)
    return DomainRow(
        id=domain.id,
        label=domain.label,
        summary=domain.summary,
        kind=domain.kind,
        level=level,
        level_possible=possible,
        level_text=wording.level(level, possible),
        index=index,
        index_worst=worst,
        index_best=best,
        index_text=wording.index_with_range(index, worst, best),
        coverage=coverage,
        coverage_text=wording.percent(coverage),
        points=int(scores.domain_points[row, column]),
        points_max=int(scores.domain_points_max[row, column]),
        blocking=tuple(m.label for m in missed),
        open=tuple(m.label for m in unknown),
        unknown=sum(m.status == "not_reported" for m in measures),
        sentence=_sentence(context, column, domain, len(missed), len(unknown)),
        before=_before(context, column),
    )


def _before(context: Context, column: int) -> LevelBefore | None:
    """The domain's level in the year before; None if nothing of it was judged then."""
    year = context.year - 1
    if year not in context.years:
        return None
    scores, row = context.scores, context.years.index(year)
    if finite(scores.domain_index[row, column]) is None:
        return None
    level = int(scores.domain_level[row, column])
    possible = int(scores.domain_level_possible[row, column])
    return LevelBefore(year, level, possible, wording.level(level, possible))


def _blocking(
    context: Context, column: int, measures: list[MeasureRow]
) -> tuple[list[MeasureRow], list[MeasureRow]]:
    """The mandatory measures that miss the domain's next level, and those not yet decided."""
    level = int(context.scores.domain_next_level[context.row, column])
    blocking = [m for m in measures if m.blocking]
    unknown = [m for m in blocking if _is_open(context, m, level)]
    return [m for m in blocking if m not in unknown], unknown


def _sentence(context: Context, column: int, domain: Domain, missed: int, unknown: int) -> str:
    """The domain's level and what holds it back, as a clause without a full stop."""
    scores, row = context.scores, context.row
    level = int(scores.domain_level[row, column])
    next_level = int(scores.domain_next_level[row, column])
    facts = {"domain": domain.label, "level": level, "next": next_level}
    if not next_level:
        return _("%(domain)s is at level %(level)s") % facts
    if missed:
        clause = ngettext(
            "%(domain)s is held at level %(level)s by %(count)s mandatory measure",
            "%(domain)s is held at level %(level)s by %(count)s mandatory measures",
            missed,
        ) % {**facts, "count": missed}
        return _with_unknown(clause, unknown)
    if unknown:
        return ngettext(
            "%(domain)s cannot be judged above level %(level)s: %(count)s mandatory answer is "
            "missing or uncertain",
            "%(domain)s cannot be judged above level %(level)s: %(count)s mandatory answers are "
            "missing or uncertain",
            unknown,
        ) % {**facts, "count": unknown}
    if scores.domain_level_possible[row, column] > level:
        return (
            _(
                "%(domain)s is at level %(level)s; too few of its other measures are known to meet "
                "level %(next)s"
            )
            % facts
        )
    return (
        _("%(domain)s is at level %(level)s; too few of its other measures meet level %(next)s")
        % facts
    )


def _with_unknown(clause: str, unknown: int) -> str:
    if not unknown:
        return clause
    return ngettext(
        "%(held)s (%(count)s more mandatory answer missing or uncertain)",
        "%(held)s (%(count)s more mandatory answers missing or uncertain)",
        unknown,
    ) % {"held": clause, "count": unknown}


def _is_open(context: Context, measure: MeasureRow, level: int) -> bool:
    """Whether it is not known if the measure meets the level."""
    column = context.scores.measure_ids.index(measure.id)
    return bool(context.scores.verdict[context.row, column, level - 1] == CANNOT_TELL)


def headline(domains: tuple[DomainRow, ...]) -> str:
    """The one sentence at the top: every pillar, or every domain where there is no pillar."""
    first = [d for d in domains if d.kind == "pillar"] or list(domains)
    return wording.sentence([domain.sentence for domain in first])


def coverage_of(context: Context) -> float:
    """Weight of the scored measures in per cent of the weight of those that apply."""
    return finite(context.scores.overall_coverage[context.row]) or 0.0


def next_steps(
    domains: tuple[DomainRow, ...],
    gaps: tuple[GapRow, ...],
    missing: tuple[GapRow, ...],
    *,
    most: int = 5,
) -> tuple[str, ...]:
    """At most `most` steps: first missing answers, then gaps in their order (blocking ones first).

    Only gaps up to a domain's next level, unless they block: closing a gap to level 3 does not help
    while level 1 is missed.
    """
    reached = {domain.id: domain.level for domain in domains}
    unknown = {gap.measure_id for gap in missing}
    steps = [_first_answers(missing)] if missing else []
    for gap in gaps:
        known = gap.measure_id not in unknown and gap.status == "scored" and gap.certain
        leads_on = gap.blocks or gap.next_level <= reached[gap.domain] + 1
        if known and leads_on and len(steps) < most:
            steps.append(_way_to_close(gap))
    return tuple(steps)


def _first_answers(missing: tuple[GapRow, ...]) -> str:
    return ngettext(
        "Report the missing answer: %(first)s.",
        "Report %(count)s missing answers, first of all: %(first)s.",
        len(missing),
    ) % {"count": len(missing), "first": wording.listed([gap.label for gap in missing[:3]])}


def _way_to_close(gap: GapRow) -> str:
    return _("%(domain)s – %(measure)s: %(statement)s Usual lever: %(levers)s.") % {
        "domain": gap.domain_label,
        "measure": gap.label,
        "statement": gap.statement,
        "levers": wording.listed(list(gap.levers)),
    }
