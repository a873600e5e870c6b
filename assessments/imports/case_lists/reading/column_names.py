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
    "date": {"en": "Operation date", "de": "Operationsdatum", "zh-hans": "手术日期"},
    "main": {"en": "Main diagnosis", "de": "Hauptdiagnose", "zh-hans": "主要诊断编码"},
    "others": {"en": "Other diagnoses", "de": "Nebendiagnosen", "zh-hans": "其他诊断编码"},
    "codes": {"en": "Procedures", "de": "Prozeduren", "zh-hans": "手术操作编码"},
    "technique": {"en": "Technique", "de": "Technik", "zh-hans": "手术方式"},
    "pathology": {"en": "Pathology", "de": "Pathologie", "zh-hans": "病种"},
    "surgeon": {"en": "Surgeon", "de": "Operateur", "zh-hans": "术者"},
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
_ALSO: dict[str, tuple[str, ...]] = {
    "case": ("case", "fall", "fall-id", "fall-nr", "病历号", "病例号"),
    "date": ("op_date", "date", "op-datum", "datum", "手术操作日期"),
    "main": ("main_dx", "主要诊断"),
    "others": ("other_dx", "其他诊断"),
    "codes": ("procedure", "code", "ops-kodes", "手术编码"),
    "technique": ("verfahren", "术式"),
    "pathology": ("main_pathology", "病理分类"),
    "surgeon": ("主刀",),
    "levels": ("segments", "number_of_levels", "anzahl_segmente", "etagen", "节段数"),
    "navigation": ("navigated", "navigiert", "术中导航"),
    "monitoring": ("monitoring", "ionm", "iom", "术中神经监测"),
    "return_to_theatre": ("revision",),
    "infection": ("infektion", "感染"),
    "new_deficit": ("neurologisches defizit",),
}
# Fields that a list must have, and fields that may have several columns with a number at the end of
# the name.
NEEDED = ("case", "date", "codes")
NUMBERED = ("others", "codes")
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
_YES_NO = {"en": ("yes", "no"), "de": ("ja", "nein"), "zh-hans": ("是", "否")}
# The words that the template offers in a column, by language. `counting` (pathology),
# `general_list` (yes and no) and `benchmarks.casemix.technique_words` understand these and others.
CHOICES: dict[str, Mapping[str, tuple[str, ...]]] = {
    "technique": _TECHNIQUES,
    "pathology": _PATHOLOGIES,
    **dict.fromkeys(MARKS, _YES_NO),
}

# The accepted names of each column in the form of `plain_name`, by preference.
COLUMNS: dict[str, tuple[str, ...]] = {
    what: tuple(
        dict.fromkeys(plain_name(name) for name in (*written.values(), *_ALSO.get(what, ())))
    )
    for what, written in HEADINGS.items()
}
NAMES = frozenset(name for names in COLUMNS.values() for name in names)
EXAMPLE_NAMES = frozenset(plain_name(name) for name in EXAMPLE.values())
