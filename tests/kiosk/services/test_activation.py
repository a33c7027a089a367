"""A release is taken into use between two visits, checked, taken back when it is bad; and what is hidden meanwhile."""

import random
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.model import Matter
from kiosk.matters.readings import table_of
from kiosk.matters.search import texts_of
from kiosk.protocol.release import CALENDARS, Stage
from kiosk.protocol.release_look import NotBelieved, NotReached
from kiosk.services.activation import Activation, Means, Unfit
from kiosk.services.offer import Offer, Shelf
from kiosk.services.release_desk import Desk, Request
from kiosk.services.runner import Runner
from kiosk.sync.release_source import FolderSource
from kiosk.visit.events import Abandoned
from kiosk.visit.state import EndReason
from offline_cache.releases import Release
from offline_cache.settings import Settings
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.services.runner_rig import DELAYS, World
from tests.kiosk.sync.release_stand import Stand


def offer_of(release: Release | None, shipped: Path) -> Offer:
    """As the kiosk makes one, without the examination."""
    root = release.folder if release is not None else shipped
    whole = replace(load_catalogue(root), release=release.number if release is not None else 0)
    calendar = load_calendar(root / CALENDARS)
    assert isinstance(calendar, WorkCalendar)
    return Offer.of(whole, table_of(texts_of(whole.matters)), calendar)


class Kiosk:
    """The parts of a kiosk that a change of release touches."""

    def __init__(self, folder: Path) -> None:
        self.stand = Stand(folder)
        self.shipped = folder / "shipped"
        shutil.copytree(self.stand.matters, self.shipped)
        self.clock = FakeClock(datetime.now(UTC))
        self.runner = Runner(World().carriers(), clock=self.clock, delays=DELAYS, release_of=self._release_of)
        self.noted: list[tuple[str, int, str]] = []
        self.closed: list[bool] = []
        self.unfit = ""
        self.away = False
        self.restart()

    def restart(self) -> None:
        """As after each start: what lies on the disk is all that is known."""
        store = self.stand.store
        self.shelf = Shelf(offer_of(store.choose(), self.shipped))
        store.begin(self.shelf.offer.release)
        means = Means(
            look=self._look,
            prepare=self._prepare,
            while_idle=self.runner.while_idle,
            note=lambda what, release, why: self.noted.append((what, release, why)),
            close=self.closed.append,
        )
        self.activation = Activation(
            store, self.shelf, means,
            settings=Settings(self.stand.database), clock=self.clock, good_for=timedelta(days=30),
        )  # fmt: skip

    def _release_of(self, matter: Matter) -> int:
        return self.shelf.release_of(matter)

    def _look(self, folder: Path | None) -> Any:
        if self.away:
            raise NotReached("away")
        return self.stand.client().look(FolderSource(folder or self.stand.web))

    def _prepare(self, release: Release | None) -> Offer:
        if self.unfit:
            raise Unfit(self.unfit)
        return offer_of(release, self.shipped)

    def turn(self) -> None:
        """Look, and do what is due."""
        self.activation.look()
        self.activation.turn()

    @property
    def release(self) -> int:
        return self.shelf.offer.release

    def begins(self, code: str = "small") -> None:
        """A citizen chooses a matter."""
        self.runner.begin(self.shelf.offer.catalogue.matters[code], "zh_CN")

    def leaves(self) -> None:
        """The citizen goes away."""
        self.runner.post(Abandoned(EndReason.LEFT))
        assert until(lambda: self.runner.visit is None)

    def close(self) -> None:
        self.stand.close()


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    made.runner.start()
    made.stand.publish()
    yield made
    made.runner.stop()
    made.close()


def test_it_is_used_as_soon_as_nobody_is_there(kiosk):
    heard: list[int] = []
    kiosk.shelf.subscribe(lambda offer: heard.append(offer.release))
    kiosk.turn()
    assert (kiosk.release, heard) == (1, [1])
    assert kiosk.noted == [("activated", 1, "")]


def test_a_visit_keeps_its_release_to_its_end_and_is_not_disturbed(kiosk):
    kiosk.turn()
    kiosk.begins()
    before = kiosk.runner.visit
    kiosk.stand.edit()
    kiosk.stand.publish()
    kiosk.turn()
    assert kiosk.release == 1
    assert kiosk.runner.visit is before
    assert before.release == 1
    assert "ready" in kiosk.activation.result
    kiosk.leaves()
    kiosk.activation.turn()
    assert kiosk.release == 2
    kiosk.begins()
    assert kiosk.runner.visit.release == 2


def test_a_matter_chosen_just_before_the_change_is_that_of_before(kiosk):
    kiosk.turn()
    chosen = kiosk.shelf.offer.catalogue.matters["small"]
    kiosk.stand.edit()
    kiosk.stand.publish()
    kiosk.turn()
    kiosk.runner.begin(chosen, "zh_CN")
    assert kiosk.runner.visit.release == 1
    assert kiosk.shelf.offer.release == 2


def test_somebody_who_is_on_no_visit_yet_is_not_disturbed_either(kiosk):
    there = True
    kiosk.activation.hold(lambda: there)
    kiosk.turn()
    assert kiosk.release == 0
    there = False
    kiosk.activation.turn()
    assert kiosk.release == 1


def changed_under_somebody(kiosk: Kiosk, changes: int) -> list[str]:
    """Citizens come and go on one thread, releases on another; during whose visits something changed."""
    draw, stop = random.Random(4), threading.Event()
    torn: list[str] = []

    def citizens() -> None:
        pause = threading.Event()
        while not stop.is_set():
            visit = kiosk.runner.begin(kiosk.shelf.offer.catalogue.matters["small"], "zh_CN")
            offered = kiosk.release
            pause.wait(draw.random() * 0.004)
            now = kiosk.runner.visit
            if now is None or now.id != visit.id or now.release != visit.release or kiosk.release != offered:
                torn.append(visit.id)
            kiosk.leaves()
            pause.wait(draw.random() * 0.008)

    kiosk.turn()
    citizen = threading.Thread(target=citizens)
    citizen.start()
    base = kiosk.shelf.offer
    try:
        for number in range(100, 100 + changes):
            (kiosk.stand.store.folder / str(number)).mkdir()
            kiosk.activation._pending = replace(base, whole=replace(base.whole, release=number))
            assert until(lambda: kiosk.activation.change_if_idle() or kiosk.activation._pending is None, 30)
            assert kiosk.stand.store.current == number
    finally:
        stop.set()
        citizen.join()
    return torn


def test_activation_at_random_moments_interrupts_nobody(kiosk):
    assert changed_under_somebody(kiosk, 100) == []


def test_a_planted_mistake_is_caught(kiosk, monkeypatch):
    """The mutant: it is not asked whether somebody is there."""

    def at_any_time(work: Callable[[], None]) -> bool:
        work()
        return True

    monkeypatch.setattr(kiosk.activation, "_means", replace(kiosk.activation._means, while_idle=at_any_time))
    assert changed_under_somebody(kiosk, 100) != []


# ---------------------------------------------------------------- bad releases


@pytest.mark.expects_log("release 1 was taken back")
def test_one_that_does_not_pass_its_check_is_taken_back_by_itself(kiosk):
    kiosk.activation.check = lambda offer: "no search" if offer.release == 1 else None
    kiosk.turn()
    assert (kiosk.release, kiosk.stand.store.current) == (0, 0)
    assert kiosk.noted == [("rolled_back", 1, "no search")]
    assert kiosk.stand.store.refused(1) == "no search"
    kiosk.activation.check = lambda _offer: None
    kiosk.turn()
    assert kiosk.release == 0, "it is not tried again by itself"
    kiosk.stand.edit()
    kiosk.stand.publish()
    kiosk.turn()
    assert kiosk.release == 2, "a newer one is"


@pytest.mark.expects_log("release 1 cannot be used")
def test_one_that_cannot_be_used_never_comes_so_far(kiosk):
    kiosk.unfit = "small/matter.toml: title: expected"
    kiosk.turn()
    assert kiosk.release == 0
    assert kiosk.noted == [("refused", 1, kiosk.unfit)]
    kiosk.unfit = ""
    kiosk.turn()
    assert kiosk.release == 0


@pytest.mark.expects_log("was not believed")
def test_what_is_not_believed_changes_nothing(kiosk, monkeypatch):
    def liar(_folder: Path | None) -> Any:
        raise NotBelieved("older than what was seen before")

    monkeypatch.setattr(kiosk.activation, "_means", replace(kiosk.activation._means, look=liar))
    kiosk.turn()
    assert kiosk.release == 0
    assert kiosk.activation.result.startswith("not believed")


def test_a_program_that_ends_again_and_again_under_a_release_is_given_the_one_before(kiosk):
    kiosk.turn()
    kiosk.stand.store.settle()
    kiosk.stand.edit()
    kiosk.stand.publish()
    kiosk.turn()
    seen = []
    for _ in range(3):
        kiosk.restart()
        seen.append(kiosk.release)
    assert seen == [2, 2, 1]
    assert kiosk.stand.store.refused(2) == "ended_on_trial"


def test_a_release_that_has_run_long_enough_is_not_on_trial_any_more(kiosk):
    kiosk.turn()
    kiosk.clock.passes(601)
    kiosk.activation.turn()
    for _ in range(5):
        kiosk.restart()
    assert kiosk.release == 1


def test_a_disk_that_refuses_leaves_the_one_before(kiosk, monkeypatch, log_watch):
    log_watch.expect("release 1 was taken back: the disk refuses")

    def full(_self: object, _number: int) -> None:
        raise OSError("full")

    monkeypatch.setattr("offline_cache.releases.ReleaseStore.activate", full)
    kiosk.turn()
    assert kiosk.release == 0
    monkeypatch.undo()
    kiosk.turn()
    assert kiosk.release == 1


def test_a_person_goes_back(kiosk):
    kiosk.turn()
    kiosk.stand.edit()
    kiosk.stand.publish()
    kiosk.turn()
    assert kiosk.activation.serve(Request("rollback")) == (True, "release 1 is in use again")
    assert (kiosk.release, kiosk.stand.store.current) == (1, 1)
    kiosk.turn()
    assert kiosk.release == 1, "the platform still wants 2, and is told by the heartbeat"
    assert kiosk.activation.serve(Request("rollback"))[0]
    assert kiosk.release == 0
    assert kiosk.activation.serve(Request("rollback"))[0] is False


def test_nobody_goes_back_while_somebody_is_there(kiosk):
    kiosk.turn()
    kiosk.begins()
    done, why = kiosk.activation.serve(Request("rollback"))
    assert (done, kiosk.release) == (False, 1)
    assert "on a visit" in why


# ---------------------------------------------------------------- what is hidden


def has(kiosk: Kiosk) -> set[str]:
    return set(kiosk.shelf.offer.catalogue.matters)


def test_a_withdrawn_matter_goes_at_once_and_comes_back(kiosk):
    kiosk.turn()
    kiosk.stand.publisher.withdraw(["small"], kiosk.stand.now)
    kiosk.stand.upload()
    kiosk.turn()
    assert has(kiosk) == {"other"}
    assert kiosk.shelf.offer.search.search("小事")[0].matter.code == "other"
    kiosk.restart()
    kiosk.away = True
    kiosk.turn()
    assert has(kiosk) == {"other"}, "also without the platform, after a restart"
    kiosk.away = False
    kiosk.stand.publisher.withdraw(["small"], kiosk.stand.now, back=True)
    kiosk.stand.upload()
    kiosk.turn()
    assert has(kiosk) == {"small", "other"}


def test_a_visit_on_a_withdrawn_matter_is_finished(kiosk):
    kiosk.turn()
    kiosk.begins()
    kiosk.stand.publisher.withdraw(["small"], kiosk.stand.now)
    kiosk.stand.upload()
    kiosk.turn()
    assert kiosk.runner.visit is not None
    assert "small" in has(kiosk)
    kiosk.leaves()
    kiosk.activation.turn()
    assert has(kiosk) == {"other"}


def test_a_matter_is_offered_to_its_last_day(kiosk):
    file = kiosk.stand.matters / "small" / "matter.toml"
    today = (kiosk.clock.now() + timedelta(hours=8)).date()
    file.write_text(f"valid_until = {today.isoformat()}\n{file.read_text()}", encoding="utf-8")
    kiosk.stand.publish()
    kiosk.turn()
    assert has(kiosk) == {"small", "other"}
    kiosk.clock.passes(86400)
    kiosk.turn()
    assert has(kiosk) == {"other"}


def test_a_kiosk_that_hears_nothing_for_too_long_stops_offering_what_names_no_day(kiosk):
    kiosk.turn()
    kiosk.away = True
    kiosk.clock.passes(29 * 86400)
    kiosk.turn()
    assert has(kiosk) == {"small", "other"}
    kiosk.clock.passes(3 * 86400)
    kiosk.activation.turn()
    assert has(kiosk) == set()


def test_one_that_never_heard_anything_offers_what_it_was_shipped_with(kiosk):
    kiosk.away = True
    kiosk.clock.passes(400 * 86400)
    kiosk.turn()
    assert has(kiosk) == {"small", "other"}


# ---------------------------------------------------------------- mandatory


def test_a_release_that_is_due_and_not_here_closes_the_kiosk_and_opens_it_again(kiosk, log_watch):
    log_watch.expect("release 2 cannot be used")
    kiosk.turn()
    kiosk.stand.edit()
    kiosk.stand.publish()
    due = kiosk.clock.now() + timedelta(hours=1)
    kiosk.stand.publisher.rollout(Stage(release=2, id="2", mandatory_by=due), kiosk.stand.now)
    kiosk.stand.upload()
    kiosk.unfit = "bad"
    kiosk.turn()
    assert kiosk.closed[-1] is False
    kiosk.clock.passes(3601)
    kiosk.activation.turn()
    assert kiosk.closed[-1] is True
    kiosk.unfit = ""
    kiosk.stand.edit(version=3)
    kiosk.stand.publish()
    kiosk.turn()
    assert (kiosk.release, kiosk.closed[-1]) == (3, False)


# ---------------------------------------------------------------- the thread and the desk


def test_running_it_looks_by_itself_and_answers_at_the_desk(kiosk):
    kiosk.stand.store.rise()
    kiosk.activation.start()
    assert until(lambda: kiosk.release == 1)
    kiosk.stand.edit()
    kiosk.stand.publish()
    kiosk.activation.heed(kiosk.activation.edition)
    kiosk.activation.heed(kiosk.activation.edition + 1)
    assert until(lambda: kiosk.release == 2)
    answers = Desk(kiosk.stand.store.folder).ask(Request("rollback"), patience_s=20)
    assert answers == (True, "release 1 is in use again")
    kiosk.activation.stop()
    assert kiosk.stand.store.sit()


def test_only_one_process_changes_releases(kiosk, log_watch):
    log_watch.expect("another process looks after the releases")
    second = kiosk.stand.store.__class__(kiosk.stand.store.folder)
    assert not second.sit()
    other: Callable[[], None] = Activation(
        second, kiosk.shelf, kiosk.activation._means,
        settings=Settings(kiosk.stand.database), clock=kiosk.clock, good_for=timedelta(days=30),
    ).start  # fmt: skip
    other()


def test_nobody_at_the_desk_is_waited_for_so_long_and_no_longer(tmp_path):
    with pytest.raises(TimeoutError):
        Desk(tmp_path).ask(Request("look"), patience_s=0.2)
    assert Desk(tmp_path).requests() == []


def test_a_last_day_is_that_of_the_matter_and_not_of_counters():
    catalogue = load_catalogue()
    gone = catalogue.expired(date(2030, 1, 2), date(2030, 1, 1))
    assert gone == {code for code, matter in catalogue.matters.items() if not matter.at_counter_only}
