"""Words for a pathology in the column of a file: a table, nothing is guessed beyond it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from benchmarks.casemix.rules import PATHOLOGIES

# Pathology -> language -> words. The keys of the pathologies themselves are understood too.
WORDS: Final[Mapping[str, Mapping[str, tuple[str, ...]]]] = MappingProxyType(
    {
        "DEG": {
            "en": ("degenerative", "degeneration"),
            "de": ("degenerativ", "degenerative Erkrankung", "Degeneration"),
            "zh": ("退变", "退变性", "退行性", "退行性变", "退变性疾病"),
        },
        "DEF": {
            "en": ("deformity", "spinal deformity", "scoliosis", "kyphosis"),
            "de": ("Deformität", "Wirbelsäulendeformität", "Skoliose", "Kyphose"),
            "zh": ("畸形", "脊柱畸形", "侧弯", "脊柱侧弯", "后凸", "后凸畸形"),
        },
        "TUM": {
            "en": ("tumour", "tumor", "spinal tumour", "spinal tumor", "metastasis", "metastases"),
            "de": ("Tumor", "Tumoren", "Wirbelsäulentumor", "Metastase", "Metastasen"),
            "zh": ("肿瘤", "脊柱肿瘤", "椎管内肿瘤", "转移瘤"),
        },
        "TRA": {
            "en": ("trauma", "traumatic", "injury", "fracture"),
            "de": ("Trauma", "traumatisch", "Verletzung", "Fraktur", "Wirbelkörperfraktur"),
            "zh": ("创伤", "外伤", "骨折", "脊柱骨折"),
        },
        "INF": {
            "en": ("infection", "spondylodiscitis"),
            "de": ("Infektion", "Infekt", "Spondylodiszitis", "Spondylodiscitis"),
            "zh": ("感染", "脊柱感染"),
        },
        "OTHER": {
            "en": ("other", "others"),
            "de": ("andere", "anderes", "sonstige", "sonstiges"),
            "zh": ("其他", "其它"),
        },
    }
)
# What people write where they have nothing to say; technique has the same.
NO_WORDS: Final = frozenset(
    (
        *("na", "none", "unknown", "notstated"),
        *("ka", "keineangabe", "unbekannt", "nichtangegeben"),
        *("不详", "未知", "无"),
    )
)
_UMLAUTS: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


class NamedPathology(NamedTuple):
    """The pathology that a word names, "" where it names none; `is_unread`: it is another word."""

    pathology: str = ""
    is_unread: bool = False


def plain_word(text: str) -> str:
    """Letters and digits in small letters, umlauts written out."""
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_UMLAUTS)
    return re.sub(r"[\W_]", "", folded)


_KNOWN: Final = {plain_word(name): name for name in PATHOLOGIES} | {
    plain_word(word): pathology
    for pathology, languages in WORDS.items()
    for words in languages.values()
    for word in words
}


def read_pathology(text: str) -> NamedPathology:
    """The pathology named by the whole text; letter case, signs and width do not matter."""
    word = plain_word(text)
    if not word or word in NO_WORDS:
        return NamedPathology()
    pathology = _KNOWN.get(word, "")
    return NamedPathology(pathology, is_unread=not pathology)
