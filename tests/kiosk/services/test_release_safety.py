"""Releases that nobody wants any more, that are refused, or that could not be examined: none closes a kiosk or comes into use."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.protocol.release import Stage
from kiosk.services.activation import Activation
from kiosk.services.release_desk import Request
from tests.kiosk.fake_clock import until
from tests.kiosk.services.release_kiosk import Kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    made.runner.start()
    made.stand.publish()
    made.turn()
    assert made.release == 1
    yield made
    made.runner.stop()
    made.close()


def second(kiosk: Kiosk, version: int = 2) -> int:
    kiosk.stand.edit(version=version)
    return kiosk.stand.publish()


def stop_rollout(kiosk: Kiosk, release: int) -> None:
    kiosk.stand.publisher.rollout(Stage(release=release, id=str(release), percent=0), kiosk.stand.now)
    kiosk.stand.upload()


def stopped_while_somebody_is_there(kiosk: Kiosk) -> int:
    kiosk.begins()
    second(kiosk)
    kiosk.turn()
    assert "ready" in kiosk.activation.result
    stop_rollout(kiosk, 2)
    kiosk.turn()
    kiosk.leaves()
    kiosk.activation.turn()
    return kiosk.release


def test_a_rollout_that_was_stopped_is_not_taken_up_when_the_citizen_leaves(kiosk):
    assert stopped_while_somebody_is_there(kiosk) == 1
    kiosk.activation.turn()
    assert kiosk.release == 1


def test_the_planted_mistake_that_forgets_what_was_stopped_is_caught(kiosk, monkeypatch):
    monkeypatch.setattr(Activation, "_let_go_unless", lambda _self, _wanted: None)
    assert stopped_while_somebody_is_there(kiosk) == 2


def test_what_is_ready_gives_way_to_the_next_release(kiosk):
    kiosk.begins()
    second(kiosk)
    kiosk.turn()
    second(kiosk, version=3)
    kiosk.turn()
    kiosk.leaves()
    kiosk.activation.turn()
    assert kiosk.release == 3


# ---------------------------------------------------------------- refused


def taken_back(kiosk: Kiosk) -> None:
    second(kiosk)
    kiosk.turn()
    assert kiosk.activation.serve(Request("rollback")) == (True, "release 1 is in use again")


def test_a_stick_that_is_no_release_forgives_nothing(kiosk, tmp_path):
    taken_back(kiosk)
    (tmp_path / "stick" / "metadata").mkdir(parents=True)
    done, said = kiosk.activation.serve(Request("import", str(tmp_path / "stick")))
    assert not done
    assert "metadata/" in said
    assert "no such file" in said
    kiosk.turn()
    assert kiosk.release == 1, "a person has taken release 2 back, and nobody has brought it again"


def test_a_stick_brings_the_release_it_names_in_spite_of_all(kiosk, tmp_path):
    taken_back(kiosk)
    kiosk.stand.store.refuse(7, "of another day")
    shutil.copytree(kiosk.stand.web, tmp_path / "stick")
    done, said = kiosk.activation.serve(Request("import", str(tmp_path / "stick")))
    assert done, said
    kiosk.activation.turn()
    assert kiosk.release == 2
    assert kiosk.stand.store.refused(7) is not None, "no other one is forgiven with it"


@pytest.mark.expects_log("release 2 cannot be used")
def test_a_mandatory_release_that_cannot_be_used_closes_nothing(kiosk):
    second(kiosk)
    due = kiosk.clock.now() - timedelta(hours=1)
    kiosk.stand.publisher.rollout(Stage(release=2, id="2", mandatory_by=due), kiosk.stand.now)
    kiosk.stand.upload()
    kiosk.unfit = "small/matter.toml: title: expected"
    kiosk.turn()
    assert (kiosk.release, kiosk.closed[-1]) == (1, False)
    kiosk.unfit = ""
    second(kiosk, version=3)
    kiosk.turn()
    assert until(lambda: kiosk.release == 3)


# ---------------------------------------------------------------- not examined


def test_what_could_not_be_examined_at_a_start_is_in_use_again_at_the_next_look(kiosk):
    second(kiosk)
    kiosk.turn()
    kiosk.stand.store.settle()
    kiosk.restart(could_examine=1)
    assert (kiosk.release, kiosk.stand.store.current, kiosk.stand.store.refused(2)) == (1, 2, None)
    kiosk.away = True
    kiosk.turn()
    assert kiosk.release == 2, "offline as well: it lies on the disk"
    assert not kiosk.activation.overdue


def test_one_that_ended_on_trial_is_refused_and_what_was_used_instead_is_current(kiosk):
    second(kiosk)
    kiosk.turn()
    for _ in range(2):
        kiosk.restart()
    kiosk.restart(could_examine=0)
    assert (kiosk.release, kiosk.stand.store.current) == (0, 0)
    assert kiosk.stand.store.refused(2) == "ended_on_trial"
