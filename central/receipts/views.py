"""``GET /r/{token}``: is this receipt genuine, and where is the case? Nothing personal is shown: papers get lost."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from central.cases.models import Bundle, Case, CaseState, Outcome
from central.cases.owing import withholding
from central.cases.transitions import verdict
from central.catalogue import catalogue, matter_of
from central.kiosks.models import Kiosk
from central.pages import Line, Page, answer_with, moment_line
from central.payments.models import Order
from central.payments.orders import page_address
from kiosk.protocol.receipt_token import ReceiptClaims, read_unverified, verify

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
    return answer_with(_waiting(claims) if case is None else _arrived(claims, case))


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
        "申请时间以回执为准，联网后自动送达，您不用再来。",
        "The time on the receipt counts. It is sent by itself; you need not come again.",
        _facts(claims),
    )


def _arrived(claims: ReceiptClaims, case: Case) -> Page:
    tone, said = verdict(CaseState(case.state), Outcome(case.outcome))
    if case.bundle is not None:
        return Page("ok", "已收到，一件事一起办", "Received, done together", lines=_of_bundle(claims, case.bundle))
    number = case.number_for_people
    lines = (Line("办件编号", "Case number", number, number), *_facts(claims), *_due(case), *_fee(case))
    return Page(tone, said.zh, said.en, lines=lines)


def _of_bundle(claims: ReceiptClaims, bundle: Bundle) -> tuple[Line, ...]:
    """What there is to say of the whole, and then how each of its cases stands; one that has not come yet is missing."""
    lines = [*_facts(claims)]
    for case in Case.objects.filter(bundle=bundle).order_by("id"):
        matter, (_, said) = matter_of(case.matter_code), verdict(CaseState(case.state), Outcome(case.outcome))
        number, english = case.number_for_people, matter.title.en if matter else case.matter_code
        lines += [Line(case.matter_title, english, f"{number}，{said.zh}", f"{number}, {said.en}")]
        lines += [*_due(case), *_fee(case)]
    return tuple(lines)


def _due(case: Case) -> tuple[Line, ...]:
    if case.due is None:
        return ()
    due, zh, en = case.due, f"{case.due.year}年{case.due.month}月{case.due.day}日前", f"by {case.due:%d %b %Y}"
    if withholding(case):
        zh, en = "欠的材料补齐以后开始计时", "counted from the day on which the owed paper is there"
    elif case.paused:
        zh, en = f"原为 {due.year}年{due.month}月{due.day}日，暂停计时", f"was {due:%d %b %Y}; the clock is stopped"
    return (Line("承诺办结", "Promised", zh, en),)


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
    return (
        Line("事项", "Matter", *titles),
        Line("事项目录", "Catalogue", *edition),
        Line("收件号", "Receipt number", claims.receipt_no, claims.receipt_no),
        moment_line("申请时间", "Applied", claims.applied_at),
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
