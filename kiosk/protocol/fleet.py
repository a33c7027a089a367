"""What a kiosk says of itself every minute, and what it asks for when it is told to look again.

| call | body | answer |
| --- | --- | --- |
| ``POST /v1/heartbeats`` | `Heartbeat` | 200 `HeartbeatAnswer` |
| ``GET /v1/standing`` (``If-None-Match``) | – | 200 `Standing` with ``ETag``, 304 when nothing has changed |
| ``GET /v1/events`` | – | ``text/event-stream``: ``look`` and ``command``, each with the edition or the id and nothing else |

Nothing here is about a citizen.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from kiosk.protocol.commands import SignedCommand
from kiosk.protocol.messages import Message, Moment, Sha256

MOST_ENTRIES = 50
"""Audit entries in one heartbeat"""
FAILED = "failed"
"""`QueueHealth.level` of a kiosk whose store fails: the numbers are those it knew last"""
Word = Annotated[str, Field(max_length=60)]
Count = Annotated[int, Field(ge=0, le=2**53)]


class DeviceHealth(Message):
    """One device: its state in XFS4IoT's words, and its fault if it has one."""

    state: Word
    fault: Word = ""


class QueueHealth(Message):
    """What waits for the platform. `oldest_s` is None when nothing waits."""

    depth: Count
    dead: Count = 0
    oldest_s: Count | None = None
    level: Word = "ok"


class SupplyLevel(Message):
    """One thing that runs out, or fills up. `percent` is what is left; None where nothing measures it."""

    kind: Word
    percent: Annotated[int, Field(ge=0, le=100)] | None = None
    low: bool = False


class AuditLine(Message):
    """An entry of the audit log; the hash before it is that of the line before."""

    n: Annotated[int, Field(gt=0, le=2**53)]
    entry: Annotated[str, Field(max_length=4000)]
    hash: Sha256


class Heartbeat(Message):
    """How the kiosk is. `at` is the time of its own clock, `clock_offset_s` how far that is behind the platform's.

    `audit_n` and `audit_hash` are the head of the audit log; `audit` are entries that the platform has not followed yet.
    """

    kiosk_id: Word
    at: Moment
    up_s: Count
    program: Word
    versions: Annotated[dict[Word, Word], Field(max_length=20)] = Field(default_factory=dict)
    release: Count
    devices: Annotated[dict[Word, DeviceHealth], Field(max_length=40)]
    closed: Word = ""
    """Why nobody is let in; empty when the kiosk is open"""
    queue: QueueHealth
    clock_offset_s: float | None = None
    free_bytes: Count
    usable: Annotated[tuple[Word, ...], Field(max_length=200)] | None = None
    """What `kiosk.matters.availability.Situation` goes by; None from a program that does not tell"""
    accepting: bool = True
    supplies: Annotated[dict[Word, SupplyLevel], Field(max_length=40)] = Field(default_factory=dict)
    """By device and name: ``document_printer.black``"""
    edition: Count = 0
    """What it has verified last of what is published"""
    release_said: Annotated[str, Field(max_length=160)] = ""
    """What came of its last look for releases, in the program's words (`look_end`)"""
    audit_n: Count
    audit_hash: Sha256
    audit: Annotated[tuple[AuditLine, ...], Field(max_length=MOST_ENTRIES)] = ()


class LookEnd(StrEnum):
    """How a look for releases went wrong, as the program words it: ``not reached: why``, ``release 7 cannot be used: why``."""

    NOT_REACHED = "not reached"
    NOT_BELIEVED = "not believed"
    REFUSED = "cannot be used"
    TAKEN_BACK = "was taken back"


def look_end(said: str) -> LookEnd | None:
    """What `Heartbeat.release_said` tells; None where nothing is wrong, whatever else it says."""
    head = said.partition(":")[0]
    return next((end for end in LookEnd if head.endswith(end)), None)


class HeartbeatAnswer(Message):
    """How far the platform has followed the audit log: the kiosk sends what comes after."""

    audit_n: Count
    audit_hash: Sha256


class Standing(Message):
    """What the platform wants of this kiosk now: what it publishes, and commands that have not been answered.

    `edition` changes with everything published that a kiosk should look at, a rollout too; `release` is the newest release.
    """

    edition: Count
    release: Count
    commands: Annotated[tuple[SignedCommand, ...], Field(max_length=100)] = ()
