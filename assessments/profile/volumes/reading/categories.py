"""Kinds of operations as the grid of volumes names them: pathology, group, technique and so on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

from assessments.models.choices import (
    Complexity,
    Pathology,
    PathologyGroup,
    Technique,
    TechniqueFamily,
)

_SEPARATOR = " · "
# The fields of a procedure volume that make up its category, with their choices.
AXES = {
    "pathology": Pathology,
    "group": PathologyGroup,
    "technique": Technique,
    "technique_family": TechniqueFamily,
    "complexity": Complexity,
}
# The combinations offered when a category is added: groups and complexities of a pathology, and
# technique families used for it. Other combinations that are on record are shown as well.
_GROUPS: dict[str, tuple[str, ...]] = {
    Pathology.DEG: (
        PathologyGroup.LUMBAR_DISC_STENOSIS,
        PathologyGroup.SPONDYLOLISTHESIS,
        PathologyGroup.OTHER,
    ),
    Pathology.DEF: (
        PathologyGroup.ADOLESCENT,
        PathologyGroup.CONGENITAL_NEUROMUSCULAR,
        PathologyGroup.ADULT,
        PathologyGroup.SPONDYLOLISTHESIS,
        PathologyGroup.OTHER,
    ),
}
_COMPLEXITIES: dict[str, tuple[str, ...]] = {
    Pathology.DEF: (Complexity.THREE_COLUMN_OSTEOTOMY,),
    Pathology.TUM: (Complexity.EN_BLOC, Complexity.VERTEBRECTOMY, Complexity.INTRADURAL),
}
_WITHOUT_AUGMENTATION = tuple(f for f in TechniqueFamily if f != TechniqueFamily.AUGMENTATION)
_FAMILIES: dict[str, tuple[str, ...]] = {
    Pathology.DEG: _WITHOUT_AUGMENTATION,
    Pathology.DEF: (TechniqueFamily.PERCUTANEOUS_FIXATION, TechniqueFamily.LATERAL_ACCESS),
    Pathology.INF: _WITHOUT_AUGMENTATION,
}


class Category(NamedTuple):
    """One kind of operation, by the values of `AXES`; "" where an axis is left open."""

    pathology: str
    group: str
    technique: str
    technique_family: str
    complexity: str

    @property
    def key(self) -> str:
        """The category as part of a form field's name."""
        return ".".join(self)

    @property
    def label(self) -> str:
        """The label under a heading that names the pathology."""
        values = list(zip(AXES.values(), self, strict=True))[1:]
        return _SEPARATOR.join(str(axis(value).label) for axis, value in values if value)

    @property
    def full_label(self) -> str:
        """The label including the pathology."""
        return f"{Pathology(self.pathology).label}{_SEPARATOR}{self.label}"

    @property
    def place(self) -> tuple[int, ...]:
        """The sort key: by the order of the choices on each axis, with "" first."""
        return tuple(
            list(axis.values).index(value) if value else -1
            for axis, value in zip(AXES.values(), self, strict=True)
        )


class Cell(NamedTuple):
    """One cell of the grid: a category in a year."""

    year: int
    category: Category

    @property
    def name(self) -> str:
        """The name of the form field."""
        return f"n-{self.year}-{self.category.key}"


def category_of_key(key: str) -> Category | None:
    """The category with this key; None where the records could hold no such category."""
    values = key.split(".")
    if len(values) != len(AXES):
        return None
    category = Category(*values)
    known = all(
        value in axis.values or (not value and name not in {"pathology", "technique"})
        for (name, axis), value in zip(AXES.items(), category, strict=True)
    )
    if not known or (category.technique_family and category.technique != Technique.MIS):
        return None
    return category


def cell_of_name(name: str) -> Cell | None:
    """The cell of a form field; None for any other field."""
    sign, _dash, rest = name.partition("-")
    year, _dash, key = rest.partition("-")
    category = category_of_key(key)
    if sign != "n" or category is None or len(year) != 4 or not year.isdecimal():
        return None
    return Cell(int(year), category)


def offered() -> list[tuple[str, list[Category]]]:
    """The categories to choose from, in groups: (label of the pathology, its categories)."""
    return [(str(pathology.label), list(_offered(pathology))) for pathology in Pathology]


def _offered(pathology: str) -> Iterator[Category]:
    families = _FAMILIES.get(pathology, tuple(TechniqueFamily))
    techniques = [
        *((Technique.MIS.value, family) for family in ("", *families)),
        (Technique.MICROSURGICAL.value, ""),
        (Technique.OPEN.value, ""),
    ]
    for group, (technique, family) in product(_GROUPS.get(pathology, ("",)), techniques):
        yield Category(pathology, group, technique, str(family), "")
    groups, complexities = _GROUPS.get(pathology, ("",)), _COMPLEXITIES.get(pathology, ())
    for group, complexity, technique in product(groups, complexities, Technique.values):
        yield Category(pathology, str(group), technique, "", str(complexity))
