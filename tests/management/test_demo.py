"""The demonstration loads once, is consistent, and shows what its README says."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from assessments.gap_report.frames import inputs_frame
from assessments.management import demo
from assessments.models import (
    Department,
    ImportBatch,
    OutcomeRecord,
    ProcedureVolume,
    Surgeon,
    TrainingRecord,
    User,
)
from benchmarks.library import load, versions
from benchmarks.scoring.engine import Scores, score

YEARS = range(2021, 2026)
RUNGS = ("", "basic_standard", "strength", "high_precision", "maximum_care")

pytestmark = pytest.mark.django_db


@pytest.fixture
def loaded(db: None) -> None:
    assert demo.load()


def all_rows() -> dict[str, list[dict[str, Any]]]:
    models = apps.get_app_config("assessments").get_models()
    return {m.__name__: list(m._default_manager.order_by("pk").values()) for m in models}


def scores_of(key: str, year: int) -> Scores:
    benchmark = load("german-three-pillar")
    return score(inputs_frame([(demo.department_id(key), year)], benchmark), benchmark)


@pytest.mark.usefixtures("loaded")
def test_loading_again_changes_nothing() -> None:
    before = all_rows()
    assert not demo.load()
    assert all_rows() == before


@pytest.mark.usefixtures("loaded")
def test_what_a_visitor_changed_stays() -> None:
    Surgeon.objects.filter(name__contains="Mustermann").update(name="Changed")
    demo.load()
    assert Surgeon.objects.filter(name="Changed").exists()


def test_the_command_refuses_outside_a_demonstration(settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="DJANGO_DEMO"):
        call_command("load_demo")
    assert not User.objects.exists()


def test_the_command_says_how_to_log_in_and_the_log_ins_work(
    settings: Settings, client: Client
) -> None:
    settings.DEMO = True
    for _time in range(2):
        said = StringIO()
        call_command("load_demo", stdout=said)
        for name in ("director", "editor", "consultant", "administrator"):
            assert name in said.getvalue()
            assert client.login(username=name, password=demo.PASSWORD)
        assert demo.PASSWORD in said.getvalue()


@pytest.mark.usefixtures("loaded")
def test_the_people_see_and_write_what_their_role_allows() -> None:
    expected = {
        "director": ({"musterstadt", "musterstadt-new", "anonymous"}, 3),
        "editor": ({"musterstadt"}, 1),
        "consultant": (
            {"musterstadt", "musterburg", "kleinmusterstadt", "beispielhausen", "shili"},
            0,
        ),
    }
    for username, (seen, written) in expected.items():
        person = User.objects.get(username=username)
        visible = set(Department.objects.visible_to(person).values_list("pk", flat=True))
        assert visible == {demo.department_id(key) for key in seen}, username
        assert Department.objects.writable_by(person).count() == written, username


@pytest.mark.usefixtures("loaded")
def test_departments_reach_the_levels_and_rungs_they_are_there_to_show() -> None:
    expected = {  # levels of MIS, DEF, TUM, and the rung
        ("musterstadt", 2025): ([3, 0, 0], "basic_standard"),
        ("musterburg", 2021): ([2, 2, 2], "high_precision"),
        ("musterburg", 2025): ([3, 3, 3], "maximum_care"),
        ("kleinmusterstadt", 2025): ([0, 0, 0], ""),
        ("beispielhausen", 2021): ([1, 1, 0], ""),
        ("beispielhausen", 2025): ([2, 2, 1], "strength"),
        ("shili", 2025): ([3, 1, 2], "basic_standard"),
    }
    found = {}
    for key, year in expected:
        scores = scores_of(key, year)
        assert scores.domain_ids == ("MIS", "DEF", "TUM", "foundation")
        found[key, year] = (scores.domain_level[0, :3].tolist(), RUNGS[scores.rung[0]])
    assert found == expected


@pytest.mark.usefixtures("loaded")
def test_deformity_in_the_disc_centre_is_held_by_two_mandatory_measures() -> None:
    scores = scores_of("musterstadt", 2025)
    blocking = {
        measure
        for measure, blocks in zip(scores.measure_ids, scores.blocking[0], strict=True)
        if blocks and measure.startswith("def_")
    }
    assert blocking == {"def_operations", "def_trained_surgeons"}


@pytest.mark.usefixtures("loaded")
def test_the_anonymous_department_is_estimated_from_its_published_codes() -> None:
    batch = ImportBatch.objects.get()
    assert (batch.year, batch.status, batch.estimates.count() > 5) == (2019, "confirmed", True)
    frame = inputs_frame([(batch.department_id, 2019)], load("german-three-pillar"))
    row = frame.iloc[0]
    assert row["spine_operations:low"] < row["spine_operations"] < row["spine_operations:high"]
    assert row["icu_access"] == 2


@pytest.mark.usefixtures("loaded")
def test_every_department_can_be_scored_by_every_benchmark() -> None:
    departments = list(Department.objects.values_list("pk", flat=True))
    keys = [(department, year) for department in departments for year in YEARS]
    for key in versions():
        benchmark = load(*key)
        assert len(score(inputs_frame(keys, benchmark), benchmark).rung) == len(keys)


@pytest.mark.usefixtures("loaded")
def test_observed_cases_never_exceed_the_operations_of_the_pillar() -> None:
    operations: Counter[tuple[Any, int, str]] = Counter()
    for volume in ProcedureVolume.objects.all():
        pillars = {volume.pathology} | ({"MIS"} if volume.technique == "MIS" else set())
        for pillar in pillars:
            operations[volume.department_id, volume.year, pillar] += volume.operations
    for outcome in OutcomeRecord.objects.all():
        place = (outcome.department_id, outcome.year, outcome.pillar)
        assert outcome.cases <= operations[place], outcome


@pytest.mark.usefixtures("loaded")
def test_surgeons_operate_and_train_only_while_it_is_possible() -> None:
    for volume in ProcedureVolume.objects.select_related("surgeon"):
        surgeon = volume.surgeon
        assert surgeon is not None
        assert surgeon.start_year <= volume.year <= (surgeon.leave_year or volume.year), volume
        assert volume.department_id == surgeon.department_id
    for training in TrainingRecord.objects.select_related("surgeon"):
        assert training.department_id == training.surgeon.department_id
        assert training.surgeon.birth_year
        assert training.starts_on.year - training.surgeon.birth_year >= 25, training


@pytest.mark.usefixtures("loaded")
def test_every_record_satisfies_its_form_rules() -> None:
    for model in apps.get_app_config("assessments").get_models():
        if hasattr(model, "instance_type"):  # a table of past states, which no form writes
            continue
        # The database has seen to references and constraints; each would be a query a record.
        references = {field.name for field in model._meta.fields if field.is_relation}
        for record in model._default_manager.all():
            record.full_clean(references, validate_unique=False, validate_constraints=False)
