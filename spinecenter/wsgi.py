"""WSGI entry point for production servers."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")

# Reading the setting raises if there is no key: a server without one must not start.
assert settings.SECRET_KEY

application = get_wsgi_application()
