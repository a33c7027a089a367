"""Errands in the lobby: what leads to one, what ends it, and that nothing of it is left. On the bridge, with a real reader."""

from datetime import UTC, datetime

from kiosk.protocol.outcome import Delivered, Outcome
from kiosk.protocol.progress import CaseProgress, ProgressAnswer, ProgressRequest, Said, Wanted, holder_sha256
from kiosk.services.errands import Means
from kiosk.visit.errand import At
from tests.ui.test_bridge import Screen, screen

__all__ = ["screen"]  # a fixture, used by its name
CASE = CaseProgress(
    case_no="9901251122000023",
    receipt_no="L-0412-0023",
    matter_code="passport-issue",
    title=Said(zh="护照", en="Passport"),
    state="examining",
    said=Said(zh="部门正在审查", en="Being examined"),
    applied_at=datetime(2026, 11, 20, 2, 5, tzinfo=UTC),
)


WANTED = CASE.model_copy(
    update={
        "state": "supplement",
        "wanted": (Wanted(key="home_proof", title=Said(zh="合同", en="Lease"), why="看不清"),),
    }
)


class Told:
    """The platform knows one case, of whoever lays a card."""

    def __init__(self) -> None:
        self.asked: list[ProgressRequest] = []
        self.case = CASE

    def cases(self, question: ProgressRequest) -> Outcome[ProgressAnswer]:
        self.asked.append(question)
        return Delivered(ProgressAnswer(cases=(self.case,)))


def tells(screen: Screen) -> Told:
    """In the place of a platform that this bench does not have."""
    told, errands = Told(), screen.kiosk.errands
    before: Means = errands._means
    replaced = {name: getattr(before, name) for name in Means.__slots__} | {"platform": told}
    errands._means = Means(**replaced)
    return told


def at(screen: Screen) -> At | None:
    errand = screen.kiosk.errands.errand
    return errand.at if errand is not None else None


def test_a_card_opens_what_it_was_asked_for_and_takes_it_away(screen: Screen) -> None:
    told = tells(screen)
    screen.press("quick", key="progress").shows("identify")
    assert screen.view["other"]
    screen.lays("wang").shows("errandList").until(lambda: screen.view["rows"])
    assert [row["title"] for row in screen.view["rows"]] == ["护照"]
    assert not screen.kiosk.runner.while_idle(lambda: None), "somebody is there"
    screen.press("case", key=CASE.case_no).shows("errandDetail").press("back").shows("errandList")
    screen.lifts().shows("home")
    assert at(screen) is None
    assert len(told.asked) == 1
    assert "990101" not in told.asked[0].holder


def test_without_a_card_it_is_found_by_number(screen: Screen) -> None:
    told = tells(screen)
    screen.press("quick", key="progress").shows("identify").press("withoutCard").shows("errandNumber")
    screen.press("number", number="L0412", proof="12").until(lambda: screen.view["error"])
    assert told.asked == []
    screen.press("number", number="l-0412-0023", proof="99010119840317121x").shows("errandDetail")
    assert [(one.holder, one.receipt_no) for one in told.asked] == [(holder_sha256("99010119840317121X"), "L04120023")]
    screen.press("back").shows("errandNumber").press("back").shows("home")
    assert at(screen) is None


def test_a_card_that_is_laid_while_somebody_writes_goes_with_what_they_write_and_loses_nothing(screen: Screen) -> None:
    screen.press("quick", key="hotline").shows("errandMenu").press("ticketKind", key="complaint").shows("errandText")
    screen.lays("wang").until(lambda: (e := screen.kiosk.errands.errand) is not None and e.holder is not None)
    assert screen.name == "errandText"
    screen.lifts()
    assert (screen.name, at(screen)) == ("errandText", At.WRITE)


def test_who_goes_back_and_in_again_finds_what_they_wrote_and_the_next_one_does_not(screen: Screen) -> None:
    screen.press("quick", key="hotline").shows("errandMenu").press("ticketKind", key="complaint").shows("errandText")
    screen.press("back", text="等了半小时").shows("errandMenu")
    screen.press("ticketKind", key="suggestion").shows("errandText")
    assert screen.view["value"] == "等了半小时"
    screen.press("back", text="等了半").shows("errandMenu").press("back").shows("home")
    screen.press("quick", key="hotline").shows("errandMenu").press("ticketKind", key="complaint").shows("errandText")
    assert screen.view["value"] == ""
    screen.press("exit").shows("home")


def test_what_was_begun_and_left_with_a_card_goes_with_it_and_the_next_card_is_the_next_ones(screen: Screen) -> None:
    def holder() -> str:
        errand = screen.kiosk.errands.errand
        return errand.holder.name if errand is not None and errand.holder is not None else ""

    def writes() -> str:
        screen.press("ticketKind", key="complaint").shows("errandText")
        return str(screen.view["value"])

    screen.press("quick", key="hotline").shows("errandMenu").lays("wang").until(holder)
    first = holder()
    assert writes() == ""
    screen.press("back", text="等了半小时").shows("errandMenu")
    wipes = screen.wipes
    screen.lifts().until(lambda: not holder())
    assert (screen.name, screen.wipes - wipes) == ("errandMenu", 1), "the keyboard forgets it, too"
    screen.press("errand", to="tickets")
    assert at(screen) is At.VOICE
    assert writes() == ""
    screen.lays("li").until(holder)
    assert holder() != first
    screen.lifts()
    screen.lays("wang").until(lambda: holder() == first)
    assert screen.name == "errandMenu", "another card than that of who writes"
    screen.press("exit").shows("home")


def test_who_leaves_or_falls_silent_is_forgotten_with_what_they_typed(screen: Screen) -> None:
    wiped: list[int] = []
    screen.bridge.wiped.connect(lambda: wiped.append(1))
    screen.press("language", language="en").press("quick", key="hotline").shows("errandMenu")
    screen.press("ticketKind", key="complaint").press("write", text="abc").until(lambda: screen.view.get("error"))
    screen.press("exit").shows("home")
    assert (at(screen), len(wiped), screen.chrome["language"]) == (None, 1, "zh_CN")
    screen.press("quick", key="hotline").shows("errandMenu")
    screen.clock.leap(screen.kiosk.delays.idle - screen.kiosk.delays.warning + 1)
    screen.until(lambda: screen.chrome["timeout"]["open"])
    screen.clock.leap(screen.kiosk.delays.warning)
    screen.shows("home")
    assert at(screen) is None


def test_help_leads_to_where_one_can_write_but_not_out_of_a_visit(screen: Screen) -> None:
    screen.press("help")
    assert [way["key"] for way in screen.chrome["helpWays"]][-2:] == ["voice", "restart"]
    screen.press("helpWay", key="voice").shows("errandMenu").press("back").shows("home")
    tells(screen)
    screen.press("quick", key="progress").lays("wang").shows("errandList")
    screen.press("help").press("helpWay", key="voice").shows("errandMenu").press("back").lifts().shows("home")
    screen.opens().press("help")
    assert "voice" not in [way["key"] for way in screen.chrome["helpWays"]]


def test_from_a_case_that_waits_for_papers_to_the_camera_and_home_again(screen: Screen) -> None:
    told = tells(screen)
    screen.press("quick", key="progress").shows("identify").lays("wang").shows("errandList")
    screen.until(lambda: screen.view["rows"])
    assert [row["act"] for row in screen.view["rows"]] == [""], "nothing is wanted"
    screen.press("handIn", key=CASE.case_no)
    assert (screen.name, screen.kiosk.runner.visit) == ("errandList", None)
    screen.press("exit").shows("home").lifts()
    told.case = WANTED
    screen.press("quick", key="progress").shows("identify").lays("wang").shows("errandList")
    screen.until(lambda: screen.view["rows"] and screen.view["rows"][0]["act"])
    screen.press("case", key=CASE.case_no).shows("errandDetail")
    assert screen.view["primary"]["intent"] == "handIn"
    screen.press("handIn", key=CASE.case_no).shows("materials")
    visit = screen.kiosk.runner.visit
    assert visit is not None
    assert (visit.supplement is not None, visit.holder is not None, at(screen)) == (True, True, None)
    assert [step["label"] for step in screen.chrome["steps"]] == ["提交材料", "核对", "提交"]
    screen.lifts().until(lambda: screen.chrome["cardAway"]["open"])
    screen.lays("wang").until(lambda: not screen.chrome["cardAway"]["open"])
    screen.press("back").shows("home")
    assert (screen.kiosk.runner.visit, at(screen)) == (None, None)


def test_without_a_card_a_case_found_by_its_number_asks_for_one_first(screen: Screen) -> None:
    tells(screen).case = WANTED
    screen.press("quick", key="progress").shows("identify").press("withoutCard").shows("errandNumber")
    screen.press("number", number="L-0412-0023", proof="99010119840317121x").shows("errandDetail")
    assert screen.view["primary"]["intent"] == "withCard"
    screen.press("handIn", key=CASE.case_no)
    assert (screen.name, screen.kiosk.runner.visit) == ("errandDetail", None)
    screen.press("withCard", key="cases").shows("identify")
