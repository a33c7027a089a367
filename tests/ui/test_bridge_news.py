"""What reaches the screens from elsewhere: another catalogue, a kiosk taken out of service, a receipt that is owed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from devices.api.errors import DeviceError, DeviceFault
from kiosk.clock import CHINA
from kiosk.matters.announcements import Announcement
from kiosk.matters.text import Text
from kiosk.services.offer import Offer, Shelf
from kiosk.services.unprinted import UnprintedReceipts
from kiosk.services.withdrawal import Withdrawn
from offline_cache.outbox import Accepted
from tests.ui.test_bridge import CERTIFICATE, Screen, screen

__all__ = ["screen"]  # a fixture, used by its name


class Changes:
    """The next release, in which one matter and the first theme are gone, as the kiosk takes it into use."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._before = shelf, shelf.offer

    def come(self) -> None:
        offer = self._before
        whole = replace(
            offer.whole,
            matters={code: matter for code, matter in offer.whole.matters.items() if code != CERTIFICATE},
            home=offer.whole.home.model_copy(update={"themes": offer.whole.home.themes[1:]}),
        )
        self._put(Offer.of(whole, offer.readings, offer.calendar))

    def announce(self, *said: tuple[str, date, tuple[str, ...]]) -> None:
        """Nothing else is new: a text, its only day, and the matters it is about."""
        listed = tuple(
            Announcement(key=f"said_{number}", text=Text(zh=text, en=text), first=day, last=day, matters=matters)
            for number, (text, day, matters) in enumerate(said)
        )
        offer = self._before
        self._put(Offer.of(replace(offer.whole, announcements=listed), offer.readings, offer.calendar))

    def go(self) -> None:
        self._put(self._before)

    def _put(self, offer: Offer) -> None:
        self._shelf.put(offer)
        self._shelf.tell()


@pytest.fixture
def changes(screen: Screen) -> Iterator[Changes]:
    there = Changes(screen.kiosk.shelf)
    yield there
    there.go()


def themes(screen: Screen) -> list[str]:
    return [theme["key"] for theme in screen.view["themes"]]


def found(screen: Screen) -> list[str]:
    return [result["code"] for result in screen.view["results"]]


def test_whoever_reads_what_their_card_can_do_is_there_like_a_visitor(screen: Screen) -> None:
    """So neither a release nor a restart comes, which both wait until nobody is there."""
    done: list[int] = []
    assert screen.kiosk.runner.while_idle(lambda: done.append(1))
    screen.lays("wang").shows("search")
    assert not screen.kiosk.runner.while_idle(lambda: done.append(2))
    screen.lifts().until(lambda: screen.kiosk.runner.while_idle(lambda: done.append(3)))
    assert done == [1, 3]


def test_home_shows_the_new_catalogue_without_a_restart(screen: Screen, changes: Changes) -> None:
    before = themes(screen)
    changes.come()
    screen.until(lambda: themes(screen) != before)
    assert before[0] not in themes(screen)


def test_what_is_announced_stands_on_home_and_on_the_guide_it_is_about_as_soon_as_the_release_is_here(
    screen: Screen, changes: Changes
) -> None:
    """Also after a day that is over, and on no other guide: both were planted and seen."""
    today = screen.kiosk.clock.now().astimezone(CHINA).date()
    assert screen.view["announcement"] == ""
    assert not next(tile for tile in screen.view["quick"] if tile["key"] == "policies")["enabled"]
    changes.announce(
        ("今晚 22 点起暂停受理", today, (CERTIFICATE,)), ("昨天的事", today - timedelta(days=1), (CERTIFICATE,))
    )
    screen.until(lambda: screen.view["announcement"] == "今晚 22 点起暂停受理")
    screen.press("quick", key="policies").shows("notices")
    assert [entry["text"] for entry in screen.view["entries"]] == ["今晚 22 点起暂停受理"]
    screen.press("back").shows("home").press("matter", code=CERTIFICATE).shows("guide")
    assert screen.view["announcement"] == "今晚 22 点起暂停受理"
    screen.press("back").shows("home").press("matter", code="social-security-card-replacement").shows("guide")
    assert screen.view["announcement"] == ""
    screen.press("back").shows("home")
    changes.go()
    screen.until(lambda: screen.view["announcement"] == "")


def test_a_search_under_way_finds_what_there_is_now(screen: Screen, changes: Changes) -> None:
    title = screen.kiosk.catalogue.matters[CERTIFICATE].title.zh
    screen.press("search").press("query", text=title)
    assert CERTIFICATE in found(screen)
    changes.come()
    screen.until(lambda: CERTIFICATE not in found(screen))
    assert screen.view["query"] == title, "what was typed is still there"


def test_a_theme_that_is_no_more_gives_way_to_home(screen: Screen, changes: Changes) -> None:
    screen.press("theme", key=screen.kiosk.catalogue.home.themes[0].key).shows("search")
    changes.come()
    screen.shows("home")


def test_a_visit_keeps_the_matter_that_it_began_with(screen: Screen, changes: Changes) -> None:
    screen.opens(CERTIFICATE)
    changes.come()
    screen.qtbot.wait(1)
    assert (screen.name, screen.visit.matter.code) == ("guide", CERTIFICATE)


@pytest.mark.expects_log("no new visits: release_due", "open for visits again")
def test_a_kiosk_taken_out_of_service_lets_nobody_in_until_it_is_put_back(screen: Screen) -> None:
    screen.kiosk.withdrawal.take_out(Withdrawn.RELEASE)
    screen.shows("outOfService")
    assert "更新" in screen.view["text"]
    screen.press("matter", code=CERTIFICATE)
    assert screen.kiosk.runner.visit is None
    screen.kiosk.withdrawal.put_back(Withdrawn.RELEASE)
    screen.shows("home")


@pytest.mark.expects_log("no new visits: withdrawn", "open for visits again")
def test_whoever_is_in_a_visit_finishes_it(screen: Screen) -> None:
    screen.opens(CERTIFICATE)
    screen.kiosk.withdrawal.take_out(Withdrawn.COMMAND)
    screen.press("start").shows("identify").press("exit").shows("outOfService")
    screen.kiosk.withdrawal.put_back(Withdrawn.COMMAND)
    screen.shows("home")


@pytest.mark.expects_log("no new visits: withdrawn", "open for visits again")
def test_whoever_reads_what_their_card_can_do_finishes_too(screen: Screen) -> None:
    screen.lays("wang").shows("search")
    screen.kiosk.withdrawal.take_out(Withdrawn.COMMAND)
    screen.qtbot.wait(1)
    assert (screen.name, screen.view["results"] != []) == ("search", True)
    screen.opens(CERTIFICATE)
    assert screen.visit.holder is not None
    screen.press("back").shows("search").lifts().shows("outOfService")
    assert screen.wipes > 0
    screen.kiosk.withdrawal.put_back(Withdrawn.COMMAND)
    screen.shows("home")


class Owing:
    """An outbox with one receipt that never came out, and a printer without paper at first."""

    def __init__(self, accepted: Accepted) -> None:
        self.accepted = accepted
        self.noted: list[str] = []
        self.paper = False

    def unprinted(self) -> list[Accepted]:
        return [self.accepted]

    def mark_printed(self, message_id: str) -> None:
        self.noted.append(message_id)

    def print_slip(self, _accepted: Accepted, _language: str) -> None:
        if not self.paper:
            raise DeviceError(DeviceFault.RECEIPT_PAPER_OUT)


def test_a_receipt_owed_since_before_the_restart_is_offered_printed_and_noted(
    screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = screen.kiosk.clock.now()
    owing = Owing(Accepted("a" * 32, "L-0412-20261122-0023", now - timedelta(minutes=9), "", ""))
    owed = UnprintedReceipts(owing, owing.print_slip, screen.kiosk.clock)  # type: ignore[arg-type]  # as far as it is asked
    monkeypatch.setattr(screen.kiosk, "unprinted", owed)
    screen.until(lambda: screen.view["notice"] is not None)
    assert screen.view["notice"]["action"]
    screen.press("reprint").until(lambda: screen.view["notice"]["tone"] == "warn")
    assert owing.noted == []
    owing.paper = True
    screen.press("reprint").until(lambda: screen.view["notice"]["tone"] == "ok")
    assert owing.noted == ["a" * 32]
    screen.clock.leap(30)
    screen.until(lambda: screen.view["notice"] is None)


def test_a_full_queue_is_said_in_the_header_and_on_home(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = screen.kiosk.situation
    monkeypatch.setattr(screen.kiosk, "situation", lambda: replace(usual(), accepting=False))
    screen.until(lambda: screen.chrome["network"] == "down")
    assert screen.view["notice"]["key"] == "stopped"
    screen.press("search").press("query", text="sbk")
    assert "here" not in [result["chip"] for result in screen.view["results"]]
