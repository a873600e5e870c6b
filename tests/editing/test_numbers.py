"""Numbers as people type them, in three languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django import forms
from django.utils.translation import override

from assessments.editing.number_fields import NotANumber, NumberField, WholeNumberField, read_number


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "12", "12"),
        ("en", "95.5", "95.5"),
        ("en", "1,250", "1250"),
        ("en", "1,250.5", "1250.5"),
        ("en", "95,5", "95.5"),
        ("en", "1.250,5", "1250.5"),
        ("en", "1 250", "1250"),
        ("en", "1’250", "1250"),
        ("en", "80 %", "80"),
        ("en", "-3", "-3"),
        ("en", "−3", "-3"),
        ("de", "95,5", "95.5"),
        ("de", "95.5", "95.5"),
        ("de", "1.250", "1250"),
        ("de", "1.250,75", "1250.75"),
        ("de", "1\u202f250", "1250"),
        ("zh-hans", "９５．５", "95.5"),
        ("zh-hans", "１２０", "120"),
        ("zh-hans", "1，250", "1250"),
        ("zh-hans", "８０％", "80"),
    ],
)
def test_number_is_read_as_it_is_meant(language: str, typed: str, meant: str) -> None:
    with override(language):
        assert read_number(typed) == Decimal(meant)


@pytest.mark.parametrize(
    "typed", ["", "abc", "12a", "1,2,3", "1.2.3", "--3", "1e5", "NaN", "½", "1,25,000", "٣", "十"]
)
@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
def test_what_is_no_number_is_refused(language: str, typed: str) -> None:
    with override(language), pytest.raises(NotANumber):
        read_number(typed)


def test_field_says_what_it_cannot_read() -> None:
    with override("en"), pytest.raises(forms.ValidationError, match="“many” is not a number"):
        NumberField().clean("many")


def test_whole_number_has_no_decimals() -> None:
    field = WholeNumberField(min_value=0, max_value=100)
    assert field.clean("１２") == 12
    for refused in ("12.5", "-1", "101"):
        with pytest.raises(forms.ValidationError):
            field.clean(refused)


def test_empty_field_is_none_and_not_zero() -> None:
    assert WholeNumberField(required=False).clean("  ") is None


@pytest.mark.parametrize(("language", "shown"), [("en", "95.5"), ("de", "95,5")])
def test_value_is_shown_with_the_readers_signs(language: str, shown: str) -> None:
    with override(language):
        assert NumberField().prepare_value(95.5) == shown


@pytest.mark.parametrize("language", ["en", "de", "zh-hans"])
@pytest.mark.parametrize("value", [0, 7, 1250, 95.5, 0.25, 1234567])
def test_shown_value_is_read_back(language: str, value: float) -> None:
    with override(language):
        assert read_number(NumberField().prepare_value(value)) == Decimal(str(value))
