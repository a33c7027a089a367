"""How a driver says which options its config table may hold.

A driver takes its config table as a mapping and validates it with a model derived from `DriverOptions`::

    def __init__(self, options: Mapping[str, object]) -> None:
        self._options = SerialOptions.model_validate(options)

or names the model as ``Options`` and takes an instance of it.

`devices.registry.load_driver` tells every wrong field in one sentence.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Baud = Literal[2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400]


class DriverOptions(BaseModel):
    """Options of any driver: frozen, unknown fields refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class SerialOptions(DriverOptions):
    """Options of a device on a serial line. `port` is a path here: what kiosk.toml binds has been looked up."""

    port: str = Field(min_length=1)
    baud: Baud = 115200
