"""Cabinet boards with relays and inputs on Modbus-RTU, the usual kind. Facts: ``reference/devices.md`` section 6."""

import time
from collections.abc import Callable, Mapping
from typing import Annotated, ClassVar

from pydantic import Field, field_validator

from devices.api.cabinet import CabinetCapabilities, CabinetSensors, GuideLight, Sensor
from devices.api.cancel import current
from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import Baud, SerialOptions
from devices.api.probing import Confidence, ProbeLine, Recognised, SerialProbe
from devices.api.status import DeviceState, DeviceStatus
from devices.api.wire import IMPERSONAL
from devices.codecs.modbus_rtu import Bits, ExceptionCode, Refused, ReplyParser, Request, read_inputs, write_coils
from devices.transports.serial_line import LineLost, LineTimeout, SerialLine

_ANSWER_S = 0.3
_TRIES = 2
_DEBOUNCE_S = 0.05
_SILENCE_CHARACTERS = 3.5
"""between two frames, Modbus over Serial Line 2.5.1.1"""
_BITS_PER_CHARACTER = 11

_Address = Annotated[int, Field(ge=0, le=255)]


class CabinetOptions(SerialOptions):
    """What is wired where: addresses as Modbus counts them, from 0."""

    baud: Baud = 9600
    unit: Annotated[int, Field(ge=1, le=247)] = 1
    inputs: Mapping[Sensor, _Address] = {Sensor.DOOR: 0, Sensor.PROXIMITY: 1, Sensor.TRAY: 2}
    inverted: frozenset[Sensor] = frozenset()
    """sensors whose contact opens when they feel something"""
    lights: Mapping[GuideLight, _Address] = {
        GuideLight.CARD: 0,
        GuideLight.CAMERA: 1,
        GuideLight.RECEIPT: 2,
        GuideLight.DOCUMENT: 3,
    }

    @field_validator("inputs", "lights")
    @classmethod
    def _one_wire_each(cls, wires: Mapping[object, int]) -> Mapping[object, int]:
        if len(set(wires.values())) != len(wires):
            raise ValueError("two names share one address")
        return wires


class ModbusCabinet:
    """One board; see `devices.api.cabinet.Cabinet`."""

    probe: ClassVar[SerialProbe]
    wire: ClassVar = IMPERSONAL

    def __init__(self, options: Mapping[str, object], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is opened yet."""
        self._options = CabinetOptions.model_validate(dict(options))
        self._line = SerialLine(self._options.port, self._options.baud, monotonic=monotonic)
        self._monotonic = monotonic
        self._quiet_from = float("-inf")
        self._felt: Bits | None = None

    def open(self) -> None:
        """Open the line and read the inputs once."""
        try:
            self._line.open()
        except LineLost as lost:
            raise DeviceError(DeviceFault.CABINET_LOST, str(lost)) from lost
        self._felt = self._read_inputs()

    def close(self) -> None:
        """Let go of the line."""
        self._line.close()

    def identity(self) -> str:
        """The unit on its bus: Modbus boards have no other name."""
        return f"modbus unit {self._options.unit}"

    def capabilities(self) -> CabinetCapabilities:
        """What is wired, by configuration."""
        return CabinetCapabilities(frozenset(self._options.inputs), frozenset(self._options.lights))

    def status(self) -> DeviceStatus:
        """Online when it answers."""
        self._read_inputs()
        return DeviceStatus(DeviceState.ONLINE)

    def sensors(self) -> CabinetSensors:
        """What the board feels, debounced."""
        seen = self._read_inputs()
        if seen != self._felt:
            current().pause(_DEBOUNCE_S)
            if self._read_inputs() == seen:
                self._felt = seen
        return CabinetSensors(self._feels(Sensor.DOOR), self._feels(Sensor.PROXIMITY), self._feels(Sensor.TRAY))

    def light(self, lit: frozenset[GuideLight]) -> None:
        """Switch all lights in one frame: *several coils* (0F), whose reply no echo of the line resembles."""
        wires = self._options.lights
        if not wires:
            return
        first, last = min(wires.values()), max(wires.values())
        values = [False] * (last - first + 1)
        for light, address in wires.items():
            values[address - first] = light in lit
        self._ask(write_coils(self._options.unit, first, values))

    def _feels(self, sensor: Sensor) -> bool | None:
        address = self._options.inputs.get(sensor)
        if address is None or self._felt is None:
            return None
        return self._felt[address] != (sensor in self._options.inverted)

    def _read_inputs(self) -> Bits:
        count = max(self._options.inputs.values(), default=0) + 1
        return self._ask(read_inputs(self._options.unit, 0, count))

    def _ask(self, request: Request) -> Bits:
        """The board's answer; asked twice, since every request says the whole truth and may be repeated."""
        exchange: Callable[..., Bits | Refused] = self._line.exchange
        failure = ""
        for _ in range(_TRIES):
            self._keep_silence()
            try:
                answer = exchange(request.frame(), ReplyParser(request).feed, _ANSWER_S)
            except LineTimeout as silence:
                failure = str(silence)
                continue
            except LineLost as lost:
                raise DeviceError(DeviceFault.CABINET_LOST, str(lost)) from lost
            finally:
                self._quiet_from = self._monotonic()
            if not isinstance(answer, Refused):
                return answer
            failure = str(answer)
            if answer.code != ExceptionCode.DEVICE_BUSY:
                raise DeviceError(DeviceFault.CABINET_REFUSED, failure)
        raise DeviceError(DeviceFault.CABINET_NO_ANSWER, failure)

    def _keep_silence(self) -> None:
        silence_s = _SILENCE_CHARACTERS * _BITS_PER_CHARACTER / self._options.baud
        left_s = self._quiet_from + silence_s - self._monotonic()
        if left_s > 0:
            current().pause(left_s)


def _recognise(line: ProbeLine) -> Recognised | None:
    """Read one input of unit 1, which changes nothing on any board."""
    request = read_inputs(1, 0, 1)
    parser = ReplyParser(request)
    line.drain()
    line.write(request.frame())
    deadline = time.monotonic() + _ANSWER_S
    while (left_s := deadline - time.monotonic()) > 0:
        try:
            answer = parser.feed(line.read_some(left_s))
        except LineTimeout:
            break
        if isinstance(answer, Refused):
            return Recognised("Modbus board", Confidence.LOW, f"unit 1 answers in Modbus, but has no inputs: {answer}")
        if answer is not None:
            return Recognised("Modbus board", Confidence.MEDIUM, "unit 1 answers in Modbus and has inputs")
    return None


ModbusCabinet.probe = SerialProbe(bauds=(9600, 19200, 38400, 115200), ask=_recognise, limit_s=_ANSWER_S + 0.1)
