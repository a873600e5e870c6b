"""`manage.py load_demo`: load the demonstration data and say how to log in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessments.management import demo


class Command(BaseCommand):
    help = "Load the demonstration data (only where DJANGO_DEMO is on) and print the log-ins."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                _("Demonstration accounts have a public password: set DJANGO_DEMO=on to load them.")
            )
        loaded = demo.load()
        self.stdout.write(
            _("Demonstration data loaded.") if loaded else _("Demonstration data is there already.")
        )
        self.stdout.write(
            _("Log in as %(names)s; the password is %(password)s")
            % {"names": ", ".join(demo.users()), "password": demo.PASSWORD}
        )
