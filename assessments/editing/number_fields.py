"""Numbers as people type them, with the separators of their language or of another one."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import get_format, number_format
from django.utils.translation import gettext as _

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_ASCII_DIGITS = re.compile(r"[-\d.]+", re.ASCII)


class NotANumber(ValueError):
    """The text is no number."""


def read_number(text: str) -> Decimal:
    """The number that somebody who writes the active language means by the text.

    Full-width digits and signs, and spaces or apostrophes between thousands, are accepted. A text
    that has no meaning by the separators of the active language is read by those of the other
    kind: in German "95.5" is 95.5, but "1.250" is 1250. Raises NotANumber.
    """
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace("、", ",")
    plain = _SPACES.sub("", plain).removesuffix("%")
    decimal = get_format("DECIMAL_SEPARATOR")
    grouping = "." if decimal == "," else ","
    for group, point in ((grouping, decimal), (decimal, grouping)):
        number = _read(plain, group, point)
        if number is not None:
            return number
    raise NotANumber(text)


def _read(text: str, group: str, point: str) -> Decimal | None:
    """The number, or None where the text does not use these separators correctly."""
    whole, _point, part = text.partition(point)
    if group in whole:
        if not re.fullmatch(rf"-?\d{{1,3}}({re.escape(group)}\d{{3}})+", whole):
            return None
        whole = whole.replace(group, "")
    written = f"{whole}.{part}" if _point else whole
    if not _NUMBER.fullmatch(written) or not _ASCII_DIGITS.fullmatch(written):
        return None
    return Decimal(written)


class NumberField(forms.DecimalField):
    """A number with or without decimals; shown in the reader's locale, `step` not enforced."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**options)
        self.widget.is_localized = False

    def to_python(self, value: Any) -> Any:
        """The number, None for an empty value; ValidationError for anything else."""
        if value in self.empty_values:
            return None
        if isinstance(value, str):
            if not value.strip():
                return None
            try:
                return read_number(value)
            except NotANumber:
                raise forms.ValidationError(
                    _("“%(text)s” is not a number. Write digits only, such as 12 or 12.5.")
                    % {"text": value[:40]},
                    code="invalid",
                ) from None
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """The number in the reader's locale, without thousands separators; text stays as typed."""
        if value is None or isinstance(value, str):
            return value
        number = Decimal(str(value)).normalize()
        return number_format(f"{number:f}", use_l10n=True, force_grouping=False)


class WholeNumberField(NumberField):
    """A whole number."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        super().__init__(**options)

    def clean(self, value: Any) -> Any:
        """The whole number; ValidationError where it has a fraction."""
        number = super().clean(value)
        if number is None:
            return None
        if number != number.to_integral_value():
            raise forms.ValidationError(_("Write a whole number, without decimals."), code="whole")
        return int(number)
