"""Reads long files and sends e-mails: `manage.py import_worker`, beside the web server.

One worker is enough; several may run. A worker that is stopped by a signal finishes its current
file; a file whose worker was killed is read again by the next one. docs/decisions/0034, 0050.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections

from assessments.accounts.services import mail_queue
from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import runs

logger = logging.getLogger(__name__)

# Time between two searches for abandoned runs and for files that are no longer needed.
_BETWEEN_RECOVERIES = 60.0  # seconds
_BETWEEN_CLEANINGS = 24 * 3600.0  # seconds


class Command(BaseCommand):
    help = "Send e-mails and read long files that were uploaded, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds between two looks at the queue"
        )
        parser.add_argument(
            "--once", action="store_true", help="read what waits, then end instead of looking again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Recover what was abandoned, send and read what waits, until stopped."""
        worker = mail_queue.batch_worker(mail_queue.QUEUE, "default", interval=options["interval"])
        worker.configure_signals()
        with run_files.working():
            recovered = cleaned = float("-inf")
            while worker.running:
                try:
                    if time.monotonic() - recovered > _BETWEEN_RECOVERIES:
                        close_old_connections()
                        runs.recover()
                        mail_queue.recover()
                        recovered = time.monotonic()
                    if time.monotonic() - cleaned > _BETWEEN_CLEANINGS:
                        call_command("clean_up")
                        cleaned = time.monotonic()
                    worker.run()
                except OperationalError as error:
                    # The database is down or busy for long: the runs keep waiting.
                    logger.warning("The database does not answer: %s", error)
                if options["once"]:
                    break
                if worker.running:
                    time.sleep(options["interval"])
