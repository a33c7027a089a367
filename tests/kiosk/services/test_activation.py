"""A release is taken into use between two visits, checked, and taken back when it is bad."""

import errno
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from kiosk.protocol.fleet import LookEnd, look_end
from kiosk.protocol.release_look import NotBelieved, NotReached
from kiosk.services.activation import Activation
from kiosk.services.release_check import Undecided
from kiosk.services.release_desk import Desk, Request
from offline_cache.errors import StoreFailed
from offline_cache.releases import ReleaseStore
from offline_cache.settings import Settings
from tests.kiosk.fake_clock import until
from tests.kiosk.services.release_kiosk import Kiosk

ACTIVATIONS = int(os.environ.get("SUISHIBAN_ACTIVATIONS", "100"))  # 500 in `make soak`


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
    assert kiosk.release == before.release == 1
    assert kiosk.runner.visit is before
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
    kiosk.runner.count_guest(lambda: there)
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
    assert changed_under_somebody(kiosk, ACTIVATIONS) == []


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
    assert look_end(kiosk.activation.result) is LookEnd.TAKEN_BACK
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
    assert look_end(kiosk.activation.result) is LookEnd.REFUSED
    kiosk.unfit = ""
    kiosk.turn()
    assert kiosk.release == 0
    assert look_end(kiosk.activation.result) is LookEnd.REFUSED, "as long as it is wanted and not used"


@pytest.mark.expects_log("was not believed")
def test_what_is_not_believed_changes_nothing(kiosk, monkeypatch):
    def liar(_folder: Path | None) -> Any:
        raise NotBelieved("older than what was seen before")

    monkeypatch.setattr(kiosk.activation, "_means", replace(kiosk.activation._means, look=liar))
    kiosk.turn()
    assert kiosk.release == 0
    assert look_end(kiosk.activation.result) is LookEnd.NOT_BELIEVED


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


def test_whoever_holds_the_seat_is_waited_for(kiosk, log_watch):
    """`kioskctl release` at the moment of a start must not leave the kiosk without releases for good."""
    log_watch.expect("another process looks after the releases")
    kiosk.stand.store.rise()
    other = ReleaseStore(kiosk.stand.store.folder)
    assert other.sit()
    kiosk.activation.start()
    kiosk.activation.look()
    assert kiosk.release == 0
    other.rise()
    assert until(lambda: kiosk.release == 1)
    kiosk.activation.stop()
    assert other.sit()
    other.rise()


def test_an_examination_without_an_end_is_made_again_a_few_times(kiosk):
    kiosk.unfit, kiosk.unfit_as = "out of memory", Undecided
    for _ in range(4):
        kiosk.turn()
        assert kiosk.stand.store.refused(1) is None
        assert 0 < kiosk.activation._look_at - kiosk.clock.monotonic() <= 15 * 60
    assert kiosk.noted == []
    kiosk.unfit = ""
    kiosk.turn()
    assert kiosk.release == 1


def test_an_examination_that_never_ends_refuses_the_release_at_last(kiosk, log_watch):
    log_watch.expect("release 1 cannot be used: out of memory")
    kiosk.unfit, kiosk.unfit_as = "out of memory", Undecided
    for _ in range(5):
        kiosk.turn()
    assert kiosk.stand.store.refused(1) == "out of memory"
    assert kiosk.noted == [("refused", 1, "out of memory")]


def test_what_is_not_believed_is_noted_once_however_often_it_is_met(kiosk, monkeypatch, log_watch):
    log_watch.expect("was not believed: expired")

    def expired(_folder: Path | None) -> Any:
        raise NotBelieved("expired")

    kiosk.turn()
    monkeypatch.setattr(kiosk.activation, "_means", replace(kiosk.activation._means, look=expired))
    for _ in range(3):
        kiosk.turn()
    assert [what for what, _, _ in kiosk.noted] == ["activated", "refused"]


def test_whoever_is_not_reached_is_asked_less_and_less_often(kiosk, monkeypatch):
    """Each look starts a process: a night without a network must not mean one a minute."""
    asked: list[float] = []

    def nobody(_folder: Path | None) -> Any:
        asked.append(kiosk.clock.monotonic())
        raise NotReached("no route")

    monkeypatch.setattr(kiosk.activation, "_means", replace(kiosk.activation._means, look=nobody))
    for _ in range(3 * 60):
        kiosk.activation.turn()
        kiosk.clock.passes(30)
    waits = [round(later - before) for before, later in pairwise(asked)]
    assert waits == [60, 120, 240, 480, *[900] * 4]
    before = len(asked)
    kiosk.turn()
    assert len(asked) == before + 1


def test_a_full_disk_ends_neither_the_start_nor_the_thread(kiosk, monkeypatch, log_watch):
    log_watch.expect(
        "this start is not counted",
        "release 1 cannot be used",
        "could not be done: the disk refuses: No space left on device",
    )

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store = kiosk.stand.store
    store.rise()
    monkeypatch.setattr(store, "begin", full)
    monkeypatch.setattr(store, "refuse", full)
    kiosk.unfit = "a release that is to be refused"
    kiosk.activation.start()
    assert until(lambda: "the disk refuses" in kiosk.activation.result)
    kiosk.unfit = ""
    kiosk.activation.look()
    assert until(lambda: kiosk.release == 1)
    kiosk.activation.stop()


@pytest.mark.parametrize("trouble", [OSError(errno.EIO, "no"), StoreFailed("no")])
def test_a_store_that_fails_does_not_end_the_thread(kiosk, monkeypatch, log_watch, trouble):
    log_watch.expect("could not be done: the disk refuses: no")
    troubles = [trouble]

    def keep() -> bool:
        if troubles:
            raise troubles.pop()
        return False

    kiosk.stand.store.rise()
    monkeypatch.setattr(kiosk.activation, "_means", replace(kiosk.activation._means, keep=keep))
    kiosk.activation.start()
    assert until(lambda: not troubles and kiosk.release == 1)
    kiosk.stand.edit()
    kiosk.stand.publish()
    kiosk.activation.look()
    assert until(lambda: kiosk.release == 2)
    kiosk.activation.stop()


def test_only_one_process_changes_releases(kiosk, log_watch):
    log_watch.expect("another process looks after the releases")
    second = kiosk.stand.store.__class__(kiosk.stand.store.folder)
    assert not second.sit()
    looked: list[Path | None] = []
    other = Activation(
        second, kiosk.shelf, replace(kiosk.activation._means, look=looked.append),
        settings=Settings(kiosk.stand.database), clock=kiosk.clock, good_for=timedelta(days=30),
    )  # fmt: skip
    other.start()
    other.stop()
    assert looked == []


def test_nobody_at_the_desk_is_waited_for_so_long_and_no_longer(tmp_path):
    with pytest.raises(TimeoutError):
        Desk(tmp_path).ask(Request("look"), patience_s=0.2)
    assert Desk(tmp_path).requests() == []


def test_what_nobody_waits_for_any_more_is_not_done(kiosk):
    """Somebody asked, and was killed, or the machine went off: a later start must not roll back of itself."""
    kiosk.turn()
    folder, asking = kiosk.stand.store.folder, "import pathlib, sys; from kiosk.services.release_desk import *;"
    asking += "Desk(pathlib.Path(sys.argv[1])).ask(Request('rollback'), patience_s=60)"
    with subprocess.Popen([sys.executable, "-c", asking, str(folder)]) as asker:
        assert until(lambda: [request.do for request in Desk(folder).requests()] == ["rollback"], 20)
        asker.kill()
    assert len(list(folder.glob("desk/*.ask"))) == 1
    kiosk.activation.turn()
    assert (kiosk.release, list(folder.glob("desk/*"))) == (1, [])
