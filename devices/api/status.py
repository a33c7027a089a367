"""How a device says how it is: the words of XFS4IoT, and who has to act."""

from dataclasses import dataclass, replace
from enum import StrEnum

from devices.api.errors import DeviceFault


class DeviceState(StrEnum):
    """XFS4IoT ``CommonStatus`` device states, as far as a kiosk device can reach them, and three of a kiosk's own.

    From which to which: ``devices/transitions.py``.
    """

    DISABLED = "disabled"
    """switched off by a technician"""
    STARTING = "starting"
    ONLINE = "online"
    DEGRADED = "degraded"
    """works, and somebody should come: paper near its end"""
    SUSPENDED = "suspended"
    """does not work at the moment, and is being recovered"""
    BUSY = "busy"
    OFFLINE = "offline"
    NO_DEVICE = "no_device"
    HARDWARE_ERROR = "hardware_error"
    USER_ERROR = "user_error"


class RequiredAction(StrEnum):
    """Who has to do something before the device works again."""

    NONE = "none"
    WAIT = "wait"
    USER = "user"
    OPERATOR = "operator"
    TECHNICIAN = "technician"


@dataclass(frozen=True, slots=True)
class DeviceStatus:
    """One moment of one device. `fault` is set whenever the state is not online, busy or starting."""

    state: DeviceState
    action: RequiredAction = RequiredAction.NONE
    fault: DeviceFault | None = None
    detail: str = ""

    @property
    def usable(self) -> bool:
        """Whether a command may be sent now with a fair hope of success."""
        return self.state in (DeviceState.ONLINE, DeviceState.DEGRADED, DeviceState.BUSY)


_LOST = DeviceStatus(DeviceState.NO_DEVICE, RequiredAction.TECHNICIAN)
_SILENT = DeviceStatus(DeviceState.OFFLINE, RequiredAction.WAIT)
_BROKEN = DeviceStatus(DeviceState.HARDWARE_ERROR, RequiredAction.TECHNICIAN)

_DOWN = {
    DeviceFault.READER_LOST: _LOST,
    DeviceFault.READER_NO_ANSWER: _SILENT,
    DeviceFault.READER_SELF_TEST_FAILED: _BROKEN,
    DeviceFault.READER_UNAUTHORISED: _BROKEN,
    DeviceFault.READER_REFUSED: _BROKEN,
    DeviceFault.RECEIPT_LOST: _LOST,
    DeviceFault.RECEIPT_NO_ANSWER: _SILENT,
    DeviceFault.RECEIPT_IN_DOUBT: _SILENT,
    DeviceFault.PRINTER_LOST: _LOST,
    DeviceFault.PRINTER_IN_DOUBT: _SILENT,
    DeviceFault.CAMERA_LOST: _LOST,
    DeviceFault.CAMERA_STALLED: _SILENT,
    DeviceFault.FACE_CAMERA_LOST: _LOST,
    DeviceFault.FACE_CAMERA_STALLED: _SILENT,
    DeviceFault.DEVICE_SWAPPED: _BROKEN,
    DeviceFault.SCANNER_LOST: _LOST,
    DeviceFault.SCANNER_NO_ANSWER: _SILENT,
    DeviceFault.SMART_CARD_LOST: _LOST,
    DeviceFault.SMART_CARD_NO_ANSWER: _SILENT,
    DeviceFault.CABINET_LOST: _LOST,
    DeviceFault.CABINET_NO_ANSWER: _SILENT,
    DeviceFault.CABINET_REFUSED: _BROKEN,
    DeviceFault.UPS_LOST: _LOST,
    DeviceFault.UPS_NO_ANSWER: _SILENT,
    DeviceFault.WATCHDOG_LOST: _LOST,
}


def status_when_down(fault: DeviceFault, detail: str = "") -> DeviceStatus | None:
    """The status of a device whose command failed with `fault`, when that means that it must be opened anew.

    None for faults that a working device reports: a card that cannot be read, paper that has run out.
    """
    down = _DOWN.get(fault)
    return replace(down, fault=fault, detail=detail) if down else None
