"""The cabinet around the visit: guide lights where a hand is wanted, and the two reasons for which nobody is let in.

Reads the cabinet's sensors twice a second on a thread of its own. What it says of the power comes from the supply's supervisor.
"""

import logging
import threading
from collections.abc import Callable
from enum import StrEnum

from devices.api.cabinet import Cabinet, CabinetSensors, GuideLight
from devices.api.errors import DeviceError, DeviceFault
from devices.api.power_supply import PowerSupply
from devices.supervisor import Repeat, Supervisor
from kiosk.matters.plan import Step
from kiosk.visit.state import PaperState, Visit

log = logging.getLogger(__name__)

_POLL_S = 0.5
_RELIGHT_LOOKS = 4
"""Lights are set again this often: a board that was off for a moment has forgotten them, and tells nobody"""
_CALL_S = 2.0
_AGAIN_LOOKS = 40
"""A machine that could not be shut down is asked again after this many"""
_SECOND_LOOK = 2
_RECEIPT = "receipt"


class Closed(StrEnum):
    """Why no new visit begins. A visit under way goes on to its end."""

    DOOR_OPEN = "door_open"
    """somebody has the service door open"""
    BATTERY_LOW = "battery_low"
    """the mains have failed and the battery is nearly empty; the machine is shut down once nobody is in a visit"""


def lights_for(visit: Visit | None) -> frozenset[GuideLight]:
    """Where a hand is wanted now: between visits a card may be laid down at any time."""
    if visit is None or visit.step is Step.IDENTIFY:
        return frozenset({GuideLight.CARD})
    if visit.step is Step.MATERIALS:
        return frozenset({GuideLight.CAMERA})
    if visit.step is not Step.RESULT:
        return frozenset()
    out = {key for key, paper in visit.papers.items() if paper.state is not PaperState.FAILED}
    return frozenset(GuideLight.RECEIPT if key == _RECEIPT else GuideLight.DOCUMENT for key in out)


class CabinetService:
    """Follows the visit with the lights, and the cabinet and its power with an eye on the door. Either may be missing."""

    def __init__(
        self,
        cabinet: Supervisor[Cabinet] | None,
        power: Supervisor[PowerSupply] | None,
        power_off: Callable[[], bool] | None = None,
    ) -> None:
        """Nothing runs before `start`.

        `power_off` is called when the battery is nearly empty and nobody is in a visit any more: whether the machine goes
        down. It may take its time. Without it the kiosk is only closed.
        """
        self._cabinet = cabinet
        self._power = power
        self._wanted = lights_for(None)
        self._power_off = power_off
        self._empty_looks = 0
        self._visited = False
        self._lit: frozenset[GuideLight] | None = None
        self.looks = 0
        """how often it was looked how cabinet and supply stand"""
        self._sensors = CabinetSensors()
        self._listeners: list[Callable[[Closed | None], None]] = []
        self._said: Closed | None = None
        self._ended = threading.Event()
        self._nudged = threading.Event()
        self._thread = threading.Thread(target=self._run, name="cabinet", daemon=True)

    @property
    def closed(self) -> Closed | None:
        """Why no new visit should begin now; None when the kiosk is open."""
        if self._power is not None and self._power.status.fault is DeviceFault.UPS_BATTERY_LOW:
            return Closed.BATTERY_LOW
        return Closed.DOOR_OPEN if self._sensors.door_open else None

    def subscribe(self, listener: Callable[[Closed | None], None]) -> None:
        """`listener` hears each change of `closed`, on the service's thread."""
        self._listeners.append(listener)

    def follow(self, visit: Visit | None) -> None:
        """The visit has changed: so may the lights. Returns at once."""
        wanted = lights_for(visit)
        self._visited = visit is not None
        if wanted != self._wanted:
            self._wanted = wanted
            self._nudged.set()

    def start(self) -> None:
        """Begin; without cabinet and supply there is nothing to do."""
        if self._cabinet is not None or self._power is not None:
            self._thread.start()

    def stop(self) -> None:
        """End; the lights go out."""
        self._ended.set()
        self._nudged.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._ended.is_set():
            self._look()
            self._tell()
            self._go_down_when_empty()
            self._nudged.wait(_POLL_S)
            self._nudged.clear()
        self._wanted = frozenset()
        self._look()

    def _look(self) -> None:
        """Light what is wanted and read the sensors. A board that is down closes nothing: a kiosk works without one."""
        self.looks += 1
        if self._cabinet is None:
            return
        if not self._cabinet.status.usable:
            self._lit, self._sensors = None, CabinetSensors()
            return
        # Whoever is in a visit finishes it; nobody else is shown where to lay a card.
        wanted = frozenset[GuideLight]() if self.closed is not None and not self._visited else self._wanted
        try:
            if wanted != self._lit or self.looks % _RELIGHT_LOOKS == 0:
                self._cabinet.call("light", lambda board: board.light(wanted), deadline_s=_CALL_S, repeat=Repeat.FREELY)
                self._lit = wanted
            self._sensors = self._cabinet.call(
                "sensors", lambda board: board.sensors(), deadline_s=_CALL_S, repeat=Repeat.FREELY
            )
        except DeviceError:
            # Said by the supervisor; the lights are set again when the board is back.
            self._lit = None

    def _go_down_when_empty(self) -> None:
        """At the second look that finds the kiosk closed and empty: a visit that began a moment before is known by then."""
        empty = self._said is Closed.BATTERY_LOW and not self._visited
        self._empty_looks = self._empty_looks + 1 if empty else 0
        if self._power_off is None or self._empty_looks % _AGAIN_LOOKS != _SECOND_LOOK:
            return
        if self._power_off():
            self._power_off = None

    def _tell(self) -> None:
        closed = self.closed
        if closed is self._said:
            return
        self._said = closed
        # An open door of a machine in the street is a security event, whoever opened it.
        log.warning("no new visits: %s" if closed else "open for visits again%s", closed.value if closed else "")
        for listener in self._listeners:
            listener(closed)
