"""What tests do inside of the platform: logging in with and without a code, being locked out, changing and reading the trail."""

import io
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from typing import Any

from auditlog.registry import auditlog
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from central.kiosks.models import Kiosk
from central.people import accounts, cli
from central.people.field_words import name_of, part_of
from central.people.groups import sync_groups
from central.people.models import ConsoleSession, Person, TrailEntry
from central.people.roles import ROLES
from central.people.trail_pages import changes_of
from central.writing.models import DraftKind, MatterDraft

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a login is not what is measured here
PASSWORD = "a-password-of-nobody"
LOGIN, HOME = "/admin/login/", "/admin/"
OWN = "/admin/password_change/"
SECOND = "/admin/second-factor/"


def browser(address: str = "127.0.0.1", **headers: Any) -> Client:
    """Somebody's browser."""
    return Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR=address, raise_request_exception=False, **headers)


def person(name: str, *roles: str, region: str = "") -> User:
    """An account through the first gate: with a password of its own."""
    accounts.add(name, roles, region=region)
    user = User.objects.get(username=name)
    user.set_password(PASSWORD)
    user.save()
    Person.objects.filter(user=user).update(must_change_password=False)
    return user


def entered(client: Client, name: str, password: str = PASSWORD, code: str = "") -> bool:
    """Whether the login form lets in."""
    form = {"username": name, "password": password, "otp_token": code}
    return client.post(f"{LOGIN}?next={HOME}", form).status_code == 302


def inside_as(name: str, **headers: Any) -> Client:
    """A browser that is logged in."""
    client = browser(**headers)
    assert entered(client, name)
    return client


def place(client: Client, page: str = HOME) -> str:
    """Where `page` leads: its own address, or where it sends one."""
    answer = client.get(page)
    return str(answer.headers.get("Location", page)) if answer.status_code == 302 else f"{answer.status_code}"


def code_of(name: str, ahead: int = 0) -> str:
    """What the authenticator shows, `ahead` steps from now."""
    device = TOTPDevice.objects.filter(user__username=name).earliest("pk")
    totp = TOTP(device.bin_key, device.step, device.t0, device.digits, device.drift + ahead)
    totp.time = timezone.now().timestamp()
    TOTPDevice.objects.filter(pk=device.pk).update(throttling_failure_count=0, throttling_failure_timestamp=None)
    StaticDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    return f"{totp.token():06d}"


def _changes_password(client: Client, old: str, fresh: str) -> int:
    form = {"old_password": old, "new_password1": fresh, "new_password2": fresh}
    return client.post(OWN, form).status_code


def gate() -> dict[str, Any]:
    """From the first start to the second login."""
    settings.SECOND_FACTOR_REQUIRED = True
    made = accounts.first_administrator()
    assert made is not None
    name, first = made
    client, other = browser(), browser()
    found: dict[str, Any] = {"again": accounts.first_administrator(), "first": entered(client, name, first)}
    found["before the password"] = [
        place(client),
        place(client, "/admin/auth/user/"),
        place(client, "/admin/autocomplete/"),
    ]
    found["same password"] = _changes_password(client, first, first)
    found["short password"] = _changes_password(client, first, "short")
    found["weak passwords"] = [_changes_password(client, first, weak) for weak in ("138001366211", "a" * 12)]
    found["own password"] = _changes_password(client, first, PASSWORD)
    found["before the second factor"] = [place(client), place(client, "/admin/auth/user/")]
    page = client.get(SECOND)
    found["picture"] = "data:image/svg+xml;base64," in page.content.decode()
    found["stored"] = page.headers["Cache-Control"]
    found["wrong code"] = client.post(SECOND, {"otp_token": "000000"}).status_code
    soon = [client.post(SECOND, {"otp_token": "000000"}).content.decode() for _ in range(4)]  # each wait is longer
    found["wait and type the next"] = any("请稍等一秒，再输入下一个验证码" in page for page in soon)
    found["bound too early"] = TOTPDevice.objects.filter(confirmed=True).count()
    shown = client.post(SECOND, {"otp_token": code_of(name)}).content.decode()
    codes = list(StaticToken.objects.values_list("token", flat=True))
    found["codes shown"] = [len(codes), all(code in shown for code in codes)]
    found["inside"] = place(client)
    found["shown again"] = any(code in client.get(SECOND).content.decode() for code in codes)
    found["password alone"] = entered(other, name)
    found["wrong second factor"] = entered(other, name, code="123456")
    found["old password"] = entered(other, name, first, code_of(name, ahead=1))
    found["recovery code"] = [entered(other, name, code=codes[0]), place(other)]
    found["recovery code twice"] = entered(browser(), name, code=codes[0])
    fresh = code_of(name, ahead=1)
    found["fresh code"] = entered(browser(), name, code=fresh)
    code_of(name)
    found["code twice"] = entered(browser(), name, code=fresh)
    return found


def sessions() -> dict[str, Any]:
    """Sessions end: by hand, by idleness, by age, with the account."""
    user = person("lin", "viewer")
    found: dict[str, Any] = {}
    here, there = inside_as("lin"), inside_as("lin")
    found["listed"] = here.get("/admin/sessions/").content.decode().count("127.0.0.1")
    here.post("/admin/sessions/")
    found["ended elsewhere"] = [place(here), place(there)]
    found["stranger"] = place(browser(), "/admin/sessions/")
    for name, change in (
        ("idle", {"seen_at": timezone.now() - timedelta(minutes=31)}),
        ("old", {"began_at": timezone.now() - timedelta(hours=9)}),
    ):
        client = inside_as("lin")
        before = place(client)
        ConsoleSession.objects.filter(user=user).update(**change)
        found[name] = [before, place(client)]
    client = inside_as("lin")
    found["password changed elsewhere"] = [_changes_password(inside_as("lin"), PASSWORD, PASSWORD + "2"), place(client)]
    client = inside_as_with("lin", PASSWORD + "2")
    Person.objects.filter(user=user).update(valid_until=accounts.today())
    found["last day"] = place(client)
    Person.objects.filter(user=user).update(valid_until=accounts.today() - timedelta(days=1))
    found["day after"] = [place(client), entered(browser(), "lin", PASSWORD + "2")]
    Person.objects.filter(user=user).update(valid_until=None)
    client = inside_as_with("lin", PASSWORD + "2")
    accounts.disable(User.objects.get(username="lin"))
    found["disabled"] = [place(client), entered(browser(), "lin", PASSWORD + "2")]
    return found


def inside_as_with(name: str, password: str) -> Client:
    """As `inside_as`, with another password."""
    client = browser()
    assert entered(client, name, password)
    return client


def throttling() -> dict[str, Any]:
    """Five wrong tries from one address; the same person from elsewhere, and later."""
    person("lin", "viewer")
    stranger, elsewhere = browser("10.0.0.1"), browser("10.0.0.2")
    tries = [stranger.post(LOGIN, {"username": "lin", "password": "wrong"}).status_code for _ in range(6)]
    found: dict[str, Any] = {"tries": tries, "then right": entered(stranger, "lin")}
    found["forged header"] = entered(browser("10.0.0.1", HTTP_X_FORWARDED_FOR="10.9.9.9"), "lin")
    found["from elsewhere"] = entered(elsewhere, "lin")
    since = list(AccessAttempt.objects.filter(ip_address="10.0.0.1").values_list("attempt_time", flat=True))
    entered(stranger, "lin")
    found["not lengthened"] = since == list(
        AccessAttempt.objects.filter(ip_address="10.0.0.1").values_list("attempt_time", flat=True)
    )
    AccessAttempt.objects.update(attempt_time=timezone.now() - timedelta(minutes=16))
    found["after the pause"] = entered(stranger, "lin")
    settings.BEHIND_PROXY = True
    for number in range(5):
        forged = browser(HTTP_X_FORWARDED_FOR=f"10.1.1.{number}, 10.0.0.7")
        forged.post(LOGIN, {"username": "lin", "password": "wrong"})
    found["forged behind the proxy"] = entered(browser(HTTP_X_FORWARDED_FOR="10.1.1.99, 10.0.0.7"), "lin")
    found["others behind the proxy"] = entered(browser(HTTP_X_FORWARDED_FOR="10.0.0.8"), "lin")
    found["no address"] = entered(browser(HTTP_X_FORWARDED_FOR="not an address"), "lin")
    entries = TrailEntry.objects.filter(content_type__model="user")
    events = [(entry.additional_data or {}).get("event") for entry in entries]
    found["in the trail"] = {event: events.count(event) > 0 for event in ("login", "login-refused", "locked-out")}
    browser().post(LOGIN, {"username": "my-password-by-mistake", "password": "x"})
    found["mistyped"] = TrailEntry.objects.filter(object_repr__contains="mistake").count()
    return found


def _account_form(name: str, roles: tuple[str, ...], region: str, **more: str) -> dict[str, Any]:
    groups = Group.objects.filter(name__in=roles).values_list("pk", flat=True)
    places = {"TOTAL_FORMS": "1", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": "1"}
    form = {"username": name, "is_active": "on", "groups": list(groups), "person-0-region": region}
    return {**form, **{f"person-{key}": value for key, value in places.items()}, **more}


def assigning() -> dict[str, Any]:
    """Roles and regions are given by security officers, within their own reach, never to themselves."""
    for name, role, region in (
        ("an", "security_officer", ""),
        ("bo", "security_officer", "9901"),
        ("op", "operator", "9901"),
    ):
        person(name, role, region=region)
    User.objects.create_superuser("root", password=PASSWORD)
    everywhere, narrow, operator = inside_as("an"), inside_as("bo"), inside_as("op")
    add = "/admin/auth/user/add/"
    found: dict[str, Any] = {"told once": _told(everywhere, add)}
    new = User.objects.get(username="new")
    found["new"] = [*_roles(new), new.person.region, new.person.must_change_password, new.is_superuser, new.is_staff]
    for name, client, region in (
        *(("wider", narrow, "99"), ("all", narrow, ""), ("other", narrow, "9902"), ("inner", narrow, "990101")),
        ("op", operator, "9901"),
    ):
        status = client.post(add, _account_form(f"by-{name}", ("officer",), region)).status_code
        found[f"adds {name}"] = [status, User.objects.filter(username=f"by-{name}").exists()]
    for name, who in (("themselves", "an"), ("a superuser", "root")):
        user = User.objects.get(username=who)
        form = _account_form(who, ("auditor", "approver"), "", is_superuser="on")
        status = everywhere.post(f"/admin/auth/user/{user.pk}/change/", form).status_code
        found[f"changes {name}"] = [status, *_roles(User.objects.get(pk=user.pk))]
    found["narrow sees"] = [narrow.get(f"/admin/auth/user/{new.pk}/change/").status_code, "new" in _list(narrow)]
    found["resets"] = _resets(everywhere, new)
    found["ends"] = _ends(everywhere, operator)
    found["groups page"] = [everywhere.get(f"/admin/auth/group/{end}").status_code for end in ("", "add/")]
    found["devices page"] = everywhere.get("/admin/otp_totp/totpdevice/").status_code
    return found


def _told(client: Client, add: str) -> list[Any]:
    form = _account_form(
        "new", ("officer", "operator"), "9902", is_superuser="on", password="chosen", user_permissions="1"
    )
    answer = client.post(add, form)
    password = answer.content.decode().partition('<td class="font-mono')[2].partition(">")[2].partition("<")[0]
    return [
        answer.status_code,
        answer.headers["Cache-Control"],
        User.objects.get(username="new").check_password(password),
    ]


def _roles(user: User) -> list[str]:
    return sorted(user.groups.values_list("name", flat=True))


def _list(client: Client) -> str:
    return client.get("/admin/auth/user/").content.decode().partition('id="result_list"')[2]


def _resets(client: Client, user: User) -> list[bool]:
    root = User.objects.get(username="root")
    chosen = {"action": "new_passwords", "_selected_action": [user.pk, root.pk, User.objects.get(username="an").pk]}
    before = {one.pk: one.password for one in User.objects.all()}
    client.post("/admin/auth/user/", chosen)
    return [
        before[one.pk] != one.password for one in (User.objects.get(username=name) for name in ("new", "root", "an"))
    ]


def _ends(client: Client, operator: Client) -> list[Any]:
    chosen = {
        "action": "end",
        "_selected_action": list(ConsoleSession.objects.filter(user__username="op").values_list("pk", flat=True)),
    }
    forged = operator.post("/admin/people/consolesession/", chosen).status_code
    still = place(operator)
    client.post("/admin/people/consolesession/", chosen)
    return [forged, still, place(operator)]


def trail() -> dict[str, Any]:
    """What a change leaves behind, and who may read it."""
    for name, role in (("fa", "fleet_admin"), ("au", "auditor"), ("of", "officer"), ("an", "security_officer")):
        person(name, role)
    Kiosk.objects.create(id="K-1", place="老地方", region="9901")
    fleet, auditor, officer = inside_as("fa"), inside_as("au"), inside_as("of")
    answer = fleet.post("/admin/kiosks/kiosk/K-1/change/", {"place": "=新地方", "region": "9901", "active": "on"})
    entry = TrailEntry.objects.filter(content_type__model="kiosk", action=1).latest("pk")
    found: dict[str, Any] = {
        "changed": answer.status_code,
        "entry": [
            entry.changes["place"],
            entry.actor and entry.actor.get_username(),
            entry.remote_addr,
            bool(entry.cid),
        ],
    }
    found["never again"] = [
        _refused(lambda: TrailEntry.objects.filter(pk=entry.pk).update(object_repr="x")),
        *(_refused(TrailEntry.objects.all().delete), _refused(entry.save), _refused(entry.delete)),
    ]
    page = auditor.get("/admin/people/trailentry/").content.decode()
    detail = auditor.get(f"/admin/people/trailentry/{entry.pk}/change/").content.decode()
    found["read"] = ["K-1" in page, "老地方" in detail, "=新地方" in detail]
    found["by action"] = _rows(auditor, "action=1") < _rows(auditor, "")
    found["by kind"] = [_rows(auditor, "kind=kiosks.kiosk"), _rows(auditor, "kind=people.person") > 0]
    found["others"] = [client.get("/admin/people/trailentry/").status_code for client in (fleet, officer)]
    wanted = {"action": "export", "_selected_action": list(TrailEntry.objects.values_list("pk", flat=True))}
    table = b"".join(auditor.post("/admin/people/trailentry/", wanted)).decode()
    found["exported"] = [table.startswith("\ufeff时间"), "K-1" in table, "\n=" not in table and ',"=' not in table]
    found["export noted"] = TrailEntry.objects.filter(additional_data__event="exported").count()
    found["export refused"] = officer.post("/admin/people/trailentry/", wanted).status_code
    found["unnamed"] = [
        f"{model.__name__}.{field.name}"
        for model in auditlog.get_models()
        for field in model._meta.concrete_fields
        if field.name not in auditlog.get_model_fields(model)["exclude_fields"]
        and not re.search(r"[一-鿿]", name_of(field))
    ]
    found["parts"] = [part_of(path) for path in ("situations/2/question/en", "title/zh")]
    found["parts of a bundle"] = _parts_of_a_bundle()
    found["secrets"] = [
        text for entry in TrailEntry.objects.all() for text in (f"{entry.changes}",) if "pbkdf2" in text
    ]
    return found


def _parts_of_a_bundle() -> list[str]:
    """What the trail calls what is another in a draft of one."""
    draft = MatterDraft.objects.create(kind=DraftKind.BUNDLE, code="b", body={}, author=User.objects.latest("pk"))
    draft.body = {"title": {"zh": "新"}, "members": [{"code": "m"}]}
    draft.save()
    entry = TrailEntry.objects.filter(content_type__model="matterdraft", action=1).latest("pk")
    return [name for name, _before, _after in changes_of(entry)]


def _rows(client: Client, query: str) -> int:
    return client.get(f"/admin/people/trailentry/?{query}").content.decode().count('name="_selected_action"')


def _refused(deed: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            deed()
    except (DatabaseError, TypeError):
        return True
    return False


def headers() -> dict[str, Any]:
    """What a browser is told beside the pages; and the language of who asks."""
    person("lin", "viewer")
    client = inside_as("lin")
    page = client.get(HOME)
    found = {
        name: page.headers.get(name, "") for name in ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy")
    }
    found["policy"] = page.headers["Content-Security-Policy"]
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    found["cookie"] = f"{cookie['httponly']} {cookie['samesite']}"
    found["chinese"] = str("终端" in page.content.decode())
    client.post("/admin/language", {"language": "en", "next": HOME})
    found["english"] = str("Kiosk health" in client.get(HOME).content.decode())
    return found


def _said(state: str, *arguments: str) -> list[Any]:
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = cli.main([*arguments, "--state", state])
    return [code, out.getvalue(), err.getvalue()]


def command_line(state: str) -> dict[str, Any]:
    """``python -m central people``, and the groups that every start keeps."""
    found: dict[str, Any] = {"first": _said(state, "first")[1], "again": _said(state, "first")}
    added = _said(
        state, "add", "wang", "--role", "officer", "--role", "viewer", "--region", "9901", "--until", "2030-01-01"
    )
    found["added"] = [added[0], User.objects.get(username="wang").check_password(added[1].split()[1])]
    found["no region"] = _said(state, "add", "li", "--region", "九九")[::2]
    found["left of it"] = User.objects.filter(username="li").exists()
    found["unknown"] = _said(state, "reset", "nobody")[::2]
    fresh = _said(state, "reset", "wang", "--second-factor")[1].split()[1]
    found["reset"] = [entered(browser(), "wang", added[1].split()[1]), entered(browser(), "wang", fresh)]
    _said(state, "disable", "wang")
    found["listed"] = [line for line in _said(state, "list")[1].splitlines() if line.startswith("wang")]
    officer, strange = Group.objects.get(name="officer"), Group.objects.create(name="strange")
    wanted = officer.permissions.count()
    strange.permissions.set(officer.permissions.all())
    officer.permissions.clear()
    sync_groups()
    found["groups"] = [
        officer.permissions.count() == wanted,
        strange.permissions.count(),
        Group.objects.count() - 1 == len(ROLES),
    ]
    with CaptureQueriesContext(connection) as asked:
        sync_groups()
    found["written again"] = [one["sql"] for one in asked.captured_queries if not one["sql"].startswith("SELECT")]
    return found
