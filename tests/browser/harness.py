"""What browser tests share: the browser, its watcher, log-in and the accessibility rules."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Route,
    WebError,
)

from assessments.models.user import User

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    # A page joins the process of the pages beside it, in which everything is compiled already.
    "--renderer-process-limit=1",
]
HOW_TO_INSTALL = (
    "no Chromium found: install it (Debian: apt-get install chromium) or set CHROMIUM to its path"
)
OTHER_LANGUAGES = ("de", "zh-hans")
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_EVERYTHING = {"type": "tag", "values": WCAG_22_AA}
# What a translation can break: a name that is empty, a language that is not named, a word so short
# that one cannot hit it.
OF_WORDS = [
    "aria-command-name",
    "aria-input-field-name",
    "aria-toggle-field-name",
    "button-name",
    "document-title",
    "empty-heading",
    "empty-table-header",
    "html-has-lang",
    "html-lang-valid",
    "image-alt",
    "input-button-name",
    "label",
    "link-name",
    "select-name",
    "summary-name",
    "svg-img-alt",
    "target-size",
]

# What the browser says on its console that fails a test: it reports refusals by the policy, failed
# answers and scripts' complaints at these levels.
_COMPLAINTS = {"error", "warning", "assert"}


def find_chromium() -> str | None:
    """Path of the browser: $CHROMIUM, else the usual names on PATH."""
    named = os.environ.get("CHROMIUM")
    if named:
        return shutil.which(named)
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@dataclass
class Watcher:
    """Collects everything a page should not do: errors, policy violations, outside requests.

    A test fails on any problem that is left at its end. What it provokes it takes out by name.
    """

    site: str
    problems: list[str] = field(default_factory=list)

    def take(self, text: str) -> None:
        """Take out the problems with this text, which the test has provoked: at least one."""
        provoked = [problem for problem in self.problems if text in problem]
        assert provoked, f"no problem with {text!r}: {self.problems}"
        self.problems = [problem for problem in self.problems if problem not in provoked]

    @contextmanager
    def watching(self, context: BrowserContext) -> Iterator[None]:
        """Collect from the pages that are open in this context meanwhile."""
        listeners: dict[Any, Callable[..., None]] = {
            "console": self._on_console,
            "weberror": self._on_script_error,
            "requestfailed": self._on_request_failed,
        }
        context.route("**/*", self._keep_inside)
        for event, listener in listeners.items():
            context.on(event, listener)
        yield
        for event, listener in listeners.items():
            context.remove_listener(event, listener)
        context.unroute("**/*", self._keep_inside)

    def _keep_inside(self, route: Route) -> None:
        address = route.request.url
        if urlsplit(address).netloc == urlsplit(self.site).netloc:
            route.fallback()
        else:
            self.problems.append(f"request outside the site: {address}")
            route.abort()

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in _COMPLAINTS:
            self.problems.append(f"console: {message.text} ({message.location['url']})")

    def _on_script_error(self, error: WebError) -> None:
        self.problems.append(f"script error: {error.error}")

    def _on_request_failed(self, request: Request) -> None:
        # Leaving a page or starting a download ends its requests; that is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"request failed: {request.url}: {request.failure}")


class Contexts:
    """What the browser remembers of its pages (cookies, rights), for one test after another.

    A context stays open with one page of the site, so that the next test finds its process warm.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = {}

    @contextmanager
    def taken(self, **options: Any) -> Iterator[BrowserContext]:
        """A context with these options that nobody else has, with nothing of who had it before."""
        free = self._free.setdefault(repr(sorted(options.items())), [])
        context = free.pop() if free else self._opened(options)
        yield context
        context.clear_cookies()
        context.clear_permissions()
        free.append(context)

    def _opened(self, options: dict[str, Any]) -> BrowserContext:
        context = self._browser.new_context(**options)
        context.set_default_timeout(15_000)
        context.new_page().goto("/login/")
        context.clear_cookies()
        return context


def close_pages(context: BrowserContext) -> None:
    """Close what a test has opened; the page that came with the context stays."""
    for page in context.pages[1:]:
        page.close()


def login(page: Page, user: User) -> None:
    """Give the page's browser context a session of this user, without the log-in form."""
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": session.key, "value": session.value, "domain": "localhost", "path": "/"}]
    )


def axe(page: Page, *, include: str | None = None) -> list[dict[str, Any]]:
    """Violations of WCAG 2.2 AA and good practice on the page, or inside one element of it."""
    page.wait_for_load_state()  # without its style sheet a page has no sizes to judge
    # Markup and colours are those of the English page, where they are judged: docs/decisions/0032.
    in_other_words = page.locator("html").get_attribute("lang") in OTHER_LANGUAGES
    rules = {"type": "rule", "values": OF_WORDS} if in_other_words else OF_EVERYTHING
    options = {"resultTypes": ["violations"], "runOnly": rules}
    results = Axe().run(page, context=include, options=options)
    violations: list[dict[str, Any]] = results.response["violations"]
    return violations


def described(violations: Iterable[dict[str, Any]]) -> str:
    """One line a violation and element, for the message of a failing test."""
    return "\n".join(
        f"{violation['id']}: {violation['help']}: {node['html']}"
        for violation in violations
        for node in violation["nodes"]
    )
