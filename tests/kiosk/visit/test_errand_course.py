"""An errand, whatever happens to it in whatever order: a card opens what is somebody's own, and late answers change nothing."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.protocol.progress import CaseProgress, Said, holder_sha256
from kiosk.protocol.voice import TicketStanding
from kiosk.visit import errand as e
from kiosk.visit import errand_course
from kiosk.visit.errand import At, Errand, ErrandEffect, ErrandEvent, Sent
from kiosk.visit.errand_course import begin, handle, leads_back
from tests.kiosk.visit.people import NAMESAKE, WANG

_NOW = datetime(2026, 11, 20, 2, 5, tzinfo=UTC)
_CASE = CaseProgress(
    case_no="1",
    receipt_no="L-0412-0023",
    matter_code="m",
    title=Said(zh="护照", en="Passport"),
    state="accepted",
    said=Said(zh="已受理", en="Accepted"),
    applied_at=_NOW,
)
_TICKET = TicketStanding(
    number="T-0412-0001",
    code="ABCD2345",
    kind="complaint",
    said=Said(zh="已答复", en="Answered"),
    text="没有纸",
    written_at=_NOW,
    due=date(2026, 12, 1),
    reply="已加纸",
    may_judge=True,
    may_reopen=True,
)
_SENT = Sent("T-0412-0001", "ABCD2345", "complaint", _NOW, date(2026, 12, 1), "http://a/t/1/2", arrived=True)
_EVENTS: tuple[ErrandEvent, ...] = (
    *(e.Went(to) for to in At),
    *(e.CaseChosen("1"), e.TicketChosen("T-0412-0001"), e.KindChosen("complaint"), e.Contented(), e.PageTurned(2)),
    *(e.NumberGiven("L-0412-0023", WANG.number), e.NumberGiven("T-0412-0001", "abcd2345"), e.NumberGiven("", "")),
    *(e.TextGiven("没有纸，没有人来"), e.TextGiven("好"), e.Confirmed(), e.SlipWanted(), e.TriedAgain(), e.WentBack()),
    *(e.CasesCame((_CASE,)), e.CasesCame(()), e.LookupsCame(()), e.TicketsCame((_TICKET,)), e.TicketCame(_TICKET)),
    *(e.Kept(_SENT), e.WentWrong("offline"), e.WentWrong("not_found"), e.SlipDone(), e.SlipDone("receipt.paper_out")),
    *(e.WentBack("没有纸"), e.HolderCame(WANG), e.HolderCame(NAMESAKE), e.HolderLeft()),
)
_OWN = (At.CASES, At.LOOKUPS, At.TICKETS)
_STARTS = st.sampled_from((At.VOICE, At.CASE_NUMBER, At.TICKET_NUMBER))


def broken(start: At, events: list[ErrandEvent]) -> list[str]:
    """What must not be, on one way that begins without a card."""
    found: list[str] = []
    errand, effects = begin("1", start, "zh_CN")
    for event in events:
        before = errand
        errand, effects = handle(errand, event)
        found += [f"{type(event).__name__} at {before.at}: {wrong}" for wrong in _wrong(before, event, errand, effects)]
    return found


def _wrong(before: Errand, event: ErrandEvent, after: Errand, effects: tuple[ErrandEffect, ...]) -> list[str]:
    asks = [effect for effect in effects if not isinstance(effect, e.PrintSlip)]
    rules = {
        "what is somebody's own was opened without a card": after.at in _OWN and after.holder is None,
        "leaves what somebody had to another": before.holder not in (None, after.holder)
        and (after.at is not At.VOICE or bool(after.drafts or after.text or after.path or after.tickets)),
        "leaves words to the card that is laid down": before.holder != after.holder and bool(after.drafts),
        "asked of nobody": any(
            getattr(ask, "holder_sha256", "x") == "" and not isinstance(ask, e.KeepTicket) for ask in asks
        ),
        "asked twice at once": before.working and bool(asks),
        "waits for nothing": after.working and not before.working and not asks,
        "shows a case that was not asked for": after.at is At.CASE and after.case is None,
        "shows a ticket that was not asked for": after.at in (At.TICKET, At.OBJECT) and after.ticket is None,
        "says it is kept before it is": after.at is At.SENT and after.sent is None,
        "writes twice": before.at is At.SENT and any(isinstance(ask, e.KeepTicket) for ask in asks),
        "throws away what was written": isinstance(event, e.WentWrong) and before.text != after.text,
    }
    return [rule for rule, is_broken in rules.items() if is_broken]


@given(_STARTS, st.lists(st.sampled_from(_EVENTS), max_size=30))
def test_nothing_of_anybody_is_shown_without_a_card_or_a_number(start: At, events: list[ErrandEvent]) -> None:
    assert broken(start, events) == []


@pytest.mark.parametrize(
    "plant",
    [
        ("_went", lambda errand, to: (replace(errand, at=to, path=(*errand.path, errand.at)), ())),
        ("_answered", lambda errand, event: errand_course._tapped(replace(errand, working=False), event)),
        ("_back", lambda errand: (replace(errand, at=At.CASE), ())),
        ("_anew", lambda errand: replace(errand, holder=None)),
    ],
    ids=[
        "any place may be gone to",
        "taps count while something is asked",
        "back leads to a case",
        "who goes leaves all",
    ],
)
def test_a_planted_bug_is_noticed(plant: tuple[str, object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errand_course, plant[0], plant[1])
    ways: tuple[list[ErrandEvent], ...] = (
        [e.Went(At.TICKETS)],
        [e.KindChosen("complaint"), e.TextGiven("没有纸，没有人来"), e.Confirmed(), e.Confirmed()],
        [e.KindChosen("complaint"), e.WentBack()],
        [e.HolderCame(WANG), e.KindChosen("complaint"), e.WentBack("没有纸"), e.HolderLeft()],
    )
    assert any(broken(At.VOICE, way) for way in ways)


def test_a_number_typed_from_paper_counts_however_it_is_written() -> None:
    errand, _ = begin("1", At.CASE_NUMBER, "zh_CN")
    _, effects = handle(errand, e.NumberGiven(" l-0412-0023 ", "99010119840317121x"))
    assert effects == (e.AskCases(holder_sha256("99010119840317121X"), "L04120023"),)
    errand, _ = begin("1", At.TICKET_NUMBER, "zh_CN")
    for number, code in (("L-0412-0001", "ABCD2345"), ("T-0412-0001", "ABCD234"), ("T-0412-0001", "ABCD2340")):
        assert handle(errand, e.NumberGiven(number, code))[1] == ()


def test_what_was_written_is_read_once_more_and_can_be_changed_before_it_is_sent() -> None:
    errand, _ = begin("1", At.VOICE, "zh_CN")
    errand, _ = handle(errand, e.KindChosen("complaint"))
    read, effects = handle(errand, e.TextGiven(" 没有纸，没有人来 "))
    assert (read.at, read.text, effects) == (At.CHECK, "没有纸，没有人来", ())
    again, _ = handle(read, e.WentBack())
    assert (again.at, again.text) == (At.WRITE, "没有纸，没有人来")
    changed, _ = handle(again, e.TextGiven("没有纸，没有人来加"))
    sending, effects = handle(changed, e.Confirmed())
    assert effects == (e.KeepTicket("complaint", "没有纸，没有人来加", ""),)
    failed, _ = handle(sending, e.WentWrong("storage"))
    assert (failed.at, failed.text, failed.trouble) == (At.CHECK, "没有纸，没有人来加", "storage")


def after(errand: Errand, *events: ErrandEvent) -> Errand:
    for event in events:
        errand, _ = handle(errand, event)
    return errand


def test_what_was_left_before_it_was_sent_stands_where_it_was_written_and_nowhere_once_it_is_sent() -> None:
    begun = after(begin("1", At.VOICE, "zh_CN", WANG)[0], e.KindChosen("complaint"), e.WentBack("没有纸，没"))
    other = _TICKET.model_copy(update={"number": "T-0412-0002"})
    tickets = after(begun, e.Went(At.TICKETS), e.TicketsCame((_TICKET, other)))
    left = after(tickets, e.TicketChosen(_TICKET.number), e.Went(At.OBJECT), e.WentBack("还是"), e.WentBack())
    assert after(left, e.TicketChosen(other.number), e.Went(At.OBJECT)).text == ""
    said = after(left, e.TicketChosen(_TICKET.number), e.Went(At.OBJECT))
    assert said.text == "还是"
    again = after(said, e.TextGiven("还是没有纸"), e.TicketCame(_TICKET), e.Went(At.OBJECT))
    assert again.text == "", "it was sent"
    gone_on = after(said, e.TextGiven("还是没有纸"), e.WentBack("还是没有纸"))
    assert (gone_on.at, after(gone_on, e.Went(At.OBJECT)).text) == (At.TICKET, ""), "it is on its way"
    taken = _TICKET.model_copy(update={"may_judge": False, "may_reopen": False})
    assert after(gone_on, e.TicketCame(taken)).ticket == taken, "it cannot be objected to again"
    assert after(gone_on, e.TicketCame(other)) == gone_on
    written = after(left, e.WentBack(), e.KindChosen("suggestion"))
    assert (written.at, written.text) == (At.WRITE, "没有纸，没")
    assert after(written, e.WentBack(), e.KindChosen("complaint")).text == "", "it was deleted"


def test_what_was_left_goes_with_the_card_whose_it_was_and_so_does_the_way_to_their_own() -> None:
    own = after(
        begin("1", At.CASES, "en", WANG)[0], e.CasesCame((_CASE,)), e.Went(At.TICKETS), e.TicketsCame((_TICKET,))
    )
    writing = after(own, e.Went(At.VOICE), e.KindChosen("complaint"))
    left = after(writing, e.WentBack("没有纸，没"))
    assert "没有纸" not in repr((left, e.WentBack("没有纸"), e.TextGiven("没有纸"), e.HolderCame(WANG)))
    gone = after(left, e.HolderLeft())
    assert (gone.at, gone.language, gone.holder, leads_back(gone)) == (At.VOICE, "en", None, False)
    assert (gone.drafts, gone.tickets, gone.cases) == ({}, (), ())
    assert gone.id != left.id, "an answer to them comes too late"
    assert after(gone, e.KindChosen("complaint")).text == ""
    lifted = after(writing, e.HolderLeft())
    assert (lifted.at, lifted.holder) == (At.WRITE, WANG), "it was laid down for what they write"
    assert after(lifted, e.TextGiven("没有纸，没有人来"), e.Confirmed(), e.HolderLeft(), e.Kept(_SENT)).at is At.SENT
    assert after(lifted, e.TextGiven("没有纸，没有人来"), e.WentBack()).text == "没有纸，没有人来"
    assert after(lifted, e.WentBack("没有纸")) == gone
    again = after(lifted, e.HolderCame(WANG), e.WentBack("没有纸"), e.KindChosen("suggestion"))
    assert (again.text, again.holder) == ("没有纸", WANG)
    assert after(lifted, e.HolderCame(NAMESAKE)) == replace(gone, holder=NAMESAKE)


def test_what_was_left_without_a_card_is_not_for_the_card_that_is_laid_down_then() -> None:
    left = after(begin("1", At.VOICE, "zh_CN")[0], e.KindChosen("complaint"), e.WentBack("没有纸"))
    assert after(left, e.KindChosen("complaint")).text == "没有纸"
    assert after(left, e.HolderCame(WANG), e.KindChosen("complaint")).text == ""
    elsewhere = after(left, e.Went(At.TICKET_NUMBER), e.HolderCame(WANG), e.WentBack(), e.KindChosen("complaint"))
    assert (elsewhere.text, elsewhere.holder) == ("", WANG)


def test_a_list_is_there_again_on_the_way_back_and_a_late_answer_disturbs_nothing() -> None:
    errand, effects = begin("1", At.CASES, "zh_CN", WANG)
    assert effects == (e.AskCases(holder_sha256(WANG.number)),)
    errand, _ = handle(errand, e.CasesCame((_CASE,)))
    errand, _ = handle(errand, e.Went(At.LOOKUPS))
    errand, _ = handle(errand, e.WentBack())
    assert (errand.at, errand.cases, errand.working) == (At.CASES, (_CASE,), False)
    assert handle(errand, e.LookupsCame((), more=True)) == (errand, ())
    assert not leads_back(errand)
