"""The intervals of an estimate and the bounds that shape them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from benchmarks.casemix.rules import CasemixPolicy

# Systems whose codes mostly do not tell endoscopic or tubular from open operations.
_WITHOUT_TECHNIQUE = ("ICD9CM3", "CPT")
_DISC_OR_DECOMPRESSION = ("disc", "decompression")
# Operations of these categories often have ordinary decompression or fusion codes, and only the
# main diagnosis shows the category: without diagnoses there is no upper end.
_KNOWN_BY_DIAGNOSIS = ("def", "tum", "tum_complex", "tra")

# The family whose operations usually have no access code of their own.
_WITHOUT_ACCESS = "augmentation"

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
    """Operations a year: at least, most likely, at most (None: no upper end).

    `likely` is the middle of what the codes allow, halves upwards; of a list that was cut it is the
    lower end. `basis` is a key of `BASES`.
    """

    low: int
    likely: int
    high: int | None
    basis: str


@dataclass(frozen=True)
class Bound:
    """A limit on one category: what its codes allow, and what the limit allows.

    `limit` is ``main_diagnoses`` or ``access_codes`` (to what these allow, augmentations are added:
    they have no access). `used` is false for access codes that cannot be complete, because one
    family of operations alone is larger.
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
class DescribedList:
    """A list with the meaning of its codes.

    `codes` and `families` as in `Estimate`; `main`: the main diagnoses, if known. `codes` has also
    the column kind: codes of one family, but of different kinds, may belong to one operation.
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
        """Counted codes whose pathology needs no diagnosis to confirm it."""
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
        """Sum of the chosen main diagnoses; codes without a site count for the upper end only."""
        main = self.main if self.main is not None else pd.DataFrame()
        if main.empty:
            return Range(0, 0)
        chosen = main.loc[choose(main)]
        sure = chosen.loc[chosen["spine_specific"], "count_low"].sum()
        return Range(int(sure), int(chosen["count_high"].sum()))


def largest_kinds(codes: pd.DataFrame) -> pd.Series:
    """For each family of the codes the lower end of its largest kind."""
    return codes.groupby(["family", "kind"])["count_low"].sum().groupby("family").max()


def intervals(listed: DescribedList) -> tuple[dict[str, Interval], list[Bound]]:
    """All categories about which the list has information, and the bounds that were applied."""
    spine = _spine(listed)
    mis = _mis(listed, spine)
    ranges: dict[str, Range] = {
        "spine": spine,
        "mis": mis,
        "augmentation": listed.total(listed.of(family="augmentation")),
    }
    ranges |= _lumbar(listed, spine, mis)
    ranges["deg"] = _degenerative(listed, spine)
    ranges["def"] = _pathology(listed, spine, "DEF")
    ranges["tum"] = _pathology(listed, spine, "TUM")
    ranges["tum_complex"] = _complex_tumours(listed, ranges["tum"])
    if listed.main is not None or listed.of(pathology="TRA").any():
        ranges["tra"] = _pathology(listed, spine, "TRA")
    return (
        {name: _interval(listed, name, span) for name, span in ranges.items()},
        listed.bounds if listed.complete else [],
    )


def _interval(listed: DescribedList, name: str, span: Range) -> Interval:
    if not listed.complete:
        return Interval(span.low, span.low, None, "incomplete_list")
    bounded = "tum" if name == "tum_complex" else name
    limits = {bound.limit for bound in listed.bounds if bound.category == bounded and bound.used}
    basis = "codes"
    if "access_codes" in limits:
        basis = "codes_and_access"
    if "main_diagnoses" in limits:
        basis = "codes_and_diagnoses"
    low = min(span)
    likely = (low + span.high + 1) // 2
    if listed.main is None and name in _KNOWN_BY_DIAGNOSIS:
        return Interval(low, likely, None, "no_diagnoses")
    return Interval(low, likely, span.high, basis)


def _spine(listed: DescribedList) -> Range:
    """At least the largest family (they overlap), at most their sum.

    In OPS not more than the accesses, and the operations that usually are coded without one:
    augmentations and percutaneous disc procedures.
    """
    families = listed.families
    codes = Range(int(families["low"].max()) if len(families) else 0, int(families["high"].sum()))
    access = listed.access()
    if access is None:
        return codes
    is_without = families["family"].eq(_WITHOUT_ACCESS)
    reached = families.loc[~is_without, "low"]
    without = int(families.loc[is_without, "high"].sum())
    allowed = Range(access.low, access.high + without)
    if allowed.high >= codes.high:
        return codes
    usable = access.high >= (int(reached.max()) if len(reached) else 0)
    listed.bounds.append(Bound("spine", codes, "access_codes", allowed, used=usable))
    return Range(codes.low, max(codes.low, allowed.high)) if usable else codes


def _mis(listed: DescribedList, spine: Range) -> Range:
    """At least the codes that are endoscopic or percutaneous themselves.

    Additional codes raise the upper end only, because they may belong to other kinds of operations.
    """
    core = listed.leading(listed.of(technique="MIS") & ~listed.of(family="augmentation"))
    return Range(core.low, _widened(listed, core, spine))


def _widened(listed: DescribedList, core: Range, limit: Range) -> int:
    """Upper end of MIS operations within a limit: certain ones and those that may be."""
    if listed.system in _WITHOUT_TECHNIQUE:
        return limit.high
    codes = listed.codes
    high = core.high
    high += listed.total(codes["role"].eq("add_on") & codes["technique"].eq("MIS")).high
    if listed.policy.microsurgical_is_mis:
        high += listed.total(codes["technique"].eq("microsurgical")).high
    return min(high, limit.high)


def _pathology(listed: DescribedList, spine: Range, pillar: str) -> Range:
    """Operations for DEF, TUM or TRA.

    Codes that only usually mean the pathology count for the lower end as far as there are main
    diagnoses of it. Without diagnoses they do not, and `_interval` leaves the upper end open.
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


def _complex_tumours(listed: DescribedList, tumours: Range) -> Range:
    """Vertebrectomies and intradural operations, never more than tumours.

    Codes that cover extradural lesions as well count as intradural at most as often as there are
    intradural main diagnoses.
    """
    certain_codes = listed.of(complexity=("vertebrectomy", "intradural"))
    possibly_intradural = listed.total(listed.of(complexity="intradural_if_diagnosis"))
    sure = listed.leading(listed.named & certain_codes & listed.of(pathology="TUM")).low
    intradural = possibly_intradural
    if listed.main is not None:
        intradural = listed.diagnosed(lambda main: main["compartment"].eq("intradural"))
        sure = max(sure, min(possibly_intradural.low, intradural.low))
    high = listed.total(certain_codes).high + min(possibly_intradural.high, intradural.high)
    high = min(high, tumours.high)
    return Range(min(sure, high) if listed.complete else sure, high)


def _degenerative(listed: DescribedList, spine: Range) -> Range:
    """At least what other main diagnoses cannot explain, at most the degenerative ones."""
    discs = listed.total(listed.of(family="disc")).low
    if listed.main is None or not listed.complete:
        return Range(discs, spine.high)
    allowed = listed.diagnosed(lambda main: main["pillar"].eq("DEG"))
    others = listed.diagnosed(lambda main: ~main["pillar"].eq("DEG")).high
    high = min(allowed.high, spine.high)
    listed.bounds.append(Bound("deg", spine, "main_diagnoses", allowed))
    return Range(min(max(spine.low - others, 0), high), high)


def _lumbar(listed: DescribedList, spine: Range, mis: Range) -> dict[str, Range]:
    """Operations for lumbar disc disease and stenosis, and those of them done MIS."""
    disc_or_decompression = listed.of(family=_DISC_OR_DECOMPRESSION)
    if not disc_or_decompression.any():
        return {}
    codes = _lumbar_codes(listed, spine)
    operations = codes
    if listed.main is not None and listed.complete:
        chosen = _is_lumbar_disease
        allowed = listed.diagnosed(chosen)
        others = listed.diagnosed(lambda main: ~chosen(main)).high
        high = min(codes.high, allowed.high)
        operations = Range(min(max(spine.low - others, 0), high), high)
        listed.bounds.append(Bound("lumbar_disc_stenosis", codes, "main_diagnoses", allowed))
    mis_codes = listed.leading(
        disc_or_decompression & listed.of(technique="MIS", region=("lumbar", ""))
    )
    high = min(mis.high, _widened(listed, mis_codes, operations))
    low = min(mis_codes.low, high) if listed.complete else mis_codes.low
    return {"lumbar_disc_stenosis": operations, "lumbar_disc_stenosis_mis": Range(low, high)}


def _lumbar_codes(listed: DescribedList, spine: Range) -> Range:
    """From the codes alone: by the regions they name and, in OPS, those of the access codes."""
    disc_or_decompression = listed.of(family=_DISC_OR_DECOMPRESSION)
    low = listed.leading(disc_or_decompression & listed.codes["region"].eq("lumbar")).low
    high = min(
        listed.total(disc_or_decompression & listed.codes["region"].isin(["lumbar", ""])).high,
        spine.high,
    )
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
