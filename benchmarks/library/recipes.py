"""How an input is derived from the records a department keeps.

A definition declares, for every input with ``source = "record"``, one recipe: which rows count and
how they are reduced to one number a department-year. This module is the schema;
`records.derivation` applies it. A new measure needs a recipe in its definition, not a line of code.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Pillar = Literal["MIS", "DEF", "TUM"]
Pathology = Literal["DEG", "DEF", "TUM", "TRA", "INF", "OTHER"]
Technique = Literal["MIS", "microsurgical", "open"]
Group = Literal[
    "adolescent",
    "congenital_neuromuscular",
    "adult",
    "lumbar_disc_stenosis",
    "spondylolisthesis",
    "other",
]
TechniqueFamily = Literal[
    "transforaminal_endoscopic",
    "interlaminar_endoscopic",
    "ube",
    "tubular",
    "percutaneous_fixation",
    "lateral_access",
    "augmentation",
]
Complexity = Literal["three_column_osteotomy", "en_bloc", "vertebrectomy", "intradural"]
EstimateCategory = Literal[
    "spine",
    "mis",
    "augmentation",
    "lumbar_disc_stenosis",
    "lumbar_disc_stenosis_mis",
    "deg",
    "def",
    "tum",
    "tum_complex",
    "tra",
]
TrainingKind = Literal[
    "fellowship", "observership", "course", "cadaver_lab", "mentored_cases", "certificate"
]
PartnerKind = Literal[
    "specialised_alliance",
    "oncology_hospital",
    "paediatric",
    "rehabilitation",
    "university_mentor",
]
Outcome = Literal[
    "any_complication",
    "surgical_site_infection",
    "new_neurological_deficit",
    "unplanned_return_to_theatre",
    "dural_tear",
    "death_30_days",
]


class Strict(BaseModel):
    """Base of all definition models: no coercion, no unknown keys, no change after loading."""

    model_config = ConfigDict(strict=True, frozen=True, extra="forbid")


class OperationFilter(Strict):
    """Which procedure volumes count. An empty list means: any."""

    pillar: Pillar | None = None
    pathology: list[Pathology] = Field(default=[])
    technique: list[Technique] = Field(default=[])
    group: list[Group] = Field(default=[])
    technique_family: list[TechniqueFamily] = Field(default=[])
    complexity: list[Complexity] = Field(default=[])


class Operations(OperationFilter):
    """Operations in the year; `estimate` names the category an aggregated code list can fill."""

    kind: Literal["operations"]
    estimate: EstimateCategory | None = None
    cap_augmentation: bool = False


class BusiestSurgeon(OperationFilter):
    """Operations in the year of the surgeon who did most of them."""

    kind: Literal["busiest_surgeon"]


class SurgeonsWithOperations(OperationFilter):
    """Surgeons with at least `at_least` such operations in the year."""

    kind: Literal["surgeons_with_operations"]
    at_least: int = Field(ge=1)


class MedianPerSurgeon(OperationFilter):
    """Median yearly operations among surgeons with at least `active_from` of them."""

    kind: Literal["median_per_surgeon"]
    active_from: int = Field(ge=1)


class SurgeonsPastCurve(Strict):
    """Surgeons in post whose cumulative cases up to the year show the learning curve is past.

    Either `cases`, or `cases_with_training` together with a completed training of the pillar.
    """

    kind: Literal["surgeons_past_curve"]
    pillar: Pillar
    cases: int = Field(ge=1)
    cases_with_training: int = Field(ge=1)

    @model_validator(mode="after")
    def _training_lowers_the_bar(self) -> SurgeonsPastCurve:
        if self.cases_with_training > self.cases:
            raise ValueError("cases_with_training must not exceed cases")
        return self


class FamiliesWithOperations(OperationFilter):
    """Technique families with at least `at_least` operations in the year."""

    kind: Literal["families_with_operations"]
    at_least: int = Field(ge=1)
    families: list[TechniqueFamily] = Field(min_length=1)


class SpectrumWithOperations(OperationFilter):
    """Number of listed groups and complexity marks with at least `at_least` operations a year."""

    kind: Literal["spectrum_with_operations"]
    at_least: int = Field(ge=1)
    groups: list[Group] = Field(default=[])
    marks: list[Complexity] = Field(default=[])

    @model_validator(mode="after")
    def _something_to_count(self) -> SpectrumWithOperations:
        if not self.groups and not self.marks:
            raise ValueError("name at least one of groups, marks")
        return self


class LargestSurgeonShare(Strict):
    """Largest share, in per cent, of any listed pillar's operations done by one surgeon."""

    kind: Literal["largest_surgeon_share"]
    pillars: list[Pillar] = Field(min_length=1)
    from_operations: int = Field(ge=1)


class TrainedSurgeons(Strict):
    """Surgeons in post with completed training of the pillar.

    A training counts if its kind is listed and it lasted at least `months`, or if it brought at
    least `supervised_cases` supervised cases (0: cases alone never suffice).
    """

    kind: Literal["trained_surgeons"]
    pillar: Pillar
    training: list[TrainingKind] = Field(min_length=1)
    months: int = Field(ge=0, default=0)
    supervised_cases: int = Field(ge=0, default=0)


class CertifiedSurgeons(Strict):
    """Surgeons in post who hold one of the listed certificates at the end of the year."""

    kind: Literal["certified_surgeons"]
    certificates: list[str] = Field(min_length=1)


class DevelopingSurgeons(Strict):
    """Surgeons in post younger than `under_age` with a planned or running training."""

    kind: Literal["developing_surgeons"]
    under_age: int = Field(ge=20, le=80)


class Partnerships(Strict):
    """Partnerships in force in the year, by kind, referring pillar and written agreement."""

    kind: Literal["partnerships"]
    partner: list[PartnerKind] = Field(min_length=1)
    pillar: Pillar | None = None
    written: bool = False


class ClinicSessions(Strict):
    """Sessions a month of the specialised outpatient clinics of one pillar."""

    kind: Literal["clinic_sessions"]
    pillar: Pillar


class OutcomeCount(Strict):
    """Events or observed cases of one outcome, pooled over `years` years ending with this one."""

    kind: Literal["outcome"]
    pillar: Pillar
    outcome: Outcome
    count: Literal["events", "cases"]
    years: int = Field(ge=1, le=5, default=1)


Recipe = Annotated[
    Operations
    | BusiestSurgeon
    | SurgeonsWithOperations
    | MedianPerSurgeon
    | SurgeonsPastCurve
    | FamiliesWithOperations
    | SpectrumWithOperations
    | LargestSurgeonShare
    | TrainedSurgeons
    | CertifiedSurgeons
    | DevelopingSurgeons
    | Partnerships
    | ClinicSessions
    | OutcomeCount,
    Field(discriminator="kind"),
]
