"""Five hundred histories of a queue; the long form (``make soak ARGS="--proofs"``) has 5,000."""

import logging
from datetime import datetime
from pathlib import Path
from unittest.mock import patch

import pytest

from kiosk.protocol.messages import CaseAnswer
from kiosk.protocol.outcome import NotAllowed, Outcome
from kiosk.sync.courier import Courier
from offline_cache.aside import move_aside
from offline_cache.message import Kind
from offline_cache.outbox import Queued
from offline_cache.store import Store
from tests.proofs.queue_model import Platform, Queue, run

HISTORIES = 500
ENOUGH_FOR_A_MUTANT = 500


@pytest.fixture(autouse=True)
def _quiet():
    """A store is recovered hundreds of times here, and says so each time."""
    logger = logging.getLogger("offline_cache")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    yield
    logger.setLevel(level)


def test_whatever_happens_each_application_arrives_once_and_leaves_nothing():
    run(Queue, HISTORIES)


class ErasesBeforeTheAnswer(Courier):
    """Marks a message as sent when it leaves."""

    def deliver(self, queued: Queued) -> Outcome[CaseAnswer | None]:
        self._outbox.acknowledged(queued.id)
        return super().deliver(queued)


class GivesUp(Courier):
    """Takes a refusal to talk for a refusal of the message."""

    def deliver(self, queued: Queued) -> Outcome[CaseAnswer | None]:
        outcome = super().deliver(queued)
        if isinstance(outcome, NotAllowed):
            self._outbox.refused(queued.id, "403")
        return outcome


class ForgetsKeys(Platform):
    """Makes a case of every request. The first answer to each message is lost, so that there is a second request."""

    def post_submission(self, body: bytes, message_id: str, kind: Kind) -> Outcome[CaseAnswer | None]:
        if self.fate == "delivered" and message_id not in self.cases:
            self.fate = "answer lost"
        return super().post_submission(body, message_id, kind)

    def is_new(self, message_id: str) -> bool:
        return bool(message_id)


class Hasty(Queue):
    """See there."""

    courier_type = ErasesBeforeTheAnswer


class Resigned(Queue):
    """See there."""

    courier_type = GivesUp


class Forgetful(Queue):
    """See there."""

    platform_type = ForgetsKeys


class WithoutBackup(Queue):
    """Believes that the copy it made is there."""

    def _held_by_backup(self) -> set[str]:
        return set(self.accepted)


class ForgetsItsWrecks(Queue):
    """A recovery that was cut short is taken for one that is over."""

    def _opened(self, state: Path) -> Store:
        moved: list[Path] = []

        def move(state: Path, now: datetime) -> Path:
            moved.append(move_aside(state, now))
            return moved[-1]

        with (
            patch("offline_cache.recovery.move_aside", move),
            patch("offline_cache.recovery.unfinished", lambda _: moved),
        ):
            return super()._opened(state)


class CountsFromTheCopy(Queue):
    """A recovery skips no numbers."""

    def _opened(self, state: Path) -> Store:
        with patch("offline_cache.recovery.skip_numbers_within", lambda *_: None):
            return super()._opened(state)


@pytest.mark.parametrize("wrong", [Hasty, Resigned, Forgetful, WithoutBackup, ForgetsItsWrecks, CountsFromTheCopy])
def test_the_model_catches(wrong):
    with pytest.raises(AssertionError):
        run(wrong, ENOUGH_FOR_A_MUTANT)
