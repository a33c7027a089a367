"""The money: a code to scan, and the truth about what came of it."""

from dataclasses import dataclass
from typing import Literal

from kiosk.clock import Delays
from kiosk.visit.state import PaymentState, Visit
from kiosk.visit.steps.payment import may_defer
from ui.views.context import ViewContext
from ui.views.wording import Words, minutes_seconds

CHANNELS: tuple[str, ...] = ("wechat", "alipay", "unionpay", "ecny")
State = Literal["asking", "waiting", "pending", "paid", "failed", "unreachable"]


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One line under 付好了."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class PaymentView:
    """`truth` always says what became of the money; `code` is empty unless there is one to scan."""

    state: State
    title: str
    text: str
    amount: str
    unit: str
    purpose: str
    code: str
    code_name: str
    left: str
    """``请在 04:36 内付款``; empty while nothing runs out"""
    waiting: str
    channels: tuple[str, ...]
    channels_text: str
    rows: tuple[PaymentRow, ...]
    tone: Literal["info", "ok", "warn", "err"]
    truth: str
    truth_text: str
    can_retry: bool
    can_defer: bool
    retry: str
    defer: str
    next: str
    advance_ms: int


def view_of(visit: Visit, context: ViewContext) -> PaymentView:
    """One of six faces of the same screen."""
    words = Words(context.language)
    state = _state(visit)
    fee = visit.selected.fee
    if fee is None:
        raise ValueError("a matter without a fee has no payment screen")
    title, text, truth, truth_text = _said(visit, state, words)
    waiting = state == "waiting"
    return PaymentView(
        state=state,
        title=title,
        text=text,
        amount=words.amount(fee.amount_fen),
        unit=words.text("money.unit"),
        purpose=f"{words.of(visit.matter.title)} · {words.of(fee.name)}",
        code=visit.payment.code_url if waiting else "",
        code_name=words.text("pay.code"),
        left=words.text("pay.left", time=minutes_seconds(context.seconds_left_to_pay)) if waiting else "",
        waiting=words.text("pay.waiting") if waiting else "",
        channels=tuple(_channel(channel, words) for channel in CHANNELS) if state in ("asking", "waiting") else (),
        channels_text=words.text("pay.channels"),
        rows=_rows(visit, context, words) if state == "paid" else (),
        tone=_TONES[state],
        truth=truth,
        truth_text=truth_text,
        can_retry=state in ("failed", "unreachable"),
        can_defer=may_defer(visit) and state == "unreachable",
        retry=words.text("pay.retry" if state == "failed" else "pay.retry_network"),
        defer=words.text("pay.defer"),
        next=words.text("pay.next"),
        advance_ms=round(Delays().paid_pause * 1000) if state == "paid" else 0,
    )


_TONES: dict[State, Literal["info", "ok", "warn", "err"]] = {
    "asking": "info",
    "waiting": "info",
    "pending": "warn",
    "paid": "ok",
    "failed": "warn",
    "unreachable": "warn",
}


def _state(visit: Visit) -> State:
    match visit.payment.state:
        case PaymentState.WAITING:
            return "waiting"
        case PaymentState.PENDING:
            return "pending"
        case PaymentState.PAID | PaymentState.DEFERRED:
            return "paid"
        case PaymentState.FAILED:
            unreachable = visit.trouble is not None and visit.trouble.fault == "payment.unreachable"
            return "unreachable" if unreachable else "failed"
        case PaymentState.NONE | PaymentState.ASKED:
            return "asking"


def _said(visit: Visit, state: State, words: Words) -> tuple[str, str, str, str]:
    fee = visit.selected.fee
    price = words.price(fee.amount_fen) if fee is not None else ""
    match state:
        case "asking":
            return words.text("pay.asking"), words.text("pay.asking_text"), "", ""
        case "waiting":
            return words.text("pay.title", price=price), words.text("pay.text"), "", ""
        case "pending":
            return (
                words.text("pay.pending"),
                words.text("pay.pending_text"),
                words.text("pay.pending_truth"),
                words.text("pay.pending_truth_text"),
            )
        case "paid":
            return words.text("pay.paid"), words.text("pay.paid_text", seconds=round(Delays().paid_pause)), "", ""
        case "failed" | "unreachable":
            return _failed(visit, state, words)


def _failed(visit: Visit, state: State, words: Words) -> tuple[str, str, str, str]:
    """Title and text are the fault's; the money is always spoken of in its own box."""
    code = visit.trouble.fault if visit.trouble is not None else "payment.refused"
    said = words.fault(code)[1]
    can = state == "unreachable" and may_defer(visit)
    text = words.text("pay.defer_text" if can else "pay.kept")
    return said.headline, words.text("pay.failed_text"), words.text("pay.not_charged"), text


def _rows(visit: Visit, context: ViewContext, words: Words) -> tuple[PaymentRow, ...]:
    payment = visit.payment
    rows = [PaymentRow(words.text("pay.method"), _channel(payment.channel, words))] if payment.channel else []
    if payment.paid_at is not None:
        moment = words.moment(payment.paid_at, context.now, seconds=True)
        rows.append(PaymentRow(words.text("pay.when"), moment))
    rows.append(PaymentRow(words.text("pay.proof"), words.text("pay.proof_text")))
    return tuple(rows)


def _channel(channel: str, words: Words) -> str:
    """The brand's name; one we have never heard of is shown as the provider spells it."""
    return words.text("pay.channel." + channel) if channel in CHANNELS else channel
