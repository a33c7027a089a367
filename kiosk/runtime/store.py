"""The store as ``[offline]`` of ``kiosk.toml`` asks for it, sealing to the platform's intake key."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from kiosk.audit import Audit, AuditEvent
from kiosk.clock import Clock, kernel_clock_is_synchronised
from kiosk.config import Config, ConfigError
from kiosk.protocol.crypto.provider import CryptoUnavailable
from kiosk.protocol.sealed import Sealer, attachment_context, body_context, wrap
from kiosk.sync.identity import PlatformFolder
from offline_cache.aside import kept_aside
from offline_cache.message import Outgoing, distinct
from offline_cache.sealing import Seal, Sealed
from offline_cache.standing import Ageing, Limits, QueueStanding
from offline_cache.store import Store

log = logging.getLogger(__name__)

_MB = 1_000_000


def open_store(config: Config, clock: Clock, *, recover: bool = True) -> Store:
    """The store of this kiosk; before its enrolment, or with a damaged intake key, one that accepts nothing.

    What waits in it is sealed already and is delivered all the same. `recover`: as `Store.open`. Raises `StoreRefused`.
    """
    try:
        seal = intake_seal(config)
    except ConfigError as error:
        log.error("nothing is accepted: %s", error)  # noqa: TRY400 - the sentence says it all
        seal = None
    return Store.open(
        config.kiosk.state,
        seal,
        now=clock.now,
        limits=limits_of(config),
        ageing=Ageing(clock.now(), clock.monotonic, kernel_clock_is_synchronised),
        ballast_bytes=config.offline.ballast_mb * _MB,
        backup=config.offline.backup,
        recover=recover,
    )


def upkeep_of(config: Config, store: Store) -> Callable[[bool], None]:
    """What the engine calls to look after `store`; it also notices when the kiosk has been enrolled meanwhile."""
    said: list[str] = [""]
    for aside in kept_aside(config.kiosk.state):
        log.error("a store that could not be read is kept in %s; have it looked into, then take it away", aside)

    def look_after(idle: bool) -> None:  # noqa: FBT001 - the engine's shape of a listener
        if not store.outbox.seals:
            with suppress(ConfigError):  # a damaged key is said at the start, and by `doctor`
                seal = intake_seal(config)
                if seal is not None:
                    store.outbox.seal_with(seal)
        store.look_after(idle)
        standing = store.standing()
        if standing.why not in (said[0], "no_key"):  # that it is not enrolled is seen by everybody
            said[0] = standing.why
            _say(standing)

    return look_after


def _say(standing: QueueStanding) -> None:
    match standing.level:
        case "stop":
            log.error("nothing more is accepted: %s (%d wait)", standing.why, standing.depth)
        case "warn":
            log.warning("much waits for the platform: %s (%d wait)", standing.why, standing.depth)
        case "ok":
            log.info("what waits for the platform is within its limits again")


def note_recovery(store: Store, audit: Audit) -> None:
    """Into the audit log, if a start had to do without the store of before. Raises `StoreFailed`."""
    store.note_recoveries(
        lambda transaction, one: audit.log.append_within(
            transaction,
            audit.entry(AuditEvent.STORE_RECOVERED, from_backup=one.from_backup, salvaged=one.salvaged),
        )
    )


def limits_of(config: Config) -> Limits:
    """How long this kiosk may go on accepting what it cannot hand over."""
    table = config.offline
    return Limits(
        warn_age=timedelta(hours=table.warn_hours),
        warn_count=table.warn_count,
        stop_age=timedelta(days=table.stop_days),
        stop_count=table.stop_count,
        stop_free_bytes=table.stop_free_mb * _MB,
    )


def intake_seal(config: Config) -> Seal | None:
    """What seals to the platform's intake key; None before the kiosk is enrolled. `ConfigError` for a damaged key."""
    file = PlatformFolder(config.kiosk.state).intake_key
    try:
        sealer = Sealer.to(file.read_text(encoding="ascii"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, CryptoUnavailable) as error:
        raise ConfigError(f"{file}: cannot be used as the platform's intake key ({error}); enrol again") from error
    return seal_for(sealer, config.kiosk.id)


@dataclass(frozen=True, slots=True, repr=False)
class _Posted:
    body: bytes
    files: tuple[tuple[str, bytes], ...]


def seal_for(sealer: Sealer, kiosk_id: str) -> Callable[[Outgoing], Sealed]:
    """What turns a message of this kiosk into what is posted (`kiosk.protocol.sealed`), hashing each file once."""

    def seal(message: Outgoing) -> Sealed:
        files: tuple[tuple[str, bytes], ...] = ()
        if message.attachments:
            context = attachment_context(kiosk_id, message.id)
            sealed = [sealer.seal(item.data, context=context) for item in distinct(message.attachments)]
            files = tuple((sha256(data).hexdigest(), data) for data in sealed)
        body = wrap(
            message_id=message.id,
            kiosk_id=kiosk_id,
            kind=message.kind,
            key_id=sealer.key_id,
            sealed=sealer.seal(message.body, context=body_context(message.kind, kiosk_id, message.id)),
            attachments=[(digest, len(data)) for digest, data in files],
        )
        return _Posted(body, files)

    return seal
