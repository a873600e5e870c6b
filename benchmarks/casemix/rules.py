"""Terms of the case mix: pathologies, techniques, policy switches and rules of decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from benchmarks.library.recipes import Complexity, Group, Pathology, Technique, TechniqueFamily

PATHOLOGIES: tuple[str, ...] = get_args(Pathology)
TECHNIQUES: tuple[str, ...] = get_args(Technique)
GROUPS: tuple[str, ...] = (*get_args(Group), "")
TECHNIQUE_FAMILIES: tuple[str, ...] = (*get_args(TechniqueFamily), "")
COMPLEXITIES: tuple[str, ...] = (*get_args(Complexity), "")
# Confidences of codes that need no review; "own": classified by the hospital itself.
SURE = ("verified", "own")


@dataclass(frozen=True)
class CasemixPolicy:
    """Switches on which reasonable departments differ; the defaults follow the registries."""

    spondylolisthesis: Literal["DEG", "DEF"] = "DEG"
    microsurgical_is_mis: bool = False


# Rules of decision for one operation, in their order; the first that holds decides.
RULES: dict[str, str] = {
    "infection_main_diagnosis": "The main diagnosis is an infection of the spine.",
    "tumour_main_diagnosis": "The main diagnosis is a tumour.",
    "tumour_secondary_diagnosis": "A secondary diagnosis is a tumour of the spine itself.",
    "tumour_with_cord_compression": (
        "The main diagnosis is cord or cauda compression or a pathological fracture, and a "
        "secondary diagnosis is bone metastasis or myeloma."
    ),
    "names_neoplasm": "The procedure code itself names a tumour.",
    "names_deformity": "The procedure code itself names a deformity.",
    "deformity_main_diagnosis": "The main diagnosis is a spinal deformity.",
    "spondylolisthesis_policy": (
        "The main diagnosis is spondylolisthesis, counted as deformity by choice of the department."
    ),
    "long_fusion": "An osteotomy or a long fusion without trauma as main diagnosis.",
    "trauma_main_diagnosis": "The main diagnosis is an injury or a fragility fracture.",
    "degenerative_main_diagnosis": "The main diagnosis is degenerative.",
    "code_default": (
        "No diagnosis decides: the pathology the procedure code usually stands for is taken."
    ),
}

# Why a code does or does not count.
REASONS: dict[str, str] = {
    "counted": "Counts as a spine operation.",
    "access": "Approach only: it rides along with an operation.",
    "add_on": "Additional code: it rides along with an operation.",
    "not_surgical": (
        "Pain treatment, biopsy, exploration, stimulation or diagnostics: not counted as an "
        "operation."
    ),
    "left_out": "Not counted by decision of the hospital.",
    "needs_spine_diagnosis": (
        "Also used for other bones: it counts only beside another spine code or a spinal diagnosis."
    ),
    "not_spine": "Not a spine code.",
    "unknown": "Inside a spine chapter, but not in our table: please check.",
    "wrong_system": "Does not look like a code of the chosen system.",
}


def reason_for(status: str, role: str, needs_spine_diagnosis: bool) -> str:
    """Key of `REASONS` for one looked-up code."""
    if status != "classified":
        return status
    if role != "core":
        return role
    return "needs_spine_diagnosis" if needs_spine_diagnosis else "counted"
