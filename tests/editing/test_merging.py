"""Two people change one form: laws and plain cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assessments.editing.merging import merge

TEXTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["", "1", "2"]))


def test_only_my_change_is_saved() -> None:
    merged = merge({"a": "1"}, {"a": "2"}, {"a": "1"})
    assert (merged.values, merged.taken, merged.conflicts) == ({"a": "2"}, (), ())


def test_only_their_change_is_taken_over_and_told() -> None:
    merged = merge({"a": "1"}, {"a": "1"}, {"a": "3"})
    assert (merged.values, merged.taken, merged.conflicts) == ({"a": "3"}, ("a",), ())


def test_their_deletion_is_taken_over_too() -> None:
    merged = merge({"a": "1"}, {"a": "1"}, {})
    assert (merged.values, merged.taken) == ({"a": ""}, ("a",))


def test_same_change_of_both_is_no_conflict() -> None:
    merged = merge({"a": "1"}, {"a": "2"}, {"a": "2"})
    assert (merged.values, merged.taken, merged.conflicts) == ({"a": "2"}, (), ())


def test_different_changes_of_one_field_are_asked_about() -> None:
    merged = merge({"a": "1", "b": "1"}, {"a": "2", "b": "2"}, {"a": "3", "b": "1"})
    assert (merged.values, merged.conflicts) == ({"a": "2", "b": "2"}, ("a",))


@given(base=TEXTS, mine=TEXTS, theirs=TEXTS)
def test_nothing_is_lost_silently(
    base: dict[str, str], mine: dict[str, str], theirs: dict[str, str]
) -> None:
    merged = merge(base, mine, theirs)
    assert merged.values.keys() == mine.keys()
    for name, value in mine.items():
        now = theirs.get(name, "")
        if merged.values[name] != value:
            assert name in merged.taken
        if merged.values[name] != now:  # their value is replaced: untouched since, or asked about
            assert now == base.get(name, "") or name in merged.conflicts
