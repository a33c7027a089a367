"""From which state a device may come to which: the one table, and what is said of each step. Pure.

States are XFS4IoT's with those of ``reference/devices.md`` 9.4.
"""

from dataclasses import dataclass, replace

from devices.api.status import DeviceState, DeviceStatus, RequiredAction

_S = DeviceState
_ANSWERING = frozenset({_S.ONLINE, _S.DEGRADED, _S.BUSY, _S.USER_ERROR, _S.HARDWARE_ERROR})
_DOWN = frozenset({_S.OFFLINE, _S.NO_DEVICE, _S.HARDWARE_ERROR})

_MAY: dict[DeviceState, frozenset[DeviceState]] = {
    _S.DISABLED: frozenset({_S.STARTING}),
    _S.STARTING: _ANSWERING | _DOWN | {_S.DISABLED},
    **dict.fromkeys(_ANSWERING, _ANSWERING | _DOWN | {_S.SUSPENDED, _S.DISABLED}),
    # A printer may answer that it is offline, and be recovered; what is gone is opened anew.
    **dict.fromkeys((_S.OFFLINE, _S.SUSPENDED), _ANSWERING | _DOWN | {_S.SUSPENDED, _S.DISABLED}),
    _S.NO_DEVICE: _ANSWERING | _DOWN | {_S.DISABLED},
}


def allowed(before: DeviceState, after: DeviceState) -> bool:
    """Whether a device may go from `before` to `after`."""
    return after in _MAY[before]


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of one device, for the log."""

    before: DeviceStatus
    after: DeviceStatus

    @property
    def news(self) -> bool:
        """Whether it is worth a line: another state, fault or action. Else only the wording differs."""
        return _core(self.before) != _core(self.after)

    def __str__(self) -> str:
        after = self.after
        reason = after.fault.value if after.fault is not None else ""
        words = " ".join(part for part in (reason, f"({after.detail})" if after.detail else "") if part)
        said = f"{self.before.state} → {after.state}"
        return f"{said}: {words or 'well'}, action {after.action}"


def _core(status: DeviceStatus) -> tuple[object, ...]:
    return status.state, status.fault, status.action


def normalised(status: DeviceStatus) -> DeviceStatus:
    """A driver says *online* and who should come; that is what *degraded* means."""
    if status.state is DeviceState.ONLINE and status.action in (RequiredAction.OPERATOR, RequiredAction.TECHNICIAN):
        return replace(status, state=DeviceState.DEGRADED)
    return status
