"""Benchmark browser: every measure, threshold, grade and source is readable."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.gap_report.report.context import threshold_text
from benchmarks import library
from tests import factories as make
from tests.pages.markup import faults, text

pytestmark = pytest.mark.django_db


def page(client: Client, address: str, **headers: str) -> str:
    client.force_login(make.user())
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.text


def test_list_shows_every_version_on_file_with_its_grades(client: Client) -> None:
    html = page(client, "/benchmarks/")
    for key in library.versions():
        assert f'href="/benchmarks/{key.id}/{key.version}/"' in html
        benchmark = library.load(*key)
        thresholds = [t for m in benchmark.measures for t in m.thresholds]
        firm = sum(t.grade == "A" for t in thresholds)
        assert benchmark.title in text(html)
        assert (
            f"{len(benchmark.measures)} measures, {len(thresholds)} thresholds: "
            f"A {firm} from primary texts" in text(html)
        )
    assert html.index("/benchmarks/german-three-pillar/") < html.index("/benchmarks/de-lg28/")
    assert faults(html) == []


@pytest.mark.parametrize("key", library.versions(), ids=lambda key: f"{key.id} {key.version}")
def test_page_shows_every_threshold_with_grade_place_and_source(
    client: Client, key: library.BenchmarkKey
) -> None:
    benchmark = library.load(*key)
    words = text(page(client, f"/benchmarks/{key.id}/{key.version}/"))
    wanted = [benchmark.summary, benchmark.disclaimer, library.digest(*key)]
    for measure in benchmark.measures:
        wanted += [measure.label, measure.sentence]
        wanted += [benchmark.input_by_id[name].help for name in measure.inputs]
        for threshold in measure.thresholds:
            wanted += [threshold.place, threshold.note]
            if threshold.value is not None:
                wanted.append(threshold_text(benchmark, measure, threshold.value))
    wanted += [reference.title for reference in benchmark.references]
    wanted += [change.text for change in benchmark.changes]
    wanted += [rung.label for rung in benchmark.rungs]
    assert [part for part in wanted if " ".join(part.split()) not in words] == []


@pytest.mark.parametrize("key", library.versions(), ids=lambda key: f"{key.id} {key.version}")
@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
def test_markup_is_sound_in_every_language(
    client: Client, key: library.BenchmarkKey, language: str
) -> None:
    html = page(client, f"/benchmarks/{key.id}/{key.version}/", accept_language=language)
    assert faults(html) == []
    assert library.load(*key, language=language).title in text(html)


def test_threshold_whose_value_is_not_known_says_so(client: Client) -> None:
    assert "value not known" in text(page(client, "/benchmarks/dwg-reported/1.0/"))


def test_filter_by_domain_shows_that_domain_only(client: Client) -> None:
    html = page(client, "/benchmarks/german-three-pillar/1.0/?domain=TUM")
    assert 'id="measure-tum_operations"' in html
    assert 'id="measure-mis_operations"' not in html


def test_filter_by_grade_shows_measures_with_such_a_threshold(client: Client) -> None:
    benchmark = library.load(library.DEFAULT_ID)
    html = page(client, "/benchmarks/german-three-pillar/1.0/?grade=A")
    for measure in benchmark.measures:
        has_grade = any(t.grade == "A" for t in measure.thresholds)
        assert (f'id="measure-{measure.id}"' in html) == has_grade


def test_filter_that_fits_nothing_offers_the_way_back(client: Client) -> None:
    words = text(page(client, "/benchmarks/german-three-pillar/1.0/?grade=Z"))
    assert "No measure has such a threshold. Show all measures" in words


@pytest.mark.parametrize("address", ["/benchmarks/nothing/1.0/", "/benchmarks/us-acss/9.9/"])
def test_unknown_benchmark_is_not_found(client: Client, address: str) -> None:
    client.force_login(make.user())
    assert client.get(address).status_code == 404
