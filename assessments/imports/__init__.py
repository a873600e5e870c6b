"""Import of hospital files, from upload to undo. Exports the readers and their results."""

from assessments.import_records.listings import CodeCount, Listing, ParsedFile, Structure
from assessments.import_records.problems import Place, Problem, UnreadableFile, refuse
from assessments.import_records.proposed_answers import ProposedAnswer, proposed_answers
from assessments.imports.code_lists.reading.recognition import read_file, spine_listings
from assessments.imports.files.limits import Limits, current_limits

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
