"""The method page: how levels, rung and index are calculated from values."""

from __future__ import annotations

from django.utils.translation import gettext as _

from assessments import wording
from assessments.gap_report.print.blocks import Block, heading, listing, paragraph, table
from assessments.gap_report.report.contents import GapReport


def method_blocks(report: GapReport) -> list[Block]:
    """Levels, rung, index, missing answers, evidence grades, and the benchmark's policy."""
    return [
        heading(_("Method"), new_page=True),
        *_levels(),
        *_rung_and_index(report),
        *_unknown(),
        *_grades(),
        *_policy(report),
    ]


def _levels() -> list[Block]:
    return [
        heading(_("Levels"), 2),
        paragraph(
            _(
                "Each measure is compared with up to three thresholds. It reaches the highest "
                "level whose threshold it meets for certain. A value known only as an interval "
                "meets a threshold when the whole interval does, misses it when none of it does, "
                "and otherwise nothing can be told yet. Outcome rates carry a Wilson interval and "
                "are judged from a minimum number of observed cases on."
            )
        ),
        paragraph(
            _(
                "A pillar reaches a level when every measure that is mandatory there meets its "
                "threshold and enough of the weighted rest does. A deficit in a mandatory measure "
                "cannot be made up for elsewhere."
            )
        ),
    ]


def _rung_and_index(report: GapReport) -> list[Block]:
    return [
        heading(_("Overall level"), 2),
        paragraph(
            _(
                "Overall levels are reached in order; each asks for levels of named pillars: "
                "%(rungs)s. This report stands at: %(rung)s."
            )
            % {"rungs": wording.listed(list(report.rungs)), "rung": report.rung_label}
        ),
        heading(_("Index"), 2),
        paragraph(
            _(
                "Points are weight times level. The index of a pillar is its points as a share of "
                "the points possible among the measures that could be scored, from 0 to 100. The "
                "overall index is the geometric mean of the pillars, so that imbalance costs."
            )
        ),
    ]


def _unknown() -> list[Block]:
    return [
        heading(_("What is not known"), 2),
        paragraph(
            _(
                "An answer that is missing is neither a zero nor a failure. The index is given "
                "with its worst and best case, all unknown measures failing or passing, and with "
                "its coverage, the weighted share of measures that could be scored. A mandatory "
                "measure that is unknown holds the level and is listed first."
            )
        ),
    ]


def _grades() -> list[Block]:
    meaning = (
        _("taken from the primary text"),
        _("from a secondary source, or a split used by a database or study"),
        _("our own assumption, open to argument and change"),
    )
    return [
        heading(_("Evidence"), 2),
        table(
            "",
            (_("Grade"), _("What it means")),
            [(wording.grade(code), text) for code, text in zip("ABC", meaning, strict=True)],
            (1, 2),
        ),
    ]


def _policy(report: GapReport) -> list[Block]:
    if not report.benchmark.policy:
        return []
    return [heading(_("Conventions of this benchmark"), 2), listing(report.benchmark.policy)]
