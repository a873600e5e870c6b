"""Everything that is told of operations has a sentence, and every sentence something to tell."""

from __future__ import annotations

import pytest

from assessments.imports.case_lists.reading.stored_counts import CountedNote, StoredCases
from assessments.imports.case_lists.reading.telling.completeness import COUNTED, TOLD
from assessments.imports.case_lists.reading.telling.sentences import sentences


def stored(what: str, operations: int) -> StoredCases:
    note = CountedNote("", "2024-03", what, operations)
    return StoredCases(words=[], operations=[], outcomes=[], codes=[], notes=[note])


@pytest.mark.parametrize("what", sorted(set(TOLD) - {COUNTED}))
@pytest.mark.parametrize("operations", [1, 1_234])
def test_what_is_told_begins_with_its_number(what: str, operations: int) -> None:
    (sentence,) = sentences(stored(what, operations))
    assert f"{operations:,} " in sentence
    assert sentence.endswith(".")
