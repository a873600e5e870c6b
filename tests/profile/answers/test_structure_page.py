"""Structure and process: filling in a benchmark's questions for a department and year."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.models import Department, Draft, FacilityFact, UnavailableInput, User
from assessments.profile.answers.reading.recorded_answers import reported_inputs
from benchmarks import library
from tests import factories as make
from tests.factories import YEAR
from tests.pages import markup
from tests.profile.answers.filling import address, fill_in, opened

pytestmark = pytest.mark.django_db

LAST_YEAR = YEAR - 1


@pytest.fixture
def department() -> Department:
    return make.department(name="Spine unit")


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department)


@pytest.fixture
def browser(director: User) -> Client:
    client = Client()
    client.force_login(director)
    return client


def other_person(department: Department, first: str, last: str) -> Client:
    client = Client()
    client.force_login(make.user(role="editor", of=department, first_name=first, last_name=last))
    return client


def answers(department: Department, year: int = YEAR) -> dict[str, float]:
    facts = FacilityFact.objects.filter(department=department, year=year)
    return dict(facts.values_list("input_id", "value"))


def test_every_reported_input_of_the_benchmark_is_a_field(
    browser: Client, department: Department
) -> None:
    for key in library.versions():
        benchmark = library.load(*key)
        page = browser.get(address(department, benchmark=f"{key.id}@{key.version}"))
        assert markup.faults(page.text) == []
        shown = markup.text(page.text)
        for item in benchmark.inputs:
            assert (f'name="answer-{item.id}"' in page.text) == (item.source == "reported")
            assert item.source == "record" or item.help in shown


def test_answers_of_every_kind_are_saved_and_counted(
    browser: Client, department: Department, director: User
) -> None:
    page = fill_in(
        browser,
        address(department),
        {
            "answer-navigation": "0",
            "answer-icu_access": "2",
            "answer-registry_percent": "95.5",
            "answer-mm_conferences": "12",
            "answer-specialists_on_call": "4.5",
            "reason-cell_salvage": "Not asked of the blood bank yet.",
        },
    )

    assert answers(department) == {
        "navigation": 0,
        "icu_access": 2,
        "registry_percent": 95.5,
        "mm_conferences": 12,
        "specialists_on_call": 4.5,
    }
    assert UnavailableInput.objects.get().reason == "Not asked of the blood bank yet."
    shown = markup.text(page.text)
    assert "6 answers were saved; 22 are still missing." in shown
    assert (
        "5 of 28 questions are answered for 2024; 1 is declared not available; 22 are still missing"
        in shown
    )
    assert set(FacilityFact.history.values_list("history_user", flat=True)) == {director.pk}


@pytest.mark.parametrize(
    ("language", "typed"),
    [("en", "95.5"), ("de", "95,5"), ("de", "95,5 %"), ("zh-hans", "９５．５"), ("en", "９５，５")],
)
def test_number_is_read_as_the_reader_writes_it_and_shown_so_again(
    browser: Client, department: Department, language: str, typed: str
) -> None:
    browser.cookies["django_language"] = language
    fill_in(browser, address(department), {"answer-registry_percent": typed})

    assert answers(department) == {"registry_percent": 95.5}
    shown = opened(browser, address(department))["answer-registry_percent"]
    assert shown == ("95,5" if language == "de" else "95.5")


def test_questions_are_asked_in_the_readers_language(
    browser: Client, department: Department
) -> None:
    browser.cookies["django_language"] = "de"
    german = library.load("german-three-pillar", language="de").input_by_id["mm_conferences"]
    shown = markup.text(browser.get(address(department)).text)
    assert german.label in shown
    assert german.help in shown
    assert german.unit in shown


def test_emptied_field_deletes_the_answer_and_never_stores_zero(
    browser: Client, department: Department
) -> None:
    make.fact(department=department)
    make.fact(department=department, input_id="navigation", value=1)

    page = fill_in(
        browser, address(department), {"answer-mm_conferences": " ", "answer-navigation": ""}
    )

    assert answers(department) == {}
    assert "2 answers were saved; 28 are still missing." in markup.text(page.text)


def test_form_saved_as_it_was_opened_changes_nothing(
    browser: Client, department: Department
) -> None:
    make.fact(department=department)
    make.fact(department=department, input_id="registry_percent", value=0.1 + 0.2)
    make.unavailable(department=department, input_id="cell_salvage", reason="Two\nlines.")

    page = fill_in(browser, address(department), {})

    assert "No answer had changed; 25 are still missing." in markup.text(page.text)
    assert FacilityFact.history.count() == 2
    assert UnavailableInput.objects.get().reason == "Two\nlines."


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("answer-registry_percent", "100.5", "Enter a number from 0 to 100."),
        ("answer-registry_percent", "-1", "Enter a number from 0 to 100."),
        ("answer-registry_percent", "9" * 400, "Enter a number from 0 to 100."),
        ("answer-registry_percent", "many", "“many” is not a number."),
        ("answer-mm_conferences", "12.5", "Write a whole number, without decimals."),
        ("answer-mm_conferences", "367", "Enter a number from 0 to 366."),
        ("answer-navigation", "2", "Select a valid choice."),
        ("reason-cell_salvage", "x" * 501, "Ensure this value has at most 500 characters"),
    ],
)
def test_impossible_answer_is_named_at_its_field_and_nothing_is_saved_or_lost(
    browser: Client, department: Department, field: str, typed: str, error: str
) -> None:
    page = fill_in(browser, address(department), {field: typed, "answer-icu_access": "1"})

    form = page.context["form"]
    assert error in form.errors[field][0]
    assert list(form.errors) == [field]
    assert (form[field].value(), form["answer-icu_access"].value()) == (typed, "1")
    (link,) = re.findall(r'<a href="#(id_[^"]+)">', page.text)
    assert link.startswith(form[field].auto_id)
    assert f' id="{link}"' in page.text
    assert markup.text(page.text).count(error) == 2  # in the summary and at the field
    assert answers(department) == {}


def test_answer_and_reason_at_once_are_questioned(browser: Client, department: Department) -> None:
    typed = {"answer-mm_conferences": "12", "reason-mm_conferences": "Not counted."}
    page = fill_in(browser, address(department), typed)

    assert list(page.context["form"].errors) == ["reason-mm_conferences"]
    assert answers(department) == {}
    assert not UnavailableInput.objects.exists()


def test_answer_replaces_the_reason_that_stood_there(
    browser: Client, department: Department
) -> None:
    make.unavailable(department=department)

    fill_in(browser, address(department), {"answer-mm_conferences": "12"})

    assert answers(department) == {"mm_conferences": 12}
    assert not UnavailableInput.objects.exists()


def test_markup_in_a_reason_is_stored_as_text_and_shown_escaped(
    browser: Client, department: Department
) -> None:
    script = "<script>alert(1)</script>"
    fill_in(browser, address(department), {"reason-cell_salvage": script})
    page = browser.get(address(department, year=YEAR + 1))

    assert UnavailableInput.objects.get().reason == script
    assert script not in page.text
    assert f"2024: not available: {script}" in markup.text(page.text)


def test_latest_earlier_answer_stands_beside_its_field_with_its_year(
    browser: Client, department: Department
) -> None:
    for year, value in ((YEAR - 4, 80), (LAST_YEAR, 91.5), (YEAR + 1, 99)):
        make.fact(department=department, year=year, input_id="registry_percent", value=value)
    make.fact(department=department, year=YEAR - 2, input_id="navigation", value=1)
    make.unavailable(department=department, year=LAST_YEAR)
    make.fact(department=department, year=LAST_YEAR, input_id="cell_salvage", value=7)

    page = browser.get(address(department))

    shown = markup.text(page.text)
    assert "2023: 91.5 % of operations Same as 2023" in shown
    assert "2022: yes Same as 2022" in shown
    assert "2023: not available: Not counted so far." in shown
    assert page.text.count("data-same=") == 2  # neither a reason nor the impossible
    assert 'data-same="answer-registry_percent"' in page.text


def test_recorded_value_that_cannot_be_is_not_deleted_by_saving_another_answer(
    browser: Client, department: Department
) -> None:
    make.fact(department=department, input_id="navigation", value=7)
    path = address(department)
    sent = opened(browser, path) | {"answer-mm_conferences": "4"}
    del sent["answer-navigation"]  # no button of the group is chosen, so none is sent

    browser.post(path, sent)

    assert answers(department) == {"navigation": 7, "mm_conferences": 4}


def test_other_persons_changes_are_kept_and_told(browser: Client, department: Department) -> None:
    path = address(department)
    mine = opened(browser, path) | {"answer-navigation": "1"}
    anna = other_person(department, "Anna", "Weber")
    fill_in(anna, path, {"answer-mm_conferences": "9", "answer-cell_salvage": "0"})

    page = browser.post(path, mine, follow=True)

    assert answers(department) == {"navigation": 1, "mm_conferences": 9, "cell_salvage": 0}
    told = "Anna Weber changed 2 answers meanwhile, which stay as changed: "
    assert told + "Cell salvage, Morbidity and mortality conferences." in markup.text(page.text)


@pytest.mark.parametrize(
    ("choice", "kept", "saved"), [("mine", 5, "2 answers were"), ("theirs", 9, "1 answer was")]
)
def test_answer_both_changed_is_chosen_by_the_second_and_nothing_is_lost(
    browser: Client, department: Department, choice: str, kept: float, saved: str
) -> None:
    make.fact(department=department, value=3)
    path = address(department)
    mine = opened(browser, path) | {"answer-mm_conferences": "5", "answer-navigation": "1"}
    anna = other_person(department, "Anna", "Weber")
    fill_in(anna, path, {"answer-mm_conferences": "9", "answer-cell_salvage": "0"})

    page = browser.post(path, mine)

    shown = markup.text(page.text)
    assert markup.faults(page.text) == []
    assert "Anna Weber saved at" in shown
    assert "Yours: 5 conferences a year" in shown
    assert "Theirs: 9 conferences a year" in shown
    assert "before: 3 conferences a year" in shown
    assert answers(department) == {"mm_conferences": 9, "cell_salvage": 0}
    again = {field.html_name: field.value() or "" for field in page.context["form"]}
    page = browser.post(path, again | {"take-answer-mm_conferences": choice}, follow=True)

    assert answers(department) == {"mm_conferences": kept, "cell_salvage": 0, "navigation": 1}
    assert saved in markup.text(page.text)


def test_form_without_a_trustworthy_beginning_overwrites_nothing(
    browser: Client, department: Department
) -> None:
    path = address(department)
    empty = opened(browser, path)
    make.fact(department=department)

    browser.post(path, empty | {"base_keys": "forged", "answer-navigation": "1"})

    assert answers(department) == {"mm_conferences": 12, "navigation": 1}


def test_draft_comes_back_with_what_was_typed_and_goes_when_saved(
    browser: Client, department: Department
) -> None:
    path = address(department, benchmark="german-three-pillar@1.0")
    typed = opened(browser, path) | {"answer-registry_percent": "ninety", "answer-navigation": "1"}
    browser.post("/drafts/", typed | {"draft_path": path})

    assert opened(browser, path)["answer-registry_percent"] == "ninety"
    page = browser.get(path)
    assert "This is your draft of" in markup.text(page.text)
    assert answers(department) == {}
    browser.post(path, opened(browser, path) | {"answer-registry_percent": "90"})

    assert answers(department) == {"registry_percent": 90, "navigation": 1}
    assert not Draft.objects.exists()


def test_years_to_come_have_no_page(browser: Client, department: Department) -> None:
    this_year = timezone.localdate().year
    answers = {
        year: browser.get(address(department, year=year)).status_code
        for year in (1989, 1990, this_year, this_year + 1)
    }
    assert list(answers.values()) == [404, 200, 200, 404]
    assert browser.post(address(department, year=this_year + 1)).status_code == 404


def test_page_leads_to_other_years_the_gap_report_and_the_department(
    browser: Client, department: Department
) -> None:
    make.fact(department=department, year=2019)
    query = "german-three-pillar@1.0"
    page = browser.get(address(department, benchmark=query))
    for link in (
        address(department, year=2019, benchmark="german-three-pillar%401.0"),
        f"/departments/{department.pk}/gap/{YEAR}/?benchmark=german-three-pillar%401.0",
        f"/departments/{department.pk}/",
    ):
        assert f'href="{link}"' in page.text


def test_answer_given_for_one_benchmark_shows_in_the_other(
    browser: Client, department: Department
) -> None:
    lg28 = address(department, benchmark="de-lg28@1.0")
    fill_in(browser, lg28, {"answer-specialists_on_call": "3", "answer-intensive_care": "1"})

    assert opened(browser, address(department))["answer-specialists_on_call"] == "3"
    fill_in(browser, address(department), {"answer-specialists_on_call": "4"})
    assert opened(browser, lg28)["answer-specialists_on_call"] == "4"
    assert answers(department) == {"specialists_on_call": 4, "intensive_care": 1}


def test_ten_years_of_answers_take_no_more_queries_than_one(
    browser: Client, department: Department
) -> None:
    def answer(years: range) -> None:
        for item in reported_inputs(library.load("german-three-pillar")):
            for year in years:
                make.fact(department=department, year=year, input_id=item.id, value=1)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address(department)).status_code == 200
        return len(captured)

    answer(range(YEAR, YEAR + 1))
    queries()  # what stays in memory is read once
    of_one_year = queries()
    answer(range(YEAR - 9, YEAR))

    assert queries() == of_one_year
