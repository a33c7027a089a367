"""Withdrawn, over, not heard of for too long, or overdue: what a kiosk offers no more, and when it lets nobody in."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.protocol.release import NoticeAtOnce, Stage
from kiosk.services.release_check import Undecided
from tests.kiosk.services.release_kiosk import Kiosk


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Kiosk]:
    made = Kiosk(tmp_path)
    made.runner.start()
    made.stand.publish()
    yield made
    made.runner.stop()
    made.close()


def has(kiosk: Kiosk) -> set[str]:
    return set(kiosk.shelf.offer.catalogue.matters)


def told(kiosk: Kiosk) -> list[str]:
    return [one.text.zh for one in kiosk.shelf.offer.catalogue.announcements]


_NOTICE = """[[announcements]]
key = "power"
text = {{ zh = "今晚停电", en = "No power tonight" }}
first = {0}
last = {0}
"""


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


def test_a_notice_is_told_at_once_whatever_release_is_used(kiosk):
    """Planted: it waits for a share of the kiosks, is forgotten at a restart, or stands there twice with the release's own."""
    day = kiosk.clock.now().date()
    (kiosk.stand.matters / "notices.toml").write_text(_NOTICE.format(day), encoding="utf-8")
    kiosk.stand.publish()
    kiosk.turn()
    kiosk.stand.publisher.rollout(Stage(release=kiosk.release, id="1", percent=0), kiosk.stand.now)
    said = NoticeAtOnce(
        key="power", zh="今晚八点停电", en="No power from 8 pm", first=day, last=day, matters=("small",)
    )
    kiosk.stand.publisher.tell(said, kiosk.stand.now)
    kiosk.stand.upload()
    kiosk.begins()
    kiosk.turn()
    assert told(kiosk) == ["今晚停电"], "nothing changes under somebody's hands"
    kiosk.leaves()
    kiosk.activation.turn()
    assert told(kiosk) == ["今晚八点停电"]
    kiosk.restart()
    kiosk.away = True
    kiosk.turn()
    assert told(kiosk) == ["今晚八点停电"], "also without the platform, after a restart"
    kiosk.away = False
    kiosk.stand.publisher.tell_no_more("power", kiosk.stand.now)
    kiosk.stand.upload()
    kiosk.turn()
    assert told(kiosk) == ["今晚停电"]


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


def test_what_the_national_list_cancels_and_what_it_only_plans_is_not_offered(kiosk):
    today = (kiosk.clock.now() + timedelta(hours=8)).date()
    _planned(kiosk, "small", f"cancelled_on = {today.isoformat()}")
    _planned(kiosk, "other", f"effective_from = {(today + timedelta(days=1)).isoformat()}")
    kiosk.stand.publish()
    kiosk.turn()
    assert has(kiosk) == {"small"}
    kiosk.away = True
    kiosk.clock.passes(86400)
    kiosk.activation.turn()
    assert has(kiosk) == {"other"}, "by its own clock, without the platform"
    kiosk.clock.passes(60 * 86400)
    kiosk.activation.turn()
    assert has(kiosk) == set(), "a plan of the list is no leave to be offered unheard"


def _planned(kiosk: Kiosk, code: str, line: str) -> None:
    file = kiosk.stand.matters / code / "matter.toml"
    file.write_text(f"national.{line}\n{file.read_text()}", encoding="utf-8")


@pytest.mark.parametrize("years", [10, -10])
def test_a_wall_clock_that_is_set_hides_nothing(kiosk, years):
    """A machine without a battery looks before NTP has told it the year; and a clock may go mad while there is no network."""
    kiosk.turn()
    kiosk.away = True
    kiosk.clock.is_set(kiosk.clock.now() + timedelta(days=365 * years))
    kiosk.turn()
    assert has(kiosk) == {"small", "other"}
    kiosk.clock.passes(31 * 86400)
    kiosk.turn()
    assert has(kiosk) == set(), "what has really passed counts as ever"


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


def test_a_release_that_is_due_and_not_here_closes_the_kiosk_and_opens_it_again(kiosk):
    kiosk.turn()
    kiosk.stand.edit()
    kiosk.stand.publish()
    due = kiosk.clock.now() + timedelta(hours=1)
    kiosk.stand.publisher.rollout(Stage(release=2, id="2", mandatory_by=due), kiosk.stand.now)
    kiosk.stand.upload()
    kiosk.unfit, kiosk.unfit_as = "out of memory", Undecided
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


def test_a_last_day_is_that_of_the_matter_and_not_of_counters():
    catalogue = load_catalogue()
    gone = catalogue.expired(date(2030, 1, 2), date(2030, 1, 1))
    assert gone == {code for code, matter in catalogue.matters.items() if not matter.at_counter_only}
