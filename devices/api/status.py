"""How a device says how it is: the words of XFS4IoT, and who has to act."""

from dataclasses import dataclass
from enum import StrEnum

from devices.api.errors import DeviceFault


class DeviceState(StrEnum):
    """XFS4IoT ``CommonStatus`` device states, as far as a kiosk device can reach them."""

    STARTING = "starting"
    ONLINE = "online"
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
        return self.state in (DeviceState.ONLINE, DeviceState.BUSY)
