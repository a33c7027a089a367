"""One driver's entry: how its device is stood up, one typical transaction, and what is true of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from devices.api.errors import DeviceFault
from devices.bench.device import BenchDevice, JsonObject, Places
from devices.bench.wire_faults import Operator

ALTERING = frozenset(
    {
        Operator.DROP,
        Operator.TRUNCATE,
        Operator.FLIP,
        Operator.NOISE,
        Operator.WRONG_LENGTH,
        Operator.WRONG_CHECKSUM,
        Operator.GARBAGE,
        Operator.FLOOD,
        Operator.NULS,
    }
)
"""operators after which other bytes come than were sent"""
_CHECKED = "TCP has check sums of its own: what comes, comes as it was sent, or another program answers"
NOT_ON_TCP: Mapping[Operator, str] = {
    Operator.ECHO: "a TCP connection has two directions: nobody hears himself",
    **dict.fromkeys((Operator.FLIP, Operator.DROP, Operator.WRONG_CHECKSUM), _CHECKED),
}
"""operator → why it has no meaning there"""
NOT_ON_A_STREAM: Mapping[Operator, str] = {
    **NOT_ON_TCP,
    Operator.BUSY: "who only sends, or answers one request after the other, takes what comes or is silent: see silence",
}


@dataclass(frozen=True, slots=True)
class Contract:
    """`transact` is the typical transaction, and `truth` what comes of it while all is well."""

    name: str
    driver: str
    bench: Callable[[Places], BenchDevice]
    options: Callable[[JsonObject], Mapping[str, object]]
    prepare: Callable[[BenchDevice], None]
    """called before each transaction, when the wire is sound"""
    transact: Callable[[Any, BenchDevice], object]
    truth: object
    no_answer: DeviceFault
    """the driver's fault when the deadline passes"""
    lost: DeviceFault
    line: str = "line"
    without: Mapping[Operator, str] = field(default_factory=dict)
    """operators that have no meaning on this wire, and why"""
    unprotected: frozenset[Operator] = frozenset()
    """operators that this protocol has no means to notice, see `why_unprotected`"""
    why_unprotected: str = ""
    refusals: tuple[object, ...] = ()
    """values, or types of values, that say no"""
    make: Callable[[Mapping[str, object]], Any] | None = None
    """where the registry's own way is too slow for a test"""
    deadline_s: float = 2.0
    comes_back_s: float | None = 0.5
    """a driver whose time is up returns within this by itself; None where a library is waited for, and supervision only helps"""
    back_s: float = 20.0
    """within this it works again after calm"""
    personal: tuple[str, ...] = ()
    """what must be in no log and in no exception"""
    budget: int = 8
    """cases of each operator at most in `make test`, drawn from all; `tools/soak.py --contract` tries every one"""
    cycles: int = 25
    """of unplugging and plugging, in `make test`"""
    plugs: tuple[str, str] = ("unplug", "replug")

    @property
    def operators(self) -> tuple[Operator, ...]:
        """Those that are tried on it."""
        return tuple(each for each in Operator if each not in self.without)
