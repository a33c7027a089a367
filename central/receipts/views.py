"""``GET /r/{token}``: is this receipt genuine, and where is the case? Nothing personal is shown: papers get lost."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from central.cases.models import Bundle, Case, CaseState, Outcome, Supplement
from central.cases.owing import withholding
from central.cases.pausing import only_expected
from central.cases.transitions import verdict
from central.catalogue import catalogue, matter_of
from central.kiosks.models import Kiosk
from central.pages import Line, Page, answer_with, moment_line
from central.payments.models import Order
from central.payments.orders import page_address
from kiosk.protocol.progress import Said
from kiosk.protocol.receipt_token import ReceiptClaims, read_unverified, verify
from kiosk.protocol.supplement import is_supplement

_FORGED = Page(
    "bad",
    "这不是本平台的回执",
    "Not genuine: this receipt is not ours",
    "请核对二维码。有疑问请打 12345。",
    "Please check the code. Questions: call 12345.",
)


@require_safe
def receipt_page(_request: HttpRequest, token: str) -> HttpResponse:
    """The state of the case behind a signed receipt, also when the case has not come in yet."""
    claims = _genuine(token)
    if claims is None:
        return answer_with(_FORGED, 404)
    case = Case.objects.filter(
        kiosk_id=claims.kiosk_id,
        receipt_no=claims.receipt_no,
        body_sha256__startswith=claims.application_sha256_prefix,
    ).first()
    if case is not None:
        return answer_with(_arrived(claims, case))
    supplement = Supplement.objects.filter(
        kiosk_id=claims.kiosk_id,
        receipt_no=claims.receipt_no,
        body_sha256__startswith=claims.application_sha256_prefix,
    ).first()
    return answer_with(_waiting(claims) if supplement is None else _supplied(claims, supplement))


def _genuine(token: str) -> ReceiptClaims | None:
    """The claims, if the kiosk they name has signed them. A kiosk taken out of service keeps its word."""
    claimed = read_unverified(token)
    kiosk = Kiosk.objects.filter(id=claimed.kiosk_id).first() if claimed else None
    if kiosk is None:
        return None
    return next(filter(None, (verify(token, key) for key in kiosk.receipt_keys)), None)


def _waiting(claims: ReceiptClaims) -> Page:
    return Page(
        "wait",
        "已在一体机上收下，等待网络",
        "Accepted at the kiosk, waiting for the network",
        "时间以回执为准，联网后自动送达，您不用再来。",
        "The time on the receipt counts. It is sent by itself; you need not come again.",
        _facts(claims),
    )


def _supplied(claims: ReceiptClaims, supplement: Supplement) -> Page:
    """The receipt of papers that were handed in for a case: that they are here, and how the case stands."""
    lines = [*_facts(claims), moment_line("送到时间", "Arrived", supplement.received_at)]
    case = supplement.case
    if case is None:
        return Page("wait", "材料已收到，工作人员在核对", "Received; the office is checking it", lines=tuple(lines))
    said = _verdict(case)[1]
    number = case.number_for_people
    lines += [Line("办件编号", "Case number", number, number), Line("现在", "Now", said.zh, said.en), *_due(case)]
    return Page("ok", "补交的材料已收到", "What you handed in has arrived", lines=tuple(lines))


def _arrived(claims: ReceiptClaims, case: Case) -> Page:
    tone, said = _verdict(case)
    if case.bundle is not None:
        return Page("ok", "已收到，一件事一起办", "Received, done together", lines=_of_bundle(claims, case.bundle))
    number = case.number_for_people
    lines = (Line("办件编号", "Case number", number, number), *_facts(claims), *_due(case), *_fee(case))
    return Page(tone, said.zh, said.en, lines=lines)


def _verdict(case: Case) -> tuple[str, Said]:
    return verdict(CaseState(case.state), Outcome(case.outcome), paused=case.paused)


def _of_bundle(claims: ReceiptClaims, bundle: Bundle) -> tuple[Line, ...]:
    """What there is to say of the whole, and then how each of its cases stands; one that has not come yet is missing."""
    lines = [*_facts(claims)]
    for case in Case.objects.filter(bundle=bundle).order_by("id"):
        matter, (_, said) = matter_of(case.matter_code), _verdict(case)
        number, english = case.number_for_people, matter.title.en if matter else case.matter_code
        lines += [Line(case.matter_title, english, f"{number}，{said.zh}", f"{number}, {said.en}")]
        lines += [*_due(case), *_fee(case)]
    return tuple(lines)


def _due(case: Case) -> tuple[Line, ...]:
    asked = _asked(case)
    if case.due is None:
        return asked
    due, zh, en = case.due, f"{case.due.year}年{case.due.month}月{case.due.day}日前", f"by {case.due:%d %b %Y}"
    label = ("预计办结", "Expected") if only_expected(case) else ("承诺办结", "Promised")
    if withholding(case):
        zh, en = "欠的材料补齐以后开始计时", "counted from the day on which the owed paper is there"
    elif case.paused:
        zh, en = f"原为 {due.year}年{due.month}月{due.day}日，暂停计时", f"was {due:%d %b %Y}; the clock is stopped"
    return (Line(*label, zh, en), *asked)


def _asked(case: Case) -> tuple[Line, ...]:
    """Until when what the office asked for may come."""
    day = case.supplement_by
    if day is None:
        return ()
    zh, en = f"{day.year}年{day.month}月{day.day}日前", f"by {day.day} {day:%b %Y}"
    return (Line("补交材料", "What is asked for", zh, en),)


def _fee(case: Case) -> tuple[Line, ...]:
    """What is owed, and where it is paid: whoever has the receipt may pay it."""
    order = Order.objects.filter(case=case).first() if case.owes_fee else None
    if order is None:
        return ()
    sum_zh, sum_en = f"费用未缴，{order.amount_fen / 100:.2f} 元", f"not paid, ¥{order.amount_fen / 100:.2f}"
    address = page_address(order)
    return (
        Line("费用", "Fee", f"{sum_zh}，可在这里缴或到窗口缴", f"{sum_en}; pay here or at the counter"),
        Line("缴费", "Pay", address, address, link=address),
    )


def _facts(claims: ReceiptClaims) -> tuple[Line, ...]:
    matter = matter_of(claims.matter_code)
    named = matter or catalogue().bundles.get(claims.matter_code)
    titles = (named.title.zh, named.title.en) if named else (claims.matter_code, claims.matter_code)
    edition = (f"第 {claims.release} 版", f"release {claims.release}") if claims.release else ("出厂版", "as delivered")
    number, moment = ("收件号", "Receipt number"), ("申请时间", "Applied")
    if is_supplement(claims.receipt_no):
        number, moment = ("凭证号", "Receipt number"), ("补交时间", "Handed in")
    return (
        Line("事项", "Matter", *titles),
        Line("事项目录", "Catalogue", *edition),
        Line(*number, claims.receipt_no, claims.receipt_no),
        moment_line(*moment, claims.applied_at),
        *_clock(claims),
    )


def _clock(claims: ReceiptClaims) -> tuple[Line, ...]:
    """How far the moment may be trusted; nothing on receipts from before kiosks said so."""
    if claims.synchronised is None:
        return ()
    zh, en = ("已校准", "synchronised") if claims.synchronised else ("未校准", "not synchronised")
    if claims.offset_ms is not None:
        seconds = f"{claims.offset_ms / 1000:+.1f}"
        zh, en = f"{zh}，平台时间比它快 {seconds} 秒", f"{en}, the platform was {seconds} s ahead"
    return (Line("一体机时钟", "Its clock", zh, en),)
