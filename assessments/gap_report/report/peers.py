"""Medians of other departments for comparison, without naming any of them."""

from __future__ import annotations

import numpy as np
from django.utils.translation import ngettext

from assessments.gap_report.report.contents import Peers
from benchmarks.scoring.engine import Scores

# A median of fewer departments would disclose the index of one of them.
FEWEST_PEERS = 3


def peers_of(scores: Scores) -> Peers | None:
    """The median index of each domain; None where fewer than three departments have one."""
    medians: dict[str, float] = {}
    counts: list[int] = []
    for column, domain in enumerate(scores.domain_ids):
        indices = scores.domain_index[:, column]
        known = indices[~np.isnan(indices)]
        if known.size >= FEWEST_PEERS:
            medians[domain] = float(np.median(known))
            counts.append(int(known.size))
    if not medians:
        return None
    count = max(counts)
    return Peers(
        count=count,
        statement=ngettext(
            "Median of %(count)s other department you may see, of the same care tier.",
            "Median of %(count)s other departments you may see, of the same care tier.",
            count,
        )
        % {"count": count},
        medians=medians,
    )
