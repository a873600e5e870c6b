"""Encrypts the secrets of all second factors anew: `manage.py rotate_second_factor_keys`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.accounts.services import second_factor_keys


class Command(BaseCommand):
    help = "Encrypt the secrets of all second factors with the first of DJANGO_SECOND_FACTOR_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        """Encrypt anew what can be read; an error names the accounts of the rest."""
        changed, unreadable = second_factor_keys.change_all(second_factor_keys.encrypt_anew)
        done = f"{changed} secrets are encrypted with the first key."
        if unreadable:
            names = ", ".join(sorted(set(unreadable)))
            raise CommandError(
                f"{done} Those of these accounts cannot be read with any key; give the former key "
                f"back, or reset their second factors: {names}"
            )
        self.stdout.write(done)
