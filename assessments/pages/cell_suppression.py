"""Cell suppression: which parts of a sum are hidden, so that it reveals no small count."""

from __future__ import annotations

from collections.abc import Collection, Sequence

FEWEST_SHOWN = 4


def is_small_count(count: float | None) -> bool:
    """Whether a count is one that is hidden: 1, 2 or 3."""
    return count is not None and 0 < count < FEWEST_SHOWN


def hidden_places(
    counts: Sequence[float | None], told_elsewhere: Collection[int] = ()
) -> frozenset[int]:
    """The indices of the counts to hide. None is no exact count and is never hidden.

    `counts` are the parts of a sum that the reader may know. All small counts are hidden, and then
    others until the sum of the hidden ones fits more than one set of values: the smallest first,
    then zeros, and last the indices in `told_elsewhere`, which the reader can see in other places.
    """
    hidden = {index for index, count in enumerate(counts) if is_small_count(count)}
    if not hidden:
        return frozenset()
    candidates = [
        index
        for _told, _is_zero, _count, index in sorted(
            (index in told_elsewhere, count == 0, count, index)
            for index, count in enumerate(counts)
            if count is not None and index not in hidden
        )
    ]
    while candidates and not _is_ambiguous([counts[index] or 0.0 for index in hidden]):
        hidden.add(candidates.pop(0))
    return frozenset(hidden)


def _is_ambiguous(parts: Sequence[float]) -> bool:
    """Whether the sum of the parts fits more than one set of whole numbers.

    Where no part is 0, each is taken to be at least 1.
    """
    return len(parts) > 1 and (0 in parts or sum(parts) > len(parts))
