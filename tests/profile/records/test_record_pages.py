"""Record pages by what a director does there."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from assessments.editing import merging
from assessments.editing.drafts import is_owner, owner_mark
from assessments.models import Department, Draft, OutcomeRecord, Partnership, Surgeon, User
from assessments.profile.records import services as records
from assessments.profile.records.forms.outcomes import OutcomeForm
from tests import factories as make

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def department() -> Department:
    return make.department()


@pytest.fixture
def director(department: Department) -> User:
    return make.user(role="director", of=department)


@pytest.fixture
def browser(director: User) -> Client:
    client = Client()
    client.force_login(director)
    return client


def address(department: Department, rest: str) -> str:
    return f"/departments/{department.pk}/records/{rest}/"


def fields(client: Client, page: str) -> dict[str, Any]:
    """What the form on the page holds."""
    form = client.get(page).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


SURGEON = {
    "code": "S7",
    "name": "Dr. Ada Beispiel",
    "specialty": "neurosurgery",
    "position": "senior",
    "start_year": "2016",
    "prior_mis_cases": "1.250",
    "prior_def_cases": "０",
    "prior_tum_cases": "3",
}
BAD_VALUES = [
    ({"start_year": "many"}, "is not a number"),
    ({"start_year": "2016.5"}, "whole number"),
    ({"start_year": "2999"}, "lies in the future"),
    ({"leave_year": "2010"}, "The last year lies before the first"),
    ({"birth_year": "2020"}, "year of birth"),
    ({"name": "x" * 10_000}, "at most 200 characters"),
    ({"code": ""}, "required"),
    ({"prior_mis_cases": "999999"}, "less than or equal to"),
    ({"specialty": "barber"}, "not one of the available choices"),
]


def test_director_adds_a_surgeon_with_numbers_as_typed(
    browser: Client, department: Department
) -> None:
    answer = browser.post(
        address(department, "surgeons/new"), SURGEON, headers={"accept-language": "de"}
    )
    assert answer.headers["Location"] == f"/departments/{department.pk}/sections/surgeons/"
    surgeon = Surgeon.objects.get(department=department)
    assert (surgeon.name, surgeon.prior_mis_cases, surgeon.prior_def_cases) == (
        "Dr. Ada Beispiel",
        1250,
        0,
    )


@pytest.mark.parametrize(("bad", "said"), BAD_VALUES)
def test_bad_value_is_told_with_its_field_and_everything_typed_stays(
    browser: Client, department: Department, bad: dict[str, str], said: str
) -> None:
    typed = SURGEON | {"prior_mis_cases": "12"} | bad
    answer = browser.post(address(department, "surgeons/new"), typed)
    assert answer.status_code == 200
    summary = re.search(r'<div class="error-summary".*?</div>', answer.text, re.DOTALL)
    assert summary
    assert said in summary[0]
    (name,) = bad
    assert f'href="#id_{name}"' in summary[0]
    assert 'value="Dr. Ada Beispiel"' in answer.text or name == "name"
    assert not Surgeon.objects.exists()


def test_surgeon_is_not_recorded_twice(browser: Client, department: Department) -> None:
    make.surgeon(department=department, code=SURGEON["code"].lower(), name="Dr. Ada BEISPIEL")
    answer = browser.post(address(department, "surgeons/new"), SURGEON | {"prior_mis_cases": "12"})
    assert answer.status_code == 200
    assert "Another surgeon has this code." in answer.text
    assert "This name is in the list already, as s7." in answer.text
    assert Surgeon.objects.count() == 1


def test_surgeon_is_saved_again_under_the_own_code_and_name(
    browser: Client, department: Department
) -> None:
    surgeon = make.surgeon(department=department, code="S7", name=SURGEON["name"])
    page = address(department, f"surgeons/{surgeon.pk}")
    browser.post(page, fields(browser, page) | {"prior_mis_cases": "12"})
    surgeon.refresh_from_db()
    assert surgeon.prior_mis_cases == 12


def test_outcome_is_not_recorded_twice(browser: Client, department: Department) -> None:
    outcome = make.outcome(department=department)
    sent = {name: getattr(outcome, name) for name in OutcomeForm.base_fields if name != "base"}
    answer = browser.post(address(department, "outcomes/new"), sent)
    assert "This is in the list already." in answer.text
    assert OutcomeRecord.objects.count() == 1


def test_name_of_10_000_characters_is_refused_and_stays(
    browser: Client, department: Department
) -> None:
    page = address(department, "surgeons/new")
    assert "maxlength" not in browser.get(page).text
    answer = browser.post(page, SURGEON | {"name": "x" * 10_000})
    assert "at most 200 characters (it has 10000)" in answer.text
    assert f'value="{"x" * 10_000}"' in answer.text


@pytest.mark.parametrize(
    ("training", "said"),
    [
        ({"starts_on": "2024-05-01", "ends_on": "2024-04-01"}, "ends before it starts"),
        ({"status": "completed", "ends_on": ""}, "A completed training has an end"),
        ({"status": "completed", "ends_on": "2999-01-01"}, "yet to come"),
        ({"status": "running", "starts_on": "2999-01-01", "ends_on": ""}, "choose planned"),
        ({"starts_on": "soon"}, "valid date"),
    ],
)
def test_training_with_impossible_dates_is_refused(
    browser: Client, department: Department, training: dict[str, str], said: str
) -> None:
    surgeon = make.surgeon(department=department)
    typed = {
        "surgeon": surgeon.pk,
        "pillar": "DEF",
        "kind": "fellowship",
        "starts_on": "2023-01-01",
        "ends_on": "2023-12-31",
        "supervised_cases": "30",
        "status": "completed",
    }
    answer = browser.post(address(department, "trainings/new"), typed | training)
    assert answer.status_code == 200
    assert said in answer.text
    assert not surgeon.trainings.exists()


def test_surgeon_of_another_department_cannot_be_chosen(
    browser: Client, department: Department
) -> None:
    stranger = make.surgeon()
    page = browser.get(address(department, "certificates/new"))
    assert stranger.code not in page.text
    typed = {"surgeon": stranger.pk, "kind": "dwg_master", "issued_on": "2020-01-01"}
    assert browser.post(address(department, "certificates/new"), typed).status_code == 200
    assert not stranger.certificates.exists()


def test_more_events_than_cases_are_refused(browser: Client, department: Department) -> None:
    typed = {
        "year": "2024",
        "pillar": "DEF",
        "outcome": "any_complication",
        "cases": "10",
        "events": "11",
        "follow_up_days": "30",
        "counted_by": "own_count",
    }
    answer = browser.post(address(department, "outcomes/new"), typed)
    assert "11 events among 10 cases cannot be" in answer.text
    assert not OutcomeRecord.objects.exists()
    browser.post(address(department, "outcomes/new"), typed | {"events": "1"})
    assert OutcomeRecord.objects.get().events == 1


def test_markup_in_a_text_is_stored_as_text_and_shown_as_text(
    browser: Client, department: Department
) -> None:
    typed = SURGEON | {"prior_mis_cases": "12", "name": SCRIPT}
    browser.post(address(department, "surgeons/new"), typed)
    surgeon = Surgeon.objects.get()
    assert surgeon.name == SCRIPT
    for page in (
        f"/departments/{department.pk}/sections/surgeons/",
        f"/departments/{department.pk}/",
        f"/departments/{department.pk}/surgeons/{surgeon.pk}/",
        address(department, f"surgeons/{surgeon.pk}"),
    ):
        text = browser.get(page).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_second_save_is_told_what_the_first_changed_and_chooses(
    browser: Client, department: Department
) -> None:
    partner = make.partnership(department=department, partner="Haus Ost", tum_referrals=12)
    page = address(department, f"partnerships/{partner.pk}")
    mine = fields(browser, page)
    other = make.user(role="editor", of=department, first_name="Eva", last_name="Muster")
    records.change(
        user=other,
        record=partner,
        values={"tum_referrals": 30, "def_referrals": 5},
        base=merging.as_text(partner, ["tum_referrals", "def_referrals"]),
    )
    answer = browser.post(page, mine | {"tum_referrals": "40", "partner": "Haus West"})
    assert answer.status_code == 200
    for said in ("Eva Muster", "before: 12", "Yours: 40", "Theirs: 30"):
        assert said in answer.text
    partner.refresh_from_db()
    assert partner.tum_referrals == 30

    form = answer.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert (again["partner"], again["tum_referrals"]) == ("Haus West", "40")
    browser.post(page, again | {"take-tum_referrals": "theirs"})
    partner.refresh_from_db()
    # What only the other one changed is not undone by the second save.
    assert (partner.partner, partner.tum_referrals, partner.def_referrals) == ("Haus West", 30, 5)


def test_what_the_other_alone_changed_stays_and_is_told(
    browser: Client, department: Department
) -> None:
    partner = make.partnership(department=department, tum_referrals=12)
    page = address(department, f"partnerships/{partner.pk}")
    mine = fields(browser, page)
    records.change(
        user=make.user(role="editor", of=department),
        record=partner,
        values={"def_referrals": 5},
        base=merging.as_text(partner, ["def_referrals"]),
    )
    answer = browser.post(page, mine | {"tum_referrals": "40"}, follow=True)
    assert "stay as changed: Referrals a year, deformity" in answer.text
    partner.refresh_from_db()
    assert (partner.tum_referrals, partner.def_referrals) == (40, 5)


def test_deleting_asks_first_and_can_be_taken_back(browser: Client, department: Department) -> None:
    partner = make.partnership(department=department, partner="Haus Ost")
    page = address(department, f"partnerships/{partner.pk}/delete")
    assert "Delete Haus Ost?" in browser.get(page).text
    assert "brought back for 30 days" in browser.post(page, {"version": "1"}, follow=True).text
    assert not Partnership.objects.exists()
    past = Partnership.history.filter(history_type="-").get()
    restore = address(department, f"partnerships/{past.pk}/restore")
    assert "Haus Ost was brought back" in browser.post(restore, follow=True).text
    assert Partnership.objects.get().partner == "Haus Ost"


def test_record_of_another_department_does_not_exist(
    browser: Client, department: Department
) -> None:
    other = make.partnership(partner="Unsichtbar")
    for rest in (f"partnerships/{other.pk}", f"partnerships/{other.pk}/delete"):
        assert browser.get(address(department, rest)).status_code == 404
    records.delete(user=make.administrator(), record=other, version=1, now=other.recorded_at)
    past = Partnership.history.filter(history_type="-").get()
    restore = address(department, f"partnerships/{past.pk}/restore")
    assert browser.post(restore).status_code == 404


@pytest.mark.parametrize("kind", ["volumes", "users", "x"])
def test_unknown_kind_of_record_does_not_exist(
    browser: Client, department: Department, kind: str
) -> None:
    assert browser.get(address(department, f"{kind}/new")).status_code == 404


def test_department_describes_itself(browser: Client, department: Department) -> None:
    page = f"/departments/{department.pk}/edit/"
    browser.post(page, fields(browser, page) | {"beds": "４２", "catchment": "1,200,000"})
    department.refresh_from_db()
    assert (department.beds, department.catchment, department.version) == (42, 1_200_000, 2)


def test_list_is_declared_complete_for_a_year(browser: Client, department: Department) -> None:
    page = f"/departments/{department.pk}/sections/"
    said = browser.post(f"{page}clinics/complete/", {"year": "2024", "complete": "1"}, follow=True)
    assert "Declared complete for 2024" in said.text
    assert "What is not listed does not exist" in said.text
    assert department.completesections.get().section == "clinics"
    browser.post(f"{page}clinics/complete/", {"year": "2024"})
    assert not department.completesections.exists()
    assert browser.post(f"{page}outcomes/complete/", {"year": "2024"}).status_code == 404


def draft_of(client: Client, page: str, **typed: str) -> Any:
    return client.post("/drafts/", typed | {"draft_path": page})


def test_typing_is_kept_as_a_draft_until_it_is_saved(
    browser: Client, department: Department
) -> None:
    page = address(department, "surgeons/new")
    assert "Draft kept at" in draft_of(browser, page, name="Dr. Halb", start_year="20").text
    shown = browser.get(page)
    assert "This is your draft of" in shown.text
    assert 'value="Dr. Halb"' in shown.text
    assert not Surgeon.objects.exists()
    browser.post(page, SURGEON | {"prior_mis_cases": "12"})
    assert not Draft.objects.exists()


def test_draft_is_discarded_on_request(browser: Client, department: Department) -> None:
    page = address(department, "surgeons/new")
    draft_of(browser, page, name="Dr. Halb")
    browser.post("/drafts/discard/", {"draft_path": page})
    assert "Dr. Halb" not in browser.get(page).text


def test_draft_of_one_person_is_not_shown_to_another(
    browser: Client, department: Department
) -> None:
    page = address(department, "surgeons/new")
    draft_of(browser, page, name="Dr. Halb")
    other = Client()
    other.force_login(make.user(role="editor", of=department))
    assert "Dr. Halb" not in other.get(page).text


@pytest.mark.parametrize("path", ["", "/", "//evil.example/", "https://evil.example/", "/x" * 200])
def test_draft_of_what_is_no_form_is_refused(browser: Client, path: str) -> None:
    assert draft_of(browser, path, name="x").status_code == 400
    assert browser.post("/drafts/discard/", {"draft_path": path}).status_code == 400


def test_too_large_draft_says_so(browser: Client, department: Department) -> None:
    page = address(department, "surgeons/new")
    assert "too much" in draft_of(browser, page, name="x" * 500_000).text
    assert not Draft.objects.exists()


def test_draft_after_log_out_says_so_instead_of_showing_the_log_in(department: Department) -> None:
    sent = {"draft_path": address(department, "surgeons/new")} | SURGEON
    answer = Client().post("/drafts/", sent, headers={"HX-Request": "true"})
    assert "You are logged out" in answer.text
    assert "<form" not in answer.text


def test_form_sent_after_log_out_comes_back_after_log_in(department: Department) -> None:
    director = make.user(role="director", of=department, username="spaet")
    client, page = Client(), address(department, "surgeons/new")
    answer = client.post(page, SURGEON | {"draft_owner": owner_mark(director)})
    assert answer.headers["Location"] == f"/login/?next={page}"
    login = {"username": "spaet", "login": "spaet", "password": make.PASSWORD, "next": page}
    shown = client.post(f"/login/?next={page}", login, follow=True)
    assert shown.context["user"] == director
    assert 'value="Dr. Ada Beispiel"' in shown.text
    assert "It is not saved yet" in shown.text


def test_form_sent_after_log_out_is_not_given_to_somebody_else(department: Department) -> None:
    director = make.user(role="director", of=department)
    other = make.user(role="editor", of=department, username="andere")
    client, page = Client(), address(department, "surgeons/new")
    client.post(page, SURGEON | {"draft_owner": owner_mark(director)})
    login = {"username": "andere", "login": "andere", "password": make.PASSWORD, "next": page}
    shown = client.post(f"/login/?next={page}", login, follow=True)
    assert shown.context["user"] == other
    assert "Dr. Ada Beispiel" not in shown.text
    assert not Draft.objects.exists()


@pytest.mark.parametrize("mark", ["", "1", "1:forged"])
def test_form_that_is_nobodys_is_thrown_away(department: Department, mark: str) -> None:
    make.user(role="director", of=department, username="spaet")
    client, page = Client(), address(department, "surgeons/new")
    client.post(page, SURGEON | {"draft_owner": mark})
    login = {"username": "spaet", "login": "spaet", "password": make.PASSWORD, "next": page}
    assert "Dr. Ada Beispiel" not in client.post(f"/login/?next={page}", login, follow=True).text


def test_form_says_whose_it_is(browser: Client, director: User, department: Department) -> None:
    page = browser.get(address(department, "surgeons/new")).text
    mark = re.search(r'name="draft_owner"\s+value="([^"]+)"', page)
    assert mark
    assert is_owner(mark[1], director)


def test_form_with_an_old_token_comes_back_as_a_draft(
    director: User, department: Department
) -> None:
    client, page = Client(enforce_csrf_checks=True), address(department, "surgeons/new")
    client.force_login(director)
    old = SURGEON | {"csrfmiddlewaretoken": "x" * 64, "draft_owner": owner_mark(director)}
    answer = client.post(page, old, headers={"origin": "http://testserver"})
    assert answer.headers["Location"] == page
    assert 'value="Dr. Ada Beispiel"' in client.get(page).text
    assert not Surgeon.objects.exists()


def test_form_sent_by_another_site_is_refused(director: User, department: Department) -> None:
    client, page = Client(enforce_csrf_checks=True), address(department, "surgeons/new")
    client.force_login(director)
    answer = client.post(page, SURGEON, headers={"origin": "https://evil.example"})
    assert answer.status_code == 403
    assert not Draft.objects.exists()
