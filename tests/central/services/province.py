"""What a province might put behind two services: a library of its own, and a carrier whose line hangs."""

from collections.abc import Collection, Mapping
from threading import Event

from central.delivery.tracking import TrackingNumber, read

_PATIENCE_S = 30


class Credit:
    """Tells more than it is asked for."""

    def ping(self) -> None:
        """Is there."""

    def facts(self, number: str, keys: Collection[str]) -> Mapping[str, str]:
        """The same of everybody."""
        return {**dict.fromkeys(keys, f"信用良好 {len(number)}"), "marital_status": "已婚"}


class HangingCarrier:
    """Answers nobody's ping."""

    def ping(self) -> None:
        """Longer than anybody waits."""
        Event().wait(_PATIENCE_S)

    def read(self, typed: str) -> TrackingNumber:
        """Numbers are read all the same."""
        return read(typed)
