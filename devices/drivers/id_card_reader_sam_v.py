"""ID-card readers with a SAM_V module on a serial line (or USB that looks like one)."""

import time
from collections.abc import Callable, Mapping
from typing import ClassVar

from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import SerialOptions
from devices.codecs import sam_v, sam_v_wire
from devices.sam_v import handshake
from devices.sam_v.card_reader import SamVCardReader
from devices.sam_v.options import SamVOptions
from devices.transports.serial_line import SerialLine

_BITS_PER_BYTE = 10
"""8 data bits, a start and a stop bit"""


class SamVSerialOptions(SerialOptions, SamVOptions):
    """Port and rate, and what is known about the module."""


class SamVReader(SamVCardReader):
    """One reader; see `devices.api.id_card_reader.IdCardReader`. Options: `SamVSerialOptions`."""

    probe: ClassVar = handshake.PROBE
    wire: ClassVar = sam_v_wire.KNOWLEDGE

    def __init__(self, options: Mapping[str, object], *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Check the options (pydantic ``ValidationError``); nothing is opened yet."""
        self._options = SamVSerialOptions.model_validate(dict(options))
        self.rate = int(self._options.baud)
        """bits per second; that of the options until `set_rate`"""
        self._monotonic = monotonic
        super().__init__(
            self._line_at(self.rate), self._options, bytes_per_s=self.rate / _BITS_PER_BYTE, monotonic=monotonic
        )

    def set_rate(self, bits_per_s: int) -> None:
        """Change the rate of an open reader and its line (60 nn): 115200, 57600, 38400, 19200 or 9600.

        Whether the module answers at the old or at the new rate is not known, so its answer decides nothing: it is looked
        for at the new rate, then at the old. `DeviceError` ``reader.refused`` when it has stayed at the old.
        """
        old = self.rate
        self._session.tell(sam_v.set_rate(bits_per_s))
        for rate in (bits_per_s, old):
            self._session.move_to(self._line_at(rate), bytes_per_s=rate / _BITS_PER_BYTE)
            self.rate = rate
            try:
                self.resync()
            except DeviceError as error:
                if error.fault is not DeviceFault.READER_NO_ANSWER or rate == old:
                    raise
            else:
                break
        if self.rate != bits_per_s:
            raise DeviceError(DeviceFault.READER_REFUSED, f"the module stays at {old}, not {bits_per_s}")

    def _line_at(self, rate: int) -> SerialLine:
        return SerialLine(self._options.port, rate, monotonic=self._monotonic)
