"""Examine the benchmark definitions: `manage.py benchmarks check [--on DATE]`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from benchmarks import library


class Command(BaseCommand):
    help = "Examine the benchmark definitions, their texts, digests and review dates."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("action", choices=["check"])
        parser.add_argument(
            "--on", type=date.fromisoformat, help="day of the examination, as YYYY-MM-DD"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print every finding; end with exit code 1 if one of them is an error."""
        findings = library.check(options["on"] or timezone.localdate())
        for finding in findings:
            self.stdout.write(f"{finding.kind}: {finding.place}: {finding.message}")
        errors = sum(finding.kind == "error" for finding in findings)
        if errors:
            raise CommandError(f"Errors in the benchmark definitions: {errors}.")
        self.stdout.write(f"Benchmark versions in order: {len(library.versions())}.")
