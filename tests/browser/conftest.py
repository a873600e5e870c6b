"""Chromium against a live server; a page that misbehaves fails its test by itself."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.harness import (
    CHROMIUM_ARGUMENTS,
    HOW_TO_INSTALL,
    Contexts,
    Watcher,
    close_pages,
    find_chromium,
)

OpenPage = Callable[..., Page]
WINDOW: ViewportSize = {"width": 1280, "height": 720}
# A machine with other work takes long to draw a chart; what is wrong stays wrong.
expect.set_options(timeout=30_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)


# Package, not session: Playwright keeps an event loop running in this thread, and tests of
# other packages in the same process should not meet it.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        if os.environ.get("REQUIRE_BROWSER"):
            pytest.fail(HOW_TO_INSTALL)
        pytest.skip(HOW_TO_INSTALL)
    connection = connections[DEFAULT_DB_ALIAS]
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Django takes that event loop for asynchronous code: it would refuse every query, and
        # keep connections of its own there, which nobody closes before the database is dropped.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        connections[DEFAULT_DB_ALIAS] = connection
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def watcher(live_server: LiveServer) -> Watcher:
    """What the pages of this test did wrong; a test that provokes a problem takes it out."""
    return Watcher(live_server.url)


@pytest.fixture(scope="package")
def contexts(chromium: Browser) -> Contexts:
    """The contexts of all tests in this process."""
    return Contexts(chromium)


@pytest.fixture
def open_page(live_server: LiveServer, contexts: Contexts, watcher: Watcher) -> Iterator[OpenPage]:
    """Opens a fresh, watched page; takes the options of a browser context (locale, viewport).

    Two pages of a test are those of two people: they share no cookie.
    """
    defaults = {"base_url": live_server.url, "locale": "en-GB", "reduced_motion": "reduce"}
    with ExitStack() as opened:

        def open_fresh(*, viewport: ViewportSize = WINDOW, **options: Any) -> Page:
            context = opened.enter_context(contexts.taken(**defaults | options))
            opened.enter_context(watcher.watching(context))
            opened.callback(close_pages, context)
            page = context.new_page()
            page.set_viewport_size(viewport)
            return page

        yield open_fresh
    assert watcher.problems == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A fresh page the size of a small laptop's window."""
    return open_page(viewport={"width": 1280, "height": 800})
