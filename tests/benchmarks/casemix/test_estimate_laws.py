"""Laws of the estimates of every code system, on lists drawn from its own table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.casemix.code_tables import SYSTEMS, normalise, table
from benchmarks.casemix.estimates import Estimate, estimate_operations
from benchmarks.casemix.rules import CasemixPolicy
from tests.benchmarks.casemix.random_code_lists import (
    DIAGNOSES,
    Operation,
    code_lists,
    diagnosis_lists,
    list_of,
    listed,
    operations,
    procedures,
)

every_system = pytest.mark.parametrize("system", SYSTEMS)
# Systems whose codes mostly do not tell how an operation was done.
BLIND = ("ICD9CM3", "CPT")
policies = st.builds(
    CasemixPolicy,
    spondylolisthesis=st.sampled_from(["DEG", "DEF"]),
    microsurgical_is_mis=st.booleans(),
)


def estimate(
    done: list[Operation], system: str, *, diagnosed: bool = True, complete: bool = True
) -> Estimate:
    return estimate_operations(
        list_of(code for operation in done for code in operation.codes),
        list_of(operation.main for operation in done) if diagnosed else None,
        system=system,
        complete=complete,
    )


def pillar_of(operation: Operation, system: str) -> str:
    row = table(DIAGNOSES[system])[normalise(operation.main)]
    return row["pillar"]


def done_mis(operation: Operation, system: str) -> bool:
    """Endoscopic or percutaneous by a core or an additional code; augmentation alone is not."""
    rows = [procedures(system)[code] for code in operation.codes]
    own = [row for row in rows if row["role"] == "core" and row["family"] != "augmentation"]
    added = [row for row in rows if row["role"] == "add_on"]
    return bool(own) and any(row["technique"] == "MIS" for row in [*own, *added])


def augmented(operation: Operation, system: str) -> bool:
    return any(procedures(system)[code]["family"] == "augmentation" for code in operation.codes)


def counted(done: list[Operation], system: str) -> dict[str, int]:
    """The number of operations of each category."""
    pillars = [pillar_of(operation, system) for operation in done]
    return {
        "spine": len(done),
        "mis": sum(done_mis(operation, system) for operation in done),
        "augmentation": sum(augmented(operation, system) for operation in done),
        "deg": pillars.count("DEG"),
        "def": pillars.count("DEF"),
        "tum": pillars.count("TUM"),
        "tra": pillars.count("TRA"),
    }


@every_system
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_estimate_with_main_diagnoses_holds_the_operations_the_list_was_made_of(
    system: str, data: st.DataObject
) -> None:
    done = data.draw(st.lists(operations(system), min_size=1, max_size=8))
    result = estimate(done, system).categories
    for name, exact in counted(done, system).items():
        if name in result:
            assert result[name].low <= exact, name
            high = result[name].high
            assert high is not None
            assert exact <= high, name


@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_estimate_with_an_access_for_all_but_augmentations_holds_the_operations(
    data: st.DataObject,
) -> None:
    done = data.draw(st.lists(operations("OPS"), min_size=1, max_size=8))
    augmentations = data.draw(st.lists(st.sampled_from(["5-839.a", "5-839.9"]), max_size=5))
    rows = procedures("OPS")
    accesses = [code for code, row in rows.items() if row["role"] == "access"]
    codes = [*augmentations]
    for operation in done:
        core = [code for code in operation.codes if rows[code]["role"] == "core"]
        is_open = any(rows[code]["family"] != "augmentation" for code in core)
        codes += [*operation.codes, *([data.draw(st.sampled_from(accesses))] if is_open else [])]
    spine = estimate_operations(list_of(codes), None, system="OPS").categories["spine"]
    assert spine.high is not None
    assert spine.low <= len(done) + len(augmentations) <= spine.high


@every_system
@given(data=st.data())
@settings(max_examples=5, deadline=None)
def test_estimate_without_diagnoses_or_of_a_cut_list_is_not_above_the_operations(
    system: str, data: st.DataObject
) -> None:
    done = data.draw(st.lists(operations(system), min_size=1, max_size=8))
    exact = counted(done, system)
    blind = estimate(done, system, diagnosed=False).categories
    cut = estimate(done[: len(done) // 2], system, complete=False).categories
    for name, operations_done in exact.items():
        for result in (blind, cut):
            # Without diagnoses every disc is taken to be degenerative.
            if name in result and name != "deg":
                assert result[name].low <= operations_done, name
    assert blind["spine"].high is not None
    assert exact["spine"] <= blind["spine"].high
    assert {interval.high for interval in cut.values()} == {None}


@every_system
@given(data=st.data())
@settings(max_examples=12, deadline=None)
def test_every_interval_is_ordered_and_parts_stay_within_the_whole(
    system: str, data: st.DataObject
) -> None:
    complete = data.draw(st.booleans())
    result = estimate_operations(
        listed(data.draw(code_lists(system))),
        listed(data.draw(diagnosis_lists(system))),
        system=system,
        policy=data.draw(policies),
        complete=complete,
    ).categories
    for interval in result.values():
        assert 0 <= interval.low <= interval.likely
        assert (interval.high is None) is not complete
    if complete:
        highs = {name: interval.high or 0 for name, interval in result.items()}
        assert all(interval.likely <= (interval.high or 0) for interval in result.values())
        assert max(highs.values()) == highs["spine"]
        assert highs["tum_complex"] <= highs["tum"]
        assert highs.get("lumbar_disc_stenosis_mis", 0) <= highs["mis"]
        if system in BLIND:
            assert highs["mis"] == highs["spine"]


@every_system
@given(data=st.data())
@settings(max_examples=8, deadline=None)
def test_order_of_rows_punctuation_and_letter_case_do_not_matter(
    system: str, data: st.DataObject
) -> None:
    lists: list[dict[str, Any]] = [
        data.draw(code_lists(system)),
        data.draw(diagnosis_lists(system)),
    ]
    respelt = [
        dict(reversed([(normalise(code).lower(), count) for code, count in counts.items()]))
        for counts in lists
    ]
    expected, result = (
        estimate_operations(listed(codes), listed(main), system=system)
        for codes, main in (lists, respelt)
    )
    assert result.categories == expected.categories
    assert result.bounds == expected.bounds
    pd.testing.assert_frame_equal(result.codes, expected.codes)
    pd.testing.assert_frame_equal(result.families, expected.families)


@every_system
def test_lists_are_drawn_from_most_of_the_table(system: str) -> None:
    known = procedures(system)
    assert len(known) >= 0.8 * len(table(system))
    roles = {row["role"] for row in known.values()}
    assert roles == {row["role"] for row in table(system).values()}
