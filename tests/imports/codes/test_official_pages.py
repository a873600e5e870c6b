"""What an administrator does with official lists of codes."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.models import OfficialList
from tests import factories as make
from tests.imports.codes.official_lists import NAME, Row, agreeing, kodes

pytestmark = pytest.mark.django_db

NEW = ("5-83z.0", "Beispiel für Neues", "T")


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(make.administrator(username="verwaltung"))
    return client


def text_of(response: Any) -> str:
    """What one reads, in one line."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def upload(page: Client, rows: list[Row] | bytes, name: str = NAME, **answers: Any) -> Any:
    data = rows if isinstance(rows, bytes) else kodes(rows)
    sent = {"file": SimpleUploadedFile(name, data), **answers}
    return page.post(reverse("official_list_all"), sent, follow=True)


def comparison(page: Client, **asked: Any) -> str:
    return text_of(page.get(reverse("official_list", args=[2026]), asked))


def test_list_is_loaded_and_leads_to_what_was_found(page: Client) -> None:
    assert "No list is loaded yet" in text_of(page.get(reverse("official_list_all")))
    answer = upload(page, [*agreeing(C58319=None, C58310="Beispiel einer Spondylodese"), NEW])
    text = text_of(answer)
    assert answer.redirect_chain == [(reverse("official_list", args=[2026]), 302)]
    assert f"OPS 2026 is loaded: {len(agreeing())} codes, of which" in text
    assert "2 of our 99 rows are to be looked at." in text
    assert "1 code of the spine groups is not in our table." in text
    assert "5-831.9 Not in the list" in text
    assert "The title speaks for: fusion and instrumentation." in text
    assert "5-83z.0 Not in our table Beispiel für Neues" in text
    assert "Federal Institute for Drugs and Medical Devices (BfArM), unchanged" in text
    listed = text_of(page.get(reverse("official_list_all")))
    assert "OPS 2026" in listed
    assert NAME in listed


def test_year_in_use_is_replaced_only_when_that_is_marked(page: Client) -> None:
    upload(page, agreeing())
    refused = text_of(upload(page, agreeing(C58319=None)))
    assert f"in use already ({NAME}, loaded by verwaltung)" in refused
    assert "0 of our 99 rows" in comparison(page)
    upload(page, agreeing(C58319=None), replace="on")
    assert "1 of our 99 rows" in comparison(page)
    assert "in use already. Nothing was changed" in text_of(
        upload(page, agreeing(C58319=None), replace="on")
    )


def test_problems_of_a_file_are_shown_with_place_and_remedy(page: Client) -> None:
    broken = kodes(agreeing()).replace(b"5;T;", b"5;Q;", 2)
    text = text_of(upload(page, broken))
    assert "The list cannot be used" in text
    assert text.count("“Q” stands where T") == 2
    assert re.search(r"row \d+ “Q”", text)
    assert "unchanged" in text
    assert not OfficialList.objects.exists()


def test_year_is_asked_for_where_the_name_does_not_say_it(page: Client) -> None:
    assert "does not say the year" in text_of(upload(page, agreeing(), "kodes.txt"))
    assert "is for 2026, but 2025" in text_of(upload(page, agreeing(), year=2025))
    upload(page, agreeing(), "kodes.txt", year=2026)
    assert OfficialList.objects.get().year == 2026


def test_rows_are_filtered_and_paged(page: Client) -> None:
    upload(page, [*agreeing(C58319=None, C5838D="Beispiel einer Spondylodese"), NEW])
    assert "Page 1 of 2" in comparison(page)
    missing = comparison(page, kind="missing")
    assert "1 row Code" in missing
    assert "5-83z.0" not in missing
    likely = comparison(page, confidence="likely", q="5838")
    assert "5-838.d" in likely
    assert "5-838.e" in likely
    assert "2 rows Code" in likely
    assert "5-83z.0" in comparison(page, q="neues")
    assert "No row fits" in comparison(page, q="nothing of the kind")
    # An address that nobody offered.
    assert "else is not one of the available choices" in comparison(page, kind="else")


def test_rows_at_another_depth_say_which_code_the_list_has(page: Client) -> None:
    rows = [row for row in agreeing(C58319=None) if not row[0].startswith("5-839.6")]
    rows += [("5-839.6", "Beispiel", "T"), ("5-831.90", "Beispiel", "T")]
    upload(page, rows)
    text = comparison(page, kind="other_depth")
    assert "5-839.60 At another depth The list ends at 5-839.6." in text
    assert "The list has only longer codes, such as 5-831.90." in text


def test_rows_can_be_taken_away(page: Client) -> None:
    upload(page, [*agreeing(C58319=None), ("5-83z", "=Beispiel", "T")])
    content = page.get(reverse("official_list_xlsx", args=[2026]), {"kind": "uncovered"}).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).worksheets[0].values)
    assert rows[0][:4] == ("Result", "Code", "Our label", "Official title")
    assert [row[:4] for row in rows[1:]] == [("Not in our table", "5-83z", None, "=Beispiel")]
    answer = page.get(reverse("official_list_csv", args=[2026]))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 99 + 1
    assert lines[1].startswith("Not in the list,5-831.9,")
    assert any("'=Beispiel" in line for line in lines)
    assert "ops-2026-comparison.csv" in answer.headers["Content-Disposition"]


def test_list_is_taken_out_of_use_and_can_come_back(page: Client) -> None:
    upload(page, agreeing())
    answer = page.post(reverse("official_list_remove", args=[2026]), follow=True)
    assert "OPS 2026 is no longer in use" in text_of(answer)
    assert page.get(reverse("official_list", args=[2026])).status_code == 404
    upload(page, agreeing())
    assert OfficialList.objects.get().year == 2026


def test_history_tells_who_loaded_replaced_and_removed_a_list(page: Client) -> None:
    upload(page, agreeing())
    upload(page, agreeing(C58319=None), replace="on")
    page.post(reverse("official_list_remove", args=[2026]))
    text = text_of(page.get(reverse("history_all"), {"section": "official_lists"}))
    for what in ("added", "changed", "deleted"):
        assert what in text.casefold()
    assert "OPS, 2026" in text
    assert NAME in text
