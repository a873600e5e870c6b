"""The texts of the rules that decide about the operations of a case list."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from assessments.import_records.explanations import RULES, Texts
from assessments.imports.case_lists.reading.counting import STATED

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
# Rules by which the procedure code or the file itself decides; in all others a diagnosis does.
PROCEDURE_DECIDES = frozenset(
    {"names_neoplasm", "names_deformity", "long_fusion", "code_default", STATED}
)
