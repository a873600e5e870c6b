"""Compares our own code table with the official list of a classification.

Only OPS has a list that can be loaded. The list decides which codes exist. What a code means for a
spine department is decided by our table, so a difference is shown and changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

from benchmarks.casemix.code_tables import Row, find_row, normalise, table, write_code

SYSTEM: Final = "OPS"

Kind = Literal["missing", "other_depth", "title_differs", "uncovered", "agrees"]
# The kinds that should be checked come first.
KINDS: Final[tuple[Kind, ...]] = ("missing", "other_depth", "title_differs", "uncovered", "agrees")
CONFIDENCES: Final = ("likely", "uncertain", "verified")

# Prefixes of the groups in which every code should have a row: spinal cord and canal; spine;
# additional information on operations (microscope, minimally invasive, robot, navigation).
COVERED_GROUPS: Final = ("503", "583", "598")

# What words of an official title stand for: families of operations, or the role of a code that is
# no operation. A title stands for everything that its words name; a row of ours is reported only if
# it is none of that. Words without a meaning of their own (other, revision, spine) are left out.
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
class CodeComparison:
    """The result for one row of our table, or for one code of the list without a row.

    `kind`: "missing" (the list has no such code), "other_depth" (the list ends at the shorter code
    `instead`, or has only longer codes, such as `instead`), "title_differs" (words of the title
    stand for `speaks_for`), "uncovered" (no row of ours covers this code of a spine group),
    "agrees". `counted_as` and `speaks_for` are families of operations, or roles of codes that are
    no operation. What is not known is empty.
    """

    kind: Kind
    code: str
    label: str = ""
    title: str = ""
    counted_as: str = ""
    confidence: str = ""
    instead: str = ""
    speaks_for: tuple[str, ...] = ()


def compared_prefixes() -> tuple[str, ...]:
    """Normalised prefixes of all codes of the list that `compare` needs."""
    ours = {prefix[:3] for prefix in table(SYSTEM)}
    return tuple(sorted(ours.union(COVERED_GROUPS)))


def compare(listed: Iterable[ListedCode]) -> tuple[CodeComparison, ...]:
    """Every row of our table, and every uncovered code of the list that can be coded.

    Sorted by kind as in `KINDS`, by confidence as in `CONFIDENCES`, then by code. The order of
    `listed` does not matter.
    """
    by_code = {normalise(entry.code): entry for entry in listed}
    beginnings = {code[:length] for code in by_code for length in range(3, len(code))}
    rows = [_row(prefix, row, by_code, beginnings) for prefix, row in sorted(table(SYSTEM).items())]
    rows += [
        CodeComparison("uncovered", entry.code, title=entry.title)
        for code, entry in sorted(by_code.items())
        if entry.is_terminal and code.startswith(COVERED_GROUPS) and not find_row(SYSTEM, code)
    ]
    return tuple(sorted(rows, key=_order))


def counted_as(row: Row) -> str:
    """The family of an operation, or the role of a code that is no operation."""
    return row["family"] if row["role"] == "core" else row["role"]


def kinds_of_title(title: str) -> tuple[str, ...]:
    """What the words of an official title stand for (see `TITLE_WORDS`), sorted."""
    words = title.casefold()
    matches = (kinds for pattern, kinds in TITLE_WORDS if pattern.search(words))
    return tuple(sorted(frozenset[str]().union(*matches)))


def _row(
    prefix: str, row: Row, by_code: Mapping[str, ListedCode], beginnings: set[str]
) -> CodeComparison:
    ours = counted_as(row)
    result = CodeComparison(
        "agrees",
        write_code(SYSTEM, prefix),
        label=row["label"],
        counted_as=ours,
        confidence=row["confidence"],
    )
    entry = by_code.get(prefix)
    if entry is not None:
        speaks_for = kinds_of_title(entry.title)
        if speaks_for and ours not in speaks_for:
            return replace(result, kind="title_differs", title=entry.title, speaks_for=speaks_for)
        return replace(result, title=entry.title)
    if prefix in beginnings:
        # Groups of three characters have no row of their own in the list; all others do.
        if len(prefix) == 3:
            return result
        longer = min(code for code in by_code if code.startswith(prefix))
        return replace(result, kind="other_depth", instead=by_code[longer].code)
    above = (by_code.get(prefix[:length]) for length in range(len(prefix) - 1, 3, -1))
    nearest = next((shorter for shorter in above if shorter is not None), None)
    if nearest is not None and nearest.is_terminal:
        return replace(result, kind="other_depth", title=nearest.title, instead=nearest.code)
    return replace(result, kind="missing")


def _order(compared: CodeComparison) -> tuple[int, int, str]:
    confidence = CONFIDENCES.index(compared.confidence) if compared.confidence else 0
    return KINDS.index(compared.kind), confidence, normalise(compared.code)
