"""The pages of assessments: what each role reads and may do, and words that come back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client

from assessments.editing.drafts import owner_mark
from assessments.models import Assessment, Comment, Draft, UnavailableInput
from assessments.sign_off.services import remarks
from tests import factories as make
from tests.pages.markup import faults, text
from tests.pages.records import YEAR
from tests.sign_off.records import SITE, STAGES, People, at_stage, draft, people

pytestmark = pytest.mark.django_db
BUTTONS = (
    "Submit for review",
    "Take back",
    "Accept",
    "Ask for a correction",
    "Sign off",
    "Reopen",
)


@pytest.fixture
def who() -> People:
    return people()


def address(found: Assessment, step: str = "") -> str:
    return f"/departments/{found.department_id}/assessments/{found.pk}/{step}"


def read(client: Client, found: Assessment, step: str = "") -> str:
    response = client.get(address(found, step))
    assert response.status_code == 200
    assert faults(response.text) == []
    return text(response.text)


def shown_buttons(words: str) -> set[str]:
    main = words.partition("Still to report")[0].partition("Comments")[0]
    main = main.replace("Signed off", "").replace("Accepted", "")
    return {button for button in BUTTONS if button in main}


@pytest.mark.parametrize(
    ("stage", "director", "consultant"),
    [
        ("draft", {"Submit for review"}, set()),
        ("submitted", {"Take back"}, {"Accept", "Ask for a correction"}),
        ("reviewed", set(), {"Sign off", "Ask for a correction"}),
        ("signed_off", {"Reopen"}, set()),
    ],
)
def test_page_offers_the_steps_of_the_role_and_no_other(
    client: Client, who: People, stage: str, director: set[str], consultant: set[str]
) -> None:
    found = at_stage(who, stage)
    for person, expected in (
        (who.director, director),
        (who.consultant, consultant),
        (who.editor, set()),
        (who.root, director | consultant),
    ):
        client.force_login(person)
        assert shown_buttons(read(client, found)) == expected, person


def test_draft_says_who_returned_it_and_why(client: Client, who: People) -> None:
    found = at_stage(who, "submitted")
    client.force_login(who.consultant)
    client.post(address(found, "correction/"), {"reason": "<script>alert(1)</script>\nWhy?"})
    client.force_login(who.editor)
    page = client.get(address(found)).text
    assert "<script>alert" not in page
    words = read(client, found)
    assert "Consultant Muster returned this for correction" in words
    assert "<script>alert(1)</script> Why?" in words
    assert "This assessment is a draft; " in words


@pytest.mark.parametrize("text_sent", ["", "x" * 10_000], ids=["empty", "10,000 characters"])
def test_reason_that_cannot_be_taken_comes_back_with_the_words(
    client: Client, who: People, text_sent: str
) -> None:
    found = at_stage(who, "submitted")
    client.force_login(who.consultant)
    response = client.post(address(found, "correction/"), {"reason": text_sent})
    assert response.status_code == 200
    assert faults(response.text) == []
    assert ("shorten this to 2000" if text_sent else "Write a few words") in text(response.text)
    assert text_sent in response.text
    found.refresh_from_db()
    assert found.status == "submitted"


@pytest.mark.parametrize("text_sent", ["", "x" * 10_000], ids=["empty", "10,000 characters"])
def test_comment_and_statement_that_cannot_be_taken_come_back_with_the_words(
    client: Client, who: People, text_sent: str
) -> None:
    found = draft(who)
    client.force_login(who.director)
    for step, form in (
        ("", {"about": "measure:mis_operations", "text": text_sent}),
        ("unavailable/def_neuro_deficit/", {"reason": text_sent}),
    ):
        response = client.post(address(found, step), form)
        assert response.status_code == 200
        assert faults(response.text) == []
        assert "Nothing was changed" in text(response.text)
        assert text_sent in response.text
    assert not Comment.objects.exists()
    assert not UnavailableInput.objects.exists()


def test_what_is_not_available_is_said_changed_and_taken_back_on_the_page(
    client: Client, who: People
) -> None:
    found = draft(who)
    client.force_login(who.editor)
    step = "unavailable/def_neuro_deficit/"
    client.post(address(found, step), {"reason": "No registry."})
    words = read(client, found)
    assert words.count("Not available: No registry.") == 2
    assert "answers are missing, of which 1 is not available" in words
    client.force_login(who.director)
    words = read(client, found, "submit/")
    assert "Not available: No registry." in words
    client.post(address(found, step), {"withdraw": "1"})
    assert "No registry." not in read(client, found)


def test_thread_holds_everything_said_of_a_measure_and_unsettled_threads_come_first(
    client: Client, who: People
) -> None:
    found = draft(who)
    for about, said in (
        ("", "Settled remark"),
        ("measure:def_operations", "First question"),
        ("section:volumes", "On volumes"),
        ("measure:def_operations", "Second question"),
    ):
        client.force_login(who.consultant)
        client.post(address(found), {"about": about, "text": said})
    settled = Comment.objects.get(text="Settled remark")
    client.post(address(found, f"comments/{settled.pk}/resolve/"))
    words = read(client, found).partition("Comments")[2]
    order = ["First question", "Second question", "Volumes", "On volumes", "Settled remark"]
    places = [words.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)
    assert "Settled by Consultant Muster" in words
    assert words.count("Mark as settled") == 3


def test_answer_link_preselects_what_the_thread_is_on(client: Client, who: People) -> None:
    found = draft(who)
    client.force_login(who.editor)
    page = client.get(address(found), {"about": "section:volumes"}).text
    assert '<option value="section:volumes" selected>' in page


@pytest.mark.parametrize(
    ("stage", "step", "person", "name"),
    [
        ("draft", "", "director", "text"),
        ("submitted", "correction/", "consultant", "reason"),
        ("signed_off", "reopen/", "director", "reason"),
    ],
)
def test_words_typed_and_not_sent_come_back_as_a_draft_until_they_are_sent(
    client: Client, who: People, stage: str, step: str, person: str, name: str
) -> None:
    found = at_stage(who, stage)
    client.force_login(getattr(who, person))
    typed = {"draft_path": address(found, step), name: "Half a sentence"}
    assert client.post("/drafts/", typed).status_code == 200
    words = read(client, found, step)
    assert "This is your draft of" in words
    assert "Half a sentence" in words
    client.post(address(found, step), {name: "A whole sentence."})
    assert not Draft.objects.exists()


def test_comment_sent_after_log_out_waits_behind_the_log_in(client: Client, who: People) -> None:
    found = draft(who)
    typed = {"about": "section:volumes", "text": "Typed for long"}
    response = client.post(address(found), typed | {"draft_owner": owner_mark(who.editor)})
    assert response.headers["Location"] == f"/login/?next={address(found)}"
    name = who.editor.username
    login = {"username": name, "password": make.PASSWORD, "next": address(found)}
    back = client.post("/login/", login, follow=True)
    assert back.redirect_chain == [(address(found), 302)]
    page = back.text
    assert "Typed for long" in page
    assert '<option value="section:volumes" selected>' in page


def test_comment_of_another_assessment_is_not_settled_from_here(
    client: Client, who: People
) -> None:
    found, other = draft(who), make.comment()
    client.force_login(who.root)
    assert client.post(address(found, f"comments/{other.pk}/resolve/")).status_code == 404


def test_assessment_is_not_found_under_another_department(client: Client, who: People) -> None:
    found, other = draft(who), make.department()
    client.force_login(who.root)
    elsewhere = address(found).replace(str(found.department_id), str(other.pk))
    assert client.get(elsewhere).status_code == 404


@pytest.mark.parametrize("step", ["submit/", "correction/", "sign-off/", "reopen/"])
def test_page_before_a_step_leads_back_where_the_step_is_not_possible(
    client: Client, who: People, step: str
) -> None:
    stage = {"submit/": "submitted", "correction/": "draft", "sign-off/": "submitted"}
    found = at_stage(who, stage.get(step, "draft"))
    client.force_login(who.root)
    response = client.get(address(found, step), follow=True)
    assert response.redirect_chain == [(address(found), 302)]
    assert "Nothing was changed" in text(response.text)


def test_second_of_two_reviewers_reads_who_was_faster(client: Client, who: People) -> None:
    found = at_stage(who, "submitted")
    for person, told in (
        (who.consultant, "The assessment is accepted."),
        (who.root, "Consultant Muster has already accepted this. Nothing was changed."),
    ):
        client.force_login(person)
        assert told in text(client.post(address(found, "accept/"), follow=True).text)


def test_sign_off_shows_what_will_be_frozen_and_what_is_unsettled(
    client: Client, who: People
) -> None:
    found = at_stage(who, "reviewed")
    make.comment(assessment=found)
    client.force_login(who.consultant)
    words = read(client, found, "sign-off/")
    assert "1 comment is not settled yet." in words
    assert "Overall level: Basic standard" in words or "Overall level: below" in words
    for domain in ("Minimally invasive", "Deformity", "tumour", "Foundation"):
        assert domain in words


def test_start_offers_recorded_years_and_leads_to_the_draft(client: Client, who: People) -> None:
    client.force_login(who.director)
    start = f"/departments/{who.department.pk}/assessments/new/"
    page = client.get(start, {"year": YEAR - 1}).text
    assert faults(page) == []
    assert f'<option value="{YEAR - 1}" selected>' in page
    assert 'value="2001"' not in page
    form = {"year": YEAR, "benchmark": "us-acss@1.0"}
    response = client.post(start, form, follow=True)
    found = Assessment.objects.get()
    assert response.redirect_chain == [(address(found), 302)]
    assert (found.year, found.benchmark_key) == (YEAR, ("us-acss", "1.0"))
    again = client.post(start, form, follow=True)
    assert "is open already" in text(again.text)
    assert again.redirect_chain == [(address(found), 302)]


@pytest.mark.parametrize(
    "form", [{"year": 2001, "benchmark": "us-acss@1.0"}, {"year": YEAR, "benchmark": "x@9"}, {}]
)
def test_start_refuses_a_year_or_benchmark_that_was_not_offered(
    client: Client, who: People, form: dict[str, object]
) -> None:
    client.force_login(who.director)
    response = client.post(f"/departments/{who.department.pk}/assessments/new/", form)
    assert response.status_code == 200
    assert "The assessment was not started" in text(response.text)
    assert not Assessment.objects.exists()


def test_department_without_records_has_nothing_to_start(client: Client) -> None:
    department = make.department()
    client.force_login(make.user(role="director", of=department))
    page = client.get(f"/departments/{department.pk}/assessments/new/").text
    assert faults(page) == []
    assert "there is no year to assess" in text(page)


def test_list_names_every_revision_with_who_and_when(client: Client, who: People) -> None:
    client.force_login(who.editor)
    listed = f"/departments/{who.department.pk}/assessments/"
    empty = client.get(listed).text
    assert faults(empty) == []
    assert "No assessment was started yet." in text(empty)
    at_stage(who, "signed_off")
    words = text(client.get(listed).text)
    assert "has 1 assessment." in words
    assert words.count("Consultant Muster") == 2
    assert "Start an assessment" not in words


def test_gap_dashboard_says_how_far_the_assessment_is(client: Client, who: People) -> None:
    client.force_login(who.director)
    gap = f"/departments/{who.department.pk}/gap/{YEAR}/"
    assert "not part of an assessment yet" in text(client.get(gap).text)
    found = at_stage(who, "submitted")
    page = client.get(gap).text
    assert "Assessment of this year against this benchmark: submitted on" in text(page)
    assert address(found) in page
    other = text(client.get(gap, {"benchmark": "us-acss@1.0"}).text)
    assert "not part of an assessment yet" in other


def test_assessment_whose_benchmark_left_the_shelf_is_still_shown(
    client: Client, who: People
) -> None:
    found = make.assessment(
        department=who.department, benchmark_id="gone", status="signed_off", year=YEAR
    )
    make.comment(assessment=found, measure_id="gone_measure", text="Still here")
    client.force_login(who.director)
    words = read(client, found)
    assert "gone 1.0" in words
    assert "gone_measure" in words
    listed = client.get(f"/departments/{who.department.pk}/assessments/")
    assert "gone 1.0" in text(listed.text)


# Notices and the queue -----------------------------------------------------------------------


def test_header_counts_what_is_unread_and_reading_lowers_it(client: Client, who: People) -> None:
    found = at_stage(who, "submitted")
    client.force_login(who.consultant)
    page = client.get("/notices/").text
    assert faults(page) == []
    words = text(page)
    assert "Notices 1 new" in words
    assert "Director Muster submitted the assessment 2024 of Spine unit Süd." in words
    notice = who.consultant.notices.get()
    response = client.post(f"/notices/{notice.pk}/read/", follow=True)
    assert response.redirect_chain == [(address(found), 302)]
    assert "1 new" not in text(response.text)
    assert "You have read everything." in text(client.get("/notices/").text)


def test_all_notices_are_marked_as_read_at_once(client: Client, who: People) -> None:
    at_stage(who, "reviewed")
    remarks.comment(
        user=who.consultant, assessment=at_stage(who, "draft", YEAR - 1), text="?", site=SITE
    )
    client.force_login(who.director)
    assert "2 notices are new." in text(client.get("/notices/").text)
    response = client.post("/notices/read/", follow=True)
    assert "You have read everything." in text(response.text)


def test_queue_holds_what_waits_in_ones_own_departments_the_oldest_first(
    client: Client, who: People
) -> None:
    second = people()
    make.membership(user=who.consultant, role="consultant", of=second.department)
    later = at_stage(second, "submitted")
    for stage, year in (("draft", YEAR), ("submitted", YEAR - 1)):
        at_stage(who, stage, year)
    Assessment.objects.filter(pk=later.pk).update(submitted_at=datetime(2020, 1, 1, tzinfo=UTC))
    third = at_stage(people(), "submitted")
    client.force_login(who.consultant)
    page = client.get("/review/").text
    assert faults(page) == []
    words = text(page)
    assert "2 assessments wait for a consultant." in words
    assert str(third.department_id) not in page
    assert page.find(str(second.department.pk)) < page.find(str(who.department.pk))


def test_review_stands_in_the_navigation_of_reviewers_only(client: Client, who: People) -> None:
    for person, shown in (
        (who.consultant, True),
        (who.root, True),
        (who.director, False),
        (who.editor, False),
    ):
        client.force_login(person)
        assert ('href="/review/"' in client.get("/notices/").text) is shown


def test_every_stage_of_the_page_is_sound_markup_for_every_role(
    client: Client, who: People
) -> None:
    for year, stage in zip((YEAR - 2, YEAR - 1, YEAR), STAGES[1:], strict=True):
        found = at_stage(who, stage, year)
        if stage != "signed_off":
            make.comment(assessment=found, section="volumes")
        for person in (who.director, who.editor, who.consultant):
            client.force_login(person)
            read(client, found)
