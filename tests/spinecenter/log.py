"""What the site writes to standard error, through the handler that the settings make."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The text written during the test."""
    handler = next(found for found in logging.getLogger().handlers if found.name == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    text = io.StringIO()
    before = handler.setStream(text)
    yield text
    handler.setStream(before)
