"""Small UPSs that speak Megatec Q1 over a serial line. Facts: ``reference/devices.md`` section 6."""

import time
from collections.abc import Callable, Mapping
from typing import ClassVar

from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import Baud, SerialOptions
from devices.api.power_supply import PowerState
from devices.api.probing import Confidence, ProbeLine, Recognised, SerialProbe
from devices.api.status import DeviceState, DeviceStatus, RequiredAction
from devices.api.wire import IMPERSONAL
from devices.codecs import megatec
from devices.codecs.megatec import Q1, Q1Parser
from devices.transports.serial_line import LineLost, LineTimeout, SerialLine

_ANSWER_S = 0.8
"""47 bytes at 2400 baud are 196 ms on the wire; makers take up to half a second to begin"""
_TRIES = 2
_READINGS = 4
"""answers at most until two in a row say the same"""


class MegatecOptions(SerialOptions):
    """Port and rate; 2400 is what the protocol was born with."""

    baud: Baud = 2400


class MegatecPowerSupply:
    """One UPS; see `devices.api.power_supply.PowerSupply`."""

    probe: ClassVar[SerialProbe]
    wire: ClassVar = IMPERSONAL

    def __init__(self, options: Mapping[str, object], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is opened yet."""
        self._options = MegatecOptions.model_validate(dict(options))
        self._line = SerialLine(self._options.port, self._options.baud, monotonic=monotonic)
        self._last: Q1 | None = None

    def open(self) -> None:
        """Open the line and ask once."""
        try:
            self._line.open()
        except LineLost as lost:
            raise DeviceError(DeviceFault.UPS_LOST, str(lost)) from lost
        self._last = self._ask()

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()

    def identity(self) -> str:
        """Q1 tells no serial number."""
        return "megatec ups"

    def status(self) -> DeviceStatus:
        """Online on mains; degraded with who has to come when it runs on its battery or is broken."""
        return _status(self.read())

    def read(self) -> PowerState:
        """How it stands now."""
        answer = self._believed()
        return PowerState(
            on_battery=answer.utility_failed,
            battery_low=answer.battery_low,
            failed=answer.ups_failed,
            input_v=answer.input_v,
            load_percent=answer.load_percent,
            battery_v=answer.battery_v,
            temperature_c=answer.temperature_c,
        )

    def power_off_and_return(self, *, off_after_min: float, on_after_min: int) -> None:
        """``S<n>R<m>``; whether it was taken shows in the next answer, `UPS_NO_ANSWER` when it was not."""
        self._tell(megatec.shutdown(off_after_min, on_after_min), pending=True)

    def keep_on(self) -> None:
        """``C``."""
        self._tell(megatec.CANCEL_SHUTDOWN, pending=False)

    def _tell(self, command: bytes, *, pending: bool) -> None:
        try:
            self._line.drain()
            self._line.write(command)
        except (LineLost, LineTimeout) as lost:
            raise DeviceError(DeviceFault.UPS_LOST, str(lost)) from lost
        if self._believed().shutting_down is not pending:
            raise DeviceError(DeviceFault.UPS_NO_ANSWER, "the command was not taken")

    def _believed(self) -> Q1:
        """An answer that says the same as the one before: the protocol has no check sum, and cheap supplies blink."""
        for _ in range(_READINGS):
            before, self._last = self._last, self._ask()
            if before is not None and _said(before) == _said(self._last):
                return self._last
        raise DeviceError(DeviceFault.UPS_NO_ANSWER, "no two answers agree")

    def _ask(self) -> Q1:
        failure = ""
        for _ in range(_TRIES):
            try:
                return self._line.exchange(megatec.QUERY, Q1Parser().feed, _ANSWER_S)
            except LineTimeout as silence:
                failure = str(silence)
            except LineLost as lost:
                raise DeviceError(DeviceFault.UPS_LOST, str(lost)) from lost
        raise DeviceError(DeviceFault.UPS_NO_ANSWER, failure)


def _said(answer: Q1) -> tuple[bool, ...]:
    """What decisions hang on."""
    return answer.utility_failed, answer.battery_low, answer.ups_failed, answer.shutting_down


def _status(state: PowerState) -> DeviceStatus:
    if state.failed:
        return DeviceStatus(DeviceState.DEGRADED, RequiredAction.TECHNICIAN, DeviceFault.UPS_FAILED)
    if state.battery_low:
        return DeviceStatus(DeviceState.DEGRADED, RequiredAction.OPERATOR, DeviceFault.UPS_BATTERY_LOW)
    if state.on_battery:
        return DeviceStatus(DeviceState.DEGRADED, RequiredAction.OPERATOR, DeviceFault.UPS_ON_BATTERY)
    return DeviceStatus(DeviceState.ONLINE)


def _recognise(line: ProbeLine) -> Recognised | None:
    """``Q1`` asks only."""
    parser = Q1Parser()
    line.drain()
    # The return before it ends what the UPS has heard of other questions at other rates.
    line.write(b"\r" + megatec.QUERY)
    deadline = time.monotonic() + _ANSWER_S
    while (left_s := deadline - time.monotonic()) > 0:
        try:
            answer = parser.feed(line.read_some(left_s))
        except LineTimeout:
            break
        if answer is not None:
            return Recognised("Megatec UPS", Confidence.HIGH, "it answered Q1 with the 47 bytes of a UPS")
    return None


MegatecPowerSupply.probe = SerialProbe(bauds=(2400,), ask=_recognise, limit_s=_ANSWER_S + 0.1)
