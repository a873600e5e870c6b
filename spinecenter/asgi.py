"""ASGI entry point for production servers."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spinecenter.settings")

# Reading it raises when there is none: a server without a key must not start.
assert settings.SECRET_KEY

application = get_asgi_application()
