"""Words of a case list for technique and pathology that are not known, as far as they are kept.

A column of free text may hold the name of a patient. So a word is kept only where it is one word of
letters, and stands in operations of several cases; the rest is only counted.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd

from benchmarks.casemix.pathology_words import read_pathology
from benchmarks.casemix.technique_words import read_technique

LONGEST: Final = 40
MOST: Final = 50
FEWEST_CASES: Final = 2


def unread_words(operations: pd.DataFrame, procedures: pd.DataFrame) -> list[dict[str, Any]]:
    """One dict for each word: what (technique, pathology), word, operations.

    `word` is "" for the operations with other texts. `operations` has case, date, and whether
    their words are unread (`words_unread`, `pathology_unread`); `procedures` as in `CaseRows`.
    """
    found: list[dict[str, Any]] = []
    for what, flag, read in (
        ("technique", "words_unread", read_technique),
        ("pathology", "pathology_unread", read_pathology),
    ):
        if what not in procedures or not operations[flag].any():
            continue
        words = procedures[what]
        unread = [bool(text) and read(str(text)).is_unread for text in words.cat.categories]
        rows = procedures.loc[np.array([*unread, False])[words.cat.codes], ["case", "date", what]]
        keys = operations.loc[operations[flag], ["case", "date"]]
        told = rows.drop_duplicates().merge(keys, on=["case", "date"], how="inner")
        told[what] = told[what].astype(object).str.strip()
        found += _counted(what, told.drop_duplicates())
    return found


def _counted(what: str, told: pd.DataFrame) -> list[dict[str, Any]]:
    by_word = told.groupby(what)["case"].agg(["nunique", "size"])
    is_plain = [word.isalpha() and len(word) <= LONGEST for word in by_word.index]
    kept = by_word[np.array(is_plain, dtype=bool) & (by_word["nunique"] >= FEWEST_CASES)]
    kept = kept.sort_index().sort_values("size", ascending=False, kind="stable").head(MOST)
    counts = {str(word): int(size) for word, size in kept["size"].items()}
    others = told.loc[~told[what].isin(kept.index), ["case", "date"]].drop_duplicates()
    if len(others):
        counts[""] = len(others)
    return [{"what": what, "word": word, "operations": size} for word, size in counts.items()]
