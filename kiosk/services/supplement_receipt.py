"""材料接收凭证: what was handed in for a case, how many pages, and when. Pure: from a visit to lines of paper."""

from collections.abc import Iterator, Mapping

from devices.api.receipt_printer import Align, Gap, Pair, QrCode, Receipt, ReceiptLine, Rule, TextLine
from kiosk.matters.masks import masked_name
from kiosk.protocol.supplement import is_supplement
from kiosk.services.receipt import slip_of
from kiosk.services.receipt_words import moment_on_paper
from kiosk.visit.state import FiledCase, MaterialState, Supplied, Visit
from offline_cache.outbox import Accepted

_WORDS: Mapping[str, Mapping[str, str]] = {
    "zh_CN": {
        "brand": "随时办",
        "title": "材料接收凭证",
        "offline": "断网收件",
        "offline_text": "材料已存在本机，网络恢复后自动送到。补交时间按下面的算，您不用再来。",
        "receipt_no": "凭证号",
        "case_no": "办件编号",
        "matter": "事项",
        "unit": "办理部门",
        "applicant": "申请人",
        "handed": "补交时间",
        "materials": "交了什么",
        "pages_one": "{} 页",
        "pages": "{} 页",
        "not_yet": "这次没有交",
        "promise": "齐了以后，部门从补交这天起接着办。",
        "follow": "扫码看材料到了没有、办到哪一步",
        "slip": "重启后补打",
        "slip_text": "材料已经收下，按上面的时间算，不用再来。要查进度，带身份证到任何一台随时办。",
        "help": "有问题请拨 12345，24 小时有人接",
    },
    "en": {
        "brand": "Suishiban 随时办",
        "title": "Receipt for papers",
        "offline": "Taken without a network",
        "offline_text": "Stored here, sent by itself when the network is back. The time below counts; no need to come again.",
        "receipt_no": "Receipt no.",
        "case_no": "Case no.",
        "matter": "Service",
        "unit": "Office",
        "applicant": "Applicant",
        "handed": "Handed in",
        "materials": "What was handed in",
        "pages_one": "{} page",
        "pages": "{} pages",
        "not_yet": "not this time",
        "promise": "Once all is there, the office goes on from the day of handing in.",
        "follow": "Scan: has it arrived, how far is it?",
        "slip": "printed after a restart",
        "slip_text": "The papers are taken; the time above counts. To follow the case, lay your ID card at any kiosk.",
        "help": "Questions? Call 12345, day and night",
    },
}


def supplement_receipt(visit: Visit) -> Receipt:
    """The receipt of papers that were handed in, in the visit's language. ``ValueError`` before they are."""
    case, supplied = visit.case, visit.supplement
    if case is None or supplied is None:
        raise ValueError("no receipt before papers were handed in")
    words = _words(visit.language)
    return Receipt(
        (
            TextLine(words["brand"], Align.CENTRE, bold=True),
            TextLine(words["title"], Align.CENTRE, bold=True, scale=2),
            Rule(),
            *_offline(case, words),
            *_facts(visit, case, supplied, words),
            Rule(),
            TextLine(words["materials"], bold=True),
            *_materials(visit, words),
            Rule(),
            TextLine(words["promise"]),
            QrCode(case.follow_url),
            TextLine(words["follow"], Align.CENTRE),
            TextLine(words["help"], Align.CENTRE),
            Gap(),
        )
    )


def slip_for(accepted: Accepted, language: str) -> Receipt:
    """The receipt of what was accepted before a restart, an application or papers, as its number says."""
    slip = _slip if is_supplement(accepted.receipt_no) else slip_of
    return slip(accepted, language)


def _slip(accepted: Accepted, language: str) -> Receipt:
    """Number and time are all that the kiosk still knows."""
    words = _words(language)
    return Receipt(
        (
            TextLine(words["brand"], Align.CENTRE, bold=True),
            TextLine(words["title"], Align.CENTRE, bold=True, scale=2),
            TextLine(words["slip"], Align.CENTRE),
            Rule(),
            Pair(words["receipt_no"], accepted.receipt_no, bold=True),
            Pair(words["handed"], moment_on_paper(accepted.applied_at, language), bold=True),
            Rule(),
            TextLine(words["slip_text"]),
            TextLine(words["help"], Align.CENTRE),
            Gap(),
        )
    )


def _words(language: str) -> Mapping[str, str]:
    return _WORDS["en" if language.startswith("en") else "zh_CN"]


def _offline(case: FiledCase, words: Mapping[str, str]) -> Iterator[ReceiptLine]:
    if not case.arrived:
        yield TextLine(words["offline"], bold=True)
        yield TextLine(words["offline_text"])
        yield Rule()


def _facts(visit: Visit, case: FiledCase, supplied: Supplied, words: Mapping[str, str]) -> Iterator[ReceiptLine]:
    yield Pair(words["receipt_no"], case.receipt_no, bold=True)
    yield Pair(words["case_no"], supplied.case_no, bold=True)
    yield Pair(words["matter"], visit.matter.title.get(visit.language))
    if unit := visit.matter.department.get(visit.language):
        yield Pair(words["unit"], unit)
    if visit.holder is not None:
        yield Pair(words["applicant"], masked_name(visit.holder.name))
    yield Pair(words["handed"], moment_on_paper(case.applied_at, visit.language), bold=True)


def _materials(visit: Visit, words: Mapping[str, str]) -> Iterator[ReceiptLine]:
    for spec in visit.selected.scanned:
        pages = len(visit.materials.get(spec.key, MaterialState()).pages)
        said = words["pages_one" if pages == 1 else "pages"].format(pages) if pages else words["not_yet"]
        yield Pair(spec.title.get(visit.language), said, bold=bool(pages))
