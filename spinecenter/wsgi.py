"""WSGI entry point for production servers."""

import os

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest

from spinecenter.unreadable_requests import InUtf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")

# Reading the setting raises if there is no key: a server without one must not start.
assert settings.SECRET_KEY


class Request(InUtf8, WSGIRequest):  # type: ignore[misc] # `encoding` cannot be set
    """A request to this site."""


class Handler(WSGIHandler):
    """Answers requests to this site."""

    request_class = Request


django.setup(set_prefix=False)
application = Handler()
