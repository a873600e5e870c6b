"""Texts of why a code counts, by which rule, and on what an interval rests.

The engine names these reasons by short ids; a test checks that each of them has a text.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Texts = dict[str, str | Promise]

REASONS: Texts = {
    "counted": _("Counts as a spine operation."),
    "access": _("Approach only: it rides along with an operation."),
    "add_on": _("Additional code: it rides along with an operation."),
    "not_surgical": _(
        "Pain treatment, biopsy, exploration, stimulation or diagnostics: not counted as an "
        "operation."
    ),
    "left_out": _("Not counted by decision of the hospital."),
    "needs_spine_diagnosis": _(
        "Also used for other bones: it counts only beside another spine code or a spinal diagnosis."
    ),
    "not_spine": _("Not a spine code."),
    "unknown": _("Inside a spine chapter, but not in our table: please check."),
    "wrong_system": _("Does not look like a code of the chosen system."),
}

# Only the rules an aggregated list can show; a case list knows more.
RULES: Texts = {
    "names_neoplasm": _("The procedure code itself names a tumour."),
    "names_deformity": _("The procedure code itself names a deformity."),
    "long_fusion": _("An osteotomy or a long fusion."),
    "code_default": _("The pathology the procedure code usually stands for is taken."),
}

BASES: Texts = {
    "codes": _("Procedure codes alone."),
    "codes_and_access": _("Procedure codes, bounded by the access codes."),
    "codes_and_diagnoses": _("Procedure codes, bounded by the main diagnoses."),
    "incomplete_list": _("Procedure codes of a list that was cut: a lower end only."),
    "no_diagnoses": _("Procedure codes without main diagnoses: a lower end only."),
}

FAMILIES: Texts = {
    "": "",
    "disc": _("disc"),
    "decompression": _("decompression"),
    "fusion_instrumentation": _("fusion and instrumentation"),
    "augmentation": _("augmentation"),
    "intraspinal_lesion": _("intraspinal lesion"),
    "vertebral_resection": _("vertebral resection and replacement"),
    "deformity_correction": _("deformity correction"),
    "other": _("other"),
}

CONFIDENCES: Texts = {
    "": "",
    "verified": _("verified"),
    "likely": _("likely"),
    "uncertain": _("uncertain"),
    "own": _("decided by the hospital"),
}

SYSTEMS: Texts = {
    "OPS": _("OPS (Germany)"),
    "ICD9CM3": _("ICD-9-CM, volume 3"),
    "ICD9CM3_CN": _("ICD-9-CM-3, Chinese six-digit list"),
    "ICD10PCS": _("ICD-10-PCS"),
    "OPCS4": _("OPCS-4 (United Kingdom)"),
    "CPT": _("CPT (numbers only)"),
}
