"""The screens of an errand: from what it is to what is shown. Pure."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import assert_never

from kiosk.clock import CHINA
from kiosk.protocol.lookups import Lookup
from kiosk.protocol.progress import CaseProgress, Said
from kiosk.protocol.voice import CODE_LENGTH, TicketStanding
from kiosk.visit.errand import At, Errand
from kiosk.visit.errand_course import LONGEST
from kiosk.visit.state import PaperState
from ui.views.errand_parts import (
    ErrandDetailView,
    ErrandListView,
    ErrandMenuView,
    ErrandNumberView,
    ErrandTextView,
    ErrandView,
    Line,
    Remark,
    Row,
    Tone,
    Way,
)
from ui.views.wording import Words, grouped

_ROWS, _ROWS_ELDER, _ROWS_ELDER_LOOKUPS = 4, 3, 2
_MOST_STEPS, _MOST_STEPS_ELDER = 5, 3
_LONGEST_NUMBER = 24
_ID_DIGITS = 18
_MOST_FIELDS = 4
_DONE: dict[str, Tone] = {
    "done": "ok",
    "delivered": "ok",
    "supplement": "warn",
    "refused": "err",
    "withdrawn": "neutral",
}
_KIND_ICONS = {"consultation": "question", "suggestion": "note-pencil", "complaint": "hand"}


def view_of(errand: Errand, language: str, *, elder: bool) -> tuple[str, ErrandView]:
    """Name of the screen and what it shows."""
    words = Words(language)
    match errand.at:
        case At.CASES:
            return "errandList", _cases(errand, words, elder=elder)
        case At.LOOKUPS:
            return "errandList", _lookups(errand, words, elder=elder)
        case At.TICKETS:
            return "errandList", _tickets(errand, words, elder=elder)
        case At.CASE:
            return "errandDetail", _case(errand, words, elder=elder)
        case At.TICKET:
            return "errandDetail", _ticket(errand, words)
        case At.SENT:
            return "errandDetail", _sent(errand, words)
        case At.VOICE:
            return "errandMenu", _voice(errand, words)
        case At.WRITE | At.OBJECT:
            return "errandText", _write(errand, words)
        case At.CASE_NUMBER | At.TICKET_NUMBER:
            return "errandNumber", _number(errand, words)
        case _:
            assert_never(errand.at)


# ---------------------------------------------------------------- lists


def _paged(errand: Errand, rows: Sequence[Row], *, elder: bool) -> tuple[tuple[Row, ...], int, int]:
    large = _ROWS_ELDER_LOOKUPS if errand.at is At.LOOKUPS else _ROWS_ELDER
    size = large if elder else _ROWS
    pages = max(1, -(-len(rows) // size))
    page = min(errand.page, pages)
    return tuple(rows[(page - 1) * size : page * size]), page, pages


def _remark(errand: Errand, words: Words, empty: str) -> Remark | None:
    """Why there are no rows."""
    if errand.working:
        return None
    if errand.trouble:
        return Remark(
            "warn",
            "cloud-slash",
            words.text(f"errand.trouble.{errand.trouble}"),
            words.text(f"errand.trouble.{errand.trouble}Text"),
        )
    return Remark("info", "info", words.text(empty), words.text(f"{empty}Text"))


def _list(
    errand: Errand, words: Words, key: str, rows: Sequence[Row], *, elder: bool, ways: tuple[Way | None, Way | None]
) -> ErrandListView:
    shown, page, pages = _paged(errand, rows, elder=elder)
    text = words.text(f"errand.{key}.more" if errand.more else f"errand.{key}.text", count=len(rows))
    again = Way(words.text("errand.again"), "tryAgain", icon="arrow-clockwise") if errand.trouble else None
    return ErrandListView(
        title=words.text(f"errand.{key}"),
        text=words.text("errand.asking") if errand.working else text if rows else "",
        rows=() if errand.working or errand.trouble else shown,
        page=page,
        pages=pages,
        working=errand.working,
        remark=_remark(errand, words, f"errand.{key}.none") if not rows or errand.trouble else None,
        primary=again or ways[0],
        secondary=None if again else ways[1],
    )


def _cases(errand: Errand, words: Words, *, elder: bool) -> ErrandListView:
    rows = [
        Row(
            one.case_no,
            "clipboard-text",
            _said(one.title, words),
            (_promise(one, words), words.text("errand.case.applied", day=_moment(one.applied_at, words))),
            chip=_said(one.said, words),
            tone=_DONE.get(one.state, "info"),
            intent="case",
        )
        for one in errand.cases
    ]
    lookups = Way(words.text("errand.lookups.way"), "errand", {"to": At.LOOKUPS.value}, "eye")
    tickets = Way(words.text("errand.tickets.way"), "errand", {"to": At.TICKETS.value}, "headset")
    return _list(errand, words, "cases", rows, elder=elder, ways=(lookups, tickets))


def _promise(case: CaseProgress, words: Words) -> str:
    if case.wanted:
        return words.text("errand.case.wanted", count=len(case.wanted))
    if case.payment is not None:
        return words.text("errand.case.owes", amount=words.price(case.payment.amount_fen))
    if case.due is None or case.state in ("done", "delivered", "refused", "withdrawn"):
        return case.unit
    return words.text("errand.case.paused" if case.paused else "errand.case.due", day=_day(case.due, words))


def _lookups(errand: Errand, words: Words, *, elder: bool) -> ErrandListView:
    rows = [_lookup(number, one, words) for number, one in enumerate(errand.lookups)]
    return _list(errand, words, "lookups", rows, elder=elder, ways=(None, None))


def _lookup(number: int, look: Lookup, words: Words) -> Row:
    told = [_said(one.label, words) for one in look.fields[:_MOST_FIELDS]]
    what = words.text("errand.comma").join(told)
    if len(look.fields) > _MOST_FIELDS:
        what = words.text("errand.lookup.others", what=what, count=len(look.fields))
    asked = words.text("errand.lookup.what", library=_said(look.library_said, words), what=what)
    law = look.legal_basis[0] if look.legal_basis else words.text("errand.lookup.noLaw")
    outcome: dict[str, Tone] = {"told": "neutral", "nothing": "neutral", "refused": "warn", "unavailable": "warn"}
    return Row(
        f"{number}",
        "eye",
        _said(look.department, words),
        (
            f"{_moment(look.at, words)} · {_said(look.matter, words)}",
            asked,
            words.text("errand.lookup.why", purpose=_said(look.purpose_said, words), law=law),
        ),
        chip=_said(look.outcome_said, words),
        tone=outcome[look.outcome],
    )


def _tickets(errand: Errand, words: Words, *, elder: bool) -> ErrandListView:
    rows = [
        Row(
            one.number,
            _KIND_ICONS[one.kind],
            words.text(f"errand.kind.{one.kind}"),
            (one.text, words.text("errand.ticket.written", day=_moment(one.written_at, words))),
            chip=_said(one.said, words),
            tone="ok" if one.reply else "info",
            intent="ticket",
        )
        for one in errand.tickets
    ]
    write = Way(words.text("errand.tickets.new"), "errand", {"to": At.VOICE.value}, "pencil-simple")
    return _list(errand, words, "tickets", rows, elder=elder, ways=(write, None))


# ---------------------------------------------------------------- one of them


def _case(errand: Errand, words: Words, *, elder: bool) -> ErrandDetailView:
    case = errand.case
    if case is None:
        raise ValueError("no case was chosen")
    steps = case.steps[-(_MOST_STEPS_ELDER if elder else _MOST_STEPS) :]
    lines = [
        Line(words.text("errand.case.number"), grouped(case.case_no.replace(" ", "")), bold=True),
        Line(words.text("errand.case.receipt"), case.receipt_no),
    ]
    if case.unit:
        lines.append(Line(words.text("errand.case.unit"), case.unit))
    if case.due is not None:
        key = "errand.case.paused" if case.paused else "errand.case.due"
        lines.append(Line(words.text("errand.case.promised"), words.text(key, day=_day(case.due, words)), bold=True))
    if case.parcel is not None:
        said = f"{_said(case.parcel.said, words)} {case.parcel.tracking_no}"
        lines.append(Line(words.text("errand.case.parcel"), said))
    lines += [
        Line(words.text("errand.case.paper"), f"{_said(paper.title, words)} {paper.number}")
        for paper in case.papers[-1:]
        if not paper.revoked
    ]
    return ErrandDetailView(
        title=_said(case.title, words),
        text=_said(case.said, words),
        tone=_DONE.get(case.state, "info"),
        icon="clipboard-text",
        lines=tuple(lines),
        remarks=_next(case, words),
        steps_title=words.text("errand.case.steps"),
        steps=tuple(Line(_moment(step.at, words), _said(step.said, words)) for step in steps),
        code=case.payment.url if case.payment is not None else "",
        code_text=words.text("errand.case.scanToPay") if case.payment is not None else "",
        primary=_print(errand, words, "errand.case.print"),
    )


def _next(case: CaseProgress, words: Words) -> tuple[Remark, ...]:
    """What the citizen has to do now; where there is nothing, that they need not come again."""
    if case.wanted:
        titles = words.text("errand.comma").join(_said(one.title, words) for one in case.wanted)
        why = case.wanted[0].why
        return (Remark("warn", "tray", words.text("errand.next.bring", titles=titles), why),)
    if case.payment is not None:
        amount = words.price(case.payment.amount_fen)
        return (
            Remark("warn", "wallet", words.text("errand.next.pay", amount=amount), words.text("errand.next.payText")),
        )
    if case.state in ("refused", "withdrawn"):
        return (Remark("info", "phone-call", words.text("errand.next.ask"), words.text("errand.next.askText")),)
    if case.state in ("done", "delivered"):
        return (Remark("ok", "check-circle", words.text("errand.next.done")),)
    return (Remark("ok", "check-circle", words.text("errand.next.wait"), words.text("errand.next.waitText")),)


def _ticket(errand: Errand, words: Words) -> ErrandDetailView:
    ticket = errand.ticket
    if ticket is None:
        raise ValueError("no ticket was looked for")
    yes = Way(words.text("errand.ticket.yes"), "contented", icon="check", loading=errand.working)
    no = Way(words.text("errand.ticket.no"), "errand", {"to": At.OBJECT.value})
    return ErrandDetailView(
        title=words.text(f"errand.ticket.{ticket.kind}"),
        text=_said(ticket.said, words),
        tone="ok" if ticket.reply else "info",
        icon=_KIND_ICONS[ticket.kind],
        lines=(
            Line(words.text("errand.ticket.number"), ticket.number, bold=True),
            Line(words.text("errand.ticket.at"), _moment(ticket.written_at, words)),
            Line(words.text("errand.ticket.you"), ticket.text),
        ),
        remarks=_of_ticket(errand, ticket, words),
        said_title=words.text("errand.ticket.reply") if ticket.reply else "",
        said=ticket.reply,
        primary=yes if ticket.may_judge else None,
        secondary=no if ticket.may_reopen and not errand.working else None,
    )


def _of_ticket(errand: Errand, ticket: TicketStanding, words: Words) -> tuple[Remark, ...]:
    if errand.trouble:
        return (Remark("warn", "cloud-slash", words.text("errand.trouble.offline"), words.text("errand.notSaid")),)
    if ticket.may_judge:
        return (Remark("info", "question", words.text("errand.ticket.judge")),)
    if ticket.closed:
        return (Remark("ok", "check-circle", words.text("errand.ticket.closed")),)
    return (Remark("info", "clock", words.text("errand.ticket.due", day=_day(ticket.due, words))),)


def _sent(errand: Errand, words: Words) -> ErrandDetailView:
    sent = errand.sent
    if sent is None:
        raise ValueError("nothing was written")
    key = "arrived" if sent.arrived else "kept"
    failed = errand.paper is not None and errand.paper.state is PaperState.FAILED
    paper = errand.paper.state.value if errand.paper is not None else "printing"
    slip = words.text(
        f"errand.sent.{paper}", what=words.fault(errand.paper.fault)[1].headline if errand.paper and failed else ""
    )
    return ErrandDetailView(
        title=words.text(f"errand.sent.{key}"),
        text=words.text(f"errand.sent.{key}Text"),
        tone="ok" if sent.arrived else "warn",
        icon="check-circle" if sent.arrived else "tray",
        lines=(
            Line(words.text("errand.ticket.number"), sent.number, bold=True),
            Line(words.text("errand.ticket.code"), sent.code, bold=True),
            Line(words.text("errand.ticket.answerBy"), _day(sent.due, words)),
        ),
        remarks=(Remark("warn" if failed else "info", "receipt", slip, words.text("errand.sent.keep")),),
        code=sent.address,
        code_text=words.text("errand.sent.scan"),
        primary=Way(words.text("errand.finish"), "exit", icon="check"),
        secondary=_print(errand, words, "errand.sent.print") if failed else None,
    )


def _print(errand: Errand, words: Words, key: str) -> Way:
    state = errand.paper.state if errand.paper is not None else None
    if state is PaperState.PRINTING:
        return Way(words.text("errand.printing"), "slip", icon="printer", loading=True)
    after = {PaperState.PRINTED: ".again", PaperState.FAILED: ".failed", None: ""}[state]
    return Way(words.text(key + after), "slip", icon="printer")


# ---------------------------------------------------------------- choosing and writing


def _voice(errand: Errand, words: Words) -> ErrandMenuView:
    kinds = [
        Row(
            kind, icon, words.text(f"errand.kind.{kind}"), (words.text(f"errand.kind.{kind}Text"),), intent="ticketKind"
        )
        for kind, icon in _KIND_ICONS.items()
    ]
    number = Row(
        At.TICKET_NUMBER.value,
        "magnifying-glass",
        words.text("errand.voice.look"),
        (words.text("errand.voice.lookText"),),
        intent="errand",
    )
    mine = Row(
        At.TICKETS.value,
        "identification-card",
        words.text("errand.voice.mine"),
        (words.text("errand.voice.mineText" if errand.holder is not None else "errand.voice.layCard"),),
        intent="errand" if errand.holder is not None else "withCard",
    )
    return ErrandMenuView(
        title=words.text("errand.voice"),
        text=words.text("errand.voice.text"),
        choices=(*kinds, number, mine),
        remark=Remark("info", "phone-call", words.text("errand.voice.call"), words.text("errand.voice.callText")),
    )


def _write(errand: Errand, words: Words) -> ErrandTextView:
    objects = errand.at is At.OBJECT
    key = "object" if objects else errand.kind
    error = words.text(f"errand.write.{errand.trouble}") if errand.trouble else ""
    private = "errand.write.card" if errand.holder is not None else "errand.write.nameless"
    return ErrandTextView(
        title=words.text(f"errand.write.{key}"),
        text=words.text("errand.write.objectText" if objects else private),
        help=words.text("errand.write.help"),
        value=errand.text,
        error=error,
        longest=LONGEST,
        working=errand.working,
        send=words.text("errand.write.sendAgain" if objects else "errand.write.send"),
        optional=objects,
    )


def _number(errand: Errand, words: Words) -> ErrandNumberView:
    by_case = errand.at is At.CASE_NUMBER
    key = "caseNumber" if by_case else "ticketNumber"
    error = ""
    if errand.trouble:
        error = words.text(
            "errand.trouble.offlineNow" if errand.trouble == "offline" else f"errand.{key}.{errand.trouble}"
        )
    return ErrandNumberView(
        title=words.text(f"errand.{key}"),
        text=words.text(f"errand.{key}.text"),
        number_label=words.text(f"errand.{key}.number"),
        number_longest=_LONGEST_NUMBER,
        proof_label=words.text(f"errand.{key}.proof"),
        proof_longest=_ID_DIGITS if by_case else CODE_LENGTH,
        proof_extra="X" if by_case else "",
        error=error,
        working=errand.working,
        send=words.text("errand.look"),
    )


# ---------------------------------------------------------------- words


def _said(text: Said, words: Words) -> str:
    return text.en if words.english else text.zh


def _moment(at: datetime, words: Words) -> str:
    local = at.astimezone(CHINA)
    return f"{_day(local.date(), words)} {local:%H:%M}"


def _day(day: date, words: Words) -> str:
    return words.day(day)
