"""The end of the battery: the supply is told to cut the power and to come back with the mains, then the system to shut down.

Both or neither. A machine that has shut itself down under a supply that never cuts would stay off when the mains return,
and a supply that cuts under a running system is the power cut that all this is to spare it.
"""

import logging
import subprocess
from collections.abc import Sequence

from devices.api.errors import DeviceError
from devices.api.power_supply import PowerSupply
from devices.supervisor import Repeat, Supervisor

log = logging.getLogger(__name__)

OFF_AFTER_MIN = 2.0
"""until the supply cuts; systemd gives its services 90 s to end"""
ON_AFTER_MIN = 1
_SUPPLY_S = 10.0
"""several answers at 2400 baud"""
_COMMAND_S = 30.0


class PowerOff:
    """What one machine does when its battery is nearly empty."""

    def __init__(self, supply: Supervisor[PowerSupply], shutdown: Sequence[str]) -> None:
        """`shutdown` is the command that shuts the system down, with its arguments."""
        self._supply = supply
        self._shutdown = tuple(shutdown)

    def carry_out(self) -> bool:
        """Whether the machine is going down. If not, nothing is pending at the supply, and it may be tried again."""
        try:
            self._supply.call(
                "power off",
                lambda supply: supply.power_off_and_return(off_after_min=OFF_AFTER_MIN, on_after_min=ON_AFTER_MIN),
                deadline_s=_SUPPLY_S,
            )
        except DeviceError as refused:
            log.warning("the supply does not cut the power and come back (%s): not shutting down", refused.fault.value)
            self._take_back()
            return False
        log.warning("battery nearly empty: shutting down; the supply cuts in %g min", OFF_AFTER_MIN)
        if self._asked_the_system():
            return True
        self._take_back()
        return False

    def _asked_the_system(self) -> bool:
        try:
            done = subprocess.run(self._shutdown, check=False, timeout=_COMMAND_S, stdin=subprocess.DEVNULL)
        except (OSError, subprocess.TimeoutExpired) as failed:
            log.warning("%s: %s: still running", self._shutdown[0], type(failed).__name__)
            return False
        if done.returncode:
            log.warning("%s ended with %d: still running", self._shutdown[0], done.returncode)
        return done.returncode == 0

    def _take_back(self) -> None:
        """Whether the supply has heard the first command or not, the last one it hears is this."""
        try:
            self._supply.call("keep on", lambda supply: supply.keep_on(), deadline_s=_SUPPLY_S, repeat=Repeat.FREELY)
        except DeviceError as silent:
            log.warning("the supply may cut the power: %s", silent.fault.value)
