"""Answers a case list gives for certain to questions of the shipped benchmarks.

Neuromonitoring is asked for as a share of all deformity operations. It is answered only for a year
in which the list says yes or no for each of them: codes alone never say that something was not
used, and a share of those that were documented is not one of all. Navigation is asked for as a yes
or no: one operation with it is a yes, none is no answer. Nothing follows from the number of levels.
"""

from __future__ import annotations

from collections.abc import Iterable

from assessments import wording
from assessments.import_records.proposed_answers import ProposedAnswer
from assessments.imports.case_lists.reading.marks import aid_sums, mark_of
from assessments.imports.case_lists.reading.stored_counts import CountedOperations


def case_answers(rows: Iterable[CountedOperations]) -> tuple[tuple[int, ProposedAnswer], ...]:
    """Pairs of year and answer, by year; `rows` are the operations that are taken."""
    listed = list(rows)
    found: list[tuple[int, ProposedAnswer]] = []
    for (year, pillar, mark), sums in sorted(aid_sums(listed).items()):
        if (pillar, mark) == ("DEF", "monitoring") and sums.known == sums.operations:
            share = float(wording.rounded(100 * sums.so / sums.known, 1))
            answer = ProposedAnswer("def_neuromonitoring_percent", share, "monitoring_share")
            found.append((year, answer))
    navigated = {row.year for row in listed if mark_of(row, "navigation").so}
    found += [(year, ProposedAnswer("navigation", 1, "navigation_used")) for year in navigated]
    return tuple(sorted(found, key=lambda one: (one[0], one[1].input_id)))
