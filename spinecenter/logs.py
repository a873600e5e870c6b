"""How a record is written to the log: what strangers send stays inside one line of bounded length.

Whoever reads the log must be able to trust that a line which looks like a record is one.
"""

from __future__ import annotations

import logging
from copy import copy
from typing import Any, Final

LONGEST: Final = 1_000  # characters of a message


class OneLine(logging.Formatter):
    """Writes a record as one line, and below it the traceback of a fault of our own.

    A request that was refused (status 400 to 499) is no fault of ours: it has no traceback, or
    anybody could fill the log.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The text of the record; other handlers get the record as it was."""
        record = copy(record)
        record.exc_text = None  # as another handler wrote it
        if getattr(record, "status_code", 0) in range(400, 500):
            record.exc_info = None
        return super().format(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name in logging
        """The line, in which the message has no line breaks, no escape codes and a length."""
        message = _printable(record.message)
        if len(message) > LONGEST:
            message = f"{message[: LONGEST - 1]}…"
        record.message = message
        return super().formatMessage(record)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name in logging
        """The traceback, indented: what an exception says may hold line breaks."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(f"  {_printable(line)}" for line in lines)


def _printable(text: str) -> str:
    r"""The text with everything that is not printable as \x1b, \u202e and so on."""
    if text.isprintable():
        return text
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")
        for sign in text
    )
