"""The columns of the general case list: what each may be called, in three languages.

The names are part of the file format, as those of the § 21 data set are: a name that was accepted
once stays, so that a list made from last year's template can still be read.
"""

from __future__ import annotations

from collections.abc import Mapping

from assessments.imports.case_lists.reading.rows import MARKS
from assessments.imports.files.columns import plain_name

# What the template writes above each column, in the language of its reader.
HEADINGS: dict[str, Mapping[str, str]] = {
    "case": {"en": "Case ID", "de": "Fallnummer", "zh-hans": "病案号"},
    "admission": {"en": "Admission number", "de": "Aufnahmenummer", "zh-hans": "住院次数"},
    "date": {"en": "Operation date", "de": "Operationsdatum", "zh-hans": "手术日期"},
    "main": {"en": "Main diagnosis", "de": "Hauptdiagnose", "zh-hans": "主要诊断编码"},
    "others": {"en": "Other diagnoses", "de": "Nebendiagnosen", "zh-hans": "其他诊断编码"},
    "codes": {"en": "Procedures", "de": "Prozeduren", "zh-hans": "手术操作编码"},
    "technique": {"en": "Technique", "de": "Technik", "zh-hans": "手术方式"},
    "pathology": {"en": "Pathology", "de": "Pathologie", "zh-hans": "病种"},
    "surgeon": {"en": "Surgeon", "de": "Operateur", "zh-hans": "术者"},
    "department": {"en": "Department", "de": "Fachabteilung", "zh-hans": "科室"},
    "status": {"en": "Status", "de": "Status", "zh-hans": "手术状态"},
    "levels": {"en": "Levels", "de": "Segmente", "zh-hans": "手术节段数"},
    "navigation": {"en": "Navigation", "de": "Navigation", "zh-hans": "导航"},
    "monitoring": {"en": "Neuromonitoring", "de": "Neuromonitoring", "zh-hans": "神经电生理监测"},
    "complication": {"en": "Complication", "de": "Komplikation", "zh-hans": "并发症"},
    "return_to_theatre": {
        "en": "Return to theatre",
        "de": "Ungeplante Revision",
        "zh-hans": "非计划再手术",
    },
    "infection": {"en": "Infection", "de": "Wundinfektion", "zh-hans": "手术部位感染"},
    "new_deficit": {"en": "New deficit", "de": "Neues Defizit", "zh-hans": "新发神经功能障碍"},
    "dural_tear": {"en": "Dural tear", "de": "Duraverletzung", "zh-hans": "硬膜损伤"},
}
# The number of a person, which is the same in all stays: with it as the case, the admission belongs
# to the key. What a hospital may mean either way (住院号) stands here too.
_PATIENTS = (
    "病案号",
    "病历号",
    "住院号",
    "患者编号",
    "患者id",
    "病人id",
    "登记号",
    "mrn",
    "medical record number",
    "hospital number",
    "patient id",
    "patient number",
    "patient no",
    "patientennummer",
    "patienten-id",
    "patienten-nr",
    "patnr",
    "pid",
)
# A heading that could be two things is not here: 手术时间 is a time or a duration, 诊断 is any
# diagnosis, admission is a day, a number or a kind.
_ALSO: dict[str, tuple[str, ...]] = {
    "case": (
        *("case", "case number", "case no", "encounter", "encounter id", "encounter number"),
        *("visit id", "visit number", "stay id", "hadm_id", "episode id"),
        *("fall", "fall-id", "fall-nr", "病例号", "住院流水号", "就诊流水号", "住院就诊号"),
        *_PATIENTS,
    ),
    "admission": (
        *("admission count", "admission no", "stay number"),
        *("住院次", "第几次住院", "第n次住院", "入院次数"),
        *("admission date", "date of admission", "aufnahmedatum", "aufnahmetag"),
        *("入院日期", "入院时间"),
        *("discharge date", "date of discharge", "entlassungsdatum", "entlassdatum"),
        *("出院日期", "出院时间"),
    ),
    "date": (
        *("op_date", "date of operation", "surgery date", "date of surgery", "procedure date"),
        *("op-datum", "op-tag", "ops-datum", "datum der operation", "eingriffsdatum"),
        *("手术操作日期", "手术及操作日期", "手术开始日期", "手术开始时间", "date", "datum"),
    ),
    "main": (
        *("main_dx", "main diagnosis code", "principal diagnosis", "principal diagnosis code"),
        *("primary diagnosis", "primary diagnosis code", "hauptdiagnose icd", "icd hauptdiagnose"),
        *("hauptdiagnosekode", "hauptdiagnosecode", "主要诊断代码", "主诊断编码", "主诊断代码"),
        *("出院主要诊断编码", "出院主要诊断代码", "出院主诊断编码", "主要诊断icd编码"),
        *("主要诊断icd10", "主要诊断icd10编码", "主要诊断", "主诊断", "出院主要诊断", "出院主诊断"),
    ),
    "others": (
        *("other_dx", "other diagnosis", "other diagnosis code", "secondary diagnoses"),
        *("secondary diagnosis", "secondary diagnosis code", "nebendiagnose", "nebendiagnose icd"),
        *("nebendiagnosekode", "其他诊断代码", "次要诊断编码", "出院其他诊断编码"),
        *("出院其他诊断代码", "其他诊断icd编码", "其他诊断", "次要诊断", "出院其他诊断"),
    ),
    "codes": (
        *("procedure", "procedure code", "procedure codes", "operation code", "operation codes"),
        *("code", "prozedur", "prozedurencode", "prozedurenkode", "ops", "ops-kode", "ops-kodes"),
        *("ops-code", "ops-codes", "手术编码", "手术代码", "手术操作代码", "手术及操作编码"),
        *("手术及操作代码",),
    ),
    "technique": ("verfahren", "术式"),
    "pathology": ("main_pathology", "病理分类"),
    "surgeon": (
        *("primary surgeon", "lead surgeon", "erstoperateur", "hauptoperateur"),
        *("主刀", "主刀医生", "主刀医师", "手术医生", "手术医师", "手术者"),
    ),
    "department": (
        *("operating department", "abteilung", "fab", "fachabteilungsschlüssel"),
        *("operierende fachabteilung", "手术科室", "出院科室", "科室名称", "所在科室"),
    ),
    "status": ("operation status", "op-status", "operationsstatus", "surgery status", "状态"),
    "levels": ("segments", "number_of_levels", "anzahl_segmente", "etagen", "节段数"),
    "navigation": ("navigated", "navigiert", "术中导航"),
    "monitoring": ("monitoring", "ionm", "iom", "术中神经监测"),
    "return_to_theatre": ("revision",),
    "infection": ("infektion", "感染"),
    "new_deficit": ("neurologisches defizit",),
}
# Names of the first operation of a case where the others stand in columns of their own, such as
# 主要手术操作编码, 其他手术操作编码1, 其他手术操作编码2.
_FIRST_OF: dict[str, tuple[tuple[str, str], ...]] = {
    "codes": (
        ("主要手术操作编码", "其他手术操作编码"),
        ("主要手术操作代码", "其他手术操作代码"),
        ("主要手术编码", "其他手术编码"),
        ("主要手术代码", "其他手术代码"),
        ("主手术编码", "其他手术编码"),
    ),
    "date": (
        ("主要手术操作日期", "其他手术操作日期"),
        ("主要手术日期", "其他手术日期"),
        ("主手术日期", "其他手术日期"),
    ),
    "surgeon": (
        ("主要手术操作术者", "其他手术操作术者"),
        ("主要手术术者", "其他手术术者"),
        ("主手术术者", "其他手术术者"),
    ),
}
# Fields that a list must have, and fields that may have several columns with a number at the end of
# the name.
NEEDED = ("case", "date", "codes")
NUMBERED = ("date", "others", "codes", "surgeon")
# A column of this name marks a sheet that shows how to fill in the list, and is never read.
EXAMPLE = {"en": "Example", "de": "Beispiel", "zh-hans": "示例"}

_TECHNIQUES = {
    "en": (
        "open",
        "microsurgical",
        "tubular",
        "transforaminal endoscopic",
        "interlaminar endoscopic",
        "UBE",
        "percutaneous",
        "lateral",
        "vertebroplasty",
    ),
    "de": (
        "offen",
        "mikrochirurgisch",
        "tubulär",
        "transforaminal endoskopisch",
        "interlaminär endoskopisch",
        "UBE",
        "perkutan",
        "lateral",
        "Vertebroplastie",
    ),
    "zh-hans": (
        "开放",
        "显微",
        "通道下",
        "椎间孔镜",
        "椎板间内镜",
        "UBE",
        "经皮",
        "侧方入路",
        "椎体成形",
    ),
}
_PATHOLOGIES = {
    "en": ("degenerative", "deformity", "tumour", "trauma", "infection", "other"),
    "de": ("degenerativ", "Deformität", "Tumor", "Trauma", "Infektion", "andere"),
    "zh-hans": ("退变", "畸形", "肿瘤", "创伤", "感染", "其他"),
}
_STATES = {
    "en": ("done", "cancelled"),
    "de": ("durchgeführt", "abgesagt"),
    "zh-hans": ("完成", "取消"),
}
_YES_NO = {"en": ("yes", "no"), "de": ("ja", "nein"), "zh-hans": ("是", "否")}
# The words that the template offers in a column, by language. `counting` (pathology),
# `general_list` (yes and no) and `benchmarks.casemix.technique_words` understand these and others.
CHOICES: dict[str, Mapping[str, tuple[str, ...]]] = {
    "technique": _TECHNIQUES,
    "pathology": _PATHOLOGIES,
    "status": _STATES,
    **dict.fromkeys(MARKS, _YES_NO),
}

# The accepted names of each column in the form of `plain_name`, by preference.
COLUMNS: dict[str, tuple[str, ...]] = {
    what: tuple(
        dict.fromkeys(plain_name(name) for name in (*written.values(), *_ALSO.get(what, ())))
    )
    for what, written in HEADINGS.items()
}
PATIENTS = frozenset(map(plain_name, _PATIENTS))
# The number of a stay is taken before that of a patient.
COLUMNS["case"] = tuple(sorted(COLUMNS["case"], key=PATIENTS.__contains__))
# Pairs of names: of the column of the first operation, and of those of the others.
FIRST_OF = {
    what: tuple((plain_name(first), plain_name(rest)) for first, rest in pairs)
    for what, pairs in _FIRST_OF.items()
}
# Headings that may speak of something else: their column is used only where its words fit.
VAGUE_STATUS = frozenset(map(plain_name, ("Status", "状态")))
NAMES = frozenset(name for names in COLUMNS.values() for name in names).union(
    *(pair for pairs in FIRST_OF.values() for pair in pairs)
)
EXAMPLE_NAMES = frozenset(plain_name(name) for name in EXAMPLE.values())
