"""What tests do inside of the platform (`tests.central.inside`): one row of every model, and pages that show it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, cast
from unittest.mock import patch

from django.apps import apps
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from django.utils.translation import override

from central.cases.models import Case
from central.delivery.models import Parcel
from central.home import waiting as home
from central.home.navigation import SECTIONS, navigation
from central.home.waiting import PILES, Pile, waiting
from central.kiosks.models import Kiosk
from central.payments.models import Refund
from central.people.models import Person
from tests.central.people.samples import REGION, forget, sample


def run() -> dict[str, Any]:
    """What each deed returns; one process for all, each on an empty database."""
    return {
        "no section": pages_without_a_section(),
        "one and many": one_and_many(),
        "officer's sections": _undone(lambda: titles("officer")),
        "numbers and lists": _undone(numbers_and_lists),
        "with another list": _undone(_numbers_with_another_list),
        "piles": {role: _undone(partial(piles_of, role)) for role in ("officer", "approver", "operator", "viewer")},
        "elsewhere": _undone(elsewhere),
        "many": _undone(many),
    }


def one_and_many() -> dict[str, list[str]]:
    """What one and many of some things are called, and a column that names one; in both languages."""
    found = {}
    for language in ("en", "zh-hans"):
        with override(language):
            said = [(str(one._meta.verbose_name), str(one._meta.verbose_name_plural)) for one in (Case, Kiosk, Refund)]
            columns = [
                str(Case._meta.get_field("kiosk").verbose_name),
                str(Parcel._meta.get_field("case").verbose_name),
            ]
            found[language] = [*(" ".join(dict.fromkeys(pair)) for pair in said), *columns]
    return found


def _undone(deed: Callable[[], Any]) -> Any:
    with transaction.atomic():
        found = deed()
        transaction.set_rollback(True)
    forget()
    return found


def _numbers_with_another_list() -> dict[str, list[int]]:
    """As `numbers_and_lists`, with a pile whose link leads to another list."""
    with patch.object(home, "PILES", (replace(PILES[0], query="work=late"), *PILES[1:])):
        return numbers_and_lists()


def pages_without_a_section() -> list[str]:
    """Registered, and in no section of the navigation."""
    listed = {name for _, names in SECTIONS for name in names}
    return sorted({model._meta.label for model in site._registry} ^ listed)


def titles(role: str) -> list[list[str]]:
    """What stands in the sidebar of whoever has `role`: section, then pages."""
    return [
        [str(section["title"]), *(str(item["title"]) for item in section["items"])]
        for section in navigation(_asking(_person(role)))
        if section["items"]
    ]


def numbers_and_lists() -> dict[str, list[int]]:
    """For each pile with one row in it: the number on the first page, and how many rows its list shows."""
    boss = User.objects.create_superuser("boss")
    found = {}
    for pile in PILES:
        _put_in(pile)
        shown = {str(one.label): one for one in waiting(_asking(boss))}[str(pile.label)]
        found[str(pile.label)] = [shown.count, _rows(pile, boss, shown.address)]
    return found


def piles_of(role: str) -> list[str]:
    """What the first page of `role` counts."""
    return sorted(str(one.label) for one in waiting(_asking(_person(role))))


def elsewhere() -> list[int]:
    """Cases to accept, for an officer of their region and for one of another."""
    _put_in(PILES[0])
    return [waiting(_asking(_person("officer", region)))[0].count for region in (REGION, "9902")]


def many() -> str:
    """How more than are counted are written."""
    _put_in(PILES[0])
    with patch.object(home, "MOST", 1):
        return waiting(_asking(_person("officer")))[0].number


def _put_in(pile: Pile) -> None:
    model = apps.get_model(pile.model)
    model._default_manager.filter(pk=sample(model).pk).update(**_fitting(pile.which))


def _fitting(which: Q) -> dict[str, Any]:
    """Values that `which` accepts: `field=value` and `field__in=values` are all it may hold."""
    values: dict[str, Any] = {}
    for child in which.children:
        if isinstance(child, Q):
            values |= _fitting(child)
        else:
            name, value = cast("tuple[str, Any]", child)
            values[name.removesuffix("__in")] = min(value) if name.endswith("__in") else value
    return values


def _rows(pile: Pile, user: User, address: str) -> int:
    request = _asking(user)
    request.GET = QueryDict(address.partition("?")[2])
    return int(site.get_model_admin(apps.get_model(pile.model)).get_changelist_instance(request).result_count)


def _asking(user: User) -> HttpRequest:
    request = RequestFactory().get("/admin/")
    request.user = user
    return request


def _person(role: str, region: str = REGION) -> User:
    user = User.objects.create_user(f"{role}-{region}", is_staff=True)
    Person.objects.create(user=user, region=region)
    user.groups.add(Group.objects.get(name=role))
    return user
