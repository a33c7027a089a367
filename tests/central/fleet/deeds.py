"""What tests do inside of the platform: heartbeats over days, and the pages that people look at."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from central.commands.book import waiting_for
from central.commands.models import KioskCommand
from central.fleet import alarms, showing
from central.fleet.convergence import convergence
from central.fleet.duty import on_duty
from central.fleet.fleet_api import keep
from central.fleet.health import Trouble
from central.fleet.history import Condition
from central.fleet.hours import CHINA, day_bounds
from central.fleet.models import Alarm, Duty, KioskDay, KioskReport, RegionDay, Span, SupplyReading
from central.fleet.showing import catalogue_of, showing_of
from central.fleet.shows_page import context_of
from central.fleet.uptime import compact, month_of
from central.kiosks.models import EnrolmentCode, Kiosk
from kiosk.matters.model import National, OpeningHours
from kiosk.protocol.fleet import DeviceHealth, Heartbeat, QueueHealth, SupplyLevel
from tests.central.fleet.worded import audited, looked
from tests.central.people.deeds import inside_as, person

ALL = (
    *("document_camera", "document_printer", "document_printer.colour", "document_printer.duplex"),
    *("id_card_reader", "receipt_printer", "scan_to_pay"),
)
MINUTE = timedelta(minutes=1)
CERTIFICATE, CARD = "social-insurance-certificate", "social-security-card-replacement"


def kiosk(number: str, region: str = "990101") -> Kiosk:
    made, _ = Kiosk.objects.get_or_create(
        id=number, defaults={"region": region, "public_key": "x", "place": f"at {number}"}
    )
    return made


def beat(one: Kiosk, at: datetime, usable: Sequence[str] | None = ALL, **other: object) -> None:
    right: dict[str, object] = {
        "kiosk_id": one.id,
        "at": at,
        "up_s": 60,
        "program": "0.1.0",
        "release": 0,
        "devices": {"document_printer": DeviceHealth(state="online")},
        "queue": QueueHealth(depth=0),
        "free_bytes": 10**11,
        "usable": None if usable is None else tuple(usable),
        "audit_n": 0,
        "audit_hash": "0" * 64,
    }
    with transaction.atomic():
        keep(one, Heartbeat.model_validate(right | other), at)


def without(*gone: str) -> tuple[str, ...]:
    return tuple(one for one in ALL if one.partition(".")[0] not in gone)


def over_time() -> dict[str, Any]:
    """One after the other."""
    deeds = (spans, months, supplies, alarmed, shown, by_the_clock, roster, behind)
    return {deed.__name__: _at_once(deed) for deed in deeds}


def on_pages() -> dict[str, Any]:
    """One after the other."""
    return {deed.__name__: deed() for deed in (scoped, story, enrolling, looked, audited)}


def _at_once(deed: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """In one transaction: hundreds of heartbeats need not all reach the disk."""
    with transaction.atomic():
        return deed()


def spans() -> dict[str, Any]:
    """A morning: well, then without a printer, silent for ten minutes, and well again."""
    one = kiosk("K-1001")
    for model in (Span, KioskReport, KioskDay, Alarm):
        model.objects.filter(kiosk=one).delete()  # planted bugs run on the same database
    begin = day_bounds(datetime(2026, 11, 20, tzinfo=CHINA).date())[0]
    at = begin
    for _ in range(60):
        beat(one, at)
        at += MINUTE
    with CaptureQueriesContext(connection) as steady:
        beat(one, at)
    for _ in range(60):
        beat(one, at, without("document_printer"))
        at += MINUTE
    last = at - MINUTE
    at = last + 10 * MINUTE
    beat(one, at)
    Kiosk.objects.filter(pk=one.pk).update(enrolled_at=begin)
    rows = Span.objects.filter(kiosk=one).order_by("began")
    compact(begin.astimezone(CHINA).date())
    day = KioskDay.objects.get(kiosk=one)
    return {
        "spans": [
            [_minutes(row.began, begin), None if row.until is None else _minutes(row.until, begin)] for row in rows
        ],
        "steady writes": sum("INSERT" in query["sql"] for query in steady.captured_queries),
        "steady queries": len(steady.captured_queries),
        "silence": [
            [_minutes(row.began_at, begin), _minutes(row.over_at or begin, begin)]
            for row in Alarm.objects.filter(kiosk=one, kind=Trouble.SILENT)
        ],
        "heard": day.heard[:4],
        "open": day.open[:4],
        "lacking": day.lacking,
        "expected": day.expected_s,
    }


def _minutes(moment: datetime, begin: datetime) -> int:
    return round((moment - begin).total_seconds() / 60)


def months() -> dict[str, Any]:
    """Two kiosks of a region for a day, one of them closed for half of it: the region's row, and the month."""
    begin, end = day_bounds(datetime(2026, 10, 5, tzinfo=CHINA).date())
    noon = begin + timedelta(hours=12)
    for number, closed in (("K-1101", ""), ("K-1102", "door_open")):
        one = kiosk(number, "990201")
        Kiosk.objects.filter(pk=one.pk).update(enrolled_at=begin)
        for began, until, why in ((begin, noon, ""), (noon, end, closed)):
            condition = Condition(why, ALL, accepting=True, release=0)
            Span.objects.create(kiosk=one, began=began, until=until, closed=why, release=0, situation=condition.text)
    day = begin.astimezone(CHINA).date()
    compact(day)
    compact(day)
    month = month_of(day.replace(day=1), day.replace(day=31), RegionDay.objects.filter(region="990201"))
    assert month is not None
    return {
        "rows": [
            KioskDay.objects.filter(day=day, kiosk__region="990201").count(),
            RegionDay.objects.filter(day=day).count(),
        ],
        "kiosks": month.kiosks,
        "open": round(month.open, 2),
        "heard": round(month.heard, 2),
        "morning": round(month.by_hour[3], 2),
        "evening": round(month.by_hour[20], 2),
        "matter": round(dict(month.by_matter)[CERTIFICATE], 2),
    }


def supplies() -> dict[str, Any]:
    """A level that falls every minute is read every half an hour; a refill at once; what has no level never."""
    one, at = kiosk("K-1201"), datetime(2026, 11, 20, tzinfo=UTC)
    for minute in range(121):
        level = {"t.black": SupplyLevel(kind="toner", percent=90 - minute // 4), "r.paper": SupplyLevel(kind="paper")}
        beat(one, at + minute * MINUTE, supplies=level)
    beat(one, at + 122 * MINUTE, supplies={"t.black": SupplyLevel(kind="toner", percent=100)})
    rows = SupplyReading.objects.filter(kiosk=one).order_by("at").values_list("supply", "percent")
    return {"read": [list(row) for row in rows]}


def alarmed() -> dict[str, Any]:
    """Something breaks, stays broken, is mended; somebody falls silent; a log is broken; an old program calls."""
    one, at = kiosk("K-1301"), datetime.now(UTC) - timedelta(hours=2)
    bad = {"document_printer": DeviceHealth(state="user_error", fault="printer.paper_out")}
    found: dict[str, Any] = {}
    beat(one, at)
    for minute in range(1, 4):
        beat(one, at + minute * MINUTE, devices=bad, queue=QueueHealth(depth=3, oldest_s=7200), clock_offset_s=-90.0)
    found["raised"] = _kinds(one)
    found["health"] = KioskReport.objects.get(kiosk=one).health
    beat(one, at + 5 * MINUTE, clock_offset_s=-90.0)
    found["left"] = _kinds(one)
    found["kept"] = Alarm.objects.filter(kiosk=one).count()
    beat(one, at + 6 * MINUTE)
    found["well"] = [_kinds(one), KioskReport.objects.get(kiosk=one).health]
    found["patrol"] = [alarms.patrol() > 0, alarms.patrol(), _kinds(one)]
    alarm = Alarm.objects.get(kiosk=one, kind=Trouble.SILENT)
    found["seen"] = [alarms.acknowledge(alarm, "a", "on the way"), alarms.acknowledge(alarm, "b")]
    found["by"] = Alarm.objects.get(pk=alarm.pk).seen_by
    beat(one, datetime.now(UTC))
    found["back"] = _kinds(one)
    found["old program"] = _old_program()
    closed = kiosk("K-1303")
    beat(closed, datetime.now(UTC), closed="withdrawn")
    found["by command"] = [_kinds(closed), KioskReport.objects.get(kiosk=closed).health]
    found["joined"] = _joined()
    return found


def _joined() -> list[Any]:
    """A jam that somebody has seen; then another printer, too; then only that one."""
    one, at = kiosk("K-1304"), datetime.now(UTC)
    well = DeviceHealth(state="online")
    jam, other = (DeviceHealth(state="user_error", fault=f"{what}.jam") for what in ("receipt", "printer"))
    states = [(jam, well), (jam, other), (well, other)]
    told = []
    for minute, (receipt, paper) in enumerate(states):
        beat(one, at + minute * MINUTE, devices={"receipt_printer": receipt, "document_printer": paper})
        alarm = Alarm.objects.get(kiosk=one, kind=Trouble.DEVICE, over_at=None)
        told.append([alarm.detail, alarm.seen_at is None])
        alarms.acknowledge(alarm, "a")
    return told


def _old_program() -> list[Any]:
    old = kiosk("K-1302")
    beat(old, datetime.now(UTC), usable=None)
    report = KioskReport.objects.get(kiosk=old)
    return [report.health, showing_of(report).told]


def _kinds(one: Kiosk) -> list[str]:
    return sorted(Alarm.objects.filter(kiosk=one, over_at=None).values_list("kind", flat=True))


def shown() -> dict[str, Any]:
    """The same matters at a kiosk that is well, one without a printer, and one that is full."""
    one, now = kiosk("K-1401"), datetime.now(UTC)
    found: dict[str, Any] = {}
    for name, usable, accepting in (
        ("well", ALL, True),
        ("no printer", without("document_printer"), True),
        ("no reader", without("id_card_reader"), True),
        ("full", ALL, False),
    ):
        beat(one, now, usable, accepting=accepting)
        matters = {each.code: each for each in showing_of(KioskReport.objects.get(kiosk=one)).matters}
        found[name] = {code: [str(matters[code].level), list(matters[code].reasons)] for code in (CERTIFICATE, CARD)}
    beat(one, now, release=77)
    found["gone release"] = showing_of(KioskReport.objects.get(kiosk=one)).known
    return found


def by_the_clock() -> dict[str, Any]:
    """A matter of office hours, one that is cancelled, one that is only planned and a bundle with it; a long silence."""
    one, monday = kiosk("K-1402"), datetime(2026, 11, 23, tzinfo=CHINA)
    beat(one, monday)
    whole = catalogue_of(0)
    assert whole is not None
    office = OpeningHours(on="working_days", opens=time(9), closes=time(17))
    plans: dict[str, dict[str, object]] = {
        CERTIFICATE: {"opening": (office,)},
        CARD: {"national": National(cancelled_on=monday.date())},
        "newborn-medical-insurance": {"national": National(effective_from=monday.date() + timedelta(days=1))},
    }
    matters = {code: matter.model_copy(update=plans.get(code, {})) for code, matter in whole.matters.items()}
    report, found = KioskReport.objects.get(kiosk=one), {}
    with patch.object(showing, "catalogue_of", lambda _: replace(whole, matters=MappingProxyType(matters))):
        for name, now in (
            ("monday noon", monday + timedelta(hours=12)),
            ("monday night", monday + timedelta(hours=23)),
            ("saturday", monday + timedelta(days=5, hours=12)),
            ("after a month", monday + timedelta(days=31)),
        ):
            rows = {each.code: each for each in showing.showing_of(report, now).matters}
            found[name] = {code: [str(rows[code].level), *rows[code].reasons] for code in (*plans, "newborn")}
        said = {str(row["code"]): row for row in context_of(report, monday + timedelta(hours=23))["rows"]}  # type: ignore[attr-defined]  # rows of a page
    return {**found, "page": [said[CERTIFICATE]["why"], said["newborn"]["title"], said["newborn"]["bundle"]]}


def scoped() -> dict[str, Any]:
    """A regional operator, a viewer, and somebody without a region look at everything."""
    now = datetime.now(UTC)
    ill = {"document_printer": DeviceHealth(state="user_error", fault="printer.paper_out")}
    for number, region in (("K-2001", "990101"), ("K-2002", "990301")):
        beat(kiosk(number, region), now, devices=ill)
        RegionDay.objects.get_or_create(
            region=region,
            day=datetime(2026, 9, 1, tzinfo=CHINA).date(),
            defaults={"kiosks": 1, "expected_s": 86_400, "heard": [3600] * 24, "open": [3600] * 24},
        )
    person("op", "operator", region="9901")
    person("eye", "viewer", region="9903")
    person("nowhere", "viewer")
    return looks()


def looks() -> dict[str, Any]:
    """What each of them gets; the people and kiosks are there."""
    pages = {
        "map": "/admin/fleet/fleetmap/",
        "list": "/admin/fleet/kioskreport/",
        "alarms": "/admin/fleet/alarm/",
        "convergence": "/admin/fleet/convergence/",
        "kiosks": "/admin/kiosks/kiosk/",
    }
    found: dict[str, Any] = {}
    for name in ("op", "eye", "nowhere"):
        browser = inside_as(name)
        for label, address in pages.items():
            text = browser.get(address).content.decode()
            found[f"{name} {label}"] = [number for number in ("K-2001", "K-2002") if number in text]
        for label, address in (
            ("own", "/admin/fleet/kioskreport/K-2001/change/"),
            ("other", "/admin/fleet/kioskreport/K-2002/change/"),
            ("shows", "/admin/fleet/kioskreport/K-2002/shows/"),
        ):
            found[f"{name} {label}"] = browser.get(address).status_code
        uptime = browser.get("/admin/fleet/kioskday/?month=2026-09&region=9903").content.decode()
        found[f"{name} uptime elsewhere"] = "100.00 %" in uptime
        alarm = Alarm.objects.filter(kiosk_id="K-2001", kind=Trouble.DEVICE).get()
        found[f"{name} acknowledges"] = browser.post(f"/admin/fleet/alarm/{alarm.pk}/seen/").status_code
        found[f"{name} enrols"] = browser.get("/admin/kiosks/kiosk/add/").status_code
    return found


def story() -> dict[str, Any]:
    """A kiosk falls ill: an alarm, a command asked for by one, approved by another, and on its way."""
    one = kiosk("K-3001")
    beat(one, datetime.now(UTC), devices={"id_card_reader": DeviceHealth(state="offline", fault="reader.no_answer")})
    person("asks", "fleet_admin")
    person("approves", "fleet_admin")
    asking, approving = inside_as("asks"), inside_as("approves")
    alarm = Alarm.objects.get(kiosk=one, kind=Trouble.DEVICE)
    page = asking.get(f"/admin/fleet/kioskreport/{one.id}/change/").content.decode()
    link = f"/admin/commands/kioskcommand/add/?kiosk={one.id}&amp;alarm={alarm.pk}"
    found: dict[str, Any] = {"link": link in page}
    form = {"kiosk": one.id, "verb": "restart", "_save": "1"}
    found["asked"] = asking.post(link.replace("&amp;", "&"), form).status_code
    command = KioskCommand.objects.get(kiosk=one)
    decide = f"/admin/commands/kioskcommand/{command.pk}/decide/"
    asking.post(decide, {"approve": "1"})
    found["by the same"] = KioskCommand.objects.get(pk=command.pk).state
    found["waiting before"] = len(waiting_for(one))
    approving.post(decide, {"approve": "1"})
    found["by another"] = KioskCommand.objects.get(pk=command.pk).state
    found["waiting"] = len(waiting_for(one))
    alarm.refresh_from_db()
    found["alarm"] = [alarm.seen_by, alarm.command_id == command.pk]
    elsewhere = kiosk("K-3002", "990301")
    person("narrow", "operator", region="9901")
    inside_as("narrow").post(link.replace("&amp;", "&"), {**form, "kiosk": elsewhere.id})
    found["elsewhere"] = KioskCommand.objects.filter(kiosk=elsewhere).count()
    found["get decides nothing"] = approving.get(decide).status_code
    return found


def enrolling() -> dict[str, Any]:
    """The code is on the page once, and not on the next one; outside the region there is none."""
    person("boss", "fleet_admin")
    browser = inside_as("boss")
    form = {"kiosk_id": "K-4001", "place": "云河市民中心", "region": "990101", "operator": "", "phone": ""}
    answer = browser.post("/admin/kiosks/kiosk/add/", form)
    text = answer.content.decode()
    made = Kiosk.objects.get(pk="K-4001")
    found: dict[str, Any] = {
        "kept": [made.place, made.region, made.public_key],
        "code": EnrolmentCode.objects.filter(kiosk=made).count(),
        "picture": "<svg" in text and "f-qr" in text,
        "cache": "no-store" in answer["Cache-Control"],
        "again": "f-code" in browser.get("/admin/kiosks/kiosk/add/").content.decode(),
        "bad": all(
            "f-ill" in browser.post("/admin/kiosks/kiosk/add/", {**form, "kiosk_id": one}).content.decode()
            for one in ("lower case", "0777", "K-777", "K-0777000", "K-0777\n\n1", "Ｋ-0777", "K-٠٧٧٧")
        ),
        "rule": "K-0412" in browser.get("/admin/kiosks/kiosk/add/").content.decode(),
    }
    person("west", "fleet_admin", region="9902")
    inside_as("west").post("/admin/kiosks/kiosk/add/", {**form, "kiosk_id": "K-4002"})
    found["elsewhere"] = Kiosk.objects.filter(pk="K-4002").count()
    inside_as("west").post("/admin/kiosks/kiosk/add/", {**form, "region": "990201"})
    found["taken over"] = Kiosk.objects.get(pk="K-4001").region
    return found


def roster() -> dict[str, Any]:
    """The smaller region goes before the larger; a night belongs to the day on which it begins."""
    rows = (("99", "province", "1234567", 0, 23), ("9901", "city", "12345", 8, 18), ("9901", "night", "5", 18, 8))
    for region, name, weekdays, begins, ends in rows:
        Duty.objects.create(
            region=region, name=name, phone="123", weekdays=weekdays, begins=time(begins), ends=time(ends)
        )
    friday = datetime(2026, 11, 20, tzinfo=CHINA)
    moments = {"noon": 12, "evening": 20, "after midnight": 24 + 3, "saturday noon": 24 + 12, "late": 23 + 24}
    names = {what: on_duty("990101", friday + timedelta(hours=hour)) for what, hour in moments.items()}
    return {what: None if one is None else one.name for what, one in names.items()}


def behind() -> dict[str, Any]:
    """Nothing is published: nobody is behind; all have what was shipped."""
    beat(kiosk("K-5001", "990501"), datetime.now(UTC))
    found = convergence(KioskReport.objects.filter(kiosk__region="990501"))
    return {"counts": [list(one) for one in found.counts], "behind": found.behind, "newest": found.newest}
