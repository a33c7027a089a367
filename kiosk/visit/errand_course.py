"""The errand's one function: ``handle(errand, event) → (errand, effects)``. Pure; what is not expected changes nothing."""

from dataclasses import replace

from kiosk.protocol.progress import holder_sha256
from kiosk.protocol.voice import ALPHABET, CODE_LENGTH
from kiosk.visit import errand as e
from kiosk.visit.errand import At, Errand, ErrandEffect, ErrandEvent
from kiosk.visit.state import Holder, Paper, PaperState

ErrandOutcome = tuple[Errand, tuple[ErrandEffect, ...]]

SHORTEST, LONGEST = 5, 400
"""Characters that somebody has to say: less says nothing, and more nobody types standing"""
_ID_DIGITS = 18
_WRITING = (At.WRITE, At.CHECK)
_CARD_ONLY = (At.CASES, At.LOOKUPS, At.TICKETS)
_ASKED_FIRST = {At.CASES: e.AskCases, At.LOOKUPS: e.AskLookups, At.TICKETS: e.AskTickets}


def begin(errand_id: str, at: At, language: str, holder: Holder | None = None) -> ErrandOutcome:
    """Somebody comes for this. ``ValueError`` for what only a card can open, without one."""
    if at in _CARD_ONLY and holder is None:
        raise ValueError(f"{at} is opened with a card")
    return _arrive(Errand(errand_id, at, language, holder), at)


def handle(errand: Errand, event: ErrandEvent) -> ErrandOutcome:
    """What `event` makes of `errand`, and what the world is asked to do about it."""
    match event:
        case e.SpokenTo(language):
            return replace(errand, language=language), ()
        case e.HolderCame(holder):
            return _came(errand, holder), ()
        case e.HolderLeft():
            return _gone(errand), ()
        case e.SlipDone(fault) if errand.paper is not None:
            state = PaperState.FAILED if fault else PaperState.PRINTED
            return replace(errand, paper=Paper(state, fault)), ()
        case e.SlipWanted() if errand.at in (At.CASE, At.SENT) and not _prints(errand):
            return replace(errand, paper=Paper(PaperState.PRINTING)), (e.PrintSlip(),)
    return _answered(errand, event) if errand.working else _tapped(errand, event)


def _came(errand: Errand, holder: Holder) -> Errand:
    """Another card is another person, as it is in a visit; whose words were left without one is not known either."""
    if holder == errand.holder:
        return replace(errand, lifted=False)
    if errand.at is At.VOICE or (errand.lifted and errand.at in _WRITING and not errand.working):
        return replace(_anew(errand), holder=holder)
    return replace(errand, holder=holder, drafts={}) if errand.holder is None else errand


def _gone(errand: Errand) -> Errand:
    """Who writes goes on with it, and what is sent is on paper. Anywhere else the next one may stand there."""
    if errand.holder is None or errand.at is At.SENT:
        return errand
    return replace(errand, lifted=True) if errand.at in _WRITING else _anew(errand)


def _anew(errand: Errand) -> Errand:
    """For whoever stands there now. It has another id: what is still asked for the one before is answered to nobody."""
    return Errand(f"{errand.id}+", At.VOICE, errand.language)


def leads_back(errand: Errand) -> bool:
    """Whether 返回 leads to another place of this errand; else it leads home. What was sent is not gone back on."""
    return bool(errand.path) and errand.at is not At.SENT


def _prints(errand: Errand) -> bool:
    return errand.paper is not None and errand.paper.state is PaperState.PRINTING


def _answered(errand: Errand, event: ErrandEvent) -> ErrandOutcome:
    """The world's word; taps mean nothing while it is waited for, but the way back."""
    heard = replace(errand, working=False, trouble="")
    match event:
        case e.WentWrong(trouble):
            return replace(heard, trouble=trouble), ()
        case e.CasesCame(cases, more) if errand.at is At.CASES:
            return replace(heard, cases=cases, more=more), ()
        case e.CasesCame(cases, _) if errand.at is At.CASE_NUMBER:
            return _on(replace(heard, case=cases[0]), At.CASE) if cases else (replace(heard, trouble="not_found"), ())
        case e.LookupsCame(lookups, more) if errand.at is At.LOOKUPS:
            return replace(heard, lookups=lookups, more=more), ()
        case e.TicketsCame(tickets, more) if errand.at is At.TICKETS:
            return replace(heard, tickets=tickets, more=more), ()
        case e.TicketCame(ticket) if errand.at is At.TICKET_NUMBER:
            return _on(replace(heard, ticket=ticket), At.TICKET)
        case e.TicketCame(ticket) if errand.at in (At.TICKET, At.OBJECT):
            path = errand.path[:-1] if errand.at is At.OBJECT else errand.path
            return replace(heard, at=At.TICKET, path=path, ticket=ticket, text=""), ()
        case e.Kept(sent) if errand.at is At.CHECK:
            done = replace(heard, at=At.SENT, path=(), sent=sent, text="", paper=Paper(PaperState.PRINTING))
            return done, (e.PrintSlip(),)
        case e.WentBack() if leads_back(errand) and errand.at is not At.CHECK:
            return _back(heard)
        case _:
            return errand, ()


def _tapped(errand: Errand, event: ErrandEvent) -> ErrandOutcome:
    match event:
        case e.WentBack(text) if leads_back(errand):
            return _back(_unsent(errand, text))
        case e.TicketCame(judged) if errand.at is At.TICKET and _number(errand) == judged.number:
            return replace(errand, ticket=judged), ()
        case e.Went(to):
            return _went(errand, to)
        case e.PageTurned(page):
            return replace(errand, page=max(1, page)), ()
        case e.CaseChosen(number) if errand.at is At.CASES:
            case = next((one for one in errand.cases if one.case_no == number), None)
            return _on(replace(errand, case=case, paper=None), At.CASE) if case is not None else (errand, ())
        case e.TicketChosen(number) if errand.at is At.TICKETS:
            ticket = next((one for one in errand.tickets if one.number == number), None)
            return _on(replace(errand, ticket=ticket), At.TICKET) if ticket is not None else (errand, ())
        case e.KindChosen(kind) if errand.at is At.VOICE:
            return _writes(replace(errand, kind=kind), At.WRITE)
        case e.TriedAgain() if errand.trouble and errand.at in _ASKED_FIRST:
            return _arrive(errand, errand.at)
        case _:
            return _given(errand, event)


def _given(errand: Errand, event: ErrandEvent) -> ErrandOutcome:
    """What was typed, or said of an answer."""
    ticket = errand.ticket
    match event:
        case e.NumberGiven(number, proof) if errand.at is At.CASE_NUMBER:
            known, number = proof.strip().upper(), bare(number)
            if not number or len(known) != _ID_DIGITS:
                return replace(errand, trouble="incomplete"), ()
            return _ask(errand, e.AskCases(holder_sha256(known), number))
        case e.NumberGiven(number, proof) if errand.at is At.TICKET_NUMBER:
            number, code = bare(number), bare(proof)
            if not number.startswith("T") or len(code) != CODE_LENGTH or set(code) - set(ALPHABET):
                return replace(errand, trouble="incomplete"), ()
            return _ask(errand, e.AskTicket(number, code))
        case e.TextGiven(text) if errand.at is At.WRITE:
            if len(text.strip()) < SHORTEST:
                return replace(errand, text=text, trouble="incomplete"), ()
            return _on(replace(errand, text=text.strip()[:LONGEST]), At.CHECK)
        case e.Confirmed() if errand.at is At.CHECK:
            return _ask(errand, e.KeepTicket(errand.kind, errand.text, _digest(errand)))
        case e.TextGiven(text) if errand.at is At.OBJECT and ticket is not None:
            objection = text.strip()[:LONGEST]
            said = replace(errand, text=objection)
            return _ask(said, e.Judge(ticket.number, ticket.code, satisfied=False, objection=objection))
        case e.Contented() if errand.at is At.TICKET and ticket is not None and ticket.may_judge:
            return _ask(errand, e.Judge(ticket.number, ticket.code, satisfied=True))
        case _:
            return errand, ()


def bare(number: str) -> str:
    """As it counts, however it was typed."""
    return "".join(number.split()).replace("-", "").upper()


def _went(errand: Errand, to: At) -> ErrandOutcome:
    """Only where the screens offer it."""
    offered: dict[At, tuple[At, ...]] = {
        At.CASES: (At.LOOKUPS, At.TICKETS),
        At.VOICE: (At.TICKET_NUMBER, At.TICKETS),
        At.TICKET: (At.OBJECT,),
        At.TICKETS: (At.VOICE,),
    }
    if to not in offered.get(errand.at, ()) or (to in _CARD_ONLY and errand.holder is None):
        return errand, ()
    if to is At.OBJECT and not (errand.ticket is not None and errand.ticket.may_reopen):
        return errand, ()
    return _writes(errand, to) if to is At.OBJECT else _on(replace(errand, text=""), to)


def _on(errand: Errand, to: At) -> ErrandOutcome:
    return _arrive(replace(errand, at=to, path=(*errand.path, errand.at), page=1, trouble=""), to)


def _arrive(errand: Errand, at: At) -> ErrandOutcome:
    ask = _ASKED_FIRST.get(at)
    return _ask(errand, ask(_digest(errand))) if ask is not None else (errand, ())


def _ask(errand: Errand, effect: ErrandEffect) -> ErrandOutcome:
    return replace(errand, working=True, trouble=""), (effect,)


def _back(errand: Errand) -> ErrandOutcome:
    """What the place before had is still there."""
    *path, to = errand.path
    if errand.lifted and to is At.VOICE:
        return _anew(errand), ()
    text = errand.text if errand.at is At.CHECK else ""
    return replace(errand, at=to, path=tuple(path), page=1, trouble="", text=text, paper=None), ()


def _unsent(errand: Errand, left: str) -> Errand:
    """What is `left` in the field stands there when they come again."""
    if errand.at not in (At.WRITE, At.OBJECT):
        return errand
    return replace(errand, drafts={**errand.drafts, _about(errand, errand.at): left[:LONGEST]})


def _writes(errand: Errand, to: At) -> ErrandOutcome:
    """What was begun there and left stands there again; of something new, whichever kind they choose now."""
    drafts = dict(errand.drafts)
    text = drafts.pop(_about(errand, to), "")
    return _on(replace(errand, text=text, drafts=drafts), to)


def _about(errand: Errand, at: At) -> str:
    return _number(errand) if at is At.OBJECT else ""


def _number(errand: Errand) -> str:
    return errand.ticket.number if errand.ticket is not None else ""


def _digest(errand: Errand) -> str:
    return holder_sha256(errand.holder.number) if errand.holder is not None else ""
