"""The kinds of records with a history: their names, owners and pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from assessments.models import (
    Certificate,
    CodeOverride,
    ColumnAssignment,
    CompleteSection,
    Department,
    FacilityFact,
    Hospital,
    Membership,
    OfficialList,
    OutcomeRecord,
    OutpatientClinic,
    Partnership,
    ProcedureVolume,
    Surgeon,
    TrainingRecord,
    UnavailableInput,
    User,
)
from assessments.models.record import Record

# The pages of a department's profile, in the order of the task list.
SECTIONS: Final[dict[str, str | Promise]] = {
    "department": _("About the department"),
    "surgeons": _("Surgeons"),
    "volumes": _("Operations"),
    "training": _("Training"),
    "network": _("Network and clinics"),
    "structure": _("Structure and process"),
    "outcomes": _("Outcomes"),
}
# The pages that only administrators see.
ADMINISTERED: Final[dict[str, str | Promise]] = {
    "hospitals": _("Hospitals"),
    "accounts": _("Accounts"),
    "official_lists": _("Official lists of codes"),
}
# The page of a section, if it has a different name.
_PAGES: Final = {"clinics": "network"}
# Technical fields, whose changes are not shown.
_BOOKKEEPING: Final = frozenset(
    [
        "id",
        "version",
        "source",
        "batch",
        "recorded_by",
        "recorded_at",
        "created_at",
        "updated_at",
        "date_joined",
        "password",
        "last_login",
        "loaded_by",
        "loaded_at",
        "changed_by",
        "changed_at",
    ]
)


@dataclass(frozen=True)
class Kind:
    """One table of records. `slug` is used in URLs; `name`: the fields of a record's name.

    `section` is the page, "" if each row has its own. `owner` is the field that leads to the
    department: "department", "id" (the record is a department), "surgeon" or "" (no department).
    """

    slug: str
    model: type[models.Model]
    section: str
    name: tuple[str, ...]
    owner: str = "department"

    @property
    def label(self) -> str:
        """The verbose name of the model, capitalised."""
        return capfirst(str(self.model._meta.verbose_name))

    @property
    def is_record(self) -> bool:
        """Whether its records may come from an import."""
        return issubclass(self.model, Record)

    @property
    def is_answer(self) -> bool:
        """Whether its records belong to an input of a benchmark."""
        return self.model in (FacilityFact, UnavailableInput)

    @property
    def fields(self) -> tuple[models.Field[Any, Any], ...]:
        """The fields whose changes are shown."""
        hidden = _BOOKKEEPING | ({"department"} if self.is_record else set())
        return tuple(field for field in self.model._meta.fields if field.name not in hidden)

    def history(self) -> QuerySet[Any]:
        """All states of all records, unordered."""
        states: QuerySet[Any] = self.model.history.order_by()  # type: ignore[attr-defined]
        return states

    def of_department(self, department_id: UUID) -> QuerySet[Any]:
        """All states of the department's records, including deleted ones."""
        if self.owner == "surgeon":
            surgeons = Surgeon.history.filter(department_id=department_id).order_by()
            return self.history().filter(surgeon_id__in=surgeons.values("id"))
        return self.history().filter(**{self.owner: department_id})

    def place(self) -> Combinable:
        """An expression for the department of a state, to group by."""
        if self.owner == "surgeon":
            surgeons = Surgeon.history.filter(id=OuterRef("surgeon_id")).order_by()
            return Subquery(surgeons.values("department_id")[:1])
        return F(self.owner) if self.owner else Value(0)

    def on_page(self, section: str) -> Q | None:
        """The condition for records shown on the page; None if none are."""
        if self.section:
            return Q() if self.section == section else None
        return Q(section__in=[section, *(name for name, page in _PAGES.items() if page == section)])

    def section_of(self, state: Any) -> str:
        """The page that shows the record of this state."""
        return self.section or _PAGES.get(state.section, state.section)


_OF_DEPARTMENT = (
    Kind("department", Department, "department", ("name",), owner="id"),
    Kind("surgeons", Surgeon, "surgeons", ("name", "code")),
    Kind("certificates", Certificate, "surgeons", ("kind", "surgeon"), owner="surgeon"),
    Kind("trainings", TrainingRecord, "training", ("kind", "pillar", "surgeon")),
    Kind("partnerships", Partnership, "network", ("partner",)),
    Kind("clinics", OutpatientClinic, "network", ("name",)),
    Kind("outcomes", OutcomeRecord, "outcomes", ("outcome", "pillar", "year")),
    Kind("facts", FacilityFact, "structure", ("input_id", "year")),
    Kind("unavailable", UnavailableInput, "structure", ("input_id", "year")),
    Kind("complete", CompleteSection, "", ("section", "year")),
    Kind(
        "volumes",
        ProcedureVolume,
        "volumes",
        (
            "pathology",
            "group",
            "complexity",
            "technique",
            "technique_family",
            "year",
            "half",
            "surgeon",
        ),
    ),
)
_OF_ADMINISTRATION = (
    Kind("hospitals", Hospital, "hospitals", ("name",), owner=""),
    Kind("accounts", User, "accounts", ("first_name", "last_name", "username"), owner=""),
    Kind("memberships", Membership, "accounts", ("user", "role")),
    Kind("columns", ColumnAssignment, "hospitals", ("hospital",), owner=""),
    Kind("code_overrides", CodeOverride, "hospitals", ("system", "prefix"), owner=""),
    Kind("official_lists", OfficialList, "official_lists", ("system", "year"), owner=""),
)
DEPARTMENT_KINDS: Final = {kind.slug: kind for kind in _OF_DEPARTMENT}
KINDS: Final = {kind.slug: kind for kind in (*_OF_DEPARTMENT, *_OF_ADMINISTRATION)}
