"""A benchmark as data: domains, inputs, measures, thresholds, evidence.

The models are strict (a quoted "10" is not a number), frozen, and reject unknown keys, so a
misspelt field can never silently switch a rule off. `parsing` builds them from TOML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from benchmarks.library.recipes import Recipe, Strict

Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
DomainId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z_]*$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
LevelNumber = Literal[1, 2, 3]
Grade = Literal["A", "B", "C"]
Lever = Literal["training", "clinic", "alliance", "equipment", "hire", "process"]
Section = Literal[
    "volumes", "surgeons", "training", "network", "clinics", "structure", "process", "outcomes"
]
LEVELS: tuple[LevelNumber, ...] = (1, 2, 3)


class Reference(Strict):
    """A source that thresholds and inputs cite by `id`."""

    id: Identifier
    title: Text
    publisher: Text
    date: Text
    url: str = ""


class Threshold(Strict):
    """The value a measure must reach for one level, with the evidence for exactly this value.

    `value` is left out where a requirement is known to exist but its number is not: nothing is
    then judged at that level. Grade A: primary text; B: secondary source or a database split;
    C: our own assumption, editable.
    """

    level: LevelNumber
    value: float | None = None
    grade: Grade
    source: Identifier
    place: Text
    note: str = ""


class Option(Strict):
    """One answer of a choice input; a higher `value` includes the lower ones."""

    value: int = Field(ge=0)
    label: Text


class Input(Strict):
    """A number the benchmark asks for: derived from records, or reported by the department."""

    id: Identifier
    label: Text
    help: Text
    unit: Text
    kind: Literal["count", "number", "percent", "yes_no", "choice"]
    source: Literal["record", "reported"]
    section: Section
    record: Recipe | None = None
    min: float = 0
    max: float
    options: list[Option] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Input:
        if (self.source == "record") != (self.record is not None):
            raise ValueError("an input has a record recipe exactly when its source is 'record'")
        if self.min >= self.max:
            raise ValueError("min must be below max")
        if self.kind == "yes_no" and (self.min, self.max) != (0, 1):
            raise ValueError("a yes_no input runs from 0 to 1")
        if self.kind == "percent" and (self.min, self.max) != (0, 100):
            raise ValueError("a percent input runs from 0 to 100")
        values = [option.value for option in self.options]
        if (self.kind == "choice") != bool(values):
            raise ValueError("options are given exactly when the kind is 'choice'")
        if values and (values != list(range(len(values))) or self.max != values[-1]):
            raise ValueError("options count up from 0 and the last one is max")
        return self

    def allows(self, value: float) -> bool:
        """Whether the value can be an answer; yes_no and choice take whole numbers only."""
        whole = self.kind in {"yes_no", "choice"}
        return self.min <= value <= self.max and (not whole or float(value).is_integer())


class Measure(Strict):
    """What is judged: a formula over inputs, three thresholds, and how much it counts.

    `formula`: value (one input) · share (numerator, denominator; per cent) · rate (events, cases;
    per cent with Wilson interval, judged by the interval from `minimum_cases` on) · count_of
    (how many of the yes/no inputs are yes) · steps (how many of `steps`, taken in order, have
    all their yes/no inputs answered yes). `unit_one` is the unit of exactly one, where its words
    differ ("surgeon").
    """

    id: Identifier
    domain: DomainId
    label: Text
    sentence: Text
    formula: Literal["value", "share", "rate", "count_of", "steps"]
    inputs: list[Identifier] = Field(min_length=1)
    steps: list[list[Identifier]] = Field(default=[])
    unit: Text
    unit_one: str = ""
    decimals: int = Field(ge=0, le=2, default=0)
    better: Literal["higher", "lower"]
    thresholds: list[Threshold] = Field(min_length=1, max_length=3)
    mandatory_from: LevelNumber | None = None
    weight: int = Field(ge=1, le=10)
    effort: int = Field(ge=1, le=5, default=2)
    minimum_cases: int = Field(ge=0, default=0)
    levers: list[Lever] = Field(min_length=1)
    note: str = ""

    @model_validator(mode="after")
    def _formula_fits(self) -> Measure:
        wanted = {"value": 1, "share": 2, "rate": 2}.get(self.formula)
        if wanted is not None and len(self.inputs) != wanted:
            raise ValueError(f"formula {self.formula!r} takes {wanted} input(s)")
        if self.formula == "count_of" and len(self.inputs) < 2:
            raise ValueError("formula 'count_of' takes two inputs or more")
        if len(set(self.inputs)) != len(self.inputs):
            raise ValueError("an input is named twice")
        named = sorted({name for step in self.steps for name in step})
        if (self.formula == "steps") != bool(self.steps):
            raise ValueError("steps are given exactly when the formula is 'steps'")
        if self.steps and named != sorted(self.inputs):
            raise ValueError("steps must use each of the measure's inputs, and no other")
        if (self.formula == "rate") != (self.minimum_cases > 0):
            raise ValueError("minimum_cases is given exactly when the formula is 'rate'")
        return self

    @model_validator(mode="after")
    def _thresholds_climb(self) -> Measure:
        levels = [t.level for t in self.thresholds]
        if levels != sorted(set(levels)):
            raise ValueError("thresholds stand in rising order of level, each level once")
        known = [t.value for t in self.thresholds if t.value is not None]
        wanted = sorted(known, reverse=self.better == "lower")
        if known != wanted:
            raise ValueError(f"thresholds must not get easier ({self.better} is better)")
        if self.mandatory_from is not None and not any(
            t.level >= self.mandatory_from for t in self.thresholds
        ):
            raise ValueError("a mandatory measure has a threshold at or above that level")
        return self

    def threshold(self, level: int) -> Threshold | None:
        """The threshold of a level, or None where the measure asks nothing there."""
        return next((t for t in self.thresholds if t.level == level), None)


class Domain(Strict):
    """A pillar (enters the overall index) or a gate such as the foundation (levels only)."""

    id: DomainId
    label: Text
    summary: Text
    kind: Literal["pillar", "gate"]


class Rung(Strict):
    """A named overall result: the level each listed domain must have reached."""

    id: Identifier
    label: Text
    summary: Text
    requires: dict[DomainId, LevelNumber] = Field(min_length=1)


class Policy(Strict):
    """Conventions on which experts disagree, stated openly so that readers can object."""

    microsurgical_is_mis: bool
    spondylolisthesis: Literal["DEG", "DEF"]
    augmentation_cap_percent: int = Field(ge=0, le=100)
    optional_pass_percent: int = Field(ge=0, le=100)


class VersionChange(Strict):
    """One line of the version's history."""

    version: Text
    date: date
    text: Text


class Benchmark(Strict):
    """One immutable version of a benchmark."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
    version: Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]
    title: Text
    issuer: Text
    status: Literal["draft", "published", "retired"]
    valid_from: date
    summary: Text
    disclaimer: Text
    authored_by: Text
    checked_by: Text
    reviewed_on: date
    next_review: date
    policy: Policy
    references: list[Reference] = Field(min_length=1)
    changes: list[VersionChange] = Field(min_length=1)
    domains: list[Domain] = Field(min_length=1)
    rungs: list[Rung] = Field(min_length=1)
    inputs: list[Input] = Field(min_length=1)
    measures: list[Measure] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Benchmark:
        problems = [*self._declared_twice(), *self._not_declared(), *self._without_use()]
        if self.next_review <= self.reviewed_on:
            problems.append("next_review must be later than reviewed_on")
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _declared_twice(self) -> Iterator[str]:
        for what, names in (
            ("reference", [r.id for r in self.references]),
            ("domain", [d.id for d in self.domains]),
            ("rung", [r.id for r in self.rungs]),
            ("input", [i.id for i in self.inputs]),
            ("measure", [m.id for m in self.measures]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                yield f"{what} {', '.join(twice)} is declared more than once"

    def _not_declared(self) -> Iterator[str]:
        domains = {d.id for d in self.domains}
        inputs = {i.id: i for i in self.inputs}
        references = {r.id for r in self.references}
        for measure in self.measures:
            sources = [t.source for t in measure.thresholds]
            yield from _unknown(f"measure {measure.id}: domain", [measure.domain], domains)
            yield from _unknown(f"measure {measure.id}: input", measure.inputs, inputs)
            yield from _unknown(f"measure {measure.id}: reference", sources, references)
            if measure.formula in {"count_of", "steps"}:
                asked = [inputs[name] for name in measure.inputs if name in inputs]
                wrong = [item.id for item in asked if item.kind != "yes_no"]
                if wrong:
                    yield f"measure {measure.id}: {', '.join(wrong)} must be yes_no inputs"
        for rung in self.rungs:
            yield from _unknown(f"rung {rung.id}: domain", rung.requires, domains)

    def _without_use(self) -> Iterator[str]:
        empty = sorted({d.id for d in self.domains} - {m.domain for m in self.measures})
        if empty:
            yield f"domain {', '.join(empty)} has no measure"
        used = {name for m in self.measures for name in m.inputs}
        unused = sorted({i.id for i in self.inputs} - used)
        if unused:
            yield f"input {', '.join(unused)} is used by no measure"

    @cached_property
    def input_by_id(self) -> dict[str, Input]:
        """Inputs by their id."""
        return {item.id: item for item in self.inputs}

    @cached_property
    def measure_by_id(self) -> dict[str, Measure]:
        """Measures by their id."""
        return {item.id: item for item in self.measures}

    @cached_property
    def reference_by_id(self) -> dict[str, Reference]:
        """References by their id."""
        return {item.id: item for item in self.references}


def _unknown(what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    unknown = sorted(set(names) - set(known))
    if unknown:
        yield f"{what} {', '.join(unknown)} is not declared"
