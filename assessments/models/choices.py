"""The closed vocabularies of the records, with their labels.

The values are the ones the engine's recipes use; a test checks that both lists agree.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

FIRST_YEAR, LAST_YEAR = 1990, 2100


class CareTier(models.TextChoices):
    PRIMARY = "primary", _("Primary hospital")
    SPECIALISED = "specialised", _("Specialised hospital")
    UNIVERSITY = "university", _("University hospital")


class Pillar(models.TextChoices):
    MIS = "MIS", _("Minimally invasive")
    DEF = "DEF", _("Deformity")
    TUM = "TUM", _("Spinal tumour")


class Pathology(models.TextChoices):
    DEG = "DEG", _("Degenerative")
    DEF = "DEF", _("Deformity")
    TUM = "TUM", _("Tumour")
    TRA = "TRA", _("Trauma")
    INF = "INF", _("Infection")
    OTHER = "OTHER", _("Other")


class PathologyGroup(models.TextChoices):
    ADOLESCENT = "adolescent", _("Adolescent scoliosis")
    CONGENITAL_NEUROMUSCULAR = "congenital_neuromuscular", _("Congenital or neuromuscular")
    ADULT = "adult", _("Adult deformity")
    LUMBAR_DISC_STENOSIS = "lumbar_disc_stenosis", _("Lumbar disc and stenosis")
    SPONDYLOLISTHESIS = "spondylolisthesis", _("Spondylolisthesis")
    OTHER = "other", _("Other")


class Technique(models.TextChoices):
    MIS = "MIS", _("Minimally invasive")
    MICROSURGICAL = "microsurgical", _("Microsurgical")
    OPEN = "open", _("Open")


class TechniqueFamily(models.TextChoices):
    TRANSFORAMINAL_ENDOSCOPIC = "transforaminal_endoscopic", _("Transforaminal endoscopic")
    INTERLAMINAR_ENDOSCOPIC = "interlaminar_endoscopic", _("Interlaminar endoscopic")
    UBE = "ube", _("Unilateral biportal endoscopic")
    TUBULAR = "tubular", _("Tubular or microendoscopic")
    PERCUTANEOUS_FIXATION = "percutaneous_fixation", _("Percutaneous fixation, MIS-TLIF")
    LATERAL_ACCESS = "lateral_access", _("Lateral access")
    AUGMENTATION = "augmentation", _("Vertebral augmentation")


class Complexity(models.TextChoices):
    THREE_COLUMN_OSTEOTOMY = "three_column_osteotomy", _("Three-column osteotomy")
    EN_BLOC = "en_bloc", _("En-bloc resection")
    VERTEBRECTOMY = "vertebrectomy", _("Vertebrectomy")
    INTRADURAL = "intradural", _("Intradural")


class Specialty(models.TextChoices):
    ORTHOPAEDICS = "orthopaedics", _("Orthopaedics")
    NEUROSURGERY = "neurosurgery", _("Neurosurgery")
    TRAUMA = "trauma", _("Trauma surgery")


class Position(models.TextChoices):
    HEAD = "head", _("Head of department")
    SENIOR = "senior", _("Senior consultant")
    CONSULTANT = "consultant", _("Consultant surgeon")
    RESIDENT = "resident", _("Resident")


class CertificateKind(models.TextChoices):
    DWG_BASIS = "dwg_basis", _("DWG Basis certificate")
    DWG_MASTER = "dwg_master", _("DWG Master certificate")
    DWG_EXZELLENZ = "dwg_exzellenz", _("DWG Exzellenz certificate")
    EUROSPINE_DIPLOMA = "eurospine_diploma", _("EUROSPINE diploma")
    NATIONAL_MASTER = "national_master", _("National master-level authorisation")
    CN_GRADE4 = "cn_grade4", _("Chinese grade-4 surgery authorisation")
    OTHER = "other", _("Other certificate")


class TrainingKind(models.TextChoices):
    FELLOWSHIP = "fellowship", _("Fellowship")
    OBSERVERSHIP = "observership", _("Observership")
    COURSE = "course", _("Course")
    CADAVER_LAB = "cadaver_lab", _("Cadaver lab")
    MENTORED_CASES = "mentored_cases", _("Mentored cases")
    CERTIFICATE = "certificate", _("Certificate programme")


class TrainingStatus(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    COMPLETED = "completed", _("Completed")


class PartnerKind(models.TextChoices):
    SPECIALISED_ALLIANCE = "specialised_alliance", _("Alliance of specialised hospitals")
    ONCOLOGY_HOSPITAL = "oncology_hospital", _("Oncology hospital")
    PAEDIATRIC = "paediatric", _("Paediatric hospital")
    REHABILITATION = "rehabilitation", _("Rehabilitation hospital")
    UNIVERSITY_MENTOR = "university_mentor", _("University mentor")


class Outcome(models.TextChoices):
    ANY_COMPLICATION = "any_complication", _("Any complication")
    SURGICAL_SITE_INFECTION = "surgical_site_infection", _("Surgical site infection")
    NEW_NEUROLOGICAL_DEFICIT = "new_neurological_deficit", _("New neurological deficit")
    UNPLANNED_RETURN = "unplanned_return_to_theatre", _("Unplanned return to theatre")
    DURAL_TEAR = "dural_tear", _("Dural tear")
    DEATH_30_DAYS = "death_30_days", _("Death within 30 days")


class OutcomeSource(models.TextChoices):
    OWN_COUNT = "own_count", _("Own count")
    REGISTRY = "registry", _("Registry")
    STATUTORY = "statutory", _("Statutory quality assurance")


class RecordSource(models.TextChoices):
    TYPED = "typed", _("Typed")
    IMPORTED = "imported", _("Imported")


class EstimateCategory(models.TextChoices):
    SPINE = "spine", _("Spine operations")
    MIS = "mis", _("Minimally invasive operations")
    AUGMENTATION = "augmentation", _("Vertebral augmentations")
    LUMBAR_DISC_STENOSIS = "lumbar_disc_stenosis", _("Lumbar disc and stenosis operations")
    LUMBAR_DISC_STENOSIS_MIS = (
        "lumbar_disc_stenosis_mis",
        _("Lumbar disc and stenosis operations, minimally invasive"),
    )
    DEG = "deg", _("Degenerative operations")
    DEF = "def", _("Deformity operations")
    TUM = "tum", _("Tumour operations")
    TUM_COMPLEX = "tum_complex", _("Complex tumour operations")
    TRA = "tra", _("Trauma operations")


class Section(models.TextChoices):
    """Parts of the profile that can be declared complete, so that no row means none."""

    SURGEONS = "surgeons", _("Surgeons")
    TRAINING = "training", _("Training")
    NETWORK = "network", _("Partnerships")
    CLINICS = "clinics", _("Outpatient clinics")


class ImportKind(models.TextChoices):
    QUALITY_REPORT = "quality_report", _("Structured quality report")
    CODE_LIST = "code_list", _("Code list")
    CASE_LIST = "case_list", _("Case list")
    PROFILE_WORKBOOK = "profile_workbook", _("Profile workbook")


# Kinds that estimate the operations of a year: one import of these kinds is in force per year.
ESTIMATING = (ImportKind.QUALITY_REPORT, ImportKind.CODE_LIST)
# Kinds that record exact numbers of operations.
COUNTING = (ImportKind.CASE_LIST, ImportKind.PROFILE_WORKBOOK)
# Those of `COUNTING` that also store the groups of codes behind each number.
KINDS_WITH_CODES = (ImportKind.CASE_LIST,)


class ImportStatus(models.TextChoices):
    PREVIEW = "preview", _("Preview")
    CONFIRMED = "confirmed", _("Confirmed")
    SUPERSEDED = "superseded", _("Replaced by a later import")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")


class RunState(models.TextChoices):
    """The state of a reading of files in the background."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being read")
    NEEDS_COLUMNS = "needs_columns", _("Columns to be assigned")
    DONE = "done", _("Read to the end")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Given up")
    FAILED = "failed", _("Failed")


class Role(models.TextChoices):
    DIRECTOR = "director", _("Director")
    EDITOR = "editor", _("Editor")
    CONSULTANT = "consultant", _("Consultant")


class AssessmentStatus(models.TextChoices):
    """In the order in which an assessment passes through them."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    REVIEWED = "reviewed", _("Reviewed")
    SIGNED_OFF = "signed_off", _("Signed off")


class Event(models.TextChoices):
    """What can happen to an assessment: its steps, and a comment on it."""

    STARTED = "started", _("Started")
    SUBMITTED = "submitted", _("Submitted")
    TAKEN_BACK = "taken_back", _("Taken back")
    CORRECTION = "correction", _("Returned for correction")
    ACCEPTED = "accepted", _("Accepted")
    SIGNED_OFF = "signed_off", _("Signed off")
    REOPENED = "reopened", _("Reopened")
    COMMENTED = "commented", _("Commented")


class ProfileSection(models.TextChoices):
    """Parts of the profile to which a benchmark's questions belong."""

    VOLUMES = "volumes", _("Volumes")
    SURGEONS = "surgeons", _("Surgeons")
    TRAINING = "training", _("Training")
    NETWORK = "network", _("Partnerships")
    CLINICS = "clinics", _("Outpatient clinics")
    STRUCTURE = "structure", _("Structure")
    PROCESS = "process", _("Process")
    OUTCOMES = "outcomes", _("Outcomes")
