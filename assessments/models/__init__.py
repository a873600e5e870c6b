"""The records a department keeps, and the people who keep them."""

from assessments.models.assessment import Assessment, AssessmentStep
from assessments.models.code_override import CodeOverride
from assessments.models.column_assignment import ColumnAssignment
from assessments.models.comment import Comment
from assessments.models.draft import Draft
from assessments.models.facts import CompleteSection, FacilityFact, OutcomeRecord, UnavailableInput
from assessments.models.hospital import Department, Hospital, Membership
from assessments.models.import_batch import ImportBatch
from assessments.models.import_run import ImportRun
from assessments.models.import_words import DepartmentKey, SurgeonAlias
from assessments.models.network import OutpatientClinic, Partnership
from assessments.models.notice import Notice
from assessments.models.official_codes import OfficialCode, OfficialList
from assessments.models.surgeon import Certificate, Surgeon, TrainingRecord
from assessments.models.user import User
from assessments.models.volume import ProcedureVolume, VolumeEstimate

__all__ = [
    "Assessment",
    "AssessmentStep",
    "Certificate",
    "CodeOverride",
    "ColumnAssignment",
    "Comment",
    "CompleteSection",
    "Department",
    "DepartmentKey",
    "Draft",
    "FacilityFact",
    "Hospital",
    "ImportBatch",
    "ImportRun",
    "Membership",
    "Notice",
    "OfficialCode",
    "OfficialList",
    "OutcomeRecord",
    "OutpatientClinic",
    "Partnership",
    "ProcedureVolume",
    "Surgeon",
    "SurgeonAlias",
    "TrainingRecord",
    "UnavailableInput",
    "User",
    "VolumeEstimate",
]
