"""Commands: what is genuine, ours, approved, in time and known is done once; nothing else is done at all."""

import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest

import kiosk.sync.commands as module
from kiosk.audit import Audit
from kiosk.protocol.audit_chain import Head, first_break, link
from kiosk.protocol.commands import Command, Refusal, SignedCommand, Verb, refusal, signed
from kiosk.protocol.crypto.international import International
from kiosk.protocol.crypto.provider import SigningKey, VerifyingKey
from kiosk.sync.commands import Commands, Deed, Ended, Result
from offline_cache.audit import AuditLog
from offline_cache.commands import FORGOTTEN, NO_TIME_YET, CommandBook
from offline_cache.database import Database
from offline_cache.errors import StoreFailed
from offline_cache.settings import put_within
from tests.kiosk.fake_clock import FakeClock, until

KIOSK = "K-0412"


def new_key() -> SigningKey:
    crypto = International()
    return crypto.signing_key(crypto.generate_signing_key())


@dataclass
class Scene:
    """A kiosk that only notes what it is told to do."""

    database: Database
    key: SigningKey = field(default_factory=new_key)
    clock: FakeClock = field(default_factory=FakeClock)
    done: list[str] = field(default_factory=list)
    answers: list[tuple[str, str, Result]] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)
    idle: bool = True
    dies: bool = False
    commands: Commands | None = None

    def starts(self) -> Commands:
        self.public: VerifyingKey = International().verifying_key(self.key.public_pem)
        self.log = AuditLog(self.database, link)
        audit = Audit(self.log, self.clock.now)
        self.commands = Commands(
            kiosk_id=KIOSK,
            key=lambda: self.public,
            deeds={
                Verb.RESYNC: Deed(self.do),
                Verb.RESTART: Deed(self.do, ready=lambda: self.idle, unready=lambda: self.taken_back.append("restart")),
                Verb.OUT_OF_SERVICE: Deed(self.do),
            },
            book=CommandBook(self.database, self.log),
            audit=audit,
            answer=lambda command_id, verb, result: self.answers.append((command_id, verb, result)),
            now=self.clock.now,
        )
        self.commands.start()
        return self.commands

    def do(self, command: Command) -> Result:
        self.done.append(command.id)
        if self.dies:
            raise RuntimeError
        return Result(Ended.DONE, {"verb": command.verb})

    def command(self, **other: object) -> Command:
        now = self.clock.now()
        right: dict[str, object] = {
            "id": uuid4().hex,
            "kiosk_id": KIOSK,
            "verb": "resync",
            "not_before": now - timedelta(seconds=1),
            "expires": now + timedelta(hours=1),
            "requester": "lin",
            "approver": "zhao",
        }
        return Command.model_validate(right | other)

    def told(self, *messages: SignedCommand) -> None:
        """The kiosk hears `messages`, and then does one that is good: when that is done, the others were judged."""
        assert self.commands is not None
        good = self.command()
        self.commands.heed(messages)
        self.commands.heed([signed(good, self.key)])
        assert until(lambda: [one for one in self.answers if one[0] == good.id])
        self.done.remove(good.id)

    @property
    def events(self) -> list[str]:
        return [row.entry for row in self.log.after(0)]


@pytest.fixture
def scene(database: Database) -> Iterator[Scene]:
    made = Scene(database)
    made.starts()
    yield made
    assert made.commands is not None
    made.commands.stop()


def test_a_good_command_is_done_noted_and_answered(scene: Scene) -> None:
    good = scene.command()
    scene.told(signed(good, scene.key))
    assert scene.done == [good.id]
    assert scene.answers[0] == (good.id, "resync", Result(Ended.DONE, {"verb": "resync"}))
    assert f'"command_begun","id":"{good.id}","verb":"resync","requester":"lin","approver":"zhao"' in scene.events[0]
    assert f'"command_ended","id":"{good.id}","verb":"resync","ended":"done"' in scene.events[1]
    assert first_break(scene.log.after(0), [Head(*scene.log.head())]) is None


def forged(scene: Scene) -> SignedCommand:
    return signed(scene.command(), new_key())


def altered(scene: Scene) -> SignedCommand:
    message = signed(scene.command(verb="restart"), scene.key)
    other = scene.command(verb="resync").model_dump_json().encode()
    return message.model_copy(update={"command": b64encode(other).decode()})


def signed_as_something_else(scene: Scene) -> SignedCommand:
    """A signature of the right key over the same bytes, made for another purpose."""
    text = scene.command().model_dump_json().encode()
    signature = scene.key.sign(b"suishiban/1/release\n" + text)
    return SignedCommand(command=b64encode(text).decode(), signature=b64encode(signature).decode())


def with_unknown_members(scene: Scene) -> SignedCommand:
    text = scene.command().model_dump_json().replace("{", '{"shell":"rm",', 1).encode()
    signature = scene.key.sign(b"suishiban/1/command\n" + text)
    return SignedCommand(command=b64encode(text).decode(), signature=b64encode(signature).decode())


def no_base64(_: Scene) -> SignedCommand:
    return SignedCommand(command="!!", signature="??")


def is_good(**other: object) -> Callable[[Scene], SignedCommand]:
    return lambda scene: signed(scene.command(**other), scene.key)


def in_future(scene: Scene) -> SignedCommand:
    begin = scene.clock.now() + timedelta(minutes=5)
    return signed(scene.command(not_before=begin, expires=begin + timedelta(hours=1)), scene.key)


def too_late(scene: Scene) -> SignedCommand:
    return signed(scene.command(expires=scene.clock.now()), scene.key)


def lives_too_long(scene: Scene) -> SignedCommand:
    return signed(scene.command(expires=scene.clock.now() + timedelta(hours=24, seconds=1)), scene.key)


HOSTILE: dict[str, tuple[Callable[[Scene], SignedCommand], str]] = {
    "forged": (forged, "not_genuine"),
    "altered": (altered, "not_genuine"),
    "signed as something else": (signed_as_something_else, "not_genuine"),
    "unknown members": (with_unknown_members, "not_genuine"),
    "no base64": (no_base64, "not_genuine"),
    "another kiosk's": (is_good(kiosk_id="K-0413"), "other_kiosk"),
    "unapproved": (is_good(approver=""), "unapproved"),
    "by nobody": (is_good(requester="", approver=""), "unapproved"),
    "the same person": (is_good(approver="LIN "), "unapproved"),
    "unknown verb": (is_good(verb="shell"), "unknown_verb"),
    "verb without a deed": (is_good(verb="rotate-key"), "unknown_verb"),
    "lives too long": (lives_too_long, "lives_too_long"),
    "expired": (too_late, "expired"),
}


@pytest.mark.parametrize(("make", "why"), HOSTILE.values(), ids=list(HOSTILE))
@pytest.mark.expects_log("is not carried out")
def test_what_is_not_good_is_not_done(
    scene: Scene, make: Callable[[Scene], SignedCommand], why: str, caplog: pytest.LogCaptureFixture
) -> None:
    message = make(scene)
    scene.told(*[message] * 1000)
    assert scene.done == []
    said = [record.getMessage() for record in caplog.records if "is not carried out" in record.getMessage()]
    assert len(said) == 1
    assert said[0].endswith(f": {why}")


@pytest.mark.expects_log("is not carried out")
def test_a_genuine_command_that_cannot_be_done_is_answered_once(scene: Scene) -> None:
    for verb in ("shell", "rotate-key"):
        command = scene.command(verb=verb)
        scene.told(*[signed(command, scene.key)] * 3)
        mine = [one for one in scene.answers if one[0] == command.id]
        assert mine == [(command.id, verb, Result(Ended.REFUSED, {"why": "unknown_verb"}))]


def test_what_is_not_yet_valid_waits_for_its_time(scene: Scene) -> None:
    message = in_future(scene)
    scene.told(message)
    assert scene.done == []
    scene.clock.passes(301)
    scene.told()
    assert until(lambda: len(scene.done) == 1)


def test_a_thousand_replays_are_one_command(scene: Scene) -> None:
    good = scene.command()
    scene.told(*[signed(good, scene.key)] * 1000)
    scene.told(*[signed(good, scene.key)] * 1000)
    assert scene.done == [good.id]


def test_not_even_a_restart_in_between_makes_two_of_one(scene: Scene) -> None:
    good = scene.command()
    scene.told(signed(good, scene.key))
    for _ in range(3):
        assert scene.commands is not None
        scene.commands.stop()
        scene.starts()
        scene.told(signed(good, scene.key))
    assert scene.done == [good.id]


def test_a_restart_waits_until_nobody_is_there_and_expires_waiting(scene: Scene) -> None:
    scene.idle = False
    first, second = scene.command(verb="restart"), scene.command(verb="restart")
    scene.told(signed(first, scene.key), signed(second, scene.key))
    assert scene.done == []
    assert scene.commands is not None
    assert until(lambda: scene.commands and set(scene.commands.waiting) == {first.id, second.id})
    scene.idle = True
    assert until(lambda: sorted(scene.done) == sorted([first.id, second.id]))


@pytest.mark.expects_log("a command waits for the store")
def test_what_cannot_be_noted_is_not_begun_and_closes_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    real, failures = CommandBook.begin, [StoreFailed("the disk is full")]

    def begin(*arguments: Any) -> bool:
        if failures:
            raise failures.pop()
        return real(*arguments)

    monkeypatch.setattr(CommandBook, "begin", begin)
    command = scene.command(verb="restart")
    assert scene.commands is not None
    scene.commands.heed([signed(command, scene.key)])
    assert until(lambda: scene.done == [command.id])
    assert scene.taken_back == ["restart"], "once, for the try that came to nothing"


@pytest.mark.expects_log("a command waits for the store")
def test_an_answer_that_the_store_did_not_take_is_given_again_and_the_command_is_not(scene: Scene, monkeypatch) -> None:
    real, failures = CommandBook.answered, [StoreFailed("the disk is full")]

    def answered(*arguments: Any) -> None:
        if failures:
            raise failures.pop()
        real(*arguments)

    monkeypatch.setattr(CommandBook, "answered", answered)
    command = scene.command()
    assert scene.commands is not None
    scene.commands.heed([signed(command, scene.key)])
    assert until(lambda: len(scene.answers) == 2)
    assert scene.done == [command.id]
    assert until(lambda: CommandBook(scene.database, scene.log).unanswered() == [])


def test_a_deed_that_needs_the_store_and_has_none_is_answered_for(scene: Scene, monkeypatch) -> None:
    def fail(_command: Command) -> Result:
        raise StoreFailed("the disk is full")

    assert scene.commands is not None
    monkeypatch.setitem(scene.commands._deeds, Verb.OUT_OF_SERVICE, Deed(fail))
    scene.told(signed(command := scene.command(verb="out-of-service"), scene.key))
    assert scene.answers[0] == (command.id, "out-of-service", Result(Ended.FAILED, {"why": "store"}))


@pytest.mark.expects_log("is not carried out: expired")
def test_a_command_that_expires_while_it_waits_is_never_begun(scene: Scene) -> None:
    scene.idle = False
    scene.told(signed(scene.command(verb="restart"), scene.key))
    scene.clock.passes(3601)
    scene.idle = True
    scene.told()
    assert scene.commands is not None
    assert until(lambda: scene.commands is not None and not scene.commands.waiting)
    assert scene.done == []


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize(("verb", "ended"), [("restart", Ended.DONE), ("resync", Ended.INTERRUPTED)])
def test_a_kiosk_that_died_in_a_command_says_so_and_does_not_begin_again(scene: Scene, verb: str, ended: Ended) -> None:
    scene.dies = True
    command = scene.command(verb=verb)
    assert scene.commands is not None
    scene.commands.heed([signed(command, scene.key)])
    assert until(lambda: not any(thread.name == "sync-commands" for thread in threading.enumerate()))
    assert (scene.done, scene.answers) == ([command.id], [])
    scene.dies = False
    scene.starts()
    scene.told(signed(command, scene.key))
    assert scene.done == [command.id]
    assert scene.answers[0] == (command.id, verb, Result(ended))


class Credulous:
    """A key that finds every signature good."""

    def verify(self, data: bytes, signature: bytes) -> bool:
        return bool(data and signature)


def patient(command: Command, *, kiosk_id: str, now: datetime) -> Refusal | None:
    why = refusal(command, kiosk_id=kiosk_id, now=now)
    return None if why is Refusal.EXPIRED else why


@pytest.mark.parametrize("mutant", ["the seen are forgotten", "expiry is not looked at", "anybody may sign"])
def test_the_hostile_cases_catch_a_kiosk_that_does_not_look(
    scene: Scene, mutant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = signed(scene.command(), scene.key)
    if mutant == "the seen are forgotten":
        monkeypatch.setattr(CommandBook, "knows", lambda *_: False)
        monkeypatch.setattr(CommandBook, "begin", lambda *_: True)
    elif mutant == "expiry is not looked at":
        monkeypatch.setattr(module, "refusal", patient)
        message = too_late(scene)
    else:
        scene.public = Credulous()
        message = forged(scene)
    for _ in range(2):
        scene.told(message)
    assert scene.done


def test_two_entries_frame_each_command(scene: Scene) -> None:
    for _ in range(3):
        scene.told(signed(scene.command(), scene.key))
    begun = ["begun" if "command_begun" in entry else "ended" for entry in scene.events]
    assert begun[0] == "begun"
    assert all(one != other for one, other in pairwise(begun))


@pytest.mark.expects_log("is not carried out: store_recovered")
@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=3650)])
def test_what_may_have_been_done_before_the_store_was_lost_is_not_done_again(scene: Scene, ahead: timedelta) -> None:
    """A clock that was ten years ahead at the first look stops no command for ten years."""
    old, now = scene.command(), scene.clock.now()
    scene.told(signed(old, scene.key))
    assert scene.done == [old.id]
    assert scene.commands is not None
    scene.commands.stop()
    with scene.database.transaction() as transaction:
        transaction.execute("DELETE FROM seen")
        put_within(transaction, FORGOTTEN, NO_TIME_YET)
    assert CommandBook(scene.database, scene.log).forgotten_before(now + ahead) == now + ahead
    scene.starts().heed([signed(old, scene.key)])
    assert until(lambda: [one for one in scene.answers if one[2].facts == {"why": "store_recovered"}])
    scene.clock.passes(10)
    scene.told()
    assert scene.done == [old.id], "only what was ordered since is done"
