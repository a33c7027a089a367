"""What runs out first, inside of the platform: heartbeats of some days, the list of kiosks, and the clock's own look."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from central.fleet.models import KioskReport, SupplyReading
from central.fleet.running_out import keep_forecasts
from kiosk.protocol.fleet import SupplyLevel
from tests.central.fleet.deeds import beat, kiosk
from tests.central.people.deeds import inside_as, person

KINDS = {"document_printer.black": "toner", "receipt_printer.paper": "paper"}
LIST = "/admin/fleet/kioskreport/"


def first_empty() -> dict[str, Any]:
    """Toner falls by the day and paper faster; another lasts; one is empty; one is used no more; one is refilled."""
    now = datetime.now(UTC)
    with transaction.atomic():
        _fell("K-6101", now, {"document_printer.black": 10, "receipt_printer.paper": 20})
        _fell("K-6102", now, {"document_printer.black": 4})
        _fell("K-6103", now, {"document_printer.black": 25, "receipt_printer.paper": 24}, last=0)
        _fell("K-6104", now - timedelta(days=20), {"receipt_printer.paper": 20})
        _fell("K-6105", now, {"receipt_printer.paper": 20})
        beat(kiosk("K-6105"), now, supplies=_levels({"receipt_printer.paper": 100}))
    found: dict[str, Any] = {"told": _told(now), "in use": _soon()}
    found["moved"] = keep_forecasts(now)["reckoned"] > 0
    found["still"] = _told(now)["K-6104"]
    name = f"refills-{uuid4().hex}"  # planted bugs run on the same database
    person(name, "fleet_admin")
    browser = inside_as(name)
    browser.get(LIST)
    few, page = _queries(browser, f"{LIST}?empty=soon")
    found["soon"] = [number for number in sorted(_told(now)) if number in page]
    found["words"] = [words in page for words in ("凭条打印机 纸张 缺纸 约", "文档打印机 墨粉 black 已用完")]
    with transaction.atomic():
        for number in range(6110, 6122):
            _fell(f"K-{number}", now, {"receipt_printer.paper": 20})
    many, _page = _queries(browser, f"{LIST}?empty=soon&o=7")
    found["queries"] = many - few
    SupplyReading.objects.filter(kiosk__id__startswith="K-61").delete()
    KioskReport.objects.filter(kiosk__id__startswith="K-61").delete()
    return found


def _fell(number: str, until: datetime, a_day: Mapping[str, int], last: int = 1) -> None:
    """Each day at the same hour, until there would be less than 20 left; `last` 0 ends with nothing left."""
    for day in range(4):
        percent = {name: max(0, 100 - step * (day + (day == 3 and not last))) for name, step in a_day.items()}
        beat(kiosk(number), until - timedelta(days=3 - day), supplies=_levels(percent))


def _levels(percent: Mapping[str, int]) -> dict[str, SupplyLevel]:
    return {name: SupplyLevel(kind=KINDS[name], percent=left) for name, left in percent.items()}


def _told(now: datetime) -> dict[str, Any]:
    rows = KioskReport.objects.filter(kiosk__id__startswith="K-61").values_list("kiosk_id", "empty_supply", "empty_at")
    return {one: [supply, None if at is None else round((at - now) / timedelta(days=1))] for one, supply, at in rows}


def _soon() -> int:
    return KioskReport.objects.filter(kiosk__id__startswith="K-61", empty_at__lte=datetime.now(UTC)).count()


def _queries(browser: Any, address: str) -> tuple[int, str]:
    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address).content.decode()
    return len(asked.captured_queries), page
