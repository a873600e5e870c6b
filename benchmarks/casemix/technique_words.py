"""Reads the technique from a text: codes cannot express UBE or tubular access.

A text that names no technique for certain is not guessed: it is unread, and told.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

from benchmarks.casemix.pathology_words import NO_WORDS, plain_word


class NamedTechnique(NamedTuple):
    """The technique that a text names; empty where it names none.

    `is_converted`: the operation was changed to an open (or microsurgical) one while it went on.
    `is_unread`: there is a text, but what it says of the technique is not known.
    """

    technique: str = ""
    family: str = ""
    en_bloc: bool = False
    is_converted: bool = False
    is_unread: bool = False


def _word(*words: str) -> str:
    """Pattern of whole Latin words; Chinese characters may touch them."""
    return rf"(?<![a-z])({'|'.join(words)})(?![a-z])"


# The first that is not negated decides, so special words stand before general ones.
_WORDS: Final[tuple[tuple[re.Pattern[str], str, str], ...]] = tuple(
    (re.compile(pattern), technique, family)
    for pattern, technique, family in (
        (_word("ube", "be[sd]s?") + "|bi-?portal|双通道", "MIS", "ube"),
        (
            "椎间孔镜|transforaminal(e|er)? (endo|full)|"
            + _word("ptelf", "p?teld", "yess", "tessys"),
            "MIS",
            "transforaminal_endoscopic",
        ),
        (
            "椎板间|interlamin(ar|är)(e|er)? (endo|full)|" + _word("p?ield", "iled"),
            "MIS",
            "interlaminar_endoscopic",
        ),
        ("椎间盘镜|tubul|通道下|管状|" + _word("med") + r"(?!\.)", "MIS", "tubular"),
        ("椎体成形|后凸成形|vertebroplast|kyphoplast", "MIS", "augmentation"),
        ("endosk|endoscop|内镜|内窥镜|" + _word("peld"), "MIS", ""),
        ("mis[- ]?tlif|perkutan|percutan|经皮", "MIS", "percutaneous_fixation"),
        (_word("[xdo]lif", "llif", "lateral(?! re[cz])") + "|侧方入路", "MIS", "lateral_access"),
        (
            r"minimal(ly)?[- ]?(inva|access)|minimal$|微创|" + _word("mis", "miss"),
            "MIS",
            "",
        ),
        ("mikrochir|microsurg|mikroskop|microscop|显微", "microsurgical", ""),
        (_word("open", "offen(e[mnrs]?)?") + "|开放", "open", ""),
    )
)
_EN_BLOC: Final = re.compile("en[ -]?bloc|整块")
# A change of the technique during the operation, and to what.
_CONVERTED: Final = re.compile(
    "umstieg|umgestiegen|konver(sion|tier)|" + _word("conversion", "converted", "switched to") + "|"
    "中转|(转|改)(为|成|行|至)?(?=开放)"
)

_TO: Final = re.compile("(?<![a-z])(?:auf|zum?|zur|nach|to|into)(?![a-z])|[为成至]")
_FROM: Final = re.compile(r"\s*(?:von|vom|aus|from)(?![a-z])")

# A negation right before a word: "nicht minimalinvasiv", "kein Endoskop", "non-endoscopic", 非微创.
_LATIN_NOT: Final = _word("nicht", "kein(e[mnrs]?)?", "ohne", "no", "non", "not", "without")
_FILLERS: Final = _word(
    *("ein(e[mnrs]?)?", "der", "die", "das", "als", "voll", "rein", "a", "an", "the", "any", "use"),
    *("of", "fully?", "mit", "im", "in", "durch", "using", "use of"),
)
_NOT_BEFORE: Final = re.compile(
    rf"({_LATIN_NOT}[\s-]*({_FILLERS}[\s-]*)*|(非|无|未|不|没有?)(使用|采用|应用|经|用|行|做)?)$"
)
# Other words between the negation and the word: what is negated is not known.
_NOT_NEAR: Final = re.compile(
    rf"({_word('nur', 'only')}|{_LATIN_NOT}(\s+[^\s,;.:()]+){{1,3}}[\s-]*)$"
)
# A negation behind a word: "Endoskop nicht verwendet", "minimalinvasiv: nein", 内镜未使用.
_NOT_BEHIND: Final = re.compile(
    r"[a-zäöüß]*[\s:=(-]*("
    + _word("nein", "no")
    + r"[\s).]*($|[,;])|"
    + _word("nicht", "not")
    + r"[\s).]*($|[,;]|\s+(verwendet|benutzt|eingesetzt|genutzt|möglich|durchgeführt|erfolgt"
    + r"|erforderlich|notwendig|nötig|used|possible|performed|done|needed|required|necessary))"
    + r"|(未|否|没有?)(使用|采用|应用|用|行|做)?([,;)]|$))"
)
_PERHAPS: Final = re.compile(
    _word("ggf", "evtl", "eventuell", "möglich(e|er)?", "geplant(e|er)?", "possible", "planned")
    + r"[.\s]*$"
)
_CLAUSES: Final = re.compile(
    r"[,;，；。()\n]|\.\s|\s[-–]\s|\s/\s|" + _word("sondern", "but", "aber")
)


def read_technique(text: str) -> NamedTechnique:
    """The technique named by one text; letter case and character width do not matter.

    A technique that is denied makes the operation open, where no other is named.
    """
    words = unicodedata.normalize("NFKC", text).lower().strip()
    plain = plain_word(words)
    if not plain or plain in NO_WORDS:
        return NamedTechnique()
    en_bloc = _EN_BLOC.search(words) is not None
    converted = _conversion(words)
    if converted is not None:
        return converted._replace(en_bloc=en_bloc)
    found = {"": "", "yes": "", "no": "", "unclear": ""}
    for pattern, technique, family in _WORDS:
        for match in pattern.finditer(words):
            said = _said(words, match)
            if said == "yes":
                return NamedTechnique(technique, family, en_bloc)
            found[said] = found[said] or technique
    if found["unclear"] or found["no"] == "open":
        return NamedTechnique(en_bloc=en_bloc, is_unread=True)
    if found["no"]:
        return NamedTechnique("open", en_bloc=en_bloc)
    return NamedTechnique(en_bloc=en_bloc, is_unread=not en_bloc)


def _conversion(words: str) -> NamedTechnique | None:
    """What an operation was converted to; None where nothing says that it was converted."""
    for match in _CONVERTED.finditer(words):
        said = _said(words, match)
        if said == "no":
            continue
        if said == "unclear" or _PERHAPS.search(words[: match.start()]):
            return NamedTechnique(is_unread=True)
        target = _target(words[match.end() :])
        if _PERHAPS.search(target):
            return NamedTechnique(is_unread=True)
        named = next((one for one in _WORDS if one[0].search(target)), None)
        if named is None:
            return NamedTechnique("open", is_converted=True)
        _pattern, technique, family = named
        return NamedTechnique(technique, family, is_converted=technique != "MIS")
    return None


def _target(behind: str) -> str:
    """What stands behind "to"; nothing where only that is named from which it was changed."""
    parts = _TO.split(behind, maxsplit=1)
    return parts[-1] if len(parts) > 1 else "" if _FROM.match(behind) else behind


def _said(words: str, match: re.Match[str]) -> str:
    """Whether the words around a match say "yes", "no" or something "unclear"."""
    before = _CLAUSES.split(words[: match.start()])[-1] or ""
    if _NOT_BEFORE.search(before) or _NOT_BEHIND.match(words, match.end()):
        return "no"
    near = _NOT_NEAR.search(before)
    # Another technique between the two is what is negated.
    is_taken = near is not None and any(pattern.search(near[0]) for pattern, *_named in _WORDS)
    return "unclear" if near is not None and not is_taken else "yes"
