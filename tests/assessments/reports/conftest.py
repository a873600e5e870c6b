"""Every test of the reports reads English unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils.translation import override


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with override("en"):
        yield
