"""Not to apply: to see how far a case is, who used one's data, to complain and to read the answer. Against the real platform."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtQuick import QQuickItem

from kiosk.clock import Delays
from kiosk.services.errands import Errands
from kiosk.visit import errand as e
from kiosk.visit.errand import At, Errand
from kiosk.visit.state import Holder, PaperState
from tests.central.inside import inside
from tests.central.voice.test_quality import CHECKED
from tests.flows import aftermath
from tests.flows.house import HEADLESS, SCREENS, House
from tests.ui.visual_tree import all_complaints
from tools.citizen import Citizen
from tools.screen_citizen import ScreenCitizen

CARD = "社保卡补领"
_GIVEN_BEFORE = 20


@pytest.fixture
def citizen(house: House) -> Iterator[Citizen]:
    house.reset()
    somebody = house.citizen(HEADLESS, Delays())
    yield somebody
    somebody.kiosk.errands.end()
    somebody.forgets_all()
    house.reset()


class Story:
    """What is pressed, and what comes of it."""

    def __init__(self, citizen: Citizen) -> None:
        self._citizen, self._errands = citizen, citizen.kiosk.errands

    def begins(self, at: At, holder: Holder | None = None) -> Errand:
        self._errands.begin(at, "zh_CN", holder)
        return self.rests()

    def does(self, event: e.ErrandEvent) -> Errand:
        self._errands.post(event)
        return self.rests()

    def rests(self) -> Errand:
        """Nothing is being asked or printed any more."""
        return self.waits("rest", lambda now: not now.working and not _prints(now))

    def waits(self, what: str, reached: Callable[[Errand], bool]) -> Errand:
        errands: Errands = self._errands
        self._citizen.wait(what, lambda: errands.errand is not None and reached(errands.errand))
        assert errands.errand is not None
        return errands.errand


def _prints(errand: Errand) -> bool:
    return errand.paper is not None and errand.paper.state is PaperState.PRINTING


def test_a_case_is_followed_by_card_and_by_number_and_what_the_officer_asks_for_is_seen(
    citizen: Citizen, house: House
) -> None:
    citizen.chooses(CARD).puts_card("wang").confirms_form(delivery="pickup").scans(2).reviews().signs()
    citizen.is_asked_to_pay().phone("pay").is_told_paid().submits().sees_case_number()
    answer, holder = citizen.case.answer, citizen.visit.holder
    assert answer is not None
    assert holder is not None
    receipt_no = citizen.case.receipt_no
    citizen.leaves()
    story = Story(citizen)
    seen = story.begins(At.CASES, holder)
    case = seen.cases[0]
    assert case.case_no.replace(" ", "") == answer.case_no.replace(" ", "")
    assert (case.state, case.wanted) == ("accepted", ())

    central = house.rig.folder / "central"
    inside(central, "tests.flows.errand_deeds.asks_for", answer.case_no, "home_proof", "看不清门牌号")
    seen = story.begins(At.CASES, holder)
    seen = story.does(e.CaseChosen(seen.cases[0].case_no))
    assert seen.case is not None
    assert (seen.at, seen.case.state) == (At.CASE, "supplement")
    assert [(one.key, one.why) for one in seen.case.wanted] == [("home_proof", "看不清门牌号")]
    before = len(aftermath.receipts(house))
    seen = story.does(e.SlipWanted())
    assert seen.paper is not None
    assert seen.paper.state is PaperState.PRINTED
    assert len(aftermath.receipts(house)) == before + 1

    typed = story.begins(At.CASE_NUMBER)
    typed = story.does(e.NumberGiven(receipt_no.replace("-", "").lower(), holder.number))
    assert typed.case == seen.case
    typed = story.begins(At.CASE_NUMBER)
    typed = story.does(e.NumberGiven(receipt_no, holder.number[:-4] + "1291"))
    assert (typed.at, typed.trouble, typed.case) == (At.CASE_NUMBER, "not_found", None), (
        "another's number shows nothing"
    )

    looked = story.begins(At.LOOKUPS, holder)
    assert [look.matter_code for look in looked.lookups][:1] == ["social-security-card-replacement"]
    assert looked.lookups[0].legal_basis


def test_a_complaint_without_network_is_kept_arrives_once_is_answered_and_opened_again(
    citizen: Citizen, house: House
) -> None:
    citizen.loses_network()
    citizen.wait("the way to be down", lambda: not citizen.kiosk.engine.online)
    story = Story(citizen)
    story.begins(At.VOICE)
    story.does(e.KindChosen("complaint"))
    assert story.does(e.TextGiven("  好 ")).trouble == "incomplete"
    assert story.does(e.TextGiven("等了半小时，没有人来加纸。")).at is At.CHECK
    kept = story.does(e.Confirmed())
    sent = kept.sent
    assert sent is not None
    assert (kept.at, sent.arrived, kept.text) == (At.SENT, False, "")
    [slip] = aftermath.receipts(house)
    assert aftermath.codes_on(slip) == [sent.address]
    asked = story.begins(At.TICKET_NUMBER)
    assert story.does(e.NumberGiven(sent.number, sent.code)).trouble == "offline"
    story.does(e.NumberGiven(sent.number, "0000"))
    citizen.gets_network_back()
    citizen.wait("it to arrive", lambda: citizen.kiosk.outbox.depth() == 0, 40.0)

    asked = story.does(e.NumberGiven(sent.number.replace("-", "").lower(), sent.code.lower()))
    assert asked.ticket is not None
    assert (asked.at, asked.ticket.text, asked.ticket.due) == (At.TICKET, "等了半小时，没有人来加纸。", sent.due)
    assert asked.ticket.written_at == sent.at, "the moment it was written counts"
    inside(house.rig.folder / "central", "tests.flows.errand_deeds.answers", sent.number, CHECKED)
    story.begins(At.TICKET_NUMBER)
    asked = story.does(e.NumberGiven(sent.number, sent.code))
    assert asked.ticket is not None
    assert (asked.ticket.reply, asked.ticket.may_judge) == (CHECKED, True)
    story.does(e.Went(At.OBJECT))
    again = story.does(e.TextGiven("还是没有纸"))
    assert again.ticket is not None
    assert (again.at, again.ticket.said.zh, again.ticket.reply) == (At.TICKET, "已重新办理", "")


def test_what_was_written_with_a_card_is_found_by_the_card_and_nothing_is_left_when_they_go(
    citizen: Citizen, house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    citizen.chooses("参保证明打印").puts_card("chen").confirms_form().sees_case_number()
    holder = citizen.visit.holder
    citizen.leaves()
    story = Story(citizen)
    story.begins(At.VOICE, holder)
    story.does(e.KindChosen("suggestion"))
    story.does(e.WentBack("这句话我不想寄"))
    story.does(e.KindChosen("suggestion"))
    story.does(e.TextGiven("希望晚上也能打印不动产证明。"))
    sent = story.does(e.Confirmed()).sent
    assert sent is not None
    assert sent.arrived
    assert [one.number for one in story.begins(At.TICKETS, holder).tickets] == [sent.number]
    assert not citizen.kiosk.runner.while_idle(lambda: None), "no release comes while somebody is there"
    citizen.kiosk.errands.end()
    assert citizen.kiosk.errands.errand is None
    citizen.wait("an idle kiosk", lambda: citizen.kiosk.runner.while_idle(lambda: None))
    typed = ("希望晚上也能", "这句话我不想寄")
    for place in house.places():
        for file in (path for path in place.rglob("*") if path.is_file()):
            kept = file.read_bytes()
            assert not [words for words in typed if words.encode() in kept], file
    assert not [words for words in typed if words in caplog.text]


@pytest.fixture
def visitor(house: House) -> Iterator[ScreenCitizen]:
    house.reset()
    somebody = house.citizen(SCREENS, Delays())
    assert isinstance(somebody, ScreenCitizen)
    # A store of its own under the number of the kiosk before, whose numbers the platform has: a real one skips them.
    means = somebody.kiosk.errands._means
    for _ in range(_GIVEN_BEFORE):
        means.sequence.next_receipt_no(means.kiosk_id.removeprefix("K-"))
    yield somebody
    somebody.forgets_all()
    house.reset()


def _written(one: ScreenCitizen) -> str:
    errand = one.kiosk.errands.errand
    return errand.text if errand is not None else ""


def test_on_the_screens_a_complaint_is_written_and_a_case_found_and_a_lifted_card_takes_it_away(
    visitor: ScreenCitizen, house: House
) -> None:
    one, found = visitor, list[str]()

    def looks() -> None:
        stage = one.window.findChild(QQuickItem, "stage")
        assert stage is not None
        found.extend(f"{one.screen}: {complaint}" for complaint in all_complaints(stage))

    one.chooses("参保证明打印").puts_card("chen").confirms_form().sees_case_number()
    answer = one.case.answer
    assert answer is not None
    one.leaves()
    one.comes_home().speaks("en").press("quick-hotline").is_on("errandMenu")
    looks()
    one.press("choice-complaint").is_on("errandText").types("nopap").press("backButton").is_on("errandMenu")
    one.press("choice-complaint").is_on("errandText").types("er")
    looks()
    one.confirms_typing()
    one.is_on("errandCheck").reads(_written(one)).press("secondaryAction").is_on("errandText").types("s")
    one.confirms_typing()
    one.is_on("errandCheck").reads(_written(one))
    assert _written(one).lower() == "nopapers"
    looks()
    one.press("primaryAction").is_on("errandDetail").reads("Received; you will get an answer").reads("Printed")
    looks()
    errand = one.kiosk.errands.errand
    assert errand is not None
    assert errand.sent is not None
    one.reads(errand.sent.number).reads(errand.sent.code)
    assert aftermath.codes_on(aftermath.receipts(house)[-1]) == [errand.sent.address]
    one.press("primaryAction").is_on("home")
    assert one.kiosk.errands.errand is None
    one.language = "zh_CN"
    one.press("quick-progress").is_on("identify").reads("按编号查")
    one.lays_card("chen").is_on("errandList").reads("参保证明打印")
    looks()
    one.press(f"row-{answer.case_no}").is_on("errandDetail").reads(answer.case_no)
    looks()
    one.press("backButton").is_on("errandList").press("primaryAction").reads("谁用过我的数据")
    one.lifts_card().is_on("home")
    assert one.kiosk.errands.errand is None
    assert found == []
