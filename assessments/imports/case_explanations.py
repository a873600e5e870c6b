"""Case lists in words: their formats, how each is recognised, and the rules that decide."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.imports.case_counts import STATED
from assessments.imports.explanations import RULES, Texts

# Name of the format, and by what it is told from the others.
FORMATS: dict[str, tuple[str | Promise, str | Promise]] = {
    "german_p21": (
        _("German § 21 data set"),
        _("The columns KH-internes-Kennzeichen, OPS-Kode and OPS-Datum are there."),
    ),
    "hqms": (
        _("Chinese front page, HQMS codes"),
        _("The columns A48, C03C and C14x01C are there."),
    ),
    "hqms_p": (
        _("Chinese front page, older HQMS codes"),
        _("The columns P3, P321 and P490 are there."),
    ),
    "n041": (
        _("Chinese front page, N041"),
        _("The columns BAH, JBDM and SSJCZBM1 are there."),
    ),
    "template": (
        _("General case list"),
        _("There are columns for case, day of the operation and procedure codes."),
    ),
}

# Every rule a case list can show.
CASE_RULES: Texts = {
    **RULES,
    "infection_main_diagnosis": _("The main diagnosis is an infection of the spine."),
    "tumour_main_diagnosis": _("The main diagnosis is a tumour."),
    "tumour_secondary_diagnosis": _("A secondary diagnosis is a tumour of the spine itself."),
    "tumour_with_cord_compression": _(
        "The main diagnosis is cord compression or a pathological fracture, and a secondary "
        "diagnosis is bone metastasis or myeloma."
    ),
    "deformity_main_diagnosis": _("The main diagnosis is a spinal deformity."),
    "spondylolisthesis_policy": _(
        "The main diagnosis is spondylolisthesis, which the benchmark counts as deformity."
    ),
    "trauma_main_diagnosis": _("The main diagnosis is an injury or a fragility fracture."),
    "degenerative_main_diagnosis": _("The main diagnosis is degenerative."),
    STATED: _("No diagnosis decides: the file itself states the pathology."),
}
# Of the others, a diagnosis decides.
PROCEDURE_DECIDES = frozenset(
    {"names_neoplasm", "names_deformity", "long_fusion", "code_default", STATED}
)
