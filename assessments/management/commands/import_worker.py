"""Reads long files in the background: `manage.py import_worker`, beside the web server.

One worker is enough; several may run. A worker that is stopped by a signal finishes its current
file; a file whose worker was killed is read again by the next one. docs/decisions/0034.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import OperationalError, close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from assessments.imports.runs.services import files as run_files
from assessments.imports.runs.services import runs

logger = logging.getLogger(__name__)

# Time between two searches for abandoned runs and for files that are no longer needed.
_BETWEEN_RECOVERIES = 60.0  # seconds
_BETWEEN_CLEANINGS = 24 * 3600.0  # seconds


class Command(BaseCommand):
    help = "Read long files that were uploaded, until stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--interval", type=float, default=1.0, help="seconds between two looks at the queue"
        )
        parser.add_argument(
            "--once", action="store_true", help="read what waits, then end instead of looking again"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Recover abandoned runs and read waiting files, until stopped."""
        worker = _worker(options["interval"])
        worker.configure_signals()
        with run_files.working():
            recovered = cleaned = float("-inf")
            while worker.running:
                try:
                    if time.monotonic() - recovered > _BETWEEN_RECOVERIES:
                        close_old_connections()
                        runs.recover()
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


def _worker(interval: float) -> Worker:
    """The queue's own worker, in the mode that returns when no task waits."""
    return Worker(
        queue_names=["default"],
        interval=interval,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )
