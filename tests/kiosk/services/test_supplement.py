"""A supplement (补交): on the disk before anybody is told, sealed as an application is, and its receipt."""

from dataclasses import replace
from datetime import date

import pytest

from devices.api.receipt_printer import Pair, QrCode, Receipt, TextLine
from kiosk.matters.plan import Step
from kiosk.protocol.progress import Wanted
from kiosk.protocol.supplement import Supplement
from kiosk.services.handing_in import HandingIn
from kiosk.services.supplement import supplement_of
from kiosk.services.supplement_receipt import slip_for, supplement_receipt
from kiosk.visit.effects import FileCase
from kiosk.visit.errand import At, Errand
from kiosk.visit.events import Failed, Filed
from kiosk.visit.state import FiledCase, Page, Visit
from offline_cache.errors import StoreFailed
from offline_cache.outbox import Accepted
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.visit.people import CARD_REPLACEMENT, NOW, WANG
from tests.kiosk.visit.test_supplement import _CASE, begun, handed_in


def at_filing() -> Visit:
    """Two papers wanted, one scanned with one page, the other put off."""
    return handed_in(begun())[0]


def words_on(receipt: Receipt) -> str:
    lines = [line for line in receipt.lines if isinstance(line, Pair | TextLine)]
    return "\n".join(f"{line.label} {line.value}" if isinstance(line, Pair) else line.text for line in lines)


@pytest.fixture
def citizen() -> Hearer:
    return Hearer()


def test_it_is_committed_before_it_is_sent_and_before_anybody_is_told(filing, citizen, platform, outbox):
    filing.carry(at_filing(), FileCase(), citizen)
    assert (platform.was_waiting, outbox.depth()) == ([True], 1)
    [event] = citizen.events
    assert isinstance(event, Filed)
    assert (event.case.receipt_no, event.case.answer, event.case.arrived) == ("B-0412-0001", None, False)
    assert event.case.follow_url
    assert [one.receipt_no for one in outbox.unprinted()] == ["B-0412-0001"], "offered after a crash"


def test_what_the_platform_refuses_has_not_arrived(filing, citizen, platform, outbox):
    """Planted: whatever waits no longer has arrived; a refused one waits for a technician."""
    visit = at_filing()
    platform.watch = lambda: outbox.refused(visit.id, "refused") if outbox.depth() else None
    filing.carry(visit, FileCase(), citizen)
    assert [event.case.arrived for event in citizen.of(Filed)] == [False]


def test_what_the_platform_takes_has_arrived(filing, citizen, platform, outbox):
    visit = at_filing()
    platform.watch = lambda: outbox.acknowledged(visit.id) if outbox.depth() else None
    filing.carry(visit, FileCase(), citizen)
    assert [event.case.arrived for event in citizen.of(Filed)] == [True]


@pytest.mark.expects_log("an application could not be committed")
def test_a_disk_that_fails_is_said_and_nothing_is_sent(filing, citizen, platform, outbox, monkeypatch):
    def fails(*_: object, **__: object) -> None:
        raise StoreFailed("disk full")

    monkeypatch.setattr(outbox, "accept", fails)
    filing.carry(at_filing(), FileCase(), citizen)
    assert citizen.events == [Failed("FileCase", "filing.storage")]
    assert (platform.asked, outbox.depth()) == ([], 0)


def test_what_is_sent_names_the_case_the_holder_and_every_page_once():
    visit = at_filing()
    pages = (Page(b"one"), Page(b"two"), Page(b"one"))
    lease = replace(visit.materials["home_proof"], pages=pages)
    visit = replace(visit, materials={**visit.materials, "home_proof": lease})
    message = supplement_of(visit, kiosk_id="K-0412", receipt_no="B-0412-0001", handed_at=NOW)
    sent = Supplement.model_validate_json(message.body)
    assert (message.kind, message.id, sent.id, sent.case_no) == ("supplement", visit.id, visit.id, "9901251122000023")
    assert (sent.holder.number, sent.handed_at) == (WANG.number, NOW)
    assert [(one.key, len(one.pages)) for one in sent.materials] == [("home_proof", 3)]
    assert sorted(one.data for one in message.attachments) == [b"one", b"two"]
    with pytest.raises(ValueError, match="somebody"):
        supplement_of(replace(visit, holder=None), kiosk_id="K-0412", receipt_no="B-0412-0001", handed_at=NOW)


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_receipt_says_what_was_handed_in_when_and_what_follows(language):
    case = FiledCase("B-0412-0001", NOW, "https://a/r/1", arrived=False)
    visit = replace(at_filing(), case=case, language=language)
    receipt = supplement_receipt(visit)
    said = words_on(receipt)
    moment, pages, offline = {
        "zh_CN": ("2026年11月22日 09:52", "租房合同或房产证 1 页", "断网收件"),
        "en": ("22 Nov 2026 09:52", "1 page\n", "Taken without a network"),
    }[language]
    for text in ("B-0412-0001", _CASE.case_no, moment, pages, offline):
        assert text in said
    assert WANG.name not in said
    assert WANG.number not in said
    assert [line.data for line in receipt.lines if isinstance(line, QrCode)] == ["https://a/r/1"]
    assert offline not in words_on(supplement_receipt(replace(visit, case=replace(case, arrived=True))))
    twice = replace(visit.materials["home_proof"], pages=(Page(b"one"), Page(b"two")))
    more = words_on(supplement_receipt(replace(visit, materials={**visit.materials, "home_proof": twice})))
    assert {"zh_CN": "2 页\n", "en": "2 pages\n"}[language] in more
    slip = words_on(slip_for(Accepted("1", "B-0412-0001", NOW, "", ""), language))
    assert "B-0412-0001" in slip
    assert moment in slip


def test_it_is_offered_where_this_kiosk_can_take_the_papers():
    owed = _CASE.model_copy(
        update={"case_no": "2", "wanted": (Wanted(key="x", title=_CASE.title, why="", due=date(2026, 11, 27)),)}
    )
    nothing = _CASE.model_copy(update={"case_no": "3", "wanted": ()})
    errand = Errand("1", At.CASES, holder=WANG, cases=(_CASE, owed, nothing))
    can = HandingIn(lambda: errand, lambda _code: CARD_REPLACEMENT, lambda _matter: True)
    assert can.offered() == {_CASE.case_no, "2"}
    begun_by = can.visit_for("2")
    assert begun_by is not None
    assert begun_by[1].case_no == "2"
    assert can.visit_for("3") is None
    without_camera = HandingIn(lambda: errand, lambda _code: CARD_REPLACEMENT, lambda _matter: False)
    assert (without_camera.offered(), without_camera.visit_for("2")) == (frozenset(), None)
    assert HandingIn(lambda: None, lambda _code: None, lambda _matter: True).offered() == frozenset()


def test_the_visit_begins_at_the_camera():
    assert begun().step is Step.MATERIALS
