"""The addresses of a site on which /admin/ is on: a URLconf for tests."""

from __future__ import annotations

from django.urls import path

from assessments.admin import site
from spinecenter.urls import urlpatterns as without

urlpatterns = [*without, path("admin/", site.urls)]
