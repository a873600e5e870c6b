"""The official list of a classification beside our own table: what disagrees, what is not known.

Only OPS has a list that can be loaded. The list decides what exists; what a code means for a spine
department stays our table's word, so a disagreement is shown and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from benchmarks.casemix.code_tables import Row, find_row, normalise, table, write_code

SYSTEM: Final = "OPS"

Kind = Literal["missing", "other_depth", "title_differs", "uncovered", "agrees"]
# What asks for a look comes first.
KINDS: Final[tuple[Kind, ...]] = ("missing", "other_depth", "title_differs", "uncovered", "agrees")
CONFIDENCES: Final = ("likely", "uncertain", "verified")

# Beginnings of which every code should be known: spinal cord and canal; spine; additional
# information on operations (microscope, minimally invasive, robot, navigation).
COVERED_GROUPS: Final = ("503", "583", "598")

# What a word of an official title speaks for: families of an operation, or the role of a code that
# is none. A title speaks for everything its words name; only where our row is none of it, it is
# marked. Words that say nothing of their own (other, revision, spine) are left out.
TITLE_WORDS: Final[tuple[tuple[re.Pattern[str], frozenset[str]], ...]] = tuple(
    (re.compile(pattern), frozenset(kinds.split()))
    for pattern, kinds in (
        (r"^zugang", "access"),
        (r"bandscheibe|sequest", "disc augmentation"),
        (r"endoprothese|prothese|spreizer", "other"),
        (r"dekompression|laminotomie|laminektomie|facett", "decompression"),
        (r"spondylodese", "fusion_instrumentation"),
        (r"osteosynthese|stabilisierung|schraube|cage", "fusion_instrumentation add_on"),
        (r"reposition|fraktur|luxation", "fusion_instrumentation"),
        (r"wirbelkörperaufrichtung|material in einen wirbelkörper", "augmentation"),
        (r"vertebroplastie|kyphoplastie", "augmentation"),
        (r"gewebe des rückenmark|intraspinal|intradural", "intraspinal_lesion"),
        (r"wirbelkörperersatz|wirbelkörperresektion|vertebrektomie", "vertebral_resection"),
        (r"wirbelkörper.*(entfernung|resektion)", "vertebral_resection"),
        (r"skoliose|kyphose|deformität", "deformity_correction vertebral_resection"),
        (r"wachstumslenkend", "deformity_correction"),
        (r"transplantat|transplantation|knochenersatz|spongiosa", "add_on"),
        (r"entfernung von osteosynthesematerial|materialentfernung", "add_on"),
        (r"navigation|roboter|mikrochirurgische technik|monitoring|endoskopiesystem", "add_on"),
        (r"mehrfachverletzung|polytrauma|reoperation|lasertechnik", "add_on"),
        (r"schmerz|injektion|infiltration|denervierung", "not_surgical"),
        (r"stimulation", "not_surgical"),
        (r"liquor|gefäß|duraplastik|adhäsiolyse", "other"),
    )
)


@dataclass(frozen=True)
class ListedCode:
    """One code of the official list, as it is written there."""

    code: str
    title: str
    is_terminal: bool


@dataclass(frozen=True)
class Compared:
    """One row of our table beside the list, or a code of the list without a row.

    `kind`: "missing" (the list has no such code), "other_depth" (the list ends at `instead`, which
    our row divides further, or has only longer codes, such as `instead`), "title_differs" (words of
    the title speak for `speaks_for`), "uncovered" (no row of ours covers this code of a spine
    group), "agrees". `counted_as` and `speaks_for` are families of operations, or roles of codes
    that are none. What is not known is empty.
    """

    kind: Kind
    code: str
    label: str = ""
    title: str = ""
    counted_as: str = ""
    confidence: str = ""
    instead: str = ""
    speaks_for: tuple[str, ...] = ()


def looked_at() -> tuple[str, ...]:
    """Beginnings (normalised) of all codes of the list that `compare` needs."""
    ours = {prefix[:3] for prefix in table(SYSTEM)}
    return tuple(sorted(ours.union(COVERED_GROUPS)))


def compare(listed: Iterable[ListedCode]) -> tuple[Compared, ...]:
    """Every row of our table, and every uncovered code of the list that can be coded.

    The rows that ask for a look come first, of those the less sure ones; then by code. The order
    of `listed` does not matter.
    """
    by_code = {normalise(one.code): one for one in listed}
    beginnings = {code[:length] for code in by_code for length in range(3, len(code))}
    rows = [_row(prefix, row, by_code, beginnings) for prefix, row in sorted(table(SYSTEM).items())]
    rows += [
        Compared("uncovered", one.code, title=one.title)
        for code, one in sorted(by_code.items())
        if one.is_terminal and code.startswith(COVERED_GROUPS) and not find_row(SYSTEM, code)
    ]
    return tuple(sorted(rows, key=_order))


def counted_as(row: Row) -> str:
    """The family of an operation, or the role of a code that is none."""
    return row["family"] if row["role"] == "core" else row["role"]


def spoken_for(title: str) -> tuple[str, ...]:
    """What the words of an official title speak for, sorted; empty where they say nothing."""
    words = title.casefold()
    found = (kinds for pattern, kinds in TITLE_WORDS if pattern.search(words))
    return tuple(sorted(frozenset[str]().union(*found)))


def _row(
    prefix: str, row: Row, by_code: Mapping[str, ListedCode], beginnings: set[str]
) -> Compared:
    ours = counted_as(row)
    known = Compared(
        "agrees",
        write_code(SYSTEM, prefix),
        label=row["label"],
        counted_as=ours,
        confidence=row["confidence"],
    )
    one = by_code.get(prefix)
    if one is not None:
        speaks_for = spoken_for(one.title)
        if speaks_for and ours not in speaks_for:
            return replace(known, kind="title_differs", title=one.title, speaks_for=speaks_for)
        return replace(known, title=one.title)
    if prefix in beginnings:
        # Groups of three signs have no row of their own in the list; every other level has one.
        if len(prefix) == 3:
            return known
        longer = min(found for found in by_code if found.startswith(prefix))
        return replace(known, kind="other_depth", instead=by_code[longer].code)
    above = (by_code.get(prefix[:length]) for length in range(len(prefix) - 1, 3, -1))
    nearest = next((found for found in above if found is not None), None)
    if nearest is not None and nearest.is_terminal:
        return replace(known, kind="other_depth", title=nearest.title, instead=nearest.code)
    return replace(known, kind="missing")


def _order(one: Compared) -> tuple[int, int, str]:
    sure = CONFIDENCES.index(one.confidence) if one.confidence else 0
    return KINDS.index(one.kind), sure, normalise(one.code)
