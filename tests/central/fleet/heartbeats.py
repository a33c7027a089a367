"""Heartbeats of a kiosk whose audit log the tests write, and tamper with."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from requests import Response

from kiosk.protocol.audit_chain import Head, link
from kiosk.protocol.fleet import AuditLine, DeviceHealth, Heartbeat, HeartbeatAnswer, QueueHealth
from tests.central.databases import columns_of
from tests.central.running import RunningCentral


@dataclass
class Log:
    """An audit log in memory."""

    lines: list[AuditLine] = field(default_factory=list)

    @property
    def head(self) -> Head:
        return Head(self.lines[-1].n, self.lines[-1].hash) if self.lines else Head()

    def write(self, *entries: str) -> None:
        for entry in entries:
            head = self.head
            n = head.n + 1
            self.lines.append(AuditLine(n=n, entry=entry, hash=link(head.hash, n, entry)))


def heartbeat(kiosk_id: str, log: Log, lines: list[AuditLine], **other: object) -> Heartbeat:
    """A heartbeat with the head of `log` and some of its `lines`."""
    right: dict[str, object] = {
        "kiosk_id": kiosk_id,
        "at": datetime.now(UTC),
        "up_s": 60,
        "program": "0.1.0",
        "release": 3,
        "devices": {"receipt_printer": DeviceHealth(state="hardware_error", fault="receipt.jam")},
        "queue": QueueHealth(depth=2, oldest_s=61),
        "free_bytes": 10**9,
        "audit_n": log.head.n,
        "audit_hash": log.head.hash,
        "audit": tuple(lines),
    }
    return Heartbeat.model_validate(right | other)


def beat(central: RunningCentral, log: Log, lines: list[AuditLine] | None = None, **other: object) -> Response:
    """Send one."""
    body = heartbeat(central.kiosk_id, log, lines or [], **other).model_dump_json().encode()
    return central.post("/v1/heartbeats", body)


def followed(central: RunningCentral, log: Log, lines: list[AuditLine] | None = None) -> int:
    """Send one, and say how far the platform has followed the log after it."""
    response = beat(central, log, lines)
    assert response.status_code == 200, response.text
    return HeartbeatAnswer.model_validate_json(response.content).audit_n


def neighbour(central: RunningCentral, kiosk_id: str) -> RunningCentral:
    """The same platform, called by another kiosk that was enrolled with the same key."""
    columns = ", ".join(name for name in columns_of(central.state, "kiosks_kiosk") if name != "id")
    central.sql(
        f"INSERT INTO kiosks_kiosk (id, {columns}) SELECT '{kiosk_id}', {columns}"  # noqa: S608  of the tests
        " FROM kiosks_kiosk WHERE id = 'K-0412' ON CONFLICT DO NOTHING"
    )
    return replace(central, kiosk_id=kiosk_id)
