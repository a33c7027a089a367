"""How this kiosk is looked after from afar: heartbeat, polling, push and commands, wired."""

import json
import logging
import os
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

from devices.api.status import DeviceState
from kiosk.audit import Audit, AuditEvent
from kiosk.clock import Clock
from kiosk.config import Config
from kiosk.matters.availability import Situation
from kiosk.protocol.audit_chain import Head
from kiosk.protocol.crypto import NAMES, provider
from kiosk.protocol.crypto.provider import CryptoUnavailable, VerifyingKey
from kiosk.protocol.fleet import FAILED, AuditLine, DeviceHealth, Heartbeat, QueueHealth, Standing
from kiosk.protocol.outcome import Outcome
from kiosk.runtime.bundle import RecentLines, bundled
from kiosk.runtime.deeds import Deeds, Means
from kiosk.runtime.hardware import Devices
from kiosk.runtime.supplies import Supplies
from kiosk.services.store_watch import StoreWatch
from kiosk.services.withdrawal import Withdrawal
from kiosk.sync.calls import SignedCalls
from kiosk.sync.client import CentralClient
from kiosk.sync.commands import Commands
from kiosk.sync.engine import Alarm, SyncEngine
from kiosk.sync.fleet_calls import FleetCalls
from kiosk.sync.identity import PlatformFolder, tls_context
from kiosk.sync.polling import Polling
from kiosk.sync.push import Push
from kiosk.sync.reporting import Reporting
from kiosk.sync.reports import Reports
from kiosk.sync.signing import RequestSigner
from offline_cache.commands import CommandBook
from offline_cache.errors import StoreFailed
from offline_cache.settings import Settings
from offline_cache.standing import QueueStanding
from offline_cache.store import Store
from offline_cache.vault import Vault

log = logging.getLogger(__name__)

STATUS_FILE = "sync.json"
PROGRAM = version("suishiban")
_SPREAD_S = 5.0
"""After the network has come back, over which a fleet spreads its question"""
_SAID = 160
_WELL = (DeviceState.ONLINE, DeviceState.DEGRADED, DeviceState.BUSY, DeviceState.STARTING)


@dataclass(frozen=True, slots=True)
class Tended:
    """What of the kiosk is told, and what commands act on."""

    config: Config
    clock: Clock
    vault: Vault
    client: CentralClient
    store: Store
    engine: SyncEngine
    audit: Audit
    devices: Devices
    withdrawal: Withdrawal
    closed: Callable[[], str]
    """why nobody is let in; empty when the kiosk is open"""
    release: Callable[[], int]
    look: Callable[[int], None]
    """the platform has published this edition"""
    while_idle: Callable[[Callable[[], None]], bool]
    rotate_key: Callable[[], Outcome[None]]
    situation: Callable[[], Situation]
    looked: Callable[[], tuple[int, str]]
    """the edition verified last, and what came of the last look"""
    keep_tally: Callable[[], None]


class Fleet:
    """Start it once, stop it once."""

    def __init__(self, around: Tended) -> None:
        """Nothing runs yet."""
        self._around = around
        self._began = around.clock.monotonic()
        self._restarts: list[Callable[[], None]] = []
        self._lines = RecentLines()
        self._supplies = Supplies(around.devices, around.clock)
        settings = Settings(around.store.database)
        calls = FleetCalls(around.client.calls, self._push_calls())
        self.reporting = Reporting(
            calls.heartbeat, self._minute, around.audit.log, settings, around.clock, glance=self._glance
        )
        self.polling = Polling(calls.standing, self._heed, around.clock)
        self.push = Push(calls.events, self._hinted, around.clock)
        means = Means(around.while_idle, self._restart, self._resync, self.bundle, self._rotate_key)
        self._deeds = Deeds(means, around.withdrawal, settings, around.audit)
        self._store_watch = StoreWatch(
            around.store.is_rotten,
            self._restart,
            around.while_idle,
            state=around.config.kiosk.state,
            clock=around.clock,
        )
        self._dead = 0
        self.commands = self._commands()
        self._unsubscribe: Callable[[], None] = lambda: None
        self._status_file = around.config.kiosk.state / STATUS_FILE

    def _push_calls(self) -> SignedCalls:
        config, vault = self._around.config, self._around.vault
        signer = RequestSigner(config.kiosk.id, vault.sign, self._around.client.calls.clock)
        tls = partial(tls_context, PlatformFolder(config.kiosk.state), vault, config.central.ca_file)
        return SignedCalls(config.central.push_url or config.central.url, signer, tls=tls)

    def _commands(self) -> Commands:
        around = self._around
        reports = Reports(
            kiosk_id=around.config.kiosk.id, outbox=around.store.outbox, nudge=around.engine.nudge, now=around.clock.now
        )
        return Commands(
            kiosk_id=around.config.kiosk.id,
            key=partial(command_key, PlatformFolder(around.config.kiosk.state).command_key),
            deeds=self._deeds.all(),
            book=CommandBook(around.store.database, around.audit.log),
            audit=around.audit,
            answer=reports.answer,
            now=lambda: datetime.fromtimestamp(around.client.platform_time_s, UTC),
        )

    def when_told_to_restart(self, listener: Callable[[], None]) -> None:
        """`listener` ends the application so that it begins anew; called from a thread of the fleet."""
        self._restarts.append(listener)

    def start(self) -> None:
        """Begin to report, to ask, to listen and to obey."""
        self._lines.begin()
        try:
            self._deeds.remember()
            self._around.audit.note(AuditEvent.STARTED, program=PROGRAM, release=self._around.release())
        except StoreFailed as error:
            # A kiosk whose disk is full starts all the same: it has to empty its queue.
            log.warning("the start is not in the audit log: %s", error)
        self._unsubscribe = self._around.engine.subscribe(self._network_changed)
        self.commands.start()
        self.reporting.start()
        self.polling.start()
        self.push.start()
        self._store_watch.start()

    def stop(self) -> None:
        """End all of it; a command under way is waited for."""
        self._unsubscribe()
        self._store_watch.stop()
        self.push.stop()
        self.polling.stop()
        self.reporting.stop()
        self.commands.stop()
        self._lines.end()
        with suppress(OSError):
            self._status_file.unlink()

    def _network_changed(self, online: bool) -> None:  # noqa: FBT001 - the listener's shape
        if online:
            self.polling.look(within_s=_SPREAD_S)
            if self.push.connected_at is None:
                self.push.reconnect()

    def _hinted(self, _name: str, _data: str) -> None:
        """Whatever the hint: what there is to know is asked for."""
        self.polling.look()
        self._write_status()

    def _heed(self, standing: Standing) -> None:
        self.commands.heed(standing.commands)
        self._around.look(standing.edition)
        self._write_status()

    def _restart(self) -> bool:
        for listener in self._restarts:
            listener()
        return bool(self._restarts)

    def _resync(self) -> None:
        self._around.engine.resume()
        self.polling.look_anew()
        self.reporting.report_now()

    def _rotate_key(self) -> Outcome[None]:
        outcome = self._around.rotate_key()
        self.push.reconnect()
        return outcome

    def _minute(self, head: Head, lines: tuple[AuditLine, ...]) -> Heartbeat:
        try:
            self._around.keep_tally()
        except StoreFailed as error:
            # A kiosk whose disk is full says so all the same: the numbers wait in memory.
            log.warning("the numbers of the visits were not kept: %s", error)
        return self._heartbeat(head, lines)

    def _heartbeat(self, head: Head, lines: tuple[AuditLine, ...]) -> Heartbeat:
        around, (standing, queue) = self._around, self._queue()
        situation = around.situation()
        edition, said = around.looked()
        self._write_status()
        return Heartbeat(
            kiosk_id=around.config.kiosk.id,
            at=around.clock.now(),
            up_s=round(around.clock.monotonic() - self._began),
            program=PROGRAM,
            versions=versions(),
            release=around.release(),
            devices={role: self._health(role) for role in around.devices.roles},
            closed=around.closed(),
            queue=queue,
            clock_offset_s=around.client.clock_offset_s,
            free_bytes=standing.free_bytes,
            usable=tuple(sorted(situation.usable)),
            accepting=situation.accepting and queue.level != FAILED,
            supplies=self._supplies.levels(),
            edition=edition,
            release_said=said[:_SAID],
            audit_n=head.n,
            audit_hash=head.hash,
            audit=lines,
        )

    def _queue(self) -> tuple[QueueStanding, QueueHealth]:
        """How the queue stands; as it stood last when the store fails, which must not silence the kiosk."""
        store = self._around.store
        level: str = FAILED
        with suppress(StoreFailed):
            self._dead = len(store.outbox.dead())
            level = FAILED if self._store_watch.rotten else store.standing().level
        known = store.known
        oldest_s = None if known.oldest_age is None else round(known.oldest_age.total_seconds())
        return known, QueueHealth(depth=known.depth, dead=self._dead, oldest_s=oldest_s, level=level)

    def _glance(self) -> object:
        """What somebody at the platform waits for: a device or the store that fails or is back, the kiosk closed, its release."""
        devices = self._around.devices
        down = tuple(role for role in devices.roles if devices.role(role).status.state not in _WELL)
        failed = self._around.engine.alarm is Alarm.STORE_FAILED
        return down, failed, self._around.closed(), self._around.release()

    def _health(self, role: str) -> DeviceHealth:
        status = self._around.devices.role(role).status
        return DeviceHealth(state=status.state.value, fault=status.fault.value if status.fault is not None else "")

    def bundle(self) -> bytes:
        """What ``collect-logs`` sends. Raises `StoreFailed`."""
        health = self._heartbeat(Head(*self._around.audit.log.head()), ())
        devices = self._around.devices
        metrics = {role: devices.role(role).metrics.as_json() for role in devices.roles}
        facts = {"health": health.model_dump(mode="json"), "devices": metrics, "sync": self.status()}
        return bundled({"log": self._lines.text}, facts, self._around.clock.now().timestamp())

    def status(self) -> dict[str, Any]:
        """How the way to the platform is, in numbers."""
        now = self._around.clock.monotonic()
        wanted = self.polling.standing
        return {
            "at": self._around.clock.now().isoformat(timespec="seconds"),
            "pid": os.getpid(),
            "online": self._around.engine.online,
            "alarm": self._around.engine.alarm,
            "heartbeat_s_ago": _ago(now, self.reporting.delivered_at),
            "heartbeats": self.reporting.delivered,
            "asked_s_ago": _ago(now, self.polling.asked_at),
            "push_connected_s": _ago(now, self.push.connected_at),
            "hints": self.push.heard,
            "edition": None if wanted is None else wanted.edition,
            "release_offered": None if wanted is None else wanted.release,
            "release": self._around.release(),
            "commands_waiting": len(self.commands.waiting),
            "clock_offset_s": self._around.client.clock_offset_s,
            "closed": self._around.closed(),
        }

    def _write_status(self) -> None:
        """For `kioskctl sync status`, which looks from outside. What cannot be written is not worth a word."""
        fresh = self._status_file.with_suffix(f".{threading.get_ident()}")
        with suppress(OSError):
            fresh.write_text(json.dumps(self.status()), encoding="utf-8")
            fresh.replace(self._status_file)


def _ago(now: float, then: float | None) -> int | None:
    return None if then is None else round(now - then)


def versions() -> dict[str, str]:
    """Of what this program stands on."""
    return {"python": sys.version.split()[0], "store": version("apsw-sqlite3mc"), "qt": version("PySide6-Essentials")}


def command_key(file: Path) -> VerifyingKey | None:
    """The platform's command key as enrolled; None before, and for one that cannot be used."""
    try:
        pem = file.read_text(encoding="ascii")
    except (OSError, ValueError):
        return None
    for name in NAMES:
        with suppress(ValueError, CryptoUnavailable):
            return provider(name).verifying_key(pem)
    return None
