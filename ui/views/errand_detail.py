"""One case, one ticket, or what was sent, on the screen of an errand. Pure."""

from datetime import date

from kiosk.matters.handing_in import HOTLINE, hand_in
from kiosk.matters.model import Matter
from kiosk.protocol.progress import CaseProgress, Wanted
from kiosk.protocol.voice import TicketStanding
from kiosk.visit.errand import At, Errand
from kiosk.visit.state import PaperState
from ui.views.errand_parts import DONE, KIND_ICONS, ErrandDetailView, Line, Remark, Way, moment, said
from ui.views.wording import Words, grouped

_MOST_STEPS, _MOST_STEPS_ELDER = 5, 3
_ONE_BY_ONE = 2
_FITS, _FITS_ENGLISH = 36, 76
"""Characters of three lines in large type, beside what is asked"""


def case_view(
    errand: Errand,
    words: Words,
    matter: Matter | None,
    *,
    elder: bool,
    hand_in: bool = False,
    today: date | None = None,
) -> ErrandDetailView:
    """How far one case is, and what its holder has to do now; `hand_in` where the papers can be scanned here.

    `today` is the day in China, by which a day that is over is told.
    """
    case = errand.case
    if case is None:
        raise ValueError("no case was chosen")
    most = (1, 3) if case.wanted else (_MOST_STEPS_ELDER, _MOST_STEPS)
    steps = case.steps[-most[0 if elder else 1] :]
    lines = [
        Line(words.text("errand.case.number"), grouped(case.case_no.replace(" ", "")), bold=True),
        Line(words.text("errand.case.receipt"), case.receipt_no),
    ]
    if case.unit and not (elder and case.wanted):
        lines.append(Line(words.text("errand.case.unit"), case.unit))
    if case.wanted:
        lines += _where(case, words, matter, too=hand_in)
    if case.due is not None:
        label = "errand.case.expected" if case.expected else "errand.case.promised"
        key = "errand.case.paused" if case.paused else "errand.case.due"
        lines.append(Line(words.text(label), words.text(key, day=words.day(case.due)), bold=True))
    if case.parcel is not None:
        parcel = f"{said(case.parcel.said, words)} {case.parcel.tracking_no}"
        lines.append(Line(words.text("errand.case.parcel"), parcel))
    lines += [
        Line(words.text("errand.case.paper"), f"{said(paper.title, words)} {paper.number}")
        for paper in case.papers[-1:]
        if not paper.revoked
    ]
    return ErrandDetailView(
        title=said(case.title, words),
        text=said(case.said, words),
        tone=DONE.get(case.state, "info"),
        icon="clipboard-text",
        lines=tuple(lines),
        remarks=_next(case, words, today, elder=elder),
        steps_title=words.text("errand.case.steps"),
        steps=tuple(Line(moment(step.at, words), said(step.said, words)) for step in steps),
        code=case.payment.url if case.payment is not None else "",
        code_text=words.text("errand.case.scanToPay") if case.payment is not None else "",
        primary=_bring_now(errand, case, words) if hand_in else _print(errand, words, "errand.case.print"),
        secondary=_print(errand, words, "errand.case.print") if hand_in else None,
    )


def _bring_now(errand: Errand, case: CaseProgress, words: Words) -> Way:
    """To the camera; without a card first to that: whose case it is shows the card."""
    if errand.holder is None:
        return Way(words.text("supplement.withCard"), "withCard", {"key": At.CASES.value}, "identification-card")
    return Way(words.text("supplement.now"), "handIn", {"key": case.case_no}, "camera")


def _where(case: CaseProgress, words: Words, matter: Matter | None, *, too: bool) -> tuple[Line, Line]:
    """Where the papers are handed in, and when; or whom to ask. `too` where this is not the only way."""
    label = words.text("supplement.whereToo" if too else "errand.case.where")
    asked = words.text("errand.case.hours")
    if matter is None:
        office = words.text("errand.where.counter", office=case.unit or words.text("errand.where.office"))
        return Line(label, office, bold=True), Line(asked, words.text("errand.where.ask", phone=HOTLINE))
    to = hand_in(matter)
    if to.address is None or to.hours is None:
        office = words.text("errand.where.counter", office=words.of(to.office))
        return Line(label, office, bold=True), Line(asked, words.text("errand.where.ask", phone=to.phone))
    place = words.text("errand.where.place", office=words.of(to.office), address=words.of(to.address))
    hours = words.text("errand.where.open", hours=words.of(to.hours), phone=to.phone)
    return Line(label, place, bold=True), Line(asked, hours)


def _wanted(case: CaseProgress, words: Words, today: date | None, *, elder: bool) -> tuple[Remark, ...]:
    """Each paper with why and by when; many of them together."""
    if len(case.wanted) <= (1 if elder else _ONE_BY_ONE):
        return tuple(_bring(said(one.title, words), _why(one, case, words, today), words) for one in case.wanted)
    titles = _named([said(one.title, words) for one in case.wanted], words)
    first = min(case.wanted, key=lambda one: (one.due is None, one.due))
    why = _why(first, case, words, today)
    return (_bring(titles, f"{said(first.title, words)}{words.text('errand.colon')}{why}", words),)


def _named(titles: list[str], words: Words) -> str:
    """All of them where they fit, else the first two and how many there are."""
    named = words.listed(titles)
    if len(named) <= (_FITS_ENGLISH if words.english else _FITS):
        return named
    return words.text("errand.next.others", titles=words.listed(titles[:2]), count=len(titles))


def _bring(titles: str, why: str, words: Words) -> Remark:
    return Remark("warn", "tray", words.text("errand.next.bring", titles=titles), why)


def _why(wanted: Wanted, case: CaseProgress, words: Words, today: date | None) -> str:
    if wanted.due is not None and today is not None and wanted.due < today:
        key = "errand.next.askedPast" if wanted.asked else "errand.next.past"
        return words.text(key, why=wanted.why, day=words.day(wanted.due))
    if wanted.due is not None and wanted.asked:
        return words.text("errand.next.askedBy", why=wanted.why, day=words.day(wanted.due))
    if wanted.due is not None:
        return words.text("errand.next.putOff", day=words.day(wanted.due))
    return words.text("errand.next.paused" if case.paused else "errand.next.soon", why=wanted.why).strip()


def _next(case: CaseProgress, words: Words, today: date | None, *, elder: bool) -> tuple[Remark, ...]:
    """What the citizen has to do now; where there is nothing, that they need not come again."""
    if case.wanted:
        return _wanted(case, words, today, elder=elder)
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


def ticket_view(errand: Errand, words: Words) -> ErrandDetailView:
    """What was written, and what was answered."""
    ticket = errand.ticket
    if ticket is None:
        raise ValueError("no ticket was looked for")
    yes = Way(words.text("errand.ticket.yes"), "contented", icon="check", loading=errand.working)
    no = Way(words.text("errand.ticket.no"), "errand", {"to": At.OBJECT.value})
    return ErrandDetailView(
        title=words.text(f"errand.ticket.{ticket.kind}"),
        text=said(ticket.said, words),
        tone="ok" if ticket.reply else "info",
        icon=KIND_ICONS[ticket.kind],
        lines=(
            Line(words.text("errand.ticket.number"), ticket.number, bold=True),
            Line(words.text("errand.ticket.at"), moment(ticket.written_at, words)),
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
    return (Remark("info", "clock", words.text("errand.ticket.due", day=words.day(ticket.due))),)


def sent_view(errand: Errand, words: Words) -> ErrandDetailView:
    """What was written is kept: number, code, and the paper with both."""
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
            Line(words.text("errand.ticket.answerBy"), words.day(sent.due)),
        ),
        remarks=(Remark("warn" if failed else "info", "receipt", slip, words.text("errand.sent.keep")),),
        code=sent.address,
        code_text=words.text("errand.sent.scan"),
        primary=Way(words.text("errand.finish"), "exit", icon="sign-out"),
        secondary=_print(errand, words, "errand.sent.print") if failed else None,
    )


def _print(errand: Errand, words: Words, key: str) -> Way:
    state = errand.paper.state if errand.paper is not None else None
    if state is PaperState.PRINTING:
        return Way(words.text("errand.printing"), "slip", icon="printer", loading=True)
    after = {PaperState.PRINTED: ".again", PaperState.FAILED: ".failed", None: ""}[state]
    return Way(words.text(key + after), "slip", icon="printer")
