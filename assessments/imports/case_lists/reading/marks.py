"""Marks of the operations of a case list: aids and outcomes; and their numbers of levels."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from assessments.imports.case_lists.reading.rows import AIDS
from assessments.imports.case_lists.reading.stored_counts import CountedOperations

# The column that decides whether an operation belongs to a pillar.
PILLARS = {"MIS": "technique", "DEF": "pathology", "TUM": "pathology"}


@dataclass(frozen=True)
class MarkedOperations:
    """Numbers of operations: all, those for which a mark is known, and is yes (`so`)."""

    operations: int = 0
    known: int = 0
    so: int = 0

    def __add__(self, other: MarkedOperations) -> MarkedOperations:
        return MarkedOperations(
            self.operations + other.operations, self.known + other.known, self.so + other.so
        )


def mark_of(row: CountedOperations, mark: str) -> MarkedOperations:
    """The numbers of one mark for the operations of a row."""
    known, so = row.marks.get(mark, (0, 0))
    return MarkedOperations(row.operations, known, so)


def aid_sums(
    rows: Iterable[CountedOperations], marks: Collection[str] = AIDS
) -> dict[tuple[int, str, str], MarkedOperations]:
    """Numbers by year, pillar and mark, only where the mark is known for some operation."""
    sums: dict[tuple[int, str, str], MarkedOperations] = {}
    for row in rows:
        for pillar, axis in PILLARS.items():
            if getattr(row, axis) == pillar:
                for mark in marks:
                    key = (row.year, pillar, mark)
                    sums[key] = sums.get(key, MarkedOperations()) + mark_of(row, mark)
    return {key: found for key, found in sums.items() if found.known}


def level_sums(rows: Iterable[CountedOperations]) -> dict[tuple[int, str], int]:
    """Operations by number of levels and pathology, where the number of levels is stated."""
    sums: dict[tuple[int, str], int] = {}
    for row in rows:
        for levels, count in row.levels.items():
            key = (int(levels), row.pathology)
            sums[key] = sums.get(key, 0) + count
    return sums


def with_mark(rows: Iterable[CountedOperations], mark: str, *, so: bool) -> list[CountedOperations]:
    """The rows with only the operations for which the mark is known, or is yes (`so`)."""
    counted = ((row, mark_of(row, mark)) for row in rows)
    return _narrowed((row, found.so if so else found.known) for row, found in counted)


def with_levels(rows: Iterable[CountedOperations], levels: str) -> list[CountedOperations]:
    """The rows with only the operations on this number of levels (as text)."""
    return _narrowed((row, row.levels.get(levels, 0)) for row in rows)


def _narrowed(counted: Iterable[tuple[CountedOperations, int]]) -> list[CountedOperations]:
    return [row._replace(operations=count) for row, count in counted if count]
