"""Which code system a list is written in, and which of its departments operate on the spine."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice

from assessments.import_records.listings import CodeCount, Listing
from assessments.import_records.problems import SHOWN_CHARACTERS, UnreadableFile, refuse
from benchmarks.casemix.code_meanings import has_code_form, look_up
from benchmarks.casemix.code_overrides import Overrides
from benchmarks.casemix.code_tables import SYSTEMS

_SAMPLE = 500
# How many of the codes found a refusal names.
EXAMPLES = 5


def recognise(rows: Iterable[CodeCount]) -> str:
    """As `recognise_codes`."""
    return recognise_codes(row.code for row in rows)


def recognise_codes(listed: Iterable[str]) -> str:
    """The system most codes fit: by their shape, then by how many have a meaning there."""
    codes = sorted(set(listed))
    # Evenly from the whole list: sorted lists begin with imaging and other foreign chapters.
    sample = codes[:: max(1, len(codes) // _SAMPLE)]

    def fit(system: str) -> tuple[int, int]:
        status = look_up(system, sample)["status"]
        return int((status == "classified").sum()), int((status != "wrong_system").sum())

    return max(SYSTEMS, key=fit)


def spine_codes(
    listings: Iterable[Listing], system: str, overrides: Overrides = ()
) -> dict[str, int]:
    """For each listing's key, how many distinct codes stand for a spine operation of their own."""
    codes = {one.key: {row.code for row in one.procedures} for one in listings}
    distinct = sorted(set().union(*codes.values()))
    found = look_up(system, distinct, overrides)
    spinal = set(found.loc[(found["status"] == "classified") & (found["role"] == "core"), "code"])
    return {key: len(listed & spinal) for key, listed in codes.items()}


def looks_like(rows: Iterable[CodeCount], system: str) -> str:
    """The system the codes look like, if none of them fits `system`; else an empty text."""
    found = look_up(system, sorted({row.code for row in rows}))
    if found.empty or (found["status"] != "wrong_system").any():
        return ""
    named = found.loc[found["looks_like"] != "", "looks_like"]
    return str(named.mode().iloc[0]) if len(named) else ""


def no_spine_operations(codes: list[str], system: str) -> UnreadableFile:
    """The refusal of a case list without a spine operation, to be raised."""
    foreign = looks_like([CodeCount(code, 1) for code in codes], system)
    if foreign:
        return refuse("other_system", system=system, looks_like=foreign)
    examples = examples_of(codes, system)
    if not examples:
        return refuse("no_code_forms")
    return refuse("no_spine_codes", codes=len(codes), examples=examples)


def examples_of(codes: list[str], system: str) -> str:
    """The first texts that have the form of a code, as many as are shown in full."""
    shown = list(islice((code for code in codes if has_code_form(system, code)), EXAMPLES))
    while len(shown) > 1 and len(", ".join(shown)) > SHOWN_CHARACTERS:
        shown.pop()
    return ", ".join(shown)
