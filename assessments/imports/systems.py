"""Which code system a list is written in, and which of its departments operate on the spine."""

from __future__ import annotations

from collections.abc import Iterable

from assessments.imports.parsed import CodeCount, Listing
from benchmarks.casemix import SYSTEMS, Overrides, look_up

_SAMPLE = 500


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
