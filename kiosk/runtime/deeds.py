"""What each command does on this kiosk."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk.audit import Audit, AuditEvent
from kiosk.protocol.commands import Command, Verb
from kiosk.protocol.outcome import Delivered, Outcome
from kiosk.services.withdrawal import Withdrawal, Withdrawn
from kiosk.sync.commands import Deed, Ended, Parcel, Result
from kiosk.sync.identity import EnrolmentFailed
from offline_cache.errors import StoreRefused
from offline_cache.settings import Settings

log = logging.getLogger(__name__)

WITHDRAWN = "withdrawn"
"""The setting that keeps a kiosk out of service over a restart"""
BUNDLE_TYPE = "application/gzip"
_DONE = Result(Ended.DONE)


@dataclass(frozen=True, slots=True)
class Means:
    """What the deeds are done with."""

    while_idle: Callable[[Callable[[], None]], bool]
    """do something now if nobody is in a visit, and let nobody begin meanwhile; whether it was done"""
    restart: Callable[[], bool]
    """end the application so that it begins anew; False when nobody would begin it"""
    resync: Callable[[], None]
    bundle: Callable[[], bytes]
    rotate_key: Callable[[], Outcome[None]]
    """raises `EnrolmentFailed`, `StoreRefused` or ``OSError``"""


class Deeds:
    """Carries commands out."""

    def __init__(self, means: Means, withdrawal: Withdrawal, settings: Settings, audit: Audit) -> None:
        self._means = means
        self._withdrawal = withdrawal
        self._settings = settings
        self._audit = audit
        self._shut_here = False

    def all(self) -> Mapping[Verb, Deed]:
        """Each verb's."""
        return {
            Verb.RESTART: Deed(self._restart, ready=self._may_restart, unready=self._reopen),
            Verb.OUT_OF_SERVICE: Deed(self._out_of_service),
            Verb.IN_SERVICE: Deed(self._in_service),
            Verb.RESYNC: Deed(self._resync),
            Verb.COLLECT_LOGS: Deed(self._collect_logs),
            Verb.ROTATE_KEY: Deed(self._rotate_key),
        }

    def remember(self) -> None:
        """At the start: a kiosk that was taken out of service is so still. Raises `StoreFailed`."""
        if self._settings.get(WITHDRAWN):
            self._withdrawal.take_out(Withdrawn.COMMAND)

    def _may_restart(self) -> bool:
        """Nobody is in a visit, and nobody can begin one from here on."""
        return self._means.while_idle(self._shut)

    def _shut(self) -> None:
        self._shut_here = self._withdrawal.reason is not Withdrawn.COMMAND
        self._withdrawal.take_out(Withdrawn.COMMAND)

    def _reopen(self) -> None:
        """Without the disk: that is what may have failed."""
        if self._shut_here:
            self._shut_here = False
            self._withdrawal.put_back(Withdrawn.COMMAND)

    def _restart(self, _command: Command) -> Result | None:
        """When it works, the answer is given after the next start: by then it is true."""
        if self._means.restart():
            return None
        self._reopen()
        return Result(Ended.FAILED, {"why": "nobody_restarts"})

    def _out_of_service(self, command: Command) -> Result:
        self._settings.put(WITHDRAWN, command.id)
        self._withdrawal.take_out(Withdrawn.COMMAND)
        self._audit.note(AuditEvent.OUT_OF_SERVICE, command=command.id)
        return _DONE

    def _in_service(self, command: Command) -> Result:
        self._settings.put(WITHDRAWN, "")
        self._withdrawal.put_back(Withdrawn.COMMAND)
        self._audit.note(AuditEvent.IN_SERVICE, command=command.id)
        return _DONE

    def _resync(self, _command: Command) -> Result:
        self._means.resync()
        return _DONE

    def _collect_logs(self, _command: Command) -> Result:
        bundle = self._means.bundle()
        return Result(Ended.DONE, {"bytes": len(bundle)}, (Parcel(BUNDLE_TYPE, bundle),))

    def _rotate_key(self, _command: Command) -> Result:
        try:
            outcome = self._means.rotate_key()
        except (EnrolmentFailed, StoreRefused, OSError) as error:
            # What the platform gave is no certificate of the new key, or the disk refuses: the old key stays.
            return Result(Ended.FAILED, {"why": type(error).__name__})
        if isinstance(outcome, Delivered):
            return _DONE
        return Result(Ended.FAILED, {"why": type(outcome).__name__})
