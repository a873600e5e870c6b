"""The intervals of an estimate and the bounds that shape them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from benchmarks.casemix.rules import CasemixPolicy

# Systems whose codes mostly do not tell endoscopic or tubular from open operations.
_BLIND_TO_TECHNIQUE = ("ICD9CM3", "CPT")
_SOFT = ("disc", "decompression")
# What is done for these often has ordinary decompression or fusion codes, and only the main
# diagnosis tells: without diagnoses nobody knows how much there is at most.
_SEEN_BY_DIAGNOSIS = ("def", "tum", "tum_complex", "tra")

# What an interval rests on.
BASES: dict[str, str] = {
    "codes": "Procedure codes alone.",
    "codes_and_access": "Procedure codes, bounded by the access codes.",
    "codes_and_diagnoses": "Procedure codes, bounded by the main diagnoses.",
    "incomplete_list": "Procedure codes of a list that was cut: a lower end only.",
    "no_diagnoses": "Procedure codes without main diagnoses: a lower end only.",
}


class Range(NamedTuple):
    """At least and at most, both included."""

    low: int
    high: int


@dataclass(frozen=True)
class Interval:
    """Operations a year: at least, most likely, at most (None: nothing bounds them).

    `likely` is the middle of what the codes allow, halves upwards; of a list that was cut it is the
    lower end. `basis` is a key of `BASES`.
    """

    low: int
    likely: int
    high: int | None
    basis: str


@dataclass(frozen=True)
class Bound:
    """One bound: what the codes of a category allow, and the limit it was held to.

    `limit` is ``main_diagnoses`` or ``access_codes``. `used` is false for access codes that cannot
    be complete, because one family of operations alone is larger.
    """

    category: str
    codes: Range
    limit: str
    allowed: Range
    used: bool = True

    def __str__(self) -> str:
        limit = self.limit.replace("_", " ")
        name = "diagnoses" if self.limit == "main_diagnoses" else limit
        return (
            f"{self.category}: codes allow {self.codes.low}–{self.codes.high}, "
            f"{limit} allow {self.allowed.low}–{self.allowed.high}, "
            f"{name} {'used' if self.used else 'ignored'}"
        )


@dataclass(frozen=True)
class Listed:
    """A described list: codes and families as in `Estimate`, main diagnoses or None.

    The codes have a kind besides: codes of one family, but of two kinds, may be one operation.
    """

    codes: pd.DataFrame
    families: pd.DataFrame
    main: pd.DataFrame | None
    system: str
    complete: bool
    policy: CasemixPolicy
    bounds: list[Bound] = field(default_factory=list)

    def total(self, mask: pd.Series) -> Range:
        """Sum of the marked codes."""
        chosen = self.codes.loc[mask, ["count_low", "count_high"]].sum()
        return Range(int(chosen["count_low"]), int(chosen["count_high"]))

    def leading(self, mask: pd.Series) -> Range:
        """Between the largest family of the marked codes and their sum."""
        low = largest_kinds(self.codes.loc[mask])
        return Range(int(low.max()) if len(low) else 0, self.total(mask).high)

    def of(self, **values: str | tuple[str, ...]) -> pd.Series:
        """Counted codes whose columns have the values."""
        mask = self.codes["counted"]
        for column, value in values.items():
            mask &= self.codes[column].isin([value] if isinstance(value, str) else value)
        return mask

    @property
    def named(self) -> pd.Series:
        """Counted codes that need no diagnosis to mean what they mean."""
        return self.codes["counted"] & ~self.codes["requires_diagnosis"]

    def access(self, *regions: str) -> Range | None:
        """Sum of the access codes, of some regions if given; None where the list has none.

        Only OPS has access codes.
        """
        access = self.codes["role"].eq("access")
        if not access.any():
            return None
        return self.total(access & self.codes["region"].isin(regions) if regions else access)

    def diagnosed(self, choose: Callable[[pd.DataFrame], pd.Series]) -> Range:
        """Chosen main diagnoses; those without a site in the code count to the upper end only."""
        main = self.main if self.main is not None else pd.DataFrame()
        if main.empty:
            return Range(0, 0)
        chosen = main.loc[choose(main)]
        sure = chosen.loc[chosen["spine_specific"], "count_low"].sum()
        return Range(int(sure), int(chosen["count_high"].sum()))


def largest_kinds(codes: pd.DataFrame) -> pd.Series:
    """For each family of the codes the lower end of the kind of which there are most."""
    return codes.groupby(["family", "kind"])["count_low"].sum().groupby("family").max()


def intervals(listed: Listed) -> tuple[dict[str, Interval], list[Bound]]:
    """All categories the list says something about, and the bounds that were applied."""
    spine = _spine(listed)
    mis = _mis(listed, spine)
    found: dict[str, Range] = {
        "spine": spine,
        "mis": mis,
        "augmentation": listed.total(listed.of(family="augmentation")),
    }
    found |= _lumbar(listed, spine, mis)
    found["deg"] = _degenerative(listed, spine)
    found["def"] = _pathology(listed, spine, "DEF")
    found["tum"] = _pathology(listed, spine, "TUM")
    found["tum_complex"] = _complex_tumours(listed, found["tum"])
    if listed.main is not None or listed.of(pathology="TRA").any():
        found["tra"] = _pathology(listed, spine, "TRA")
    return (
        {name: _interval(listed, name, reach) for name, reach in found.items()},
        listed.bounds if listed.complete else [],
    )


def _interval(listed: Listed, name: str, reach: Range) -> Interval:
    if not listed.complete:
        return Interval(reach.low, reach.low, None, "incomplete_list")
    bounded = "tum" if name == "tum_complex" else name
    limits = {bound.limit for bound in listed.bounds if bound.category == bounded and bound.used}
    basis = "codes"
    if "access_codes" in limits:
        basis = "codes_and_access"
    if "main_diagnoses" in limits:
        basis = "codes_and_diagnoses"
    low = min(reach)
    likely = (low + reach.high + 1) // 2
    if listed.main is None and name in _SEEN_BY_DIAGNOSIS:
        return Interval(low, likely, None, "no_diagnoses")
    return Interval(low, likely, reach.high, basis)


def _spine(listed: Listed) -> Range:
    """Families overlap: at least the largest, at most their sum, in OPS at most the accesses."""
    families = listed.families
    low = int(families["low"].max()) if len(families) else 0
    codes = Range(low, int(families["high"].sum()))
    access = listed.access()
    if access is None or access.high >= codes.high:
        return codes
    usable = access.high >= codes.low
    listed.bounds.append(Bound("spine", codes, "access_codes", access, used=usable))
    return Range(codes.low, access.high) if usable else codes


def _mis(listed: Listed, spine: Range) -> Range:
    """Codes that are endoscopic or percutaneous themselves; additional codes widen upwards only,
    because they belong to other operations of the house as well.
    """
    core = listed.leading(listed.of(technique="MIS") & ~listed.of(family="augmentation"))
    return Range(core.low, _widened(listed, core, spine))


def _widened(listed: Listed, core: Range, limit: Range) -> int:
    """Upper end of MIS operations within a limit: certain ones and those that may be."""
    if listed.system in _BLIND_TO_TECHNIQUE:
        return limit.high
    codes = listed.codes
    high = core.high
    high += listed.total(codes["role"].eq("add_on") & codes["technique"].eq("MIS")).high
    if listed.policy.microsurgical_is_mis:
        high += listed.total(codes["technique"].eq("microsurgical")).high
    return min(high, limit.high)


def _pathology(listed: Listed, spine: Range, pillar: str) -> Range:
    """DEF, TUM or TRA. A code that may mean it is certain only with as many diagnoses.

    Without diagnoses only the codes that usually mean the pathology speak, and the upper end is
    left open (`_interval`).
    """
    usual = listed.leading(listed.of(pathology=pillar))
    named = listed.leading(listed.named & listed.of(pathology=pillar)).low
    codes = Range(named, min(usual.high, spine.high))
    if listed.main is None:
        return codes
    allowed = listed.diagnosed(lambda main: main["pillar"].eq(pillar))
    high = min(allowed.high, spine.high)
    low = min(max(named, min(usual.low, allowed.low)), high)
    if not listed.complete:
        low = max(named, min(usual.low, allowed.low))
    shown = Range(usual.low, max(usual.low, codes.high))
    listed.bounds.append(Bound(pillar.lower(), shown, "main_diagnoses", allowed))
    return Range(low, high)


def _complex_tumours(listed: Listed, tumours: Range) -> Range:
    """Vertebrectomies and intradural operations, never more than tumours.

    A code that covers extradural lesions too is intradural at most as often as a diagnosis says so.
    """
    plain = listed.of(complexity=("vertebrectomy", "intradural"))
    open_question = listed.total(listed.of(complexity="intradural_if_diagnosis"))
    sure = listed.leading(listed.named & plain & listed.of(pathology="TUM")).low
    intradural = open_question
    if listed.main is not None:
        intradural = listed.diagnosed(lambda main: main["compartment"].eq("intradural"))
        sure = max(sure, min(open_question.low, intradural.low))
    high = listed.total(plain).high + min(open_question.high, intradural.high)
    high = min(high, tumours.high)
    return Range(min(sure, high) if listed.complete else sure, high)


def _degenerative(listed: Listed, spine: Range) -> Range:
    """What no other main diagnosis can account for, at most the degenerative diagnoses."""
    discs = listed.total(listed.of(family="disc")).low
    if listed.main is None or not listed.complete:
        return Range(discs, spine.high)
    allowed = listed.diagnosed(lambda main: main["pillar"].eq("DEG"))
    others = listed.diagnosed(lambda main: ~main["pillar"].eq("DEG")).high
    high = min(allowed.high, spine.high)
    listed.bounds.append(Bound("deg", spine, "main_diagnoses", allowed))
    return Range(min(max(spine.low - others, 0), high), high)


def _lumbar(listed: Listed, spine: Range, mis: Range) -> dict[str, Range]:
    """Operations for lumbar disc disease and stenosis, and those of them done MIS."""
    soft = listed.of(family=_SOFT)
    if not soft.any():
        return {}
    codes = _lumbar_codes(listed, spine)
    found = codes
    if listed.main is not None and listed.complete:
        chosen = _is_lumbar_disease
        allowed = listed.diagnosed(chosen)
        others = listed.diagnosed(lambda main: ~chosen(main)).high
        high = min(codes.high, allowed.high)
        found = Range(min(max(spine.low - others, 0), high), high)
        listed.bounds.append(Bound("lumbar_disc_stenosis", codes, "main_diagnoses", allowed))
    small = listed.leading(soft & listed.of(technique="MIS", region=("lumbar", "")))
    high = min(mis.high, _widened(listed, small, found))
    low = min(small.low, high) if listed.complete else small.low
    return {"lumbar_disc_stenosis": found, "lumbar_disc_stenosis_mis": Range(low, high)}


def _lumbar_codes(listed: Listed, spine: Range) -> Range:
    """From the codes alone: named regions, in OPS the regions of the accesses."""
    soft = listed.of(family=_SOFT)
    low = listed.leading(soft & listed.codes["region"].eq("lumbar")).low
    high = min(listed.total(soft & listed.codes["region"].isin(["lumbar", ""])).high, spine.high)
    lumbar, elsewhere = listed.access("lumbar"), listed.access("cervical", "thoracic")
    if lumbar is not None and elsewhere is not None:
        discs = listed.total(listed.of(family="disc")).low
        if listed.complete:
            low = max(low, discs - elsewhere.high)
        high = max(min(high, lumbar.high), low)
    return Range(low, high)


def _is_lumbar_disease(main: pd.DataFrame) -> pd.Series:
    lumbar = main["region"].isin(["lumbar", ""])
    return main["group"].eq("lumbar_disc_stenosis") & lumbar
