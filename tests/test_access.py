"""Who may ask for what: every address of the site × method × role, in one table.

A new address fails `test_every_address_of_the_site_is_in_the_table` until it has its row.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db.transaction import atomic, set_rollback
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoDbBlocker

from assessments.imports.case_lists.services import importing as case_imports
from assessments.imports.code_lists.reading.recognition import read_file
from assessments.imports.code_lists.reading.report_set import read_reports
from assessments.imports.code_lists.services import importing as imports
from assessments.imports.code_lists.services import report_sets
from assessments.imports.files.source_files import SourceFile
from assessments.models import (
    Assessment,
    CodeOverride,
    ColumnAssignment,
    Comment,
    Department,
    DepartmentKey,
    ImportBatch,
    ImportRun,
    Notice,
    Partnership,
    User,
)
from assessments.sign_off.reading.frozen_reports import freeze
from tests import factories as make
from tests import reports_sample
from tests.imports.sample_files import reports_of
from tests.pages.records import YEAR, recorded_department

pytestmark = pytest.mark.django_db

# Outsider: director of another hospital. The order of the answers in the table below.
ROLES = ("anonymous", "outsider", "consultant", "editor", "director", "administrator")
OPEN = "200 200 200 200 200 200"
MEMBERS = "302 200 200 200 200 200"
READERS = "302 404 200 200 200 200"
WRITERS = "302 404 403 200 200 200"
CHANGERS = "302 404 403 302 302 302"  # done, and on to the next page
NO_METHOD = "302 405 405 405 405 405"
AGAIN = "302 302 302 302 302 302"

_DEPARTMENT = "departments/<uuid:department_id>/"
_GAP = f"{_DEPARTMENT}gap/<int:year>/"
_IMPORT = "imports/<uuid:batch_id>/"
_TOGETHER = f"{_DEPARTMENT}imports/together/<uuid:together>/"
_RUN = "imports/runs/<uuid:run_id>/"
_COLUMNS = f"{_DEPARTMENT}columns/"
_CODES = f"{_DEPARTMENT}codes/"
_FILE_NAMES = f"{_DEPARTMENT}file-names/"
_SECTION = f"{_DEPARTMENT}sections/<slug:name>/"
_RECORDS = f"{_DEPARTMENT}records/<slug:kind>/"
_HISTORY = f"{_DEPARTMENT}history/"
_ASSESSMENTS = f"{_DEPARTMENT}assessments/"
_ASSESSMENT = f"{_ASSESSMENTS}<uuid:assessment_id>/"
# The form comes back to those who may fill it in, because it was sent empty.
FORM = (WRITERS, WRITERS)

_PERSON = "administration/people/<int:person_id>/"
_HOSPITALS = "administration/hospitals/"
_HOSPITAL = f"{_HOSPITALS}<int:hospital_id>/"
_OFFICIAL = "administration/official-codes/"
NEW_PASSWORD = "^account/password/new/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>[^/]+)/$"

# What everybody has; for the second factor the password is asked once more.
ACCOUNT = {
    "account/": (MEMBERS, MEMBERS),
    "account/inactive/": (OPEN, "405 405 405 405 405 405"),
    "account/password/": (MEMBERS, MEMBERS),
    "account/password/new/": (OPEN, OPEN),
    "account/password/new/sent/": (OPEN, "405 405 405 405 405 405"),
    NEW_PASSWORD: (OPEN, OPEN),
    "account/reauthenticate/": (MEMBERS, MEMBERS),
    "account/sessions/": (MEMBERS, AGAIN),
    "account/second-factor/": (MEMBERS, NO_METHOD),
    # Between password and code nobody is logged in; whoever is, is sent on.
    "account/second-factor/code/": (AGAIN, AGAIN),
    "account/second-factor/code-again/": (AGAIN, AGAIN),
    "account/second-factor/set-up/": (AGAIN, AGAIN),
    "account/second-factor/remove/": ("302 404 404 404 404 404", "302 404 404 404 404 404"),
    "account/recovery-codes/": ("302 404 404 404 404 404", NO_METHOD),
    "account/recovery-codes/new/": (AGAIN, AGAIN),
    "account/recovery-codes/file/": ("302 404 404 404 404 404", "302 404 404 404 404 404"),
}
_ADMINISTRATOR = "302 403 403 403 403 200"
_ADMINISTERS = "302 403 403 403 403 302"
ADMINISTRATION = {
    "administration/": (_ADMINISTRATOR, NO_METHOD),
    "administration/history/": (_ADMINISTRATOR, NO_METHOD),
    "administration/people/": (_ADMINISTRATOR, NO_METHOD),
    "administration/people/invite/": (_ADMINISTRATOR, _ADMINISTRATOR),
    _PERSON: (_ADMINISTRATOR, NO_METHOD),
    f"{_PERSON}edit/": (_ADMINISTRATOR, _ADMINISTRATOR),
    f"{_PERSON}roles/": (NO_METHOD, _ADMINISTRATOR),
    f"{_PERSON}roles/<int:membership_id>/remove/": (NO_METHOD, _ADMINISTERS),
    f"{_PERSON}<slug:action>/": (NO_METHOD, _ADMINISTERS),
    _HOSPITALS: (_ADMINISTRATOR, NO_METHOD),
    f"{_HOSPITALS}new/": (_ADMINISTRATOR, _ADMINISTRATOR),
    _HOSPITAL: (_ADMINISTRATOR, NO_METHOD),
    f"{_HOSPITAL}edit/": (_ADMINISTRATOR, _ADMINISTRATOR),
    # Too much is recorded there to be deleted: the page says so.
    f"{_HOSPITAL}delete/": (_ADMINISTRATOR, _ADMINISTERS),
    f"{_HOSPITAL}departments/new/": (_ADMINISTRATOR, _ADMINISTRATOR),
    f"administration/{_DEPARTMENT}delete/": (_ADMINISTRATOR, _ADMINISTERS),
    _OFFICIAL: (_ADMINISTRATOR, _ADMINISTRATOR),
    f"{_OFFICIAL}<int:year>/": (_ADMINISTRATOR, NO_METHOD),
    f"{_OFFICIAL}<int:year>/comparison.xlsx": (_ADMINISTRATOR, NO_METHOD),
    f"{_OFFICIAL}<int:year>/comparison.csv": (_ADMINISTRATOR, NO_METHOD),
    f"{_OFFICIAL}<int:year>/remove/": (NO_METHOD, _ADMINISTERS),
}

# Directors hand in and reopen, consultants review; editors do neither.
SUBMITTERS = "302 404 403 403 200 200"
SUBMIT = "302 404 403 403 302 302"
REVIEWERS = "302 404 200 403 403 200"
REVIEW = "302 404 302 403 403 302"
WORKFLOW = {
    _ASSESSMENTS: (READERS, NO_METHOD),
    f"{_ASSESSMENTS}new/": (SUBMITTERS, SUBMITTERS),
    # An empty comment comes back.
    _ASSESSMENT: (READERS, READERS),
    f"{_ASSESSMENT}submit/": (SUBMITTERS, SUBMIT),
    f"{_ASSESSMENT}take-back/": (NO_METHOD, SUBMIT),
    f"{_ASSESSMENT}correction/": (REVIEWERS, REVIEWERS),
    f"{_ASSESSMENT}accept/": (NO_METHOD, REVIEW),
    f"{_ASSESSMENT}sign-off/": (REVIEWERS, REVIEW),
    f"{_ASSESSMENT}reopen/": (SUBMITTERS, SUBMIT),
    f"{_ASSESSMENT}comments/<int:comment_id>/resolve/": (NO_METHOD, "302 404 302 302 302 302"),
    f"{_ASSESSMENT}unavailable/<slug:measure_id>/": (NO_METHOD, WRITERS),
    f"{_ASSESSMENT}report/": (READERS, NO_METHOD),
    f"{_ASSESSMENT}report/summary.pdf": (READERS, NO_METHOD),
    f"{_ASSESSMENT}report/full.pdf": (READERS, NO_METHOD),
    f"{_ASSESSMENT}report/report.xlsx": (READERS, NO_METHOD),
    f"{_ASSESSMENT}report/report.csv": (READERS, NO_METHOD),
    f"{_ASSESSMENT}report/report.json": (READERS, NO_METHOD),
    "notices/": (MEMBERS, NO_METHOD),
    "notices/read/": (NO_METHOD, AGAIN),
    # The director's own.
    "notices/<int:notice_id>/read/": (NO_METHOD, "302 404 404 404 302 404"),
    "review/": ("302 403 200 403 403 200", NO_METHOD),
}
# The status of the assessment that an address is about; a draft where none is named.
STATUSES = {
    f"{_ASSESSMENT}take-back/": "submitted",
    f"{_ASSESSMENT}correction/": "submitted",
    f"{_ASSESSMENT}accept/": "submitted",
    f"{_ASSESSMENT}sign-off/": "reviewed",
    f"{_ASSESSMENT}reopen/": "signed_off",
    **{route: "signed_off" for route in WORKFLOW if "/report/" in route},
}

# Address: (answers to GET, answers to POST), a status for each of ROLES.
TABLE: dict[str, tuple[str, str]] = {
    "health/": (OPEN, "405 405 405 405 405 405"),
    **ACCOUNT,
    **ADMINISTRATION,
    **WORKFLOW,
    # Whoever is logged in is sent on from the log-in.
    "login/": ("200 302 302 302 302 302", "200 302 302 302 302 302"),
    "logout/": ("302 405 405 405 405 405", "302 302 302 302 302 302"),
    "language/": ("302 302 302 302 302 302", "302 302 302 302 302 302"),
    "": (MEMBERS, NO_METHOD),
    "benchmarks/": (MEMBERS, NO_METHOD),
    "benchmarks/<slug:benchmark_id>/<str:version>/": (MEMBERS, NO_METHOD),
    _DEPARTMENT: (READERS, NO_METHOD),
    f"{_DEPARTMENT}edit/": FORM,
    _SECTION: (READERS, NO_METHOD),
    f"{_SECTION}complete/": (NO_METHOD, CHANGERS),
    f"{_DEPARTMENT}volumes/": (READERS, CHANGERS),
    f"{_DEPARTMENT}surgeons/<int:pk>/": (READERS, NO_METHOD),
    f"{_DEPARTMENT}surgeons/<int:pk>/leaving/": (WRITERS, CHANGERS),
    "names/": (NO_METHOD, AGAIN),
    f"{_DEPARTMENT}years/<int:year>/structure/": (WRITERS, CHANGERS),
    f"{_DEPARTMENT}years/new/": FORM,
    f"{_DEPARTMENT}years/compare/": (READERS, NO_METHOD),
    f"{_DEPARTMENT}years/<int:year>/undo/": (NO_METHOD, CHANGERS),
    f"{_RECORDS}new/": FORM,
    f"{_RECORDS}<int:pk>/": FORM,
    f"{_RECORDS}<int:pk>/delete/": (WRITERS, CHANGERS),
    f"{_RECORDS}<int:past_id>/restore/": (NO_METHOD, CHANGERS),
    _HISTORY: (READERS, NO_METHOD),
    f"{_HISTORY}history.csv": (READERS, NO_METHOD),
    f"{_HISTORY}deleted/": (READERS, NO_METHOD),
    f"{_HISTORY}<slug:kind>/<int:pk>/": (READERS, NO_METHOD),
    # Drafts belong to whoever types them; an address without a form has none.
    "drafts/": (NO_METHOD, "302 400 400 400 400 400"),
    "drafts/discard/": (NO_METHOD, "302 400 400 400 400 400"),
    _GAP: (READERS, NO_METHOD),
    f"{_GAP}summary.pdf": (READERS, NO_METHOD),
    f"{_GAP}full.pdf": (READERS, NO_METHOD),
    f"{_GAP}report.xlsx": (READERS, NO_METHOD),
    f"{_GAP}report.csv": (READERS, NO_METHOD),
    f"{_GAP}report.json": (READERS, NO_METHOD),
    # The outsider may record, though not here; the consultant may not record anywhere.
    "import/": ("302 200 403 200 200 200", "302 200 403 200 200 200"),
    "import/template.xlsx": (MEMBERS, NO_METHOD),
    f"{_DEPARTMENT}import/": (WRITERS, WRITERS),
    f"{_DEPARTMENT}profile.xlsx": (WRITERS, NO_METHOD),
    f"{_DEPARTMENT}imports/": (READERS, NO_METHOD),
    _TOGETHER: (READERS, NO_METHOD),
    f"{_TOGETHER}revise/": (NO_METHOD, CHANGERS),
    f"{_TOGETHER}confirm/": (NO_METHOD, CHANGERS),
    f"{_TOGETHER}discard/": (NO_METHOD, CHANGERS),
    _RUN: (READERS, NO_METHOD),
    f"{_RUN}cancel/": (NO_METHOD, CHANGERS),
    # The files of this one no longer wait for their columns.
    f"{_RUN}columns/": (NO_METHOD, CHANGERS),
    _COLUMNS: (READERS, NO_METHOD),
    f"{_COLUMNS}<int:pk>/": FORM,
    # After the editor there is nothing left to remove.
    f"{_COLUMNS}<int:pk>/remove/": (NO_METHOD, "302 404 403 302 404 404"),
    f"{_COLUMNS}<int:past_id>/restore/": (NO_METHOD, CHANGERS),
    # What files call surgeons: not even shown to those who may not record.
    _FILE_NAMES: (WRITERS, NO_METHOD),
    # After the editor there is nothing left to remove.
    f"{_FILE_NAMES}<slug:sort>/<int:pk>/remove/": (NO_METHOD, "302 404 403 302 404 404"),
    f"{_FILE_NAMES}restore/": (NO_METHOD, CHANGERS),
    _CODES: (READERS, NO_METHOD),
    f"{_CODES}new/": FORM,
    f"{_CODES}<int:pk>/": FORM,
    f"{_CODES}<int:pk>/remove/": (NO_METHOD, "302 404 403 302 404 404"),
    f"{_CODES}<int:past_id>/restore/": (NO_METHOD, CHANGERS),
    _IMPORT: (READERS, NO_METHOD),
    f"{_IMPORT}revise/": (NO_METHOD, CHANGERS),
    # Administrators may record in several departments: the form asks them for which.
    f"{_IMPORT}reread/": (NO_METHOD, "302 404 403 302 302 200"),
    f"{_IMPORT}confirm/": (NO_METHOD, CHANGERS),
    f"{_IMPORT}undo/": (NO_METHOD, CHANGERS),
    f"{_IMPORT}discard/": (NO_METHOD, CHANGERS),
    f"{_IMPORT}explain/": (READERS, NO_METHOD),
}

# What is sent along, where an empty form would only come back.
FORMS = {f"{_TOGETHER}revise/": {"listing": "0"}, f"{_IMPORT}revise/": {"system": "OPS"}}


@dataclass(frozen=True)
class World:
    """A hospital with a department and an import, and one person of each role."""

    department: Department
    batch: ImportBatch
    cases: ImportBatch  # a case list; the other one is a list of codes
    together: uuid.UUID  # quality reports of two years
    run: ImportRun
    columns: ColumnAssignment
    removed_columns: int  # the line of its history that tells of the removal
    override: CodeOverride
    removed_override: int
    partner: Partnership
    deleted_partner: int  # the line of its history that tells of the deletion
    people: dict[str, User | AnonymousUser]
    assessments: dict[str, Assessment]  # by status
    comment: Comment
    notice: Notice
    file_key: DepartmentKey

    def address(self, route: str) -> str:
        """The route with this world's department, year, import and benchmark filled in."""
        colleague = self.people["colleague"]
        assert isinstance(colleague, User)
        filled = {
            "<uuid:department_id>": str(self.department.pk),
            "<int:hospital_id>": str(self.department.hospital_id),
            "<slug:sort>/<int:pk>": f"keys/{self.file_key.pk}",
            "<uuid:run_id>": str(self.run.pk),
            "columns/<int:pk>": f"columns/{self.columns.pk}",
            "columns/<int:past_id>": f"columns/{self.removed_columns}",
            "codes/<int:pk>": f"codes/{self.override.pk}",
            "codes/<int:past_id>": f"codes/{self.removed_override}",
            "<uuid:batch_id>/explain": f"{self.cases.pk}/explain",
            "<uuid:batch_id>/reread": f"{self.cases.pk}/reread",
            "<uuid:batch_id>": str(self.batch.pk),
            "<uuid:together>": str(self.together),
            "<uuid:assessment_id>": str(self.assessments[STATUSES.get(route, "draft")].pk),
            "<int:comment_id>": str(self.comment.pk),
            "<int:notice_id>": str(self.notice.pk),
            "<slug:measure_id>": "def_neuro_deficit",
            "<int:year>": str(YEAR),
            "<slug:name>": "network",
            "<slug:kind>": "partnerships",
            "surgeons/<int:pk>": f"surgeons/{self.department.surgeons.get(code='S1').pk}",
            "<int:pk>": str(self.partner.pk),
            "<int:past_id>": str(self.deleted_partner),
            "<int:person_id>": str(colleague.pk),
            "<int:membership_id>": str(colleague.memberships.get().pk),
            "<slug:action>": "deactivate",
            NEW_PASSWORD: "account/password/new/1-expired/",
            "<slug:benchmark_id>": "german-three-pillar",
            "<str:version>": "1.0",
        }
        for part, value in filled.items():
            route = route.replace(part, value)
        assert "<" not in route, f"say what {route} is filled with"
        return f"/{route}"

    def client(self, role: str) -> Client:
        """A browser in which this role is logged in."""
        client = Client()
        person = self.people[role]
        if isinstance(person, User):
            client.force_login(person)
        return client


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """One world for all tests of a file, each of which works in a transaction inside."""
    with django_db_blocker.unblock(), atomic():
        yield build()
        set_rollback(True)


@pytest.fixture
def world(built: World, db: None) -> World:
    """The world as it was built."""
    return deepcopy(built)


def build() -> World:
    hospital = make.hospital(name="Klinikum Unsichtbar")
    department = recorded_department(hospital=hospital, name="Unseen spine unit")
    director = make.user(role="director", of=hospital)
    people: dict[str, User | AnonymousUser] = {
        "anonymous": AnonymousUser(),
        "outsider": make.user(role="director", of=make.department().hospital),
        "consultant": make.user(role="consultant", of=department),
        "editor": make.user(role="editor", of=department),
        "director": director,
        "administrator": make.administrator(),
        # Whom the administration is about.
        "colleague": make.user(role="editor", of=department),
    }
    batch = imports.propose(
        user=director,
        department=department,
        parsed=read_file(b"code;count\n5-831.0;120\n", "codes.csv"),
        year=YEAR - 1,
    )
    cases = case_imports.propose(
        user=director,
        department=department,
        files=[SourceFile("cases.csv", b"case;date;code\n1;2020-03-05;5-831.0\n")],
    )
    reports = report_sets.propose(
        user=director, department=department, reports=read_reports(reports_of(YEAR - 3, YEAR - 2))
    )
    run = make.import_run(department=department, uploaded_by=director)
    columns, removed = (
        make.column_assignment(hospital=hospital, changed_by=director) for _number in range(2)
    )
    removed.delete()
    removed_columns = ColumnAssignment.history.get(history_type="-").pk
    override, past = (
        make.code_override(hospital=hospital, prefix=prefix) for prefix in ("5-035", "5-034")
    )
    past.delete()
    removed_override = CodeOverride.history.get(history_type="-").pk
    file_key = make.department_key(department=department)
    partner, gone = (make.partnership(department=department) for _number in range(2))
    gone.delete()
    deleted = Partnership.history.get(history_type="-").pk
    of_director = {"department": department, "created_by": director}
    frozen = freeze([reports_sample.sample()])
    assessments = {
        "draft": make.assessment(**of_director, year=YEAR, revision=2),
        "submitted": make.assessment(**of_director, year=YEAR - 1, status="submitted"),
        "reviewed": make.assessment(**of_director, year=YEAR - 2, status="reviewed"),
        "signed_off": make.assessment(**of_director, year=YEAR, status="signed_off", report=frozen),
    }
    comment = make.comment(assessment=assessments["draft"])
    make.notice(assessment=assessments["draft"], recipient=people["administrator"])
    notice = make.notice(assessment=assessments["draft"], recipient=director)
    for year in (2020, YEAR):  # of the imports
        make.official_list(year=year, codes=[("5-831.0", "Beispiel", "T")])
    together = reports[0].together
    assert together is not None
    return World(
        department,
        batch,
        cases,
        together,
        run,
        columns,
        removed_columns,
        override,
        removed_override,
        partner,
        deleted,
        people,
        assessments,
        comment,
        notice,
        file_key,
    )


def addresses(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[str]:
    """Every route the resolver knows."""
    for pattern in patterns:
        route = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route


def site() -> list[str]:
    return list(addresses(get_resolver().url_patterns))


def test_every_address_of_the_site_is_in_the_table() -> None:
    assert set(site()) == set(TABLE)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", TABLE)
def test_each_role_gets_the_answer_of_the_table(world: World, route: str, method: str) -> None:
    expected = TABLE[route][method == "POST"].split()

    def answer(role: str) -> str:
        client, address = world.client(role), world.address(route)
        if method == "GET":
            return str(client.get(address).status_code)
        return str(client.post(address, FORMS.get(route, {})).status_code)

    answers = [answer(role) for role in ROLES]
    assert dict(zip(ROLES, answers, strict=True)) == dict(zip(ROLES, expected, strict=True))


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_address_answers_another_method(world: World, method: str) -> None:
    client = world.client("administrator")
    answers = {
        route: client.generic(method, world.address(route)).status_code
        for route in TABLE
        if route != "language/"  # leads back to where one was, and changes nothing
    }
    assert answers == dict.fromkeys(answers, 405)


def test_visitor_is_sent_to_the_log_in_and_back(world: World) -> None:
    # Who has typed no password yet has nowhere to come back to from the code.
    elsewhere = {"language/", "account/second-factor/code/"}
    closed = [r for r, (get, _post) in TABLE.items() if get[:3] == "302" and r not in elsewhere]
    for route in closed:
        address = world.address(route)
        assert Client().get(address).headers["Location"] == f"/login/?next={address}"


def test_nothing_of_an_invisible_department_is_in_the_answer(world: World) -> None:
    for route in TABLE:
        answer = world.client("outsider").get(world.address(route))
        text = answer.getvalue().decode(errors="ignore")
        assert world.department.name not in text
        assert world.department.hospital.name not in text


@pytest.mark.parametrize("role", ["consultant", "outsider", "anonymous"])
@pytest.mark.parametrize("change", ["confirm", "undo", "discard", "revise"])
def test_refused_change_changes_nothing(world: World, role: str, change: str) -> None:
    world.client(role).post(world.address(f"{_IMPORT}{change}/"), {"system": "ICD9CM3_CN"})
    before = world.batch.status, world.batch.code_system, world.batch.confirmed_by
    world.batch.refresh_from_db()
    assert (world.batch.status, world.batch.code_system, world.batch.confirmed_by) == before


def test_person_who_lost_the_membership_sees_the_department_no_more(world: World) -> None:
    client = world.client("director")
    address = world.address(_GAP)
    assert client.get(address).status_code == 200
    person = world.people["director"]
    assert isinstance(person, User)
    person.memberships.all().delete()
    assert client.get(address).status_code == 404


def test_closed_account_is_out_at_once(world: World) -> None:
    client = world.client("director")
    person = world.people["director"]
    assert isinstance(person, User)
    person.is_active = False
    person.save()
    assert client.get("/").headers["Location"] == "/login/?next=/"
