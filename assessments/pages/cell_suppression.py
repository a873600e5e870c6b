"""Which numbers of a sum are not shown, so that no small count of patients follows from the sum."""

from __future__ import annotations

from collections.abc import Collection, Sequence

FEWEST_SHOWN = 4


def is_small_count(count: float | None) -> bool:
    """Whether a count is one that is hidden: 1, 2 or 3."""
    return count is not None and 0 < count < FEWEST_SHOWN


def hidden_places(
    counts: Sequence[float | None], told_elsewhere: Collection[int] = ()
) -> frozenset[int]:
    """The places of counts that are hidden; None stands for what is no exact count.

    `counts` are parts of a sum that a reader may know. All small ones are hidden, and of the others
    as many as it takes that the sum of the hidden ones leaves each of them more than one value: the
    smallest first, at last zeros, and only in need those that are `told_elsewhere` (places).
    """
    hidden = {at for at, count in enumerate(counts) if is_small_count(count)}
    if not hidden:
        return frozenset()
    rest = [(count, at) for at, count in enumerate(counts) if count is not None]
    candidates = [
        at
        for _told, _is_zero, _count, at in sorted(
            (at in told_elsewhere, count == 0, count, at) for count, at in rest if at not in hidden
        )
    ]
    while candidates and not _is_open([counts[at] or 0.0 for at in hidden]):
        hidden.add(candidates.pop(0))
    return frozenset(hidden)


def _is_open(parts: Sequence[float]) -> bool:
    """Whether whole numbers with the same sum can stand for the parts in more than one way.

    Without a zero among them each is known to be 1 at least.
    """
    return len(parts) > 1 and (0 in parts or sum(parts) > len(parts))
