"""An answer that comes while the citizen still stands there, and what is left alone once they do not."""

import threading
from collections.abc import Iterator, Sequence

import pytest

from kiosk.matters.plan import Step
from kiosk.protocol.messages import CaseAnswer
from kiosk.services.late_answer import LateAnswers
from kiosk.visit.effects import AwaitAnswer
from kiosk.visit.events import CaseAnswered
from offline_cache.errors import StoreFailed
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.visit.journeys import VISIT_ID, visit_at
from tests.kiosk.visit.people import NOW

DEADLINE_S = 30.0
ANSWER = CaseAnswer(case_no="BJ1", application_id=VISIT_ID, application_sha256="0" * 64, accepted_at=NOW)


class Platform:
    """A queue and a network, both in the test's hand."""

    def __init__(self) -> None:
        self.online = False
        self.waiting = True
        self.answer: CaseAnswer | None = None
        self.asked = threading.Event()
        self.fails_once = False

    def deliver(self, message_ids: Sequence[str], _timeout_s: float) -> dict[str, CaseAnswer]:
        assert list(message_ids) == [VISIT_ID]
        if self.fails_once:
            self.fails_once = False
            raise StoreFailed("the disk refuses")
        self.asked.set()
        return {} if self.answer is None else {VISIT_ID: self.answer}


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def late(platform: Platform) -> Iterator[LateAnswers]:
    service = LateAnswers(
        deliver=platform.deliver, is_waiting=lambda _: platform.waiting, online=lambda: platform.online
    )
    yield service
    service.stop()


def begun(late: LateAnswers, citizen: Hearer) -> threading.Thread:
    visit = visit_at(Step.RESULT)
    thread = threading.Thread(target=late.carry, args=(visit, AwaitAnswer(), citizen))
    thread.start()
    return thread


def ended(thread: threading.Thread) -> bool:
    thread.join(DEADLINE_S)
    return not thread.is_alive()


def test_the_answer_is_told_when_the_network_is_back(late: LateAnswers, platform: Platform) -> None:
    citizen = Hearer()
    thread = begun(late, citizen)
    platform.answer = ANSWER
    assert not platform.asked.is_set(), "without a network nobody is asked"
    platform.online = True
    assert ended(thread)
    assert citizen.events == [CaseAnswered(ANSWER)]


@pytest.mark.expects_log("an accepted application could not be looked up")
def test_a_network_that_comes_back_without_an_answer_is_waited_for_on(late: LateAnswers, platform: Platform) -> None:
    citizen = Hearer()
    platform.online = platform.fails_once = True
    thread = begun(late, citizen)
    assert platform.asked.wait(DEADLINE_S), "a store that failed once is asked again"
    platform.answer = ANSWER
    assert ended(thread)
    assert citizen.events == [CaseAnswered(ANSWER)]


@pytest.mark.parametrize("how", ["forget", "stop", "refused"])
def test_it_ends_when_nothing_is_waited_for_any_more(late: LateAnswers, platform: Platform, how: str) -> None:
    citizen = Hearer()
    platform.online = True
    thread = begun(late, citizen)
    assert platform.asked.wait(DEADLINE_S)
    if how == "forget":
        late.forget(VISIT_ID)
    elif how == "stop":
        late.stop()
    else:
        platform.waiting = False
    assert ended(thread)
    assert citizen.events == []


def test_another_visits_end_is_not_its_own(late: LateAnswers, platform: Platform) -> None:
    citizen = Hearer()
    thread = begun(late, citizen)
    late.forget("f" * 32)
    platform.answer, platform.online = ANSWER, True
    assert ended(thread)
    assert citizen.events == [CaseAnswered(ANSWER)]
