"""Why nothing was changed about a hospital or a department; the text of each can be shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.editing.refusals import Refused


class HospitalRefused(Refused):
    """Nothing was changed."""


class NameTaken(HospitalRefused):
    """Another hospital has this name; capital and small letters do not count."""

    text = _(
        "%(hospital)s is in the list already (city: %(city)s). If this is another hospital, make "
        "its name different: add the city."
    )


class DepartmentNameTaken(HospitalRefused):
    """Another department of the hospital has this name."""

    text = _("%(hospital)s has a department with this name already.")


class HospitalChanged(HospitalRefused):
    """Somebody else has changed the hospital since the form was opened; `now` is its version."""

    text = _(
        "Somebody else changed this hospital meanwhile: it is %(name)s, %(city)s, %(country)s now. "
        "Save again to replace that by what stands below."
    )

    def __init__(self, *, now: int, **values: Any) -> None:
        super().__init__(**values)
        self.now = now


class InUse(HospitalRefused):
    """Something is recorded there, or somebody has a role there; `what` names it with counts."""

    text = _("%(place)s was not deleted. It has: %(what)s.")
