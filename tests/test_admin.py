"""/admin/: off unless asked for; then a window in which nothing can be changed.

The table of addresses (`tests/test_access.py`) is that of a site without it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, get_resolver, resolve, reverse
from pytest_django.fixtures import Settings

from assessments.admin import site
from assessments.models import OfficialList, User
from tests import factories
from tests.accounts.codes import protected
from tests.pages.markup import text
from tests.test_access import ROLES, addresses

pytestmark = pytest.mark.django_db

# What nobody may read or change below /admin/.
OPENS_THE_SITE = {
    "password",
    "is_active",
    "is_staff",
    "is_superuser",
    "groups",
    "user_permissions",
    "last_login",
}

# One builder for every model that has a list of its own.
BUILDERS: dict[str, Callable[[], models.Model]] = {
    "user": factories.user,
    "hospital": factories.hospital,
    "department": factories.department,
    "membership": lambda: factories.membership(
        user=factories.user(), role="editor", of=factories.department()
    ),
    "surgeon": factories.surgeon,
    "trainingrecord": factories.training,
    "procedurevolume": lambda: factories.volume(surgeon=factories.surgeon()),
    "partnership": factories.partnership,
    "outpatientclinic": factories.clinic,
    "outcomerecord": factories.outcome,
    "facilityfact": factories.fact,
    "unavailableinput": factories.unavailable,
    "surgeonalias": factories.surgeon_alias,
    "departmentkey": factories.department_key,
    "completesection": factories.complete,
    "assessment": lambda: (
        factories.comment(assessment=factories.assessment_step().assessment).assessment
    ),
    "importbatch": lambda: factories.estimate().batch,
    "importrun": factories.import_run,
    "columnassignment": factories.column_assignment,
    "codeoverride": factories.code_override,
    "officiallist": lambda: factories.official_list(year=2000 + OfficialList.objects.count()),
}
# Shown on the page of the record they belong to.
INLINE = {"assessmentstep", "certificate", "comment", "notice", "volumeestimate"}
# What people have not saved is theirs alone.
PRIVATE = {"draft"}
# Tens of thousands, with a page of their own.
ELSEWHERE = {"officialcode"}


def root_client(client: Client) -> Client:
    """An administrator who has just typed the password again, as /admin/ asks for."""
    administrator = factories.administrator(username="root", email="root@example.org")
    client.force_login(administrator)
    client.post("/account/reauthenticate/", {"password": factories.PASSWORD})
    return client


@pytest.fixture
def on(settings: Settings) -> None:
    """The site with `DJANGO_ADMIN_SITE=on`."""
    settings.ADMIN_SITE, settings.ROOT_URLCONF = True, "tests.admin_site"


@pytest.fixture
def root(on: None, client: Client) -> Client:
    return root_client(client)


def address(name: str, action: str, *args: object) -> str:
    return reverse(f"admin:assessments_{name}_{action}", args=args)


def pages() -> list[str]:
    """Every address of /admin/, filled with something."""
    routes = [
        route
        for route in addresses(get_resolver("tests.admin_site").url_patterns)
        if route.startswith("admin/")
    ]
    return [
        f"/{route}".replace("<path:object_id>", "1")
        .replace("<path:content_type_id>", "1")
        .replace("^(?P<app_label>assessments)/$", "assessments/")
        for route in routes
    ]


# Without the setting -----------------------------------------------------------------------


def test_nothing_stands_below_admin_unless_asked_for(client: Client) -> None:
    client = root_client(client)
    for page in ("/admin/", "/admin/login/", "/admin/password_change/", *pages()):
        assert client.get(page).status_code == 404, page
        assert client.post(page).status_code == 404, page


def test_no_link_leads_there_unless_asked_for(client: Client) -> None:
    client = root_client(client)
    person = factories.user()
    for page in ("/", "/administration/", f"/administration/people/{person.pk}/"):
        assert "/admin/" not in client.get(page).text, page


def test_every_address_below_admin_is_known_to_these_tests() -> None:
    assert len(pages()) > 60
    for page in pages():
        with pytest.raises(Resolver404):
            resolve(page)


# With it -----------------------------------------------------------------------------------


def test_administration_leads_there(root: Client) -> None:
    assert 'href="/admin/"' in root.get("/administration/").text


def test_every_model_is_shown() -> None:
    models_of_app = {
        model._meta.model_name
        for model in apps.get_app_config("assessments").get_models()
        if not hasattr(model, "instance_type")  # a table of past states has pages of its own
    }
    registered = {m._meta.model_name for m in site._registry}
    assert registered == set(BUILDERS)
    assert models_of_app == set(BUILDERS) | INLINE | PRIVATE | ELSEWHERE


@pytest.mark.parametrize("name", BUILDERS)
def test_lists_take_the_same_queries_for_one_row_and_for_many(name: str, root: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert root.get(address(name, "changelist"), {"q": "Teststadt"}).status_code == 200
            assert root.get(address(name, "changelist")).status_code == 200
        return len(captured)

    BUILDERS[name]()
    few = queries()
    for _number in range(5):
        BUILDERS[name]()
    assert queries() == few


@pytest.mark.parametrize("name", BUILDERS)
def test_every_record_opens_and_none_can_be_changed(name: str, root: Client) -> None:
    record = BUILDERS[name]()
    page = root.get(address(name, "change", record.pk))
    assert page.status_code == 200
    assert not page.context["adminform"].form.fields
    assert 'type="submit"' not in page.text
    assert root.get(address(name, "add")).status_code == 403
    assert root.get(address(name, "delete", record.pk)).status_code == 403
    for action in ("add", "changelist"):
        assert root.post(address(name, action), {"action": "delete_selected"}).status_code == 405
    for action in ("change", "delete"):
        assert root.post(address(name, action, record.pk), {"post": "yes"}).status_code == 405
    assert type(record)._default_manager.filter(pk=record.pk).exists()


def test_page_of_an_account_shows_nothing_that_opens_the_site(root: Client) -> None:
    person = factories.administrator(username="grace", email="grace@example.org")
    for page in (address("user", "change", person.pk), address("user", "changelist")):
        answer = root.get(page)
        assert "grace@example.org" in answer.text
        assert person.password not in answer.text
        for field in OPENS_THE_SITE:
            assert f"field-{field}" not in answer.text
    shown = root.get(address("user", "change", person.pk)).context["adminform"]
    fields = {name for fieldset in shown for line in fieldset for name in line.fields}
    assert fields & OPENS_THE_SITE == set()
    assert "Superuser" not in text(root.get(address("user", "change", person.pk)).text)
    own_page = root.get(f"/admin/assessments/user/{person.pk}/password/", follow=True)
    assert 'type="password"' not in own_page.text


@pytest.mark.parametrize("page", ["password_change/", "password_change/done/", "logout/"])
def test_password_and_log_out_are_on_the_account_pages_only(root: Client, page: str) -> None:
    assert root.get(f"/admin/{page}").status_code == 404
    assert root.post(f"/admin/{page}").status_code == 404
    links = root.get("/admin/").text
    assert f"/admin/{page}" not in links
    assert 'href="/account/"' in links


@pytest.mark.usefixtures("on")
def test_visitor_reaches_the_one_log_in(client: Client) -> None:
    for page in ("/admin/", "/admin/assessments/user/"):
        answer = client.get(page, follow=True)
        assert answer.redirect_chain[-1][0] == f"/login/?next={page}"
    posted = {"username": "root", "password": factories.PASSWORD}
    factories.administrator(username="root")
    assert client.post("/admin/login/", posted).status_code == 302
    assert client.get("/account/").status_code == 302


@pytest.mark.usefixtures("on")
def test_password_is_asked_for_once_more(client: Client) -> None:
    client.force_login(factories.administrator(username="root", email="root@example.org"))
    asked = client.get("/admin/assessments/user/").headers["Location"]
    assert asked.startswith("/account/reauthenticate/?next=%2Fadmin%2Fassessments%2Fuser%2F")
    wrong = client.post(asked, {"password": "wrong"})
    assert "This is not your password." in text(wrong.text)
    assert client.get("/admin/").status_code == 302
    answer = client.post(asked, {"password": factories.PASSWORD})
    assert answer.headers["Location"] == "/admin/assessments/user/"
    assert client.get("/admin/").status_code == 200


@pytest.mark.usefixtures("on")
def test_second_factor_is_asked_for_as_elsewhere(client: Client, settings: Settings) -> None:
    administrator = factories.administrator(username="ada", email="ada@example.org")
    client.force_login(administrator)
    settings.REQUIRE_SECOND_FACTOR = True
    assert client.get("/admin/").headers["Location"] == "/account/second-factor/set-up/"
    protected(administrator)
    client.logout()
    form = {"username": "ada", "password": factories.PASSWORD}
    assert client.post("/login/", form).headers["Location"].startswith("/account/second-factor/")
    assert "/login/" in client.get("/admin/").headers["Location"]


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("role", [role for role in ROLES if role in ("editor", "director")])
def test_members_are_refused_everywhere(client: Client, role: str) -> None:
    member = factories.user(role=role, of=factories.department(), is_staff=True)
    client.force_login(member)
    for page in pages():
        if page == "/admin/login/":
            continue
        for method in ("GET", "POST"):
            assert client.generic(method, page).status_code in (403, 405), page


@pytest.mark.usefixtures("on")
def test_closed_account_of_an_administrator_is_out(client: Client) -> None:
    client = root_client(client)
    assert client.get("/admin/").status_code == 200
    User.objects.update(is_active=False)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/login/?next=/admin/"
