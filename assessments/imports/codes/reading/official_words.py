"""Texts of the comparison of the official list with our table."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from assessments.import_records.explanations import FAMILIES, Texts
from benchmarks.casemix.official_codes import CodeComparison

# Kind of a disagreement, and what it means for what is counted.
KIND_TEXTS: Texts = {
    "missing": _("Not in the list"),
    "other_depth": _("At another depth"),
    "title_differs": _("Title speaks for something else"),
    "uncovered": _("Not in our table"),
    "agrees": _("Agrees"),
}
KIND_MEANINGS: Texts = {
    "missing": _("The list has no such code, so no hospital can use it in this year."),
    "other_depth": _("The list has a shorter or longer code in its place, and hospitals use that."),
    "title_differs": _("Words of the official title belong to another kind than our row."),
    "uncovered": _("A code of a spine group that no row of ours covers: it is not counted."),
    "agrees": _("The list has the code, and nothing in its title speaks against our row."),
}

# Families of operations, and what codes are that count as none.
COUNTED_AS: Texts = {
    **FAMILIES,
    "access": pgettext_lazy("role of a code", "approach only"),
    "add_on": pgettext_lazy("role of a code", "additional code"),
    "not_surgical": pgettext_lazy("role of a code", "no operation"),
}


def remark_on(one: CodeComparison) -> str:
    """What has to be checked, in a few words; empty where nothing has."""
    if one.kind == "other_depth":
        is_longer = len(one.instead) > len(one.code)
        text = (
            gettext("The list has only longer codes, such as %(code)s.")
            if is_longer
            else gettext("The list ends at %(code)s.")
        )
        return text % {"code": one.instead}
    if one.kind == "title_differs":
        kinds = ", ".join(str(COUNTED_AS[kind]) for kind in one.speaks_for)
        return gettext("The title speaks for: %(kinds)s.") % {"kinds": kinds}
    return ""
