"""Technique from words: template values, German, English and Chinese."""

from __future__ import annotations

import pytest

from benchmarks.casemix.technique_words import read_technique


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
