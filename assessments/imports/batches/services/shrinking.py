"""Years that an import would make smaller: confirmed only by somebody who was told both numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessments.imports.batches.services.refusals import WouldShrink
from assessments.models import ImportBatch


class Shrinking(NamedTuple):
    """A year whose `recorded` operations would be replaced by the fewer `new` ones."""

    year: int
    recorded: int
    new: int

    def __str__(self) -> str:
        return _("%(year)d: %(new)d instead of %(recorded)d operations") % self._asdict()


def shrinking(recorded: Mapping[int, int], new: Mapping[int, int]) -> list[Shrinking]:
    """The years that would lose more than a third of their operations; both: year -> operations."""
    return [
        Shrinking(year, recorded[year], new[year])
        for year in sorted(new)
        if 3 * new[year] < 2 * recorded.get(year, 0)
    ]


def refuse_shrinking(
    batch: ImportBatch, found: Sequence[Shrinking], accepted: Collection[int]
) -> None:
    """Raise `WouldShrink` unless all the years are among the `accepted` ones."""
    left = [one for one in found if one.year not in accepted]
    if left:
        raise WouldShrink(batch, years="; ".join(map(str, left)))
