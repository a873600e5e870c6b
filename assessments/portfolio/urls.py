"""Address of the portfolio."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from assessments.portfolio.views import portfolio_page

urlpatterns: list[URLPattern | URLResolver] = [
    path("", portfolio_page, name="portfolio"),
]
