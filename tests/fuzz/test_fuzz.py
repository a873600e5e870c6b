"""No address breaks, whatever is sent to it: fields, files, parameters, headers, encodings.

Each run sends the same requests; `--fuzz 20` sends twenty times as many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from random import Random
from typing import Final

import pytest
from pytest_django import DjangoDbBlocker

from tests.fuzz.browsers import Browsers, names_read
from tests.fuzz.forms import Field, forms_of
from tests.fuzz.nasty import FILES, HEADERS, VALUES, Value
from tests.fuzz.sending import Pairs, Sent, body_of, raw, urlencoded
from tests.test_access import ADMINISTRATION, ROLES, TABLE, World, built, world

__all__ = ["built", "world"]
pytestmark = pytest.mark.django_db

_MOST_FIELDS: Final = 150  # of a form; the grid of volumes has some thousand
# How many requests each role sends. Whoever may do little is refused before anything is read.
_REQUESTS: Final = {"director": 130, "administrator": 150}
_FEW: Final = 25


@dataclass
class Target:
    """An address, the forms sent to it, and the names of what is read there."""

    address: str
    parameters: list[str] = field(default_factory=list)
    forms: list[list[Field]] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    takes_posts: bool = True


@pytest.fixture(scope="module")
def targets(built: World, django_db_blocker: DjangoDbBlocker) -> dict[str, list[Target]]:
    """What is there to be asked for: by a director, and by administrators besides."""
    with django_db_blocker.unblock():
        browsers = Browsers(built)
        records = [built.address(route) for route in TABLE if route not in ADMINISTRATION]
        administered = [built.address(route) for route in ADMINISTRATION]
        everyone = found(browsers, "director", records)
        return {
            "director": everyone,
            "administrator": [*found(browsers, "administrator", administered), *everyone],
        }


def found(browsers: Browsers, role: str, addresses: Iterable[str]) -> list[Target]:
    """The addresses, and those their forms are sent to, with the names that are read there."""
    known = {address: Target(address) for address in addresses}
    for address, target in list(known.items()):
        with names_read() as names:
            page = browsers.send(role, Sent("GET", address))
        target.parameters = sorted(names)
        if page.headers.get("Content-Type", "").startswith("text/html"):
            for form in forms_of(page.body.decode()):
                if form.method == "post":
                    action = form.action or address
                    known.setdefault(action, Target(action)).forms.append(form.fields)
    for address, target in known.items():
        path, _mark, query = address.partition("?")
        with names_read() as names:
            target.takes_posts = browsers.send(role, Sent("POST", path, query)).status != 405
        target.fields = sorted(names)
    assert not browsers.faults, browsers.report()
    return list(known.values())


def chosen(
    targets: dict[str, list[Target]], role: str, times: int, random: Random, *, posts: bool
) -> Iterator[Target]:
    """What the role asks for: all in turn as often as it may, or for small numbers some of it.

    Whoever sees less than a director asks for what a director is offered.
    """
    offered = [
        one for one in targets.get(role, targets["director"]) if one.takes_posts or not posts
    ]
    random.shuffle(offered)
    yield from islice(cycle(offered), times * _REQUESTS.get(role, _FEW))


def nasty_path(address: str, random: Random) -> str:
    """The address, sometimes with a part that is none."""
    if random.random() < 0.85:
        return address
    parts = address.split("/")
    part = raw(random.choice(VALUES)).replace(b"/", b"")
    parts[random.randrange(1, len(parts))] = part.decode("latin-1")
    return "/".join(parts)


def nasty_headers(random: Random) -> dict[str, str]:
    """Mostly none."""
    if random.random() < 0.85:
        return {}
    name = random.choice(sorted(HEADERS))
    return {name: random.choice(HEADERS[name])}


def nasty_query(names: list[str], random: Random) -> str:
    """Most of the names that are read, and one that nobody asks for."""
    asked: list[tuple[Value, Value]] = [
        (name, random.choice(VALUES)) for name in names if random.random() < 0.8
    ]
    asked.append((random.choice([*VALUES, *names, "p"]), random.choice(VALUES)))
    if random.random() < 0.05:
        asked = asked * 1_500
    return urlencoded(asked).decode()


def nasty_fields(target: Target, random: Random) -> Pairs:
    """A form as a person sends it, with one field or several that no person would send."""
    form = random.choice(target.forms) if target.forms else []
    form = (
        sorted(random.sample(form, _MOST_FIELDS), key=form.index)
        if len(form) > _MOST_FIELDS
        else form
    )
    pairs: list[tuple[Value, Value]] = [
        (one.name, FILES[0] if one.is_file else one.value) for one in form
    ]
    share = random.choice([0.0, 0.0, 0.1, 0.5])
    pairs = [
        (name, random.choice(VALUES) if random.random() < share else value) for name, value in pairs
    ]
    if pairs:
        place = random.randrange(len(pairs))
        pairs[place] = (pairs[place][0], random.choice(VALUES))
    if not pairs or random.random() < 0.3:
        pairs += [(name, random.choice(VALUES)) for name in target.fields if random.random() < 0.5]
    if random.random() < 0.1:
        pairs.append((random.choice(VALUES), random.choice(VALUES)))
    if random.random() < 0.1:
        pairs = [pair for pair in pairs if random.random() < 0.7]
    return pairs


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_by_its_parameters(
    world: World, targets: dict[str, list[Target]], request: pytest.FixtureRequest, role: str
) -> None:
    random, browsers = Random(f"GET {role}"), Browsers(world)
    times = request.config.getoption("--fuzz")
    for target in chosen(targets, role, times, random, posts=False):
        path, query = nasty_path(target.address, random), nasty_query(target.parameters, random)
        headers = nasty_headers(random)
        browsers.send(role, Sent("GET", path, query, content_type="", headers=headers))
    if browsers.faults:
        pytest.fail(browsers.report(), pytrace=False)


@pytest.mark.parametrize("role", ROLES)
def test_no_address_breaks_by_what_is_posted(
    world: World, targets: dict[str, list[Target]], request: pytest.FixtureRequest, role: str
) -> None:
    random, browsers = Random(f"POST {role}"), Browsers(world)
    times = request.config.getoption("--fuzz")
    for target in chosen(targets, role, times, random, posts=True):
        path, _mark, query = target.address.partition("?")
        body, content_type = body_of(nasty_fields(target, random), random)
        headers = nasty_headers(random)
        browsers.send(role, Sent("POST", path, query, body, content_type, headers))
    if browsers.faults:
        pytest.fail(browsers.report(), pytrace=False)
