"""The vectorised derivation against the slow one, on random records."""

from __future__ import annotations

import math
from typing import Any, get_args

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.library import recipes
from benchmarks.library.definition import Policy
from benchmarks.records.derivation import inputs_frame
from tests.benchmarks.records.record_oracle import Derivation
from tests.benchmarks.records.records import benchmark_of, tables_of

DEPARTMENTS = ("A", "B")
YEARS = (2021, 2022, 2023)
SURGEONS = ("s", "t", "u", "v")

# Every kind of recipe, with the options that change which rows count.
RECIPES: dict[str, dict[str, Any]] = {
    "all": {"kind": "operations"},
    "capped": {"kind": "operations", "pillar": "MIS", "cap_augmentation": True},
    "filtered": {"kind": "operations", "pathology": ["DEG", "TUM"], "technique": ["MIS", "open"]},
    "marked": {"kind": "operations", "pillar": "TUM", "complexity": ["en_bloc", "intradural"]},
    "busiest": {"kind": "busiest_surgeon", "pillar": "DEF"},
    "leads": {"kind": "surgeons_with_operations", "pillar": "TUM", "at_least": 5},
    "median": {"kind": "median_per_surgeon", "pillar": "MIS", "active_from": 3},
    "curve": {
        "kind": "surgeons_past_curve",
        "pillar": "MIS",
        "cases": 30,
        "cases_with_training": 9,
    },
    "families": {"kind": "families_with_operations", "at_least": 6, "families": ["ube", "tubular"]},
    "spectrum": {
        "kind": "spectrum_with_operations",
        "at_least": 4,
        "groups": ["adult", "spondylolisthesis"],
        "marks": ["en_bloc"],
    },
    "share": {
        "kind": "largest_surgeon_share",
        "pillars": ["MIS", "DEF", "TUM"],
        "from_operations": 8,
    },
    "trained": {
        "kind": "trained_surgeons",
        "pillar": "DEF",
        "training": ["fellowship"],
        "months": 6,
        "supervised_cases": 25,
    },
    "taught": {
        "kind": "trained_surgeons",
        "pillar": "MIS",
        "training": ["fellowship", "course"],
        "months": 0,
        "supervised_cases": 0,
    },
    "certified": {
        "kind": "certified_surgeons",
        "certificates": ["dwg_master", "eurospine_diploma"],
    },
    "developing": {"kind": "developing_surgeons", "under_age": 45},
    "partners": {
        "kind": "partnerships",
        "partner": ["paediatric", "oncology_hospital"],
        "pillar": "TUM",
        "written": False,
    },
    "written": {
        "kind": "partnerships",
        "partner": ["oncology_hospital"],
        "pillar": None,
        "written": True,
    },
    "sessions": {"kind": "clinic_sessions", "pillar": "DEF"},
    "pooled": {
        "kind": "outcome",
        "pillar": "DEF",
        "outcome": "dural_tear",
        "count": "cases",
        "years": 3,
    },
}

small = st.integers(0, 12)
year = st.integers(2019, 2024)
maybe_year = st.none() | year
department = st.sampled_from(DEPARTMENTS)
pillar = st.sampled_from(get_args(recipes.Pillar))


def word(vocabulary: Any, *, maybe: bool = False) -> st.SearchStrategy[str | None]:
    words: tuple[str, ...] = get_args(vocabulary)
    return st.sampled_from([*words, *[None] * maybe])


def rows(most: int, **columns: st.SearchStrategy[Any]) -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=most)


def once(listed: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    return list({tuple(row[name] for name in names): row for row in listed}.values())


surgeons = st.lists(st.sampled_from(SURGEONS), unique=True).flatmap(
    lambda keys: st.tuples(
        *(
            st.fixed_dictionaries(
                {
                    "key": st.just(key),
                    "department": department,
                    "start_year": year,
                    "leave_year": maybe_year,
                    "birth_year": st.none() | st.integers(1970, 1985),
                    "prior_mis": small,
                    "prior_def": small,
                    "prior_tum": small,
                }
            )
            for key in keys
        )
    )
)
records = st.fixed_dictionaries(
    {
        "surgeons": surgeons,
        "certificates": rows(
            4,
            surgeon=st.sampled_from(SURGEONS),
            kind=st.sampled_from(["dwg_master", "eurospine_diploma", "other"]),
            issued_year=year,
            expires_year=maybe_year,
        ),
        "volumes": rows(
            20,
            department=department,
            year=year,
            surgeon=st.sampled_from([*SURGEONS, None]),
            pathology=word(recipes.Pathology),
            group=word(recipes.Group, maybe=True),
            technique=word(recipes.Technique),
            technique_family=word(recipes.TechniqueFamily, maybe=True),
            complexity=word(recipes.Complexity, maybe=True),
            operations=small,
        ),
        "trainings": rows(
            5,
            surgeon=st.sampled_from(SURGEONS),
            pillar=pillar,
            kind=word(recipes.TrainingKind),
            status=st.sampled_from(["planned", "running", "completed"]),
            months=st.none() | st.integers(1, 12),
            supervised_cases=st.integers(0, 50),
            start_year=year,
            end_year=year,
        ),
        "partnerships": rows(
            5,
            department=department,
            kind=st.sampled_from(["paediatric", "oncology_hospital", "rehabilitation"]),
            since_year=year,
            until_year=maybe_year,
            written_since_year=maybe_year,
            mis_referrals=st.just(0),
            def_referrals=st.just(0),
            tum_referrals=st.integers(0, 1),
        ),
        "clinics": rows(
            4,
            department=department,
            pillar=pillar,
            sessions_per_month=small,
            since_year=year,
            until_year=maybe_year,
        ),
        "outcomes": rows(
            8,
            department=department,
            year=year,
            pillar=pillar,
            outcome=st.sampled_from(["dural_tear", "any_complication"]),
            cases=small,
        ).map(lambda listed: once(listed, "department", "year", "pillar", "outcome")),
        "complete": rows(
            6,
            department=department,
            year=year,
            section=st.sampled_from(["surgeons", "training", "network", "clinics"]),
        ),
    }
)
policies = st.builds(
    Policy,
    microsurgical_is_mis=st.booleans(),
    spondylolisthesis=st.sampled_from(["DEG", "DEF"]),
    augmentation_cap_percent=st.sampled_from([0, 10, 33, 100]),
    optional_pass_percent=st.just(50),
)
KEYS = [(name, year) for year in YEARS for name in DEPARTMENTS]


def test_every_kind_of_recipe_is_compared() -> None:
    kinds = {
        get_args(r.model_fields["kind"].annotation)[0]
        for r in get_args(get_args(recipes.Recipe)[0])
    }
    assert kinds == {recipe["kind"] for recipe in RECIPES.values()}


@settings(max_examples=200, deadline=None)
@given(records=records, policy=policies)
def test_the_vectorised_derivation_equals_the_slow_one(
    records: dict[str, list[dict[str, Any]]], policy: Policy
) -> None:
    frame = inputs_frame(tables_of(**records), benchmark_of(policy, **RECIPES), KEYS)
    answers = {
        (key, name): value
        for name in RECIPES
        for key, value in zip(KEYS, frame[name].tolist(), strict=True)
    }
    for key in KEYS:
        slow = Derivation(records, policy, *key)
        for name, recipe in RECIPES.items():
            expected = slow.answer(recipe)
            actual = answers[key, name]
            assert actual == expected or (math.isnan(actual) and expected is None), (key, name)


@settings(max_examples=50, deadline=None)
@given(records=records, policy=policies, data=st.data())
def test_a_row_depends_neither_on_other_rows_nor_on_the_order_of_records(
    records: dict[str, list[dict[str, Any]]], policy: Policy, data: st.DataObject
) -> None:
    benchmark = benchmark_of(policy, **RECIPES)
    together = inputs_frame(tables_of(**records), benchmark, KEYS)
    shuffled = {name: data.draw(st.permutations(list(rows))) for name, rows in records.items()}
    alone = pd.concat([inputs_frame(tables_of(**shuffled), benchmark, [key]) for key in KEYS])
    np.testing.assert_array_equal(together.to_numpy(), alone.to_numpy())
