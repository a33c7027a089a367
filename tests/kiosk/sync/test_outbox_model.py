"""A model of the queue under any order of events: whatever was accepted arrives once, and soon after the way is free.

The real outbox and the real courier run against a platform in memory. Each promise is shown to be able to fail, by a
kiosk or a platform with one planted wrong.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from kiosk.protocol.messages import CaseAnswer, Problem
from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, Refused, TryLater
from kiosk.sync.courier import Courier
from offline_cache.blobs import Blobs
from offline_cache.database import Database
from offline_cache.message import Kind, Outgoing
from offline_cache.outbox import LONGEST_WAIT, Outbox, Queued
from tests.offline_cache.samples import APPLIED_AT, application, clear

FATES = ("delivered", "answer lost", "request lost", "refused", "not allowed", "wrong hash")


class PlatformInMemory:
    """The contract of ``POST /v1/submissions`` without the wire. `fate` says what becomes of the next call."""

    def __init__(self) -> None:
        self.fate = "delivered"
        self.keys: dict[str, bytes] = {}
        self.cases: list[str] = []
        self.refused: set[str] = set()

    def put_blob(self, digest: str, data: bytes, media_type: str) -> Outcome[None]:
        """Take everything."""
        assert media_type
        assert sha256(data).hexdigest() == digest
        return Delivered(None)

    def post_submission(self, body: bytes, message_id: str, kind: Kind) -> Outcome[CaseAnswer | None]:
        """Take each key once; the model knows cases only."""
        assert kind == "case"
        if self.fate == "request lost":
            return TryLater("no_connection", everyone=True)
        if self.fate == "not allowed":
            return NotAllowed(403)
        if self.fate == "refused" and message_id not in self.keys:
            self.refused.add(message_id)
            return Refused(Problem(title="no", status=422))
        if self.is_new(message_id):
            self.keys[message_id] = body
            self.cases.append(message_id)
        if self.fate == "answer lost":
            return TryLater("no_connection", everyone=True)
        if self.fate == "wrong hash":
            return TryLater("answer_mismatch")
        answer = CaseAnswer(
            case_no="B1",
            application_id=message_id,
            application_sha256=sha256(body).hexdigest(),
            accepted_at=APPLIED_AT,
        )
        return Delivered(answer)

    def is_new(self, message_id: str) -> bool:
        """Whether this key was never seen."""
        return message_id not in self.keys


class Model(RuleBasedStateMachine):
    """The kiosk's day."""

    platform_type: ClassVar[type[PlatformInMemory]] = PlatformInMemory
    outbox_type: ClassVar[type[Outbox]] = Outbox
    courier_type: ClassVar[type[Courier]] = Courier

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="outbox-model-")
        self.now = APPLIED_AT
        self.platform = self.platform_type()
        self.accepted: dict[str, Outgoing] = {}
        self.open()

    def open(self) -> None:
        self.database = Database.open(Path(self._folder.name) / "store")
        blobs = Blobs(Path(self._folder.name) / "blobs")
        self.outbox = self.outbox_type(self.database, blobs, clear, lambda: self.now)
        self.outbox.give_back_all()
        self.courier = self.courier_type(self.platform, self.outbox, lambda: self.now, lambda _, high: high)

    @rule(pages=st.integers(0, 2))
    def a_citizen_files(self, pages: int) -> None:
        message = application(pages=pages, message_id=UUID(int=len(self.accepted)).hex)
        self.outbox.accept(message, settles_order=None)
        self.accepted[message.id] = message

    @precondition(lambda self: self.accepted)
    @rule(fate=st.sampled_from(FATES))
    def the_courier_sets_out(self, fate: str) -> None:
        self.platform.fate = fate
        if queued := self.outbox.take(self.now):
            self.courier.deliver(queued)

    @rule()
    def the_power_is_cut(self) -> None:
        self.database.close()
        self.open()

    @rule(seconds=st.sampled_from([1, 60, 301]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(days=st.sampled_from([-3650, -1, 1, 3650]))
    def the_clock_jumps(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def nothing_arrives_twice(self) -> None:
        assert len(self.platform.cases) == len(set(self.platform.cases))

    @invariant()
    def nothing_is_nowhere(self) -> None:
        whole = {row[0]: row[1] for row in self.database.rows("SELECT id, body FROM outbox WHERE body IS NOT NULL")}
        for message in self.accepted.values():
            assert message.id in self.platform.keys or whole.get(message.id) == message.body

    @invariant()
    def what_was_acknowledged_is_erased(self) -> None:
        left = self.database.rows(
            "SELECT 1 FROM outbox JOIN attachment ON message_id = id WHERE state = 'sent'"
            " UNION ALL SELECT 1 FROM outbox WHERE state = 'sent' AND body IS NOT NULL"
        )
        assert left == []

    def teardown(self) -> None:
        try:
            self.when_the_way_is_free_everything_arrives()
        finally:
            self.database.close()
            self._folder.cleanup()

    def when_the_way_is_free_everything_arrives(self) -> None:
        self.platform.fate = "delivered"
        self.outbox.due(self.now)  # the engine looks every few seconds, whatever the clock says
        self.now += LONGEST_WAIT
        while queued := self.outbox.take(self.now):
            self.courier.deliver(queued)
        assert self.outbox.depth() == 0
        assert set(self.accepted) == set(self.platform.cases) | self.platform.refused
        assert all(self.platform.keys[one] == self.accepted[one].body for one in self.platform.cases)


def run(model: type[Model], histories: int) -> None:
    run_state_machine_as_test(
        model,
        settings=settings(
            max_examples=histories,
            stateful_step_count=25,
            deadline=None,
            database=None,
            derandomize=True,
            print_blob=False,
            report_multiple_bugs=False,
            phases=(Phase.generate,),
        ),
    )


def test_whatever_happens_each_application_arrives_once():
    run(Model, 120)


class ErasesBeforeTheAnswer(Courier):
    """Marks a message as sent when it leaves."""

    def deliver(self, queued: Queued) -> Outcome[CaseAnswer | None]:
        self._outbox.acknowledged(queued.id)
        return super().deliver(queued)


class NeverClamps(Outbox):
    """Believes that the wall clock only goes forward."""

    def _clamp(self, now: object) -> None:
        del now


class LeavesAttachments(Outbox):
    """Erases the body only."""

    def acknowledged(self, message_id: str, *, case_no: str = "") -> None:
        with self._database.transaction() as transaction:
            transaction.execute(
                "UPDATE outbox SET state = 'sent', body = NULL, case_no = ?, closed_at = '' WHERE id = ?",
                (case_no, message_id),
            )


class GivesUp(Courier):
    """Takes a refusal to talk for a refusal of the message."""

    def deliver(self, queued: Queued) -> Outcome[CaseAnswer | None]:
        outcome = super().deliver(queued)
        if isinstance(outcome, NotAllowed):
            self._outbox.refused(queued.id, "403")
        return outcome


class ForgetsKeys(PlatformInMemory):
    """Makes a case of every request."""

    def is_new(self, message_id: str) -> bool:
        return bool(message_id)


@contextmanager
def planted(name: str, wrong: type) -> Iterator[type[Model]]:
    """The model with one part replaced."""
    yield type("Planted", (Model,), {name: wrong})


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("courier_type", ErasesBeforeTheAnswer),
        ("outbox_type", NeverClamps),
        ("outbox_type", LeavesAttachments),
        ("courier_type", GivesUp),
        ("platform_type", ForgetsKeys),
    ],
)
def test_the_model_catches(part, wrong):
    with planted(part, wrong) as model, pytest.raises(AssertionError):
        run(model, 200)
