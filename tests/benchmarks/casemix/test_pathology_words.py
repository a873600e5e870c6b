"""Words of pathology: a table in three languages, and nothing beyond it."""

from __future__ import annotations

import pytest

from benchmarks.casemix.pathology_words import WORDS, plain_word, read_pathology
from benchmarks.casemix.rules import PATHOLOGIES


@pytest.mark.parametrize("pathology", PATHOLOGIES)
def test_every_word_names_its_pathology_however_it_is_written(pathology: str) -> None:
    words = [pathology, *(word for some in WORDS[pathology].values() for word in some)]
    for word in words:
        for written in (word, word.upper(), f" {word}. ", word.replace("ä", "ae")):
            assert read_pathology(written) == (pathology, False)


def test_every_pathology_has_words_in_every_language_and_none_has_two_meanings() -> None:
    assert set(WORDS) == set(PATHOLOGIES)
    assert {tuple(languages) for languages in WORDS.values()} == {("en", "de", "zh")}
    meanings: dict[str, str] = {}
    for pathology, languages in WORDS.items():
        for word in (word for some in languages.values() for word in some):
            assert meanings.setdefault(plain_word(word), pathology) == pathology


@pytest.mark.parametrize("text", ["kein Tumor", "V. a. Tumor", "Tumor?x", "Bandscheibe", "腰痛"])
def test_other_words_are_not_guessed_and_told(text: str) -> None:
    assert read_pathology(text) == ("", True)


@pytest.mark.parametrize("text", ["", "-", "k. A.", "unbekannt", "n/a", "不详"])
def test_nothing_is_no_word(text: str) -> None:
    assert read_pathology(text) == ("", False)
