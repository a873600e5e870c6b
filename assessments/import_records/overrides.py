"""Classifications of a hospital as they are kept with an import, so that it can always say why.

What was noted stays true after the override was removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from assessments.import_records.contents import Contents, Moment
from benchmarks.casemix.code_meanings import look_up
from benchmarks.casemix.code_overrides import OverrideRule
from benchmarks.casemix.code_tables import normalise, table, write_code

OverridesOf = Mapping[str, Sequence[OverrideRule]]  # by code system
NO_OVERRIDES: OverridesOf = MappingProxyType({})

_SHORTEST = 3
_COUNTS = {"yes": True, "no": False}


class OverrideNote(Contents):
    """What a hospital said of the codes of a system that begin with `prefix`, who, when and why.

    `counts` is "yes", "no" or ""; it, `pathology`, `family` and `technique` are "" where our table
    stays right.
    """

    system: str
    prefix: str
    counts: str
    pathology: str
    family: str
    technique: str
    reason: str
    person: str
    time: Moment

    @property
    def override(self) -> OverrideRule:
        """The note as the engine takes it."""
        return as_override(self.prefix, self.says)

    @property
    def says(self) -> dict[str, str]:
        """Only what is said of the codes."""
        return {
            "counts": self.counts,
            "pathology": self.pathology,
            "family": self.family,
            "technique": self.technique,
        }


def as_override(prefix: str, says: Mapping[str, str]) -> OverrideRule:
    """What is said of a prefix as the engine takes it: counts, pathology, family, technique."""
    return OverrideRule(
        prefix=prefix,
        counts=_COUNTS.get(says["counts"]),
        pathology=says["pathology"],
        family=says["family"],
        technique=says["technique"],
    )


def overrides_by_system(notes: Iterable[OverrideNote]) -> OverridesOf:
    """The notes as the engine takes them, by code system."""
    found: dict[str, list[OverrideRule]] = {}
    for note in notes:
        found.setdefault(note.system, []).append(note.override)
    return found


def same_notes(one: Iterable[OverrideNote], other: Iterable[OverrideNote]) -> bool:
    """Whether both classify alike: who decided, when and why makes no difference."""
    return _what_counts(one) == _what_counts(other)


def _what_counts(notes: Iterable[OverrideNote]) -> set[tuple[str, OverrideRule]]:
    return {(note.system, note.override) for note in notes}


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
