"""Classifications of a hospital as they are kept with an import, so that it can always say why.

A note is plain data: system, prefix, counts ("yes", "no" or ""), pathology, family, technique,
reason, person and time (ISO). What was noted stays true after the override was removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from benchmarks.casemix import CodeOverride, look_up, normalise
from benchmarks.code_tables import table, write_code

Note = dict[str, Any]
OverridesOf = Mapping[str, Sequence[CodeOverride]]  # by code system
NO_OVERRIDES: OverridesOf = MappingProxyType({})

_SHORTEST = 3
_COUNTS = {"yes": True, "no": False}


def as_override(note: Mapping[str, Any]) -> CodeOverride:
    """The note as the engine takes it."""
    return CodeOverride(
        prefix=note["prefix"],
        counts=_COUNTS.get(note["counts"]),
        pathology=note["pathology"],
        family=note["family"],
        technique=note["technique"],
    )


def overrides_by_system(notes: Iterable[Mapping[str, Any]]) -> OverridesOf:
    """The notes as the engine takes them, by code system."""
    found: dict[str, list[CodeOverride]] = {}
    for note in notes:
        found.setdefault(note["system"], []).append(as_override(note))
    return found


def noted_overrides(findings: Mapping[str, Any]) -> OverridesOf:
    """The overrides by which an import was read; older imports were read without any."""
    return overrides_by_system(findings.get("overrides", ()))


def same_notes(one: Iterable[Note], other: Iterable[Note]) -> bool:
    """Whether both classify alike: who decided, when and why makes no difference."""
    return _what_counts(one) == _what_counts(other)


def _what_counts(notes: Iterable[Note]) -> set[tuple[str, CodeOverride]]:
    return {(note["system"], as_override(note)) for note in notes}


def written_prefix(system: str, text: str) -> str:
    """The beginning of codes that somebody typed, as the system writes it; "" where it is none.

    A whole code, or a beginning of codes that our table knows: "5-83", "583" and "5-831.0" in OPS.
    """
    plain = normalise(text)
    if len(plain) < _SHORTEST:
        return ""
    written = write_code(system, plain)
    fits = look_up(system, [text])["status"].iloc[0] != "wrong_system"
    typed = text.strip().lower().rstrip(".-")
    is_beginning = typed in (plain.lower(), written.lower()) and any(
        known.startswith(plain) for known in table(system)
    )
    return written if fits or is_beginning else ""
