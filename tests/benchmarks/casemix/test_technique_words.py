"""Technique from words: template values, German, English and Chinese."""

from __future__ import annotations

import pytest

from benchmarks.casemix.technique_words import NamedTechnique, read_technique


@pytest.mark.parametrize(
    ("text", "technique", "family"),
    [
        ("", "", ""),
        ("open", "open", ""),
        ("offene Operation", "open", ""),
        ("开放手术", "open", ""),
        ("microsurgical", "microsurgical", ""),
        ("mikrochirurgisch", "microsurgical", ""),
        ("显微镜下", "microsurgical", ""),
        ("tubular", "MIS", "tubular"),
        ("MED", "MIS", "tubular"),
        ("椎间盘镜", "MIS", "tubular"),
        ("椎间孔镜下髓核摘除", "MIS", "transforaminal_endoscopic"),
        ("PTELF/PTED, transforaminal full-endoscopic", "MIS", "transforaminal_endoscopic"),
        ("interlaminar endoscopic", "MIS", "interlaminar_endoscopic"),
        ("经皮内镜椎板间入路", "MIS", "interlaminar_endoscopic"),
        ("UBE", "MIS", "ube"),
        ("UBE下减压", "MIS", "ube"),
        ("双通道内镜", "MIS", "ube"),
        ("biportal endoscopy", "MIS", "ube"),
        ("endoscopic", "MIS", ""),
        ("percutaneous endoscopic lumbar discectomy", "MIS", ""),
        ("percutaneous", "MIS", "percutaneous_fixation"),
        ("MIS-TLIF", "MIS", "percutaneous_fixation"),
        ("lateral", "MIS", "lateral_access"),
        ("XLIF", "MIS", "lateral_access"),
        ("posterolateral fusion", "", ""),
        ("bilateral approach, open", "open", ""),
        ("kyphoplasty", "MIS", "augmentation"),
        ("medial facetectomy", "", ""),
        ("tube feeding", "", ""),
        ("微创", "MIS", ""),
    ],
)
def test_words_name_a_technique(text: str, technique: str, family: str) -> None:
    word = read_technique(text)
    assert (word.technique, word.family) == (technique, family)


@pytest.mark.parametrize("text", ["En bloc", "en-bloc spondylectomy", "椎体整块切除"])
def test_en_bloc_is_noted(text: str) -> None:
    assert read_technique(text).en_bloc


def test_letter_case_and_width_do_not_matter() -> None:
    assert read_technique("ＵＢＥ") == read_technique("ube") == read_technique("UBE")


@pytest.mark.parametrize(
    ("text", "technique"),
    [
        ("nicht minimalinvasiv", "open"),
        ("kein Endoskop", "open"),
        ("keine endoskopische OP", "open"),
        ("non-endoscopic", "open"),
        ("not minimally invasive", "open"),
        ("without use of an endoscope", "open"),
        ("minimalinvasiv: nein", "open"),
        ("Endoskop nicht verwendet", "open"),
        ("非微创", "open"),
        ("未用内镜", "open"),
        ("内镜未使用", "open"),
        ("nicht endoskopisch sondern offen", "open"),
        ("non endoscopic open", "open"),
        ("kein UBE, tubulär", "MIS"),
        ("keine Komplikation, endoskopisch", "MIS"),
        ("endoskopisch nicht navigiert", "MIS"),
        ("endoskopisch ohne Umstieg", "MIS"),
        ("Konversion nicht erforderlich, UBE", "MIS"),
        ("UBE, conversion: no", "MIS"),
        ("内镜下无中转", "MIS"),
    ],
)
def test_denied_technique_is_open_and_only_what_is_denied(text: str, technique: str) -> None:
    word = read_technique(text)
    assert (word.technique, word.is_converted, word.is_unread) == (technique, False, False)


@pytest.mark.parametrize(
    ("text", "technique"),
    [
        ("Umstieg auf offen", "open"),
        ("UBE, Umstieg auf offenes Verfahren", "open"),
        ("endoskopisch, Konversion", "open"),
        ("Konversion von endoskopisch auf offen", "open"),
        ("von endoskopisch auf offen umgestiegen", "open"),
        ("converted to open", "open"),
        ("中转开放", "open"),
        ("内镜下改开放", "open"),
        ("转为开放手术", "open"),
        ("converted from tubular to microsurgical", "microsurgical"),
    ],
)
def test_conversion_counts_as_what_it_was_converted_to(text: str, technique: str) -> None:
    word = read_technique(text)
    assert (word.technique, word.is_converted) == (technique, True)


@pytest.mark.parametrize(
    "text",
    [
        "posterior",
        "lateral recess decompression",
        "minimaler Blutverlust",
        "nicht offen",
        "nicht nur endoskopisch",
        "ohne Komplikation endoskopisch",
        "ggf. Umstieg auf offen",
        "后路",
    ],
)
def test_words_that_are_not_sure_are_not_guessed_and_told(text: str) -> None:
    assert read_technique(text) == NamedTechnique(is_unread=True)


@pytest.mark.parametrize("text", ["", " - ", "k. A.", "不详"])
def test_nothing_is_no_word(text: str) -> None:
    assert read_technique(text) == NamedTechnique()
