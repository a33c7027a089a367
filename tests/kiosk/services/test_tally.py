"""How visits go, as numbers: counted at their end, filed once an hour and once only, with nobody in them."""

from collections.abc import Iterator

import pytest

from kiosk.matters.plan import Step
from kiosk.protocol.messages import Report
from kiosk.protocol.tally import SUBJECT, Counted, counts_of, day_of
from kiosk.services.runner import Runner
from kiosk.services.tally import SETTING, Tally
from kiosk.visit.events import Abandoned, Finished
from kiosk.visit.state import EndReason
from offline_cache.outbox import Outbox
from offline_cache.settings import Settings
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.services.bystanders import queued
from tests.kiosk.services.runner_rig import comes_to, runner, world  # noqa: F401  fixtures
from tests.kiosk.visit.people import CARD_REPLACEMENT, WANG

HOUR_S = 3600.0
CODE = CARD_REPLACEMENT.code


@pytest.fixture
def settings(database) -> Settings:
    return Settings(database)


@pytest.fixture
def tally(settings: Settings, outbox: Outbox, clock: FakeClock) -> Tally:
    return Tally("K-0412", settings, outbox, lambda: None, clock)


@pytest.fixture
def watched(runner: Runner, tally: Tally) -> Iterator[Runner]:  # noqa: F811  the fixture of the rig
    end = runner.subscribe(lambda visit: tally.follow(visit, runner.last_ended))
    yield runner
    end()


def left_at(runner: Runner, step: Step) -> None:  # noqa: F811  as above
    visit = comes_to(runner, step)
    runner.post(Abandoned(EndReason.LEFT))
    assert until(lambda: runner.visit is None and runner.last_ended is not None and runner.last_ended.id == visit.id)


def filed(outbox: Outbox, clock: FakeClock) -> Report:
    message = queued(outbox, clock.now())
    assert message.kind == "report"
    return Report.model_validate_json(message.body)


def numbers(report: Report) -> dict[str, int]:
    assert all((one.matter, one.version) == (CODE, CARD_REPLACEMENT.version) for one in counts_of(report.facts))
    return {one.measure: one.n for one in counts_of(report.facts)}


def test_it_says_how_far_each_visit_came(watched: Runner, tally: Tally, outbox: Outbox, clock: FakeClock) -> None:
    left_at(watched, Step.FORM)
    left_at(watched, Step.GUIDE)
    visit = comes_to(watched, Step.RESULT)
    watched.post(Finished())
    assert until(lambda: watched.visit is None)
    tally.keep()
    clock.passes(HOUR_S)
    tally.keep()
    report = filed(outbox, clock)
    assert (report.subject, report.kiosk_id, str(day_of(report.facts))) == (SUBJECT, "K-0412", "2026-11-22")
    said = numbers(report)
    assert (said["began"], said["reached.guide"], said["reached.form"], said["filed"]) == (3, 3, 2, 1)
    assert (said["ended.left.form"], said["ended.left.guide"], said["ended.finished.result"]) == (1, 1, 1)
    assert said["asked"] >= said["prefilled"] > 0
    assert "typed" not in said
    for secret in (WANG.name, WANG.number, visit.id):
        assert secret not in report.model_dump_json()


def test_within_the_hour_nothing_is_sent(watched: Runner, tally: Tally, outbox: Outbox) -> None:
    left_at(watched, Step.GUIDE)
    tally.keep()
    tally.keep()
    assert outbox.depth() == 0


def test_a_restart_loses_nothing_that_was_kept(
    watched: Runner, tally: Tally, settings: Settings, outbox: Outbox, clock: FakeClock
) -> None:
    left_at(watched, Step.GUIDE)
    tally.keep()
    clock.passes(HOUR_S)
    Tally("K-0412", settings, outbox, lambda: None, clock).keep()
    assert numbers(filed(outbox, clock))["began"] == 1


def test_a_crash_between_filing_and_forgetting_does_not_count_twice(
    watched: Runner, tally: Tally, settings: Settings, outbox: Outbox, clock: FakeClock
) -> None:
    left_at(watched, Step.GUIDE)
    tally.keep()
    kept = settings.get(SETTING)
    clock.passes(HOUR_S)
    tally.keep()
    settings.put(SETTING, kept)
    clock.passes(60)
    tally.keep()
    assert (outbox.depth(), settings.get(SETTING)) == (1, "")


def test_what_is_no_number_is_passed_over() -> None:
    facts = {
        "day": "no day",
        "a@1/began": 2,
        "a@x/began": 1,
        "a/began": 1,
        "a@1/": 1,
        "a@1/filed": True,
        "b@2/typed": -1,
    }
    assert list(counts_of(facts)) == [Counted("a", 1, "began", 2)]
    assert day_of(facts) is None
