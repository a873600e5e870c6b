"""The charts' library works under the site's own policy, with nothing refused but its own."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse
from playwright.sync_api import Page, Route

from tests.browser.harness import Watcher

FIGURES = {
    "radar": {"type": "scatterpolar", "r": [2, 0, 1], "theta": ["MIS", "DEF", "TUM"]},
    "bars": {"type": "bar", "orientation": "h", "x": [14], "y": ["deformity operations"]},
    "heatmap": {"type": "heatmap", "z": [[1, 20], [30, 4]], "texttemplate": "%{z}"},
    "trend": {"type": "scatter", "x": [2018, 2019], "y": [120, 140]},
}


@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_is_drawn_and_laid_out(page: Page, watcher: Watcher, kind: str) -> None:
    figure = json.dumps([FIGURES[kind]])
    script = f"Plotly.newPlot('chart', {figure}, {{width: 600, height: 400}})"

    def add_chart(route: Route) -> None:
        site = route.fetch(url=f"{watcher.site}{reverse('health')}")
        body = """<!doctype html><html lang="en"><title>chart</title><div id="chart"></div>
            <script src="/static/vendor/plotly/plotly.min.js"></script>
            <script src="/chart.js"></script></html>"""
        headers = {"Content-Security-Policy": site.headers["content-security-policy"]}
        route.fulfill(body=body, content_type="text/html", headers=headers)

    page.route("**/chart/", add_chart)
    page.route(
        "**/chart.js", lambda route: route.fulfill(body=script, content_type="text/javascript")
    )
    page.goto("/chart/")
    page.wait_for_selector("#chart .main-svg")
    page.wait_for_load_state("networkidle")
    # The rules Plotly adds itself: without them the layers stand below each other.
    position = page.eval_on_selector("#chart .main-svg", "e => getComputedStyle(e).position")
    assert position == "absolute"
