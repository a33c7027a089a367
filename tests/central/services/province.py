"""What a province might put behind services: libraries of its own, and a carrier whose line hangs."""

from collections.abc import Collection, Mapping
from pathlib import Path
from threading import Event

from django.conf import settings
from django.db import connection

from central.delivery.tracking import TrackingNumber, read
from central.services.libraries import SimulatedPopulation

HANG = "hang"
_PATIENCE_S = 30


class Credit:
    """Tells more than it is asked for."""

    def ping(self) -> None:
        """Is there."""

    def facts(self, number: str, keys: Collection[str]) -> Mapping[str, str]:
        """The same of everybody."""
        return {**dict.fromkeys(keys, f"信用良好 {len(number)}"), "marital_status": "已婚"}


class PatientPopulation(SimulatedPopulation):
    """Would hold everybody up if it were asked with the database locked: it may take its time."""

    def facts(self, number: str, keys: Collection[str]) -> Mapping[str, str]:
        """As the simulated one."""
        if connection.in_atomic_block:
            raise RuntimeError("a transaction waits for this library")
        return super().facts(number, keys)


class HangingCarrier:
    """Answers nobody's ping while the file `HANG` lies in the state folder."""

    def ping(self) -> None:
        """Longer than anybody waits."""
        if (Path(settings.STATE) / HANG).exists():
            Event().wait(_PATIENCE_S)

    def read(self, typed: str) -> TrackingNumber:
        """Numbers are read all the same."""
        return read(typed)
