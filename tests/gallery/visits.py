"""Visits as the product's own code makes them, one for each state of each screen. Synthetic people only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.model import HolderKind, Matter
from kiosk.protocol.messages import CaseAnswer, IssuedDocument
from kiosk.visit import events as happened
from kiosk.visit.machine import handle
from kiosk.visit.state import FiledCase, Holder, MaterialState, Page, Source, Value, Visit
from tests.kiosk.visit.people import CARD_REPLACEMENT, CERTIFICATE, CHILD, NAME, NOW, TODAY, WANG
from ui.views.context import ViewContext

VISIT_ID = "9" * 32
RARE = replace(WANG, name="㐂𬎆", address="云桥区北桥路100弄5号602室")
LONG = replace(
    WANG,
    name="阿卜杜热合曼·吾斯曼江",
    address="云桥区北桥街道新世纪大道东路三百二十一弄幸福里小区二期18号1602室",
)
FOREIGN = replace(
    WANG,
    kind=HolderKind.FOREIGN_PR_2023,
    name="SMITH JOHN ALEXANDER MONTGOMERY",
    number="990101198503121216",
    address="",
    nationality="CAN",
)
OFFICES = {
    "photo": ("公安人像库", "Police photos"),
    "residence": ("电子证照", "E-certificates"),
    "insurance_status": ("社保系统", "Social insurance"),
    "phone": ("政务账户", "Your account"),
}
_PAGE = Path(__file__).parent / "sheets"


def calendar() -> WorkCalendar:
    """The working days the product ships with."""
    found = load_calendar()
    assert isinstance(found, WorkCalendar)
    return found


CALENDAR = calendar()


def context(language: str, **changes: object) -> ViewContext:
    """The moment of all samples: Sunday morning, online, the card on the reader."""
    shown = ViewContext(
        language=language,
        now=NOW,
        calendar=CALENDAR,
        zone="北桥街道 24小时自助服务区",
        seconds_left_to_pay=276,
        card_present=True,
    )
    return replace(shown, **changes)  # type: ignore[arg-type]  # a sample's changes are checked by running it


def walk(visit: Visit, *events: happened.Event) -> Visit:
    """`visit` after `events`; the effects are the sample's own to answer."""
    for event in events:
        visit, _ = handle(visit, event)
    return visit


def known(matter: Matter, holder: Holder, missing: tuple[str, ...] = ()) -> dict[str, Value]:
    """What card and government know of `holder` for `matter`, without the keys that are `missing`."""
    texts = {
        "name": Value(holder.name, Source.CARD),
        "id_number": Value(holder.number, Source.CARD),
        "address": Value(holder.address, Source.CARD),
        "photo": Value("已调用，2024 年拍摄", Source.GOVERNMENT),
        "residence": Value("有效至 2027年2月", Source.GOVERNMENT),
        "insurance_status": Value("正常参保", Source.GOVERNMENT),
        "insured_unit": Value("临江市云桥精密机械有限公司", Source.GOVERNMENT),
        "insured_months": Value("134", Source.GOVERNMENT),
        "phone": Value("13800006621", Source.GOVERNMENT),
    }
    keys = {spec.key for spec in matter.fields}
    return {
        key: replace(value, office=OFFICES.get(key, ("", "")))
        for key, value in texts.items()
        if key in keys and value.text and key not in missing
    }


def begun(matter: Matter = CARD_REPLACEMENT, language: str = "zh_CN") -> Visit:
    """开始办理 was tapped; the reader waits."""
    return walk(Visit(VISIT_ID, matter, language=language), happened.GuideAccepted())


def read(matter: Matter = CARD_REPLACEMENT, holder: Holder = WANG, language: str = "zh_CN") -> Visit:
    """The card is read, the government is being asked."""
    return walk(begun(matter, language), happened.CardRead(holder, TODAY))


def at_form(
    matter: Matter = CARD_REPLACEMENT,
    holder: Holder = WANG,
    language: str = "zh_CN",
    missing: tuple[str, ...] = (),
    silent: tuple[str, ...] = (),
) -> Visit:
    """The form stands there, filled; the libraries of `silent` fields did not answer."""
    told = happened.Prefilled(known(matter, holder, (*missing, *silent)), unavailable=silent)
    return walk(read(matter, holder, language), told)


def at_address(holder: Holder = WANG, language: str = "zh_CN") -> Visit:
    """By post: where to?"""
    return walk(at_form(CARD_REPLACEMENT, holder, language), happened.PageAnswered({"delivery": "post"}, {}))


def at_materials(language: str = "zh_CN", holder: Holder = WANG, pages: int = 0) -> Visit:
    """The desk is waiting, or has taken `pages`."""
    visit = walk(
        at_address(holder, language),
        happened.PageAnswered({"mail_address": holder.address or "北桥路88号"}, {"mail_address": 0}),
    )
    for number in range(pages):
        visit = walk(visit, happened.CaptureTapped(), happened.MaterialCaptured("home_proof", page(number)))
    return visit


def at_review(language: str = "zh_CN", holder: Holder = WANG, *, deferred: bool = False) -> Visit:
    """Everything is there but the signature."""
    if deferred:
        return walk(at_materials(language, holder), happened.MaterialDeferred("home_proof"))
    return walk(at_materials(language, holder, pages=2), happened.PagesFinished("home_proof"))


def at_sign(language: str = "zh_CN", holder: Holder = WANG) -> Visit:
    """The pad is empty."""
    return walk(at_review(language, holder), happened.ReviewAccepted())


def at_payment(language: str = "zh_CN") -> Visit:
    """Signed; the code is being fetched."""
    return walk(at_sign(language), happened.Signed(NAME), happened.SignatureStored(b"png", NOW))


def order(visit: Visit) -> str:
    """The number of the order on the screen."""
    return visit.payment.order_no


def offered(language: str = "zh_CN") -> Visit:
    """The code is on the screen."""
    visit = at_payment(language)
    return walk(visit, happened.PaymentOffered(order(visit), "https://pay.example/o/9f3c2b71a0d84e65", 300.0))


def paid(language: str = "zh_CN") -> Visit:
    """The money is there."""
    visit = offered(language)
    return walk(visit, happened.Paid(order(visit), "wechat", datetime(2026, 11, 22, 1, 47, 12, tzinfo=UTC)))


def unreachable(language: str = "zh_CN") -> Visit:
    """No order could be opened."""
    visit = at_payment(language)
    return walk(visit, happened.Failed("TakePayment", "payment.unreachable", of=order(visit)))


def refused(fault: str, language: str = "zh_CN") -> Visit:
    """The order came to nothing."""
    visit = offered(language)
    return walk(visit, happened.PaymentFailed(order(visit), fault))


def filing(language: str = "zh_CN") -> Visit:
    """On its way."""
    return walk(paid(language), happened.SubmitTapped())


def case(*, online: bool, documents: tuple[str, ...] = ()) -> FiledCase:
    """What acceptance gave."""
    answer = CaseAnswer(
        case_no="9901251122000023",
        application_id=VISIT_ID,
        application_sha256=sha256(b"application").hexdigest(),
        accepted_at=NOW,
        due=None if documents else date(2026, 11, 25),
        issued=tuple(
            IssuedDocument(key=key, number="9901-2026-0000231", verify_url="https://c.example/1", issued_at=NOW)
            for key in documents
        ),
    )
    return FiledCase("L-0412-0023", NOW, "https://gov.example/r/7K2M9Q4XW8T3", answer if online else None)


def done(language: str = "zh_CN", *, online: bool = True) -> Visit:
    """The card matter, filed; the receipt is printing."""
    visit = filing(language) if online else walk(unreachable(language), happened.PaymentDeferred())
    return walk(visit, happened.Filed(case(online=online)))


def owing(language: str = "zh_CN") -> Visit:
    """As `done`, with a paper to be handed in later."""
    return replace(done(language), materials={"home_proof": MaterialState(deferred=True, finished=True)})


def answered(language: str = "zh_CN") -> Visit:
    """The network came back while the citizen was still looking at the temporary number."""
    offline = walk(done(language, online=False), happened.Printed("receipt"))
    late = case(online=True).answer
    assert late is not None
    return walk(offline, happened.CaseAnswered(late))


def certificate(language: str = "zh_CN", *, online: bool = True) -> Visit:
    """The instant matter, filed; the A4 page is printing."""
    form = at_form(CERTIFICATE, language=language)
    return walk(form, happened.PageAnswered({}, {}), happened.Filed(case(online=online, documents=("certificate",))))


def page(number: int) -> Page:
    """A scanned page. Its thumbnail differs from page to page, as real ones do."""
    return Page(jpeg=b"", thumbnail=f"page {number}".encode())


Make = Callable[[str], Visit]
CHILD_READ: Make = lambda language: at_form(holder=CHILD, language=language)  # noqa: E731 - one of a table of makers
