"""Accounts: who is usable today, the first administrator, passwords that are drawn and told once."""

import secrets
from datetime import date

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import AnonymousUser, Group, User
from django.db import transaction
from django.utils import timezone

from central.people.models import ConsoleSession, Person
from central.people.roles import ROLES
from central.people.second_factor import confirmed, forget_devices

FIRST = "admin"
_PASSWORD_BYTES = 12


class UnknownRoleError(ValueError):
    """No role has that name."""


class Accounts(ModelBackend):
    """Django's accounts, while they are valid: whoever's day has passed is not let in, and ends where they are."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Active, and not past the last day. Asked at the login and at every request."""
        return bool(super().user_can_authenticate(user)) and valid_today(user)

    def get_user(self, user_id: int) -> User | None:
        """The account of a session, with its person, or ``None`` when it may not be used any more."""
        user = User.objects.select_related("person").filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None


def valid_today(user: object) -> bool:
    """Whether the account's last day, if it has one, is not past."""
    person = person_of(user)
    return person is None or person.valid_until is None or today() <= person.valid_until


def person_of(user: object) -> Person | None:
    """What is known beyond the account; ``None`` for an account without it (such as nobody's)."""
    found: Person | None = getattr(user, "person", None)
    return found


def today() -> date:
    """China's day."""
    return timezone.localdate()


def draw_password() -> str:
    """A password that nobody chose; told once, changed at the first login."""
    return secrets.token_urlsafe(_PASSWORD_BYTES)


@transaction.atomic
def first_administrator() -> tuple[str, str] | None:
    """Name and password of an administrator, made when the platform knows nobody; ``None`` when it knows somebody."""
    if User.objects.exists():
        return None
    password = draw_password()
    user = User.objects.create_superuser(FIRST, password=password)
    Person.objects.create(user=user, must_change_password=True)
    return user.username, password


@transaction.atomic
def break_glass() -> tuple[str, str]:
    """The superuser with a new password that need not be changed: for whoever has a shell on the platform anyway."""
    user, _ = User.objects.get_or_create(username=FIRST, defaults={"is_staff": True, "is_superuser": True})
    password = reset(user)
    Person.objects.filter(user=user).update(must_change_password=False)
    return user.username, password


@transaction.atomic
def add(name: str, roles: tuple[str, ...], *, region: str = "", department: str = "", until: date | None = None) -> str:
    """Make an account and return its password.

    Raises:
        UnknownRoleError: a role that there is not.
    """
    password = draw_password()
    user = User.objects.create_user(name, password=password, is_staff=True)
    person = Person(user=user, region=region, department=department, valid_until=until, must_change_password=True)
    person.full_clean(exclude=["user"])
    person.save()
    give_roles(user, roles)
    return password


def give_roles(user: User, roles: tuple[str, ...]) -> None:
    """Make `roles` the roles of `user`."""
    if strange := set(roles) - set(ROLES):
        raise UnknownRoleError(", ".join(sorted(strange)))
    user.groups.set(Group.objects.filter(name__in=roles))


@transaction.atomic
def reset(user: User, *, second_factor: bool = False) -> str:
    """A new password, which has to be changed; all sessions end. With `second_factor` that is bound anew too."""
    password = draw_password()
    user.set_password(password)
    user.save(update_fields=["password"])
    Person.objects.update_or_create(user=user, defaults={"must_change_password": True})
    if second_factor:
        forget_devices(user)
    ConsoleSession.end_all(user)
    return password


@transaction.atomic
def disable(user: User) -> None:
    """Nobody enters by this account any more. It stays, for the trail names it."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    ConsoleSession.end_all(user)


def describe(user: User) -> tuple[str, ...]:
    """One line about an account, for people."""
    person = person_of(user)
    roles = [group.name for group in user.groups.all()]
    return (
        user.username,
        "superuser" if user.is_superuser else ",".join(sorted(roles)) or "no role",
        f"region {(person and person.region) or '-'}",
        f"until {(person and person.valid_until) or '-'}",
        "active" if user.is_active and valid_today(user) else "not usable",
        "second factor" if confirmed(user) else "no second factor",
    )
