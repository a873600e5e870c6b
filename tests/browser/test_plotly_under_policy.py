"""The charts' library works under the site's own policy, and nothing is refused."""

from __future__ import annotations

import json

from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from tests.browser.harness import Watcher

FIGURES = {
    "bars": {"type": "bar", "orientation": "h", "x": [14], "y": ["deformity operations"]},
    "trend": {"type": "scatter", "x": [2018, 2019], "y": [120, 140]},
    "words": {"type": "scatter", "mode": "text", "x": [0], "y": [0], "text": ["<b>level 2</b>"]},
}
LIBRARY = "/static/vendor/plotly/plotly-basic.min.js"


def serve(page: Page, watcher: Watcher, *scripts: str) -> None:
    """Open a page with one place for each figure and these scripts, under the site's policy."""
    places = "".join(
        f'<div data-chart="{kind}" data-library="{LIBRARY}"></div>'
        f'<script type="application/json" id="chart-{kind}">'
        f"{json.dumps({'data': [figure], 'layout': {'height': 300}})}</script>"
        for kind, figure in FIGURES.items()
    )
    tags = "".join(f'<script src="{script}" defer></script>' for script in scripts)

    def answer(route: Route) -> None:
        site = route.fetch(url=f"{watcher.site}{reverse('health')}")
        body = f'<!doctype html><html lang="en"><title>charts</title>{places}{tags}</html>'
        headers = {"Content-Security-Policy": site.headers["content-security-policy"]}
        route.fulfill(body=body, content_type="text/html", headers=headers)

    page.route("**/charts/", answer)
    page.goto("/charts/")


def test_every_kind_of_figure_is_drawn_and_laid_out(page: Page, watcher: Watcher) -> None:
    serve(page, watcher, "/static/js/charts.js")
    for kind in FIGURES:
        chart = page.locator(f"[data-chart={kind}]")
        chart.scroll_into_view_if_needed()
        expect(chart).to_have_attribute("data-drawn", "yes")
        # The rules Plotly adds itself: without them the layers stand below each other.
        first = chart.locator(".main-svg").first
        assert first.evaluate("e => getComputedStyle(e).position") == "absolute"


def test_library_without_our_way_of_setting_styles_is_reported(
    page: Page, watcher: Watcher
) -> None:
    page.route(
        "**/plain.js",
        lambda route: route.fulfill(
            body="for (const place of document.querySelectorAll('[data-chart]')) {"
            "const source = document.getElementById(`chart-${place.dataset.chart}`);"
            "const figure = JSON.parse(source.textContent);"
            "Plotly.newPlot(place, figure.data, figure.layout, {displayModeBar: false});}",
            content_type="text/javascript",
        ),
    )
    serve(page, watcher, LIBRARY, "/plain.js")
    page.locator(".main-svg").first.wait_for()
    page.wait_for_load_state("networkidle")
    watcher.take("style-src")
