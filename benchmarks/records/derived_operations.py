"""Recipes over procedure volumes: whole-department and per-surgeon numbers of operations.

A volume row without a surgeon counts for the department only, in addition to the rows of surgeons.
A department-year with at least one row is known, and whatever has no row there is zero; numbers per
surgeon need at least one row with a surgeon.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from benchmarks.library.recipes import (
    BusiestSurgeon,
    EstimateCategory,
    FamiliesWithOperations,
    LargestSurgeonShare,
    MedianPerSurgeon,
    OperationFilter,
    Operations,
    SpectrumWithOperations,
    SurgeonsWithOperations,
)
from benchmarks.records.department_years import Bools, Floats, where_known
from benchmarks.records.record_tables import (
    CATEGORIES,
    COMPLEXITIES,
    GROUPS,
    TECHNIQUE_FAMILIES,
    codes,
)
from benchmarks.records.volumes import Volumes

_AUGMENTATION = OperationFilter(technique_family=["augmentation"])


class EstimatedValues(NamedTuple):
    """Values with the ends they lie between, each (rows,); the ends are NaN where exact."""

    value: Floats
    low: Floats
    high: Floats


def operations(volumes: Volumes, recipe: Operations) -> EstimatedValues:
    """Operations in the year or, without any volume row, the estimate of an imported list."""
    which = volumes.matching(recipe)
    value = _summed(volumes, recipe, which, volumes.operations)
    low = high = np.full(volumes.at.count, np.nan)
    if volumes.has_hidden:
        low = _summed(volumes, recipe, which, volumes.fewest)
        high = _summed(volumes, recipe, which, volumes.most)
        exact = low == high
        low, high = where_known(~exact, low), where_known(~exact, high)
    counted = EstimatedValues(*(where_known(volumes.known, end) for end in (value, low, high)))
    if recipe.estimate is None:
        return counted
    estimated = _estimate(volumes, recipe.estimate, with_augmentation=recipe.cap_augmentation)
    return EstimatedValues(
        *(np.where(volumes.known, *ends) for ends in zip(counted, estimated, strict=True))
    )


def _summed(volumes: Volumes, recipe: Operations, which: Bools, amounts: Floats) -> Floats:
    if not recipe.cap_augmentation:
        return volumes.totals(which, amounts)
    augmentation = volumes.matching(_AUGMENTATION)
    others = volumes.totals(which & ~augmentation, amounts)
    augmentations = volumes.totals(which & augmentation, amounts)
    return others + _capped(augmentations, others, volumes.policy.augmentation_cap_percent)


def _capped(augmentations: Floats, others: Floats, percent: int) -> Floats:
    """At most `percent` of the sum of both: a <= p (a + o) is a <= p o / (1 - p)."""
    if percent == 0:
        return np.zeros_like(augmentations)
    if percent == 100:
        return augmentations
    return np.minimum(augmentations, np.floor(percent * others / (100 - percent)))


def _estimate(
    volumes: Volumes, category: EstimateCategory, *, with_augmentation: bool
) -> EstimatedValues:
    """The estimate of a category; augmentations are a category of their own, to be added."""
    ends = _category(volumes, category)
    if not with_augmentation:
        return ends
    percent = volumes.policy.augmentation_cap_percent
    augmentations = _category(volumes, "augmentation")
    return EstimatedValues(
        *(
            others + _capped(np.nan_to_num(augmentation, posinf=np.inf), others, percent)
            for others, augmentation in zip(ends, augmentations, strict=True)
        )
    )


def _category(volumes: Volumes, category: EstimateCategory) -> EstimatedValues:
    table, at = volumes.estimates, volumes.at
    matching = table["category"] == CATEGORIES.index(category)
    row = at.rows(table["department"][matching], table["year"][matching])
    high = table["high"][matching]
    given = (
        table["likely"][matching],
        table["low"][matching],
        np.where(np.isnan(high), np.inf, high),
    )
    ends = [np.full(at.count + 1, np.nan) for _end in given]
    for end, values in zip(ends, given, strict=True):
        end[row] = values
    return EstimatedValues(*(end[:-1] for end in ends))


def busiest_surgeon(volumes: Volumes, recipe: BusiestSurgeon) -> Floats:
    """Operations of the surgeon who did most of them; 0 where no surgeon did any."""
    by_surgeon = volumes.by_surgeon(volumes.matching(recipe))
    return where_known(volumes.surgeons_known, volumes.largest(by_surgeon))


def surgeons_with_operations(volumes: Volumes, recipe: SurgeonsWithOperations) -> Floats:
    """Surgeons with at least so many operations in the year."""
    by_surgeon = volumes.by_surgeon(volumes.matching(recipe))
    return where_known(volumes.surgeons_known, volumes.counted(by_surgeon >= recipe.at_least))


def median_per_surgeon(volumes: Volumes, recipe: MedianPerSurgeon) -> Floats:
    """Median yearly operations of the active surgeons; 0 where none is active."""
    by_surgeon = volumes.by_surgeon(volumes.matching(recipe))
    return where_known(
        volumes.surgeons_known, volumes.median(by_surgeon, by_surgeon >= recipe.active_from)
    )


def families_with_operations(volumes: Volumes, recipe: FamiliesWithOperations) -> Floats:
    """Technique families with at least so many operations in the year."""
    families = sorted(set(codes(recipe.families, TECHNIQUE_FAMILIES)))
    sums = volumes.totals_by("technique_family", len(TECHNIQUE_FAMILIES), volumes.matching(recipe))
    return where_known(volumes.known, (sums[:, families] >= recipe.at_least).sum(axis=1))


def spectrum_with_operations(volumes: Volumes, recipe: SpectrumWithOperations) -> Floats:
    """Groups and complexity marks with at least so many operations in the year."""
    which = volumes.matching(recipe)
    count = np.zeros(volumes.at.count)
    for column, wanted, vocabulary in (
        ("group", recipe.groups, GROUPS),
        ("complexity", recipe.marks, COMPLEXITIES),
    ):
        words = sorted(set(codes(wanted, vocabulary)))
        sums = volumes.totals_by(column, len(vocabulary), which)
        count += (sums[:, words] >= recipe.at_least).sum(axis=1)
    return where_known(volumes.known, count)


def largest_surgeon_share(volumes: Volumes, recipe: LargestSurgeonShare) -> Floats:
    """Largest share of one surgeon in any pillar, in per cent.

    Of pillars with at least `from_operations` operations; NaN where no pillar has that many,
    since dependence on one surgeon means nothing for rare operations.
    """
    shares = np.full(volumes.at.count, np.nan)
    for pillar in recipe.pillars:
        which = volumes.of_pillar(pillar)
        total = volumes.totals(which, volumes.operations)
        enough = total >= recipe.from_operations
        most = volumes.largest(volumes.by_surgeon(which))
        share = 100 * most / np.where(enough, total, 1)
        shares = np.fmax(shares, where_known(enough, share))
    return where_known(volumes.surgeons_known, shares)
