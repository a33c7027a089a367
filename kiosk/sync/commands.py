"""Carries out commands of the platform: genuine, for this kiosk, approved, in time, known, and once.

Order: checked → noted as begun, on the disk → done → the answer in the outbox → noted as ended. A kiosk that dies after the
note never begins the command again; it answers that it was interrupted (of a restart, that it is done).
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Condition, Thread

from kiosk.audit import Audit, AuditEvent
from kiosk.protocol.commands import Command, Refusal, SignedCommand, Verb, opened, refusal
from kiosk.protocol.crypto.provider import VerifyingKey
from offline_cache.commands import CommandBook
from offline_cache.errors import StoreFailed

log = logging.getLogger(__name__)

_LOOK_S = 0.5
"""How often it is asked whether a waiting command may begin"""
_MOST_WAITING = 100
_MOST_REMEMBERED = 1000


class Ended(StrEnum):
    """How a command ended."""

    DONE = "done"
    FAILED = "failed"
    REFUSED = "refused"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Parcel:
    """A file that goes with an answer."""

    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a command. `facts` are a few words and numbers, nobody's data."""

    ended: Ended
    facts: Mapping[str, str | int | bool] = field(default_factory=dict)
    files: tuple[Parcel, ...] = ()


@dataclass(frozen=True, slots=True)
class Deed:
    """How a verb is carried out. `ready` says whether it may begin now; it is asked until then.

    What `do` returns is the answer; None when only the next start can give it. `unready` takes back what `ready` did to the kiosk
    when the command could not be noted as begun after all: it may never be, and the kiosk must not stay closed for it.
    """

    do: Callable[[Command], Result | None]
    ready: Callable[[], bool] = lambda: True
    unready: Callable[[], None] = lambda: None


Answer = Callable[[str, str, Result], None]
"""(command id, verb, result): into the outbox; taking the same answer twice changes nothing. May raise `StoreFailed`"""


def _carried_out(deed: Deed, command: Command) -> Result | None:
    try:
        return deed.do(command)
    except StoreFailed:
        return Result(Ended.FAILED, {"why": "store"})


class Commands:
    """Start it once; `heed` may be called from any thread."""

    def __init__(
        self,
        *,
        kiosk_id: str,
        key: Callable[[], VerifyingKey | None],
        deeds: Mapping[Verb, Deed],
        book: CommandBook,
        audit: Audit,
        answer: Answer,
        now: Callable[[], datetime],
    ) -> None:
        """`key` gives the platform's command key, None before the enrolment. `now` is the platform's time, aware."""
        self._kiosk_id = kiosk_id
        self._key = key
        self._deeds = deeds
        self._book = book
        self._audit = audit
        self._answer = answer
        self._now = now
        self._change = Condition()
        self._waiting: dict[str, Command] = {}
        self._told: dict[str, None] = {}
        self._owed: list[tuple[str, str, Result]] = []
        self._woken = self._stopping = False
        self._thread = Thread(target=self._run, name="sync-commands", daemon=True)

    @property
    def waiting(self) -> tuple[str, ...]:
        """The ids of commands that have not begun yet."""
        with self._change:
            return tuple(self._waiting)

    def heed(self, messages: Iterable[SignedCommand]) -> None:
        """Take up what is genuine and for this kiosk; whatever is not is said in the log once and forgotten."""
        key = self._key()
        if key is None:
            return
        for message in messages:
            command = opened(message, key)
            if isinstance(command, Refusal):
                self._tell("?", command)
                continue
            why = refusal(command, kiosk_id=self._kiosk_id, now=self._now())
            if why in (Refusal.OTHER_KIOSK, Refusal.EXPIRED):
                self._tell(command.id, why)
                continue
            with self._change:
                if len(self._waiting) < _MOST_WAITING:
                    self._waiting.setdefault(command.id, command)
                    self._woken = True
                    self._change.notify_all()

    def start(self) -> None:
        """Begin to carry out; first the answers that a crash or a restart has left open."""
        self._thread.start()

    def stop(self) -> None:
        """End; a command under way is waited for."""
        with self._change:
            self._stopping = True
            self._change.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        settled = False
        while True:
            try:
                settled = settled or self._settle()
                self._pay()
                self._look()
            except StoreFailed as error:
                log.warning("a command waits for the store: %s", error)
            with self._change:
                if self._stopping:
                    return
                self._change.wait_for(
                    lambda: self._woken or self._stopping,
                    _LOOK_S if self._waiting or self._owed or not settled else None,
                )
                self._woken = False

    def _settle(self) -> bool:
        """Answer for what was begun and never answered."""
        for command_id, verb in self._book.unanswered():
            ended = Ended.DONE if verb == Verb.RESTART else Ended.INTERRUPTED
            self._end(command_id, verb, Result(ended))
        return True

    def _look(self) -> None:
        with self._change:
            waiting = tuple(self._waiting.values())
        for command in waiting:
            if self._stopping:
                return
            if self._is_over(command):
                with self._change:
                    self._waiting.pop(command.id, None)

    def _is_over(self, command: Command) -> bool:
        """Carry `command` out if it may be now. Whether nothing is left to do about it."""
        if self._book.knows(command.id):
            return True
        why = refusal(command, kiosk_id=self._kiosk_id, now=self._now())
        if why is Refusal.NOT_YET:
            return False
        if why is Refusal.EXPIRED:
            self._tell(command.id, why)
            return True
        forgotten = self._book.forgotten_before(self._now())
        if why is None and forgotten is not None and command.not_before < forgotten:
            why = Refusal.STORE_RECOVERED
        if why is not None or Verb(command.verb) not in self._deeds:
            self._refuse(command, why or Refusal.UNKNOWN_VERB)
            return True
        deed = self._deeds[Verb(command.verb)]
        if not deed.ready():
            return False
        begun = False
        try:
            begun = self._begin(command)
        finally:
            if not begun:
                deed.unready()
        if begun:
            log.info("command %s: %s", command.id, command.verb)
            result = _carried_out(deed, command)
            if result is not None:
                self._owed.append((command.id, command.verb, result))
                self._pay()
        return True

    def _begin(self, command: Command) -> bool:
        people = {"requester": command.requester, "approver": command.approver}
        entry = self._audit.entry(AuditEvent.COMMAND_BEGUN, id=command.id, verb=command.verb, **people)
        return self._book.begin(command.id, command.verb, self._now(), entry)

    def _refuse(self, command: Command, why: Refusal) -> None:
        self._tell(command.id, why)
        if self._begin(command):
            self._end(command.id, command.verb, Result(Ended.REFUSED, {"why": why.value}))

    def _pay(self) -> None:
        """Give the answers that the store has not taken yet; a command that was begun is never left without one."""
        while self._owed:
            self._end(*self._owed[0])
            del self._owed[0]

    def _end(self, command_id: str, verb: str, result: Result) -> None:
        self._answer(command_id, verb, result)
        entry = self._audit.entry(AuditEvent.COMMAND_ENDED, id=command_id, verb=verb, ended=result.ended.value)
        self._book.answered(command_id, entry)

    def _tell(self, command_id: str, why: Refusal) -> None:
        """Once for each command: a platform that repeats itself must not fill the log."""
        if len(self._told) < _MOST_REMEMBERED and f"{command_id} {why}" not in self._told:
            self._told[f"{command_id} {why}"] = None
            log.warning("command %s is not carried out: %s", command_id, why.value)
