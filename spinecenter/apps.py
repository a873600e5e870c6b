"""App configuration."""

from __future__ import annotations

from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "spinecenter"

    def ready(self) -> None:
        """Register the checks."""
        from spinecenter import checks  # noqa: F401
