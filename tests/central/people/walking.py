"""Every page of the console × every role, by real requests: what docs/roles.md says is what happens.

A role is walked twice: by somebody whose region holds the sample rows, and by somebody next door.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from auditlog.registry import auditlog
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import quote
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.db.models import Model
from django.template.response import SimpleTemplateResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from central.admin_site import ReadOnlyAdmin
from central.people.groups import permissions_by_name
from central.people.matrix import as_markdown
from central.people.regions import RegionScopedAdmin
from central.people.roles import ROLES
from tests.central.people.deeds import HOME, LOGIN, inside_as, person
from tests.central.people.samples import REGION, sample

ELSEWHERE = "9902"
_REFUSED = {403, 404}
_BROKEN = 500
_OURS = {"people", "services", "sessions", "axes", "admin", "otp_totp", "otp_static", "auditlog"}
_WRITING = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "(\w+)"')
_PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Page:
    """One registered model, and its sample row."""

    model: type[Model]
    row: Model

    @property
    def label(self) -> str:
        """``app.model``."""
        return f"{self.model._meta.app_label}.{self.model._meta.model_name}"

    @property
    def base(self) -> str:
        """Address of its list."""
        return f"/admin/{self.label.replace('.', '/')}/"


def pages() -> list[Page]:
    """All of them, each with a row in `REGION`."""
    registered = sorted(admin.site._registry, key=lambda model: model._meta.label_lower)
    return [Page(model, sample(model)) for model in registered]


def walk(*roles: str) -> dict[str, Any]:
    """What each of `roles` may do on each page, who gets further than their region, and what strangers see."""
    # Who may is settled before a page is drawn; what a page holds is in its context.
    SimpleTemplateResponse.rendered_content = property(lambda _: "")  # type: ignore[method-assign,assignment]
    with transaction.atomic():  # nothing of it is kept, and nothing waits for a disk
        return _walked(roles)


def _walked(roles: tuple[str, ...]) -> dict[str, Any]:
    every = pages()
    table: dict[str, list[str]] = {}
    beyond: list[str] = []
    broken: list[str] = []
    for role in roles:
        person(f"{role}-here", role, region=REGION)
        person(f"{role}-there", role, region=ELSEWHERE)
        here, there = inside_as(f"{role}-here"), inside_as(f"{role}-there")
        for page in every:
            for deed, status in _deeds(page, here):
                if status >= _BROKEN:
                    broken.append(f"{page.label} {deed} {status}")
                elif status not in _REFUSED:
                    table.setdefault(f"{page.label} {deed}", []).append(role)
        before = digest()
        beyond += [f"{role} {one}" for page in every for one in _beyond(page, there)]
        beyond += [f"{role}: {one}" for one in changed_since(before)]
    known = permissions_by_name()
    return {
        "table": table,
        "beyond": beyond,
        "broken": sorted(set(broken)),
        "strangers": strangers(every),
        "document": as_markdown(table),
        "unknown": sorted({right for rights in ROLES.values() for right in rights} - set(known)),
        "unfollowed": sorted(set(_changed_by(table)) - {one._meta.label_lower for one in auditlog.get_models()}),
    }


def _changed_by(table: dict[str, list[str]]) -> Iterator[str]:
    """Models that somebody adds, changes or deletes in the console, but the parts of the trail itself."""
    for deed in table:
        label, verb = deed.split(" ", 1)
        if verb in {"add", "change", "delete"}:
            yield apps.get_model(label)._meta.concrete_model._meta.label_lower


def _deeds(page: Page, client: Client) -> Iterator[tuple[str, int]]:
    """Each deed and how it was answered. What is done is undone, for the next role finds the same rows."""
    row = f"{page.base}{_quoted(page.row)}/"
    listed = client.get(page.base)
    yield "list", listed.status_code
    for deed, address in (("add", f"{page.base}add/"), ("look", f"{row}change/"), ("delete", f"{row}delete/")):
        yield deed, client.get(address).status_code
    with undone(), written() as changed:
        reads_only = isinstance(admin.site._registry[page.model], ReadOnlyAdmin)
        status = client.post(f"{row}change/", {"region": REGION}).status_code
        yield "change", 403 if reads_only and status < _BROKEN and not changed else status
    offered = _actions(listed)
    for action in _names_of_actions(page):
        if action not in offered and listed.status_code not in _REFUSED:
            with written() as changed:
                client.post(page.base, {"action": action, "_selected_action": [page.row.pk]})
            offered |= {action} if changed else set()
        yield f"action {action}", 200 if action in offered else 403


def _actions(listed: Any) -> set[str]:
    form = (getattr(listed, "context_data", None) or {}).get("action_form")
    return {str(name) for name, _ in form.fields["action"].choices} if form else set()


def _names_of_actions(page: Page) -> list[str]:
    actions = admin.site._registry[page.model].actions or ()
    return sorted(one if isinstance(one, str) else one.__name__ for one in actions)


def _beyond(page: Page, client: Client) -> Iterator[str]:
    """What somebody of another region gets at."""
    if not isinstance(admin.site._registry[page.model], RegionScopedAdmin):
        return
    row = f"{page.base}{_quoted(page.row)}/"
    listed = client.get(page.base)
    if listed.status_code in _REFUSED:
        return
    for end in ("change", "delete", "history"):
        for method in (client.get, client.post):
            if method(f"{row}{end}/").status_code not in _REFUSED:
                yield f"{page.label} {end} {method.__name__}"
    for action in _names_of_actions(page):
        client.post(page.base, {"action": action, "_selected_action": [page.row.pk]})
    shown = (getattr(listed, "context_data", None) or {}).get("cl")
    if shown is not None and page.row.pk in {one.pk for one in shown.result_list}:
        yield f"{page.label} is listed"


def strangers(every: list[Page]) -> list[str]:
    """Addresses below ``/admin/`` that show something to whoever has not logged in, or to whoever has no role."""
    person("nobody")
    nobody, outside = inside_as("nobody"), Client(SERVER_NAME="127.0.0.1")
    found = []
    before = digest()
    for address in sorted(set(_addresses({page.label: page for page in every}))):
        for who, client, method in (("outside", outside, outside.get), ("nobody", nobody, nobody.post)):
            seen = method(address, follow=True)
            ways = [place.partition("?")[0] for place, _ in seen.redirect_chain]
            sent_away = ways[-1:] == [LOGIN if client is outside else HOME]
            if not sent_away and seen.status_code not in _REFUSED | {405}:
                found.append(f"{who} {address} {seen.status_code}")
    return [*found, *changed_since(before)]


OPEN = {
    "login",
    "logout",
    "jsi18n",
    "set_language",
    "password_change",
    "password_change_done",
    "second-factor",
    "own-sessions",
}
HARMLESS = {"index", "search", "autocomplete", "app_list"}
"""Of the site itself: they show what the one who asks may see"""


def _addresses(of: dict[str, Page]) -> Iterator[str]:
    resolver = next(
        one for one in get_resolver().url_patterns if isinstance(one, URLResolver) and str(one.pattern) == "admin/"
    )
    for route, pattern in _patterns(resolver.url_patterns, "/admin/"):
        if pattern.name in OPEN | HARMLESS | {"view_on_site"} or "(?P" in route:
            continue
        app, _, rest = route.removeprefix("/admin/").partition("/")
        page = of.get(f"{app}.{rest.partition('/')[0]}")
        key = _quoted(page.row) if page else "1"
        numbers = iter([key, "1", "1", "1"])
        yield _PARAMETER.sub(lambda _: next(numbers), route)  # noqa: B023  used at once


def _patterns(patterns: list[Any], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = prefix + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns, route)
        else:
            yield route, one


def _quoted(row: Model) -> str:
    return str(quote(str(row.pk)))


def work() -> list[type[Model]]:
    """The models whose rows are somebody's work."""
    every = sorted(apps.get_models(), key=lambda model: model._meta.label_lower)
    return [one for one in every if one._meta.app_label not in _OURS and not one._meta.proxy and one._meta.managed]


@contextmanager
def written() -> Iterator[list[str]]:
    """The tables of `work` that statements want to change from here on, whether or not anything comes of it."""
    tables, found = {model._meta.db_table for model in work()}, list[str]()

    def watch(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        statement = _WRITING.match(sql)
        if statement and statement[1] in tables:
            found.append(statement[1])
        return execute(sql, *more)

    with connection.execute_wrapper(watch):
        yield found


def digest() -> dict[str, str]:
    """Of every row that is somebody's work, by model: two are equal when nothing was done."""
    found = {}
    for model in work():
        total = hashlib.sha256()
        for values in model._default_manager.order_by("pk").values_list():
            # Of accounts not the last login, which every walk makes.
            total.update(repr(values if model is not User else (*values[:2], *values[3:])).encode())
        found[model._meta.label] = total.hexdigest()
    return found


def changed_since(before: dict[str, str]) -> list[str]:
    """The models whose rows are others now."""
    return [f"{label} was changed" for label, total in digest().items() if before[label] != total]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
