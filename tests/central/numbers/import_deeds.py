"""Lists from files, at the console's own pages: what comes in, and what keeps all of it out."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from central.kiosks.models import Region
from central.numbers.models import DutyItem, OtherChannel
from tests.central.people.deeds import inside_as, person

ITEMS, CHANNELS = "/admin/numbers/dutyitem/", "/admin/numbers/otherchannel/"
REGIONS = "/admin/kiosks/region/"
GOOD = "行政区划,类别,目录编码,名称,已认领\n990101,政务服务事项,A-1,护照,是\n990101,监管事项,A-1,检查,否\n990102,,A-2,户口,\n"
BAD = (
    "行政区划,类别,目录编码,名称,已认领\n990101,政务服务事项,A-9,护照,是\n12,没有,A-3,,也许\n990101,,A-9,又一次,1\n"
    "980101,,A-4,别处,1\n990101,,A-5,多一格,1,1\n"
)


def imported() -> dict[str, Any]:
    """One after the other."""
    person("keeps", "fleet_admin", region="9901")
    person("looks", "viewer", region="9901")
    keeps, looks = inside_as("keeps"), inside_as("looks")
    found: dict[str, Any] = {
        "button": ["import" in _page(keeps, ITEMS), f"{ITEMS}import" in _page(looks, ITEMS)],
        "refused": [looks.get(f"{ITEMS}import/").status_code, _sent(looks, ITEMS, GOOD.encode())[0]],
        "bad": _faults(_sent(keeps, ITEMS, BAD.encode())[1]),
        "bad kept": DutyItem.objects.count(),
        "broken": "损坏" in _sent(keeps, ITEMS, b"PK\x03\x04xl/workbook[Content_Types].xml")[1],
        "columns": _faults(_sent(keeps, ITEMS, "行政区划,名称,已认领吗\n990101,护照,x\n".encode("gb18030"))[1]),
    }
    found["good"] = [_sent(keeps, ITEMS, GOOD.encode())[0], _items()]
    again = "region,code,title,claimed,covered\n990102,A-2,户口迁移,1,0\n"
    found["again"] = ["更新 1 行" in _sent(keeps, ITEMS, again.encode())[1], _items()[-1]]
    months: list[list[Any]] = [
        ["month", "region", "channel", "cases"],
        ["2026-10", 990101, "窗口", 12],
        ["2026年11月", 990101, "web", 3],
    ]
    _sent(keeps, CHANNELS, _xlsx(months))
    rows = OtherChannel.objects.order_by("month").values_list("month", "channel", "cases")
    found["months"] = [[str(month), channel, cases] for month, channel, cases in rows]
    _sent(keeps, REGIONS, "code,名称,常住人口,人口数据日期\n990101,云桥区,812000,20260630\n".encode())
    found["people"] = list(Region.objects.filter(pk="990101").values_list("name", "population"))
    return found


def _items() -> list[list[Any]]:
    rows = DutyItem.objects.order_by("region", "kind").values_list("region", "kind", "code", "title", "claimed")
    return [list(row) for row in rows]


def _page(client: Client, address: str) -> str:
    return str(client.get(address).content.decode())


def _sent(client: Client, address: str, content: bytes) -> tuple[int, str]:
    answer = client.post(f"{address}import/", {"file": SimpleUploadedFile("rows.exe", content)}, follow=True)
    return answer.status_code, answer.content.decode()


def _faults(page: str) -> list[str]:
    return [one.partition("</p>")[0] for one in page.split('<p class="f-chip f-ill">')[1:]]


def _xlsx(rows: list[list[Any]]) -> bytes:
    book, out = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()
