"""Readers of hospital files: bytes in, counted codes or named problems out; no database."""

from assessments.imports.answers import ProposedAnswer, proposed_answers
from assessments.imports.files import read_file, spine_listings
from assessments.imports.limits import Limits, current_limits
from assessments.imports.parsed import CodeCount, Listing, ParsedFile, Structure
from assessments.imports.problems import Place, Problem, UnreadableFile, refuse

__all__ = [
    "CodeCount",
    "Limits",
    "Listing",
    "ParsedFile",
    "Place",
    "Problem",
    "ProposedAnswer",
    "Structure",
    "UnreadableFile",
    "current_limits",
    "proposed_answers",
    "read_file",
    "refuse",
    "spine_listings",
]
