"""The slips of errands: the number of what was written, and how far a case is. Pure: from values to lines of paper.

Nobody's name stands on either: a slip is left lying about.
"""

from collections.abc import Iterator
from datetime import datetime

from devices.api.receipt_printer import Align, Gap, Pair, QrCode, Receipt, ReceiptLine, Rule, TextLine
from kiosk.matters.handing_in import hand_in
from kiosk.matters.model import Matter
from kiosk.protocol.progress import CaseProgress, Said
from kiosk.services.receipt_words import day_on_paper, moment_on_paper
from kiosk.visit.errand import Sent

_MOST_STEPS = 6
_FEN = 100
_WORDS = {
    "zh_CN": {
        "brand": "随时办",
        "ticket": "咨询投诉建议回执",
        "case": "办件进度单",
        "consultation": "咨询",
        "suggestion": "建议",
        "complaint": "投诉",
        "number": "编号",
        "code": "查询码",
        "kind": "类型",
        "written": "提交时间",
        "due": "答复期限",
        "arrived": "政府部门已经收到",
        "kept": "已存在本机，网络恢复后自动送到，时间按上面的算",
        "follow": "扫码看答复，或在任何一台随时办输入编号和查询码",
        "help": "有问题请拨 12345，24 小时有人接",
        "case_no": "办件编号",
        "receipt_no": "收件号",
        "matter": "事项",
        "unit": "办理部门",
        "state": "现在",
        "promised": "承诺办结",
        "expected": "预计办结",
        "paused": "暂停计时",
        "steps": "经过",
        "wanted": "请补交",
        "asked_by": "请在{}前交",
        "put_off": "先办后补（容缺受理），{}前交",
        "where": "交到",
        "ask": "问地址、时间请打 {}",
        "pay": "还要缴费",
        "yuan": "{:.2f} 元，扫码缴",
        "parcel": "快递单号",
        "asked": "查询时间",
    },
    "en": {
        "brand": "Suishiban 随时办",
        "ticket": "Slip: your message",
        "case": "Progress of a case",
        "consultation": "Question",
        "suggestion": "Suggestion",
        "complaint": "Complaint",
        "number": "Number",
        "code": "Code",
        "kind": "Kind",
        "written": "Sent at",
        "due": "Answer by",
        "arrived": "The authorities have it",
        "kept": "Stored here, sent when the network is back; the time above counts",
        "follow": "Scan for the answer, or type number and code at any kiosk",
        "help": "Questions? Call 12345, day and night",
        "case_no": "Case no.",
        "receipt_no": "Receipt no.",
        "matter": "Service",
        "unit": "Office",
        "state": "Now",
        "promised": "Promised",
        "expected": "Expected",
        "paused": "clock stopped",
        "steps": "So far",
        "wanted": "Please bring",
        "asked_by": "Hand it in by {}",
        "put_off": "Put off: hand it in by {}",
        "where": "Bring to",
        "ask": "Ask where and when: call {}",
        "pay": "Fee due",
        "yuan": "CNY {:.2f}, scan to pay",
        "parcel": "Parcel no.",
        "asked": "Asked at",
    },
}


def ticket_slip(sent: Sent, language: str) -> Receipt:
    """Number and code of what was written: with both, whoever holds the slip sees the answer."""
    words = _words(language)
    return Receipt(
        (
            *_head(words["ticket"], words),
            Pair(words["number"], sent.number, bold=True),
            Pair(words["code"], sent.code, bold=True),
            Pair(words["kind"], words[sent.kind]),
            Pair(words["written"], moment_on_paper(sent.at, language)),
            Pair(words["due"], day_on_paper(sent.due, language), bold=True),
            Rule(),
            TextLine(words["arrived" if sent.arrived else "kept"]),
            QrCode(sent.address),
            TextLine(words["follow"], Align.CENTRE),
            TextLine(words["help"], Align.CENTRE),
            Gap(),
        )
    )


def case_slip(case: CaseProgress, language: str, now: datetime, matter: Matter | None = None) -> Receipt:
    """How far a case is, what was done, and what its holder has to do next; `matter` is that of the case, where it is known."""
    words = _words(language)
    return Receipt(
        (
            *_head(words["case"], words),
            Pair(words["case_no"], case.case_no, bold=True),
            Pair(words["receipt_no"], case.receipt_no),
            Pair(words["matter"], said(case.title, language)),
            *([Pair(words["unit"], case.unit)] if case.unit else []),
            Pair(words["state"], said(case.said, language), bold=True),
            *_promise(case, language),
            *_next(case, matter, language),
            Rule(),
            TextLine(words["steps"], bold=True),
            *(
                TextLine(f"{moment_on_paper(step.at, language)} {said(step.said, language)}")
                for step in case.steps[-_MOST_STEPS:]
            ),
            Rule(),
            Pair(words["asked"], moment_on_paper(now, language)),
            TextLine(words["help"], Align.CENTRE),
            Gap(),
        )
    )


def said(text: Said, language: str) -> str:
    """The sentence in `language`."""
    return text.en if language.startswith("en") else text.zh


def _words(language: str) -> dict[str, str]:
    return _WORDS["en" if language.startswith("en") else "zh_CN"]


def _head(title: str, words: dict[str, str]) -> Iterator[ReceiptLine]:
    yield TextLine(words["brand"], Align.CENTRE, bold=True)
    yield TextLine(title, Align.CENTRE, bold=True, scale=2)
    yield Rule()


def _promise(case: CaseProgress, language: str) -> Iterator[ReceiptLine]:
    if case.due is not None:
        words = _words(language)
        day = day_on_paper(case.due, language)
        label = words["expected" if case.expected else "promised"]
        yield Pair(label, f"{day} ({words['paused']})" if case.paused else day, bold=True)


def _next(case: CaseProgress, matter: Matter | None, language: str) -> Iterator[ReceiptLine]:
    """What is wanted of the citizen; nothing where nothing is."""
    words = _words(language)
    for wanted in case.wanted:
        yield Pair(words["wanted"], said(wanted.title, language), bold=True)
        if wanted.why and (wanted.asked or wanted.due is None):
            yield TextLine(wanted.why)
        if wanted.due is not None:
            by = words["asked_by" if wanted.asked else "put_off"]
            yield TextLine(by.format(day_on_paper(wanted.due, language)), bold=wanted.asked)
    if case.wanted and matter is not None:
        to = hand_in(matter)
        yield Pair(words["where"], to.office.get(language), bold=True)
        yield from (TextLine(part.get(language)) for part in (to.address, to.hours) if part is not None)
        yield TextLine(words["ask"].format(to.phone))
    if case.payment is not None:
        yield Pair(words["pay"], words["yuan"].format(case.payment.amount_fen / _FEN), bold=True)
        yield QrCode(case.payment.url)
    if case.parcel is not None:
        yield Pair(words["parcel"], case.parcel.tracking_no)
