"""Keeps Django's groups what `central.people.roles` says; called at every start, writes only what differs."""

from django.contrib.auth.models import Group, Permission
from django.db import transaction

from central.people.roles import ROLES


def permissions_by_name() -> dict[str, Permission]:
    """Every right of the platform by ``app.codename``."""
    found = Permission.objects.select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}": one for one in found}


def sync_groups() -> None:
    """Make one group a role, with exactly its rights. Groups that are no role lose what they may do."""
    held: dict[str, set[str]] = {name: set() for name in Group.objects.values_list("name", flat=True)}
    rows = Group.permissions.through.objects.values_list(
        "group__name", "permission__content_type__app_label", "permission__codename"
    )
    for name, app, codename in rows:
        held[name].add(f"{app}.{codename}")
    strange = any(rights for name, rights in held.items() if name not in ROLES)
    wanted = {role: set(rights) for role, rights in ROLES.items()}
    if not strange and {name: rights for name, rights in held.items() if name in ROLES} == wanted:
        return
    known = permissions_by_name()
    with transaction.atomic():
        for role, rights in ROLES.items():
            group, _ = Group.objects.get_or_create(name=role)
            group.permissions.set([known[name] for name in rights if name in known])
        for group in Group.objects.exclude(name__in=ROLES):
            group.permissions.clear()
