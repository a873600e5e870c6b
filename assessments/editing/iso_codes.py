"""Fields for the codes of the ISO: countries by two letters, currencies by three."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _


class _LettersField(forms.CharField):
    """A fixed number of Latin letters; small and full-width ones become plain capitals."""

    letters = 0
    message: Any = ""

    def __init__(self, **options: Any) -> None:
        shown = {"autocapitalize": "characters", "autocomplete": "off", "class": "short"}
        options["max_length"] = None  # the message of the pattern is clearer
        options["widget"] = forms.TextInput(attrs=shown)
        super().__init__(**options)
        self.validators.append(
            RegexValidator(rf"\A[A-Z]{{{self.letters}}}\Z", message=self.message)
        )

    def to_python(self, value: Any) -> str:
        """The letters in capitals."""
        return unicodedata.normalize("NFKC", super().to_python(value) or "").strip().upper()


class CountryField(_LettersField):
    """A country by its code in ISO 3166."""

    letters = 2
    message = _("Enter the two letters of the country, such as DE for Germany or CN for China.")


class CurrencyField(_LettersField):
    """A currency by its code in ISO 4217."""

    letters = 3
    message = _("Enter the three letters of the currency, such as EUR or CNY.")
