"""Errands as the platform tells of them: cases, looks at one's data, what was written and answered. Invented data only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from kiosk.matters.guidance import Place
from kiosk.matters.model import HolderKind, Matter, Text
from kiosk.protocol.lookups import LookedUpField, Lookup
from kiosk.protocol.progress import (
    CaseProgress,
    ParcelState,
    PaymentDue,
    ProgressPaper,
    ProgressStep,
    Said,
    Wanted,
)
from kiosk.protocol.voice import TicketStanding
from kiosk.visit.errand import At, Errand, Sent
from kiosk.visit.errand_course import LONGEST
from kiosk.visit.state import Holder, Paper, PaperState
from tests.gallery.samples import Sample
from tests.kiosk.visit.people import CARD_REPLACEMENT
from ui.views.errands import view_of
from ui.views.qml_map import qml_map

_AT = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
_TITLE = Said(zh="社会保障卡补领", en="Replace a social security card")
_LONG = Said(
    zh="建设工程消防设计审查（特殊建设工程）变更", en="Fire safety design review for special construction works, change"
)
_HOLDER = Holder(HolderKind.CITIZEN, "王建国", "990101198403171216", "1", date(1984, 3, 17), "", None, 42)
_STEPS = tuple(
    ProgressStep(at=_AT.replace(day=20 + number), said=Said(zh=zh, en=en), unit="云桥区人社局")
    for number, (zh, en) in enumerate(
        (
            ("申请已送达部门", "Sent to the office"),
            ("材料齐全，已受理", "Papers complete, accepted"),
            (
                "要您补交材料：租房合同看不清门牌号，请重新拍一页",
                "Papers wanted: the lease does not show the house number",
            ),
            ("材料已补齐，继续审查", "Papers are complete, examined again"),
        )
    )
)
CASE = CaseProgress(
    case_no="9901251122000023",
    receipt_no="L-0412-0023",
    matter_code="social-security-card-replacement",
    title=_TITLE,
    state="supplement",
    said=Said(zh="等您补交材料", en="Waiting for your papers"),
    applied_at=_AT,
    due=date(2026, 11, 26),
    paused=True,
    unit="云桥区人社局",
    steps=_STEPS[:3],
    wanted=(
        Wanted(
            key="home_proof",
            title=Said(zh="租房合同或房产证", en="Rental contract or deed"),
            why="看不清门牌号，请重新拍一页",
            due=date(2026, 12, 14),
            asked=True,
        ),
    ),
)
_CASES = (
    CASE,
    CASE.model_copy(
        update={
            "case_no": "2",
            "title": _LONG,
            "state": "examining",
            "said": Said(zh="部门正在审查", en="Being examined"),
            "wanted": (),
            "expected": True,
            "paused": False,
            "steps": _STEPS,
        }
    ),
    CASE.model_copy(
        update={
            "case_no": "3",
            "state": "accepted",
            "said": Said(zh="已受理", en="Accepted"),
            "wanted": (),
            "paused": False,
            "payment": PaymentDue(amount_fen=2000, url="http://platform.example/pay/123456/ABCDEFGH"),
        }
    ),
    CASE.model_copy(
        update={
            "case_no": "4",
            "state": "delivered",
            "said": Said(zh="已办结，已送达", en="Done and delivered"),
            "wanted": (),
            "paused": False,
            "parcel": ParcelState(
                tracking_no="EA123456785CN", state="delivered", said=Said(zh="已签收", en="Delivered")
            ),
            "papers": (ProgressPaper(number="SB-2026-0001", title=_TITLE, verify_url="http://platform.example/c/1/2"),),
        }
    ),
    CASE.model_copy(
        update={"case_no": "5", "state": "refused", "said": Said(zh="不予受理", en="Not accepted"), "wanted": ()}
    ),
)
_FIELDS = tuple(
    LookedUpField(label=Said(zh=zh, en=en), office=Said(zh="市公安局", en="Police"), told=True)
    for zh, en in (
        ("现住址", "Address"),
        ("户籍地", "Household"),
        ("婚姻状况", "Marital status"),
        ("手机号", "Phone"),
        ("学历", "Education"),
    )
)
_LOOKUP = Lookup(
    at=_AT,
    library="population",
    library_said=Said(zh="人口库", en="Population register"),
    department=Said(zh="云桥区人力资源和社会保障局", en="Yunqiao HR and Social Security Bureau"),
    place="北桥街道 24小时自助服务区",
    matter_code="social-security-card-replacement",
    matter=_TITLE,
    purpose="prefill",
    purpose_said=Said(zh="填好您的申请表", en="To fill in your form"),
    legal_basis=("中华人民共和国社会保险法第五十八条第二款",),
    fields=_FIELDS,
    outcome="told",
    outcome_said=Said(zh="已提供", en="Told"),
)
_TICKET = TicketStanding(
    number="T-0412-0024",
    code="ABCD2345",
    kind="complaint",
    said=Said(zh="已收到，正在办理", en="Received; being worked on"),
    text="等了半小时，打印机没有纸，没有人来加。工作人员说下午才有人，我请了假来的，希望改一改。",
    written_at=_AT,
    due=date(2026, 12, 11),
)
_ANSWERED = _TICKET.model_copy(
    update={
        "said": Said(zh="已答复", en="Answered"),
        "reply": "您反映的北桥街道自助服务区 11 月 20 日打印机缺纸一事，经核查属实：当天 9:40 缺纸告警，10:20 才加纸。"
        "已调整为每天 8:00、12:00、17:00 三次巡查，缺纸告警后 20 分钟内到场。依据《自助服务终端运维规定》第七条。",
        "may_judge": True,
        "may_reopen": True,
    }
)
_SENT = Sent(
    "T-0412-0024",
    "ABCD2345",
    "complaint",
    _AT,
    date(2026, 12, 11),
    "http://platform.example/t/T-0412-0024/ABCD2345",
    arrived=True,
)
_MANY = Errand("1", At.CASES, holder=_HOLDER, cases=_CASES)


def _shown(errand: Errand, *, elder: bool = False) -> Callable[[str], dict[str, Any]]:
    def view(language: str) -> dict[str, Any]:
        shown = qml_map(view_of(errand, language, elder=elder)[1])
        assert isinstance(shown, dict)
        return shown

    return view


def _both(name: str, errand: Errand) -> dict[str, Sample]:
    """How many rows fit depends on the size."""
    screen = view_of(errand, "zh_CN", elder=False)[0]
    return {
        f"errand-{name}": Sample(screen, _shown(errand), variants=("normal",)),
        f"errand-{name}-large": Sample(screen, _shown(errand, elder=True), variants=("elder",)),
    }


OWED = Wanted(
    key="photo", title=Said(zh="近期免冠照片", en="Recent photograph"), why="先办后补", due=date(2026, 11, 27)
)
_TWO = CASE.model_copy(update={"wanted": (*CASE.wanted, OWED)})
_FIVE = CASE.model_copy(update={"title": _LONG, "wanted": (*CASE.wanted * 4, OWED)})
_PLACE = Place(
    name=Text(zh="云桥区政务服务中心", en="Yunqiao Government Service Centre"),
    address=Text(zh="北桥路 88 号 2 楼 B12 窗口", en="Counter B12, 2nd floor, No. 88, Beiqiao Road"),
    hours=Text(zh="工作日 9:00–17:00", en="working days 9:00–17:00"),
    phone="0990-1234567",
)
PLACED = CARD_REPLACEMENT.model_copy(update={"places": (_PLACE,)})


def _owing(case: CaseProgress, matter: Matter | None, *, elder: bool = False) -> Callable[[str], dict[str, Any]]:
    errand = replace(_MANY, at=At.CASE, path=(At.CASES,), case=case)

    def view(language: str) -> dict[str, Any]:
        shown = qml_map(view_of(errand, language, elder=elder, matter=matter)[1])
        assert isinstance(shown, dict)
        return shown

    return view


def _case(number: int) -> Errand:
    return replace(_MANY, at=At.CASE, path=(At.CASES,), case=_CASES[number])


SAMPLES: dict[str, Sample] = {
    **_both("cases", _MANY),
    **_both("cases-asking", replace(_MANY, cases=(), working=True)),
    **_both("cases-none", replace(_MANY, cases=())),
    **_both("cases-offline", replace(_MANY, cases=(), trouble="offline")),
    **{name: sample for number in range(5) for name, sample in _both(f"case-{number}", _case(number)).items()},
    "errand-owing": Sample("errandDetail", _owing(_TWO, CARD_REPLACEMENT), variants=("normal",)),
    "errand-owing-large": Sample("errandDetail", _owing(_FIVE, PLACED, elder=True), variants=("elder",)),
    "errand-owing-longest": Sample("errandDetail", _owing(_FIVE, PLACED), variants=("normal",)),
    **_both("lookups", replace(_MANY, at=At.LOOKUPS, lookups=(_LOOKUP,) * 6)),
    **_both("voice", Errand("1", At.VOICE)),
    **_both("write", Errand("1", At.WRITE, kind="complaint")),
    **_both("write-short", Errand("1", At.WRITE, kind="consultation", text="好", trouble="incomplete")),
    **_both("check", Errand("1", At.CHECK, kind="complaint", text=_TICKET.text)),
    **_both(
        "check-longest", Errand("1", At.CHECK, text=(_TICKET.text * 10)[:LONGEST], holder=_HOLDER, trouble="storage")
    ),
    **_both("sent", Errand("1", At.SENT, sent=_SENT, paper=Paper(PaperState.PRINTED))),
    **_both(
        "sent-offline",
        Errand("1", At.SENT, sent=replace(_SENT, arrived=False), paper=Paper(PaperState.FAILED, "receipt.paper_out")),
    ),
    **_both("tickets", replace(_MANY, at=At.TICKETS, tickets=(_ANSWERED, _TICKET))),
    **_both("ticket", Errand("1", At.TICKET, ticket=_TICKET)),
    **_both("ticket-answered", Errand("1", At.TICKET, ticket=_ANSWERED)),
    **_both("object", Errand("1", At.OBJECT, ticket=_ANSWERED)),
    **_both("case-number", Errand("1", At.CASE_NUMBER)),
    **_both("ticket-number", Errand("1", At.TICKET_NUMBER, trouble="not_found")),
    "errand-case-night": Sample("errandDetail", _shown(_case(0)), {"night": True}, variants=("normal",)),
}
