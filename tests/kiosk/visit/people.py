"""Synthetic people and values for visits: the area code 990101 does not exist."""

from dataclasses import replace
from datetime import UTC, date, datetime

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.model import HolderKind, Matter
from kiosk.visit.state import Holder, InkPoint, Source, Stroke, Value

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 1, 52, 7, tzinfo=UTC)

WANG = Holder(
    kind=HolderKind.CITIZEN,
    name="王建国",
    number="990101198503121216",
    sex="1",
    birth=date(1985, 3, 12),
    address="云桥区北桥路100弄5号602室",
    valid_to=date(2035, 1, 1),
    age=41,
)
CHILD = Holder(
    kind=HolderKind.CITIZEN,
    name="王小明",
    number="990101201503121210",
    sex="1",
    birth=date(2015, 3, 12),
    address="云桥区北桥路100弄5号602室",
    valid_to=date(2035, 1, 1),
    age=11,
)
NAMESAKE = replace(WANG, number="990101199003121219", birth=date(1990, 3, 12), age=36)
EXPIRED = Holder(
    kind=HolderKind.CITIZEN,
    name="李过期",
    number="990101196003121211",
    sex="2",
    birth=date(1960, 3, 12),
    address="云桥区南桥路2号",
    valid_to=date(2020, 1, 1),
    age=66,
)
NAME: tuple[Stroke, ...] = tuple(
    tuple(InkPoint(0.1 + 0.02 * step, y, 500.0 * number + 20.0 * step) for step in range(20))
    for number, y in enumerate((0.4, 0.5, 0.6))
)
"""Three strokes, as in 三"""


def matter(code: str) -> Matter:
    """A matter of the baseline."""
    return load_catalogue().matters[code]


CARD_REPLACEMENT = matter("social-security-card-replacement")
CERTIFICATE = matter("social-insurance-certificate")


def prefilled(holder: Holder = WANG) -> dict[str, Value]:
    """What card and government know of `holder`."""
    return {
        "name": Value(holder.name, Source.CARD),
        "id_number": Value(holder.number, Source.CARD),
        "address": Value(holder.address, Source.CARD),
        "photo": Value("已调用，2024 年拍摄", Source.GOVERNMENT),
        "residence": Value("有效至 2027年2月", Source.GOVERNMENT),
        "insurance_status": Value("正常参保", Source.GOVERNMENT),
        "phone": Value("13800006621", Source.GOVERNMENT),
    }
