"""Countries and currencies by the letters of the ISO, however they are typed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from assessments.editing.iso_codes import CountryField, CurrencyField
from tests import factories as make


@pytest.mark.parametrize(
    ("typed", "code"), [("DE", "DE"), ("cn", "CN"), (" de ", "DE"), ("ｃｎ", "CN"), ("", "")]
)
def test_country_is_taken_as_capitals(typed: str, code: str) -> None:
    assert CountryField(required=False).clean(typed) == code


@pytest.mark.parametrize("typed", ["Germany", "D", "D1", "德国", "DE\n<b>", "ÄÖ", "x" * 10_000])
def test_other_than_two_letters_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="such as DE for Germany"):
        CountryField(required=False).clean(typed)


@pytest.mark.parametrize(("typed", "code"), [("eur", "EUR"), ("ＣＮＹ", "CNY")])
def test_currency_is_taken_as_capitals(typed: str, code: str) -> None:
    assert CurrencyField().clean(typed) == code


@pytest.mark.parametrize("typed", ["€", "euro", "EU", "RMB1"])
def test_other_than_three_letters_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError, match="such as EUR or CNY"):
        CurrencyField().clean(typed)


@pytest.mark.django_db
def test_department_form_refuses_a_currency_in_words_at_its_field() -> None:
    department = make.department()
    client = Client()
    client.force_login(make.user(role="director", of=department))
    page = f"/departments/{department.pk}/edit/"
    form = client.get(page).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    answer = client.post(page, typed | {"currency": "Euro"})
    assert 'href="#id_currency"' in answer.text
    assert "such as EUR or CNY" in answer.text
    client.post(page, typed | {"currency": "cny"})
    department.refresh_from_db()
    assert department.currency == "CNY"
