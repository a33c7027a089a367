"""The screens of an errand: from what it is to what is shown. Pure."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from kiosk.matters.model import Matter
from kiosk.protocol.lookups import Lookup
from kiosk.protocol.progress import CaseProgress
from kiosk.protocol.voice import CODE_LENGTH
from kiosk.visit.errand import At, Errand
from kiosk.visit.errand_course import LONGEST
from kiosk.visit.supplement import reason_of
from ui.views.errand_detail import case_view, sent_view, ticket_view
from ui.views.errand_parts import (
    DONE,
    KIND_ICONS,
    ErrandCheckView,
    ErrandListView,
    ErrandMenuView,
    ErrandNumberView,
    ErrandTextView,
    ErrandView,
    Remark,
    Row,
    Tone,
    Way,
    moment,
    said,
)
from ui.views.wording import Words

_ROWS, _ROWS_READ, _ROWS_ELDER, _ROWS_ELDER_TALLER = 4, 3, 3, 2
_LONGEST_NUMBER = 24
_ID_DIGITS = 18
_MOST_FIELDS = 4


def view_of(
    errand: Errand,
    language: str,
    *,
    elder: bool,
    matter: Matter | None = None,
    hand_in: frozenset[str] = frozenset(),
    today: date | None = None,
) -> tuple[str, ErrandView]:
    """Name of the screen and what it shows; `matter` is that of the case, where this kiosk knows it.

    `hand_in` are the numbers of the cases whose papers can be scanned here now. `today` is the day in China, by which a day
    that is over is told.
    """
    words = Words(language)
    match errand.at:
        case At.CASES:
            return "errandList", _cases(errand, words, hand_in, today, elder=elder)
        case At.LOOKUPS:
            return "errandList", _lookups(errand, words, elder=elder)
        case At.TICKETS:
            return "errandList", _tickets(errand, words, elder=elder)
        case At.CASE:
            may = errand.case is not None and errand.case.case_no in hand_in
            return "errandDetail", case_view(errand, words, matter, elder=elder, hand_in=may, today=today)
        case At.TICKET:
            return "errandDetail", ticket_view(errand, words)
        case At.SENT:
            return "errandDetail", sent_view(errand, words)
        case At.VOICE:
            return "errandMenu", _voice(errand, words)
        case At.WRITE | At.OBJECT:
            return "errandText", _write(errand, words)
        case At.CHECK:
            return "errandCheck", _check(errand, words)
        case At.CASE_NUMBER | At.TICKET_NUMBER:
            return "errandNumber", _number(errand, words)
        case _:
            assert_never(errand.at)


# ---------------------------------------------------------------- lists


def _paged(errand: Errand, rows: Sequence[Row], *, elder: bool) -> tuple[tuple[Row, ...], int, int]:
    taller = errand.at is At.LOOKUPS or any(row.act for row in rows)
    large = _ROWS_ELDER_TALLER if taller else _ROWS_ELDER
    size = large if elder else _ROWS_READ if errand.at is At.LOOKUPS else _ROWS
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


def _cases(errand: Errand, words: Words, hand_in: frozenset[str], today: date | None, *, elder: bool) -> ErrandListView:
    rows = [
        Row(
            one.case_no,
            "clipboard-text",
            said(one.title, words),
            (_promise(one, words, today), _reason_or_day(one, words)),
            chip=said(one.said, words),
            tone=DONE.get(one.state, "info"),
            intent="case",
            act=words.text("supplement.now") if one.case_no in hand_in else "",
            act_intent="handIn" if one.case_no in hand_in else "",
        )
        for one in errand.cases
    ]
    lookups = Way(words.text("errand.lookups.way"), "errand", {"to": At.LOOKUPS.value}, "eye")
    tickets = Way(words.text("errand.tickets.way"), "errand", {"to": At.TICKETS.value}, "headset")
    return _list(errand, words, "cases", rows, elder=elder, ways=(lookups, tickets))


def _reason_or_day(case: CaseProgress, words: Words) -> str:
    """Why papers are asked for; of any other case when it was applied for."""
    why = next((why for one in case.wanted if (why := reason_of(one))), "")
    return why or words.text("errand.case.applied", day=moment(case.applied_at, words))


def _promise(case: CaseProgress, words: Words, today: date | None) -> str:
    if case.wanted:
        until = min((one.due for one in case.wanted if one.due is not None), default=None)
        past = until is not None and today is not None and until < today
        key = "errand.case.wanted" if until is None else "errand.case.wantedPast" if past else "errand.case.wantedBy"
        return words.text(key, count=len(case.wanted), day=words.day(until) if until is not None else "")
    if case.payment is not None:
        return words.text("errand.case.owes", amount=words.price(case.payment.amount_fen))
    if case.due is None or case.state in ("done", "delivered", "refused", "withdrawn"):
        return case.unit
    running = "errand.case.dueExpected" if case.expected else "errand.case.due"
    return words.text("errand.case.paused" if case.paused else running, day=words.day(case.due))


def _lookups(errand: Errand, words: Words, *, elder: bool) -> ErrandListView:
    rows = [_lookup(number, one, words) for number, one in enumerate(errand.lookups)]
    return _list(errand, words, "lookups", rows, elder=elder, ways=(None, None))


def _lookup(number: int, look: Lookup, words: Words) -> Row:
    told = [said(one.label, words) for one in look.fields[:_MOST_FIELDS]]
    what = words.text("errand.comma").join(told)
    if len(look.fields) > _MOST_FIELDS:
        what = words.text("errand.lookup.others", what=what, count=len(look.fields))
    asked = words.text("errand.lookup.what", library=said(look.library_said, words), what=what)
    law = look.legal_basis[0] if look.legal_basis else words.text("errand.lookup.noLaw")
    outcome: dict[str, Tone] = {"told": "neutral", "nothing": "neutral", "refused": "warn", "unavailable": "warn"}
    return Row(
        f"{number}",
        "eye",
        said(look.department, words),
        (
            f"{moment(look.at, words)} · {said(look.matter, words)}",
            asked,
            words.text("errand.lookup.why", purpose=said(look.purpose_said, words), law=law),
        ),
        chip=said(look.outcome_said, words),
        tone=outcome[look.outcome],
    )


def _tickets(errand: Errand, words: Words, *, elder: bool) -> ErrandListView:
    rows = [
        Row(
            one.number,
            KIND_ICONS[one.kind],
            words.text(f"errand.kind.{one.kind}"),
            (one.text, words.text("errand.ticket.written", day=moment(one.written_at, words))),
            chip=said(one.said, words),
            tone="ok" if one.reply else "info",
            intent="ticket",
        )
        for one in errand.tickets
    ]
    write = Way(words.text("errand.tickets.new"), "errand", {"to": At.VOICE.value}, "pencil-simple")
    return _list(errand, words, "tickets", rows, elder=elder, ways=(write, None))


# ---------------------------------------------------------------- choosing and writing


def _voice(errand: Errand, words: Words) -> ErrandMenuView:
    kinds = [
        Row(
            kind, icon, words.text(f"errand.kind.{kind}"), (words.text(f"errand.kind.{kind}Text"),), intent="ticketKind"
        )
        for kind, icon in KIND_ICONS.items()
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


def _check(errand: Errand, words: Words) -> ErrandCheckView:
    private = "errand.check.card" if errand.holder is not None else "errand.check.nameless"
    return ErrandCheckView(
        title=words.text("errand.check"),
        text=words.text(private, kind=words.text(f"errand.kind.{errand.kind}")),
        said=errand.text,
        error=words.text(f"errand.write.{errand.trouble}") if errand.trouble else "",
        primary=Way(
            words.text("errand.write.working" if errand.working else "errand.check.send"),
            "confirm",
            icon="arrow-right",
            loading=errand.working,
        ),
        secondary=Way(words.text("errand.check.change"), "back", icon="pencil-simple", loading=errand.working),
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
