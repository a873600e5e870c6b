"""Reads the technique from a text: codes cannot express UBE or tubular access."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple


class NamedTechnique(NamedTuple):
    """The technique that a text names; empty where it names none."""

    technique: str = ""
    family: str = ""
    en_bloc: bool = False


def _word(*words: str) -> str:
    """Pattern of whole Latin words; Chinese characters may touch them."""
    return rf"(?<![a-z])({'|'.join(words)})(?![a-z])"


# The first match decides, so special words stand before general ones. "Not", "kein" and the like
# are not understood; a value of the template is better than free text.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (_word("ube", "be[sd]s?") + "|bi-?portal|双通道", "MIS", "ube"),
    (
        "椎间孔镜|transforaminal(e|er)? (endo|full)|" + _word("ptelf", "p?teld", "yess", "tessys"),
        "MIS",
        "transforaminal_endoscopic",
    ),
    (
        "椎板间|interlamin(ar|är)(e|er)? (endo|full)|" + _word("p?ield", "iled"),
        "MIS",
        "interlaminar_endoscopic",
    ),
    ("椎间盘镜|tubul|通道下|管状|" + _word("med"), "MIS", "tubular"),
    ("椎体成形|后凸成形|vertebroplast|kyphoplast", "MIS", "augmentation"),
    ("endosk|endoscop|内镜|内窥镜|" + _word("peld"), "MIS", ""),
    ("mis[- ]?tlif|perkutan|percutan|经皮", "MIS", "percutaneous_fixation"),
    (_word("[xdo]lif", "llif", "lateral") + "|侧方入路", "MIS", "lateral_access"),
    ("minimal|微创|" + _word("mis", "miss"), "MIS", ""),
    ("mikrochir|microsurg|mikroskop|microscop|显微", "microsurgical", ""),
    (_word("open", "offen(e|er)?") + "|开放", "open", ""),
)
_EN_BLOC = re.compile("en[ -]?bloc|整块")


def read_technique(text: str) -> NamedTechnique:
    """The technique named by one text; letter case and character width do not matter."""
    words = unicodedata.normalize("NFKC", text).lower()
    en_bloc = _EN_BLOC.search(words) is not None
    for pattern, technique, family in _WORDS:
        if re.search(pattern, words):
            return NamedTechnique(technique, family, en_bloc)
    return NamedTechnique(en_bloc=en_bloc)
