"""Smart-card readers of any make behind the PC/SC service. Facts: ``reference/devices.md`` sections 0 and 6."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import ClassVar

from devices.api.errors import DeviceError, DeviceFault
from devices.api.options import DriverOptions
from devices.api.probing import Confidence, Discovery, Recognised
from devices.api.smart_card_reader import CardRefusal, CardState, SmartCardRecord
from devices.api.status import DeviceState, DeviceStatus
from devices.codecs.card_profile import (
    OK,
    ApduAnswer,
    CardField,
    CardProfile,
    ProfileError,
    get_response,
    parse_profile,
    value_of,
)
from devices.transports.pcsc import Code, LibraryMissing, Pcsc, PcscCard, PcscError

_REFUSALS = {
    Code.NO_SMARTCARD: CardRefusal.NO_CARD,
    Code.REMOVED_CARD: CardRefusal.MOVED,
    Code.RESET_CARD: CardRefusal.MOVED,
    Code.UNRESPONSIVE_CARD: CardRefusal.MUTE,
    Code.UNPOWERED_CARD: CardRefusal.MUTE,
    Code.UNSUPPORTED_CARD: CardRefusal.MUTE,
    Code.COMM_ERROR: CardRefusal.MUTE,
}
_SERVICE = Path("run/pcscd/pcscd.comm")
"""of pcscd, under the root of a machine"""
_ROUNDS = 64
"""GET RESPONSE at most so often in a row: a card that always has more is no card"""


class PcscOptions(DriverOptions):
    """Which reader, and of which service."""

    reader: str = ""
    """a part of its name; the first one there when not given"""
    socket: Path | None = None
    """of the service; the system's own when not given"""
    profiles: Path | None = None
    """a folder of further kinds of card, beside those that come with the program"""


def _discover(root: Path, _limit_s: float) -> tuple[Recognised, ...]:
    """The readers that the service under `root` knows; none when there is no service."""
    socket = None if root == Path("/") else root / _SERVICE
    if socket is not None and not socket.exists():
        return ()
    try:
        service = Pcsc(socket)
    except (LibraryMissing, PcscError):
        return ()
    try:
        names = service.readers()
    except PcscError:
        return ()
    finally:
        service.close()
    why = "the PC/SC service names it"
    place = {"socket": str(socket)} if socket is not None else {}
    return tuple(Recognised(name, Confidence.HIGH, why, name, {"reader": name, **place}) for name in names)


class PcscSmartCardReader:
    """One reader; see `devices.api.smart_card_reader.SmartCardReader`."""

    discovery: ClassVar = Discovery(_discover, quiet=True)

    def __init__(self, options: Mapping[str, object]) -> None:
        """Check options and profiles (pydantic ``ValidationError``, ``ValueError``); nothing is opened yet."""
        self._options = PcscOptions.model_validate(dict(options))
        self._profiles = {**_shipped_profiles(), **_profiles_in(self._options.profiles)}
        self._service: Pcsc | None = None
        self._reader = ""

    def open(self) -> None:
        """Find the reader."""
        self.close()
        try:
            self._service = Pcsc(self._options.socket)
            self._reader = self._found(self._service.readers())
        except LibraryMissing as missing:
            raise DeviceError(DeviceFault.SMART_CARD_LOST, str(missing)) from missing
        except PcscError as gone:
            raise _lost(gone) from gone

    def close(self) -> None:
        """End the context."""
        service, self._service = self._service, None
        if service is not None:
            service.close()

    def identity(self) -> str:
        """The name that the service gives it."""
        return self._reader

    def status(self) -> DeviceStatus:
        """Online while the service knows the reader, whatever is in its slot."""
        try:
            self._open_service().slot(self._reader)
        except PcscError as gone:
            raise _lost(gone) from gone
        return DeviceStatus(DeviceState.ONLINE)

    def state(self) -> CardState:
        """How the slot stands."""
        try:
            slot = self._open_service().slot(self._reader)
        except PcscError as error:
            if error.code in (Code.UNKNOWN_READER, Code.READER_UNAVAILABLE, Code.NO_READERS):
                return CardState.NO_READER
            if error.code in (Code.NO_SERVICE, Code.SERVICE_STOPPED):
                raise _lost(error) from error
            return CardState.UNKNOWN_ERROR
        if not slot.present:
            return CardState.NO_CARD
        return CardState.CARD_ERROR if slot.mute else CardState.READY

    def read(self, kind: str) -> SmartCardRecord | CardRefusal:
        """Ask the card all that its profile names, in one go. `KeyError` for a kind without a profile: a bug."""
        profile = self._profiles[kind]
        try:
            card = self._open_service().connect(self._reader)
        except PcscError as error:
            return self._refusal(error)
        try:
            return _read(card, kind, profile)
        except PcscError as error:
            return self._refusal(error)
        finally:
            card.close()

    def _refusal(self, error: PcscError) -> CardRefusal:
        for code, refusal in _REFUSALS.items():
            if error.code == code:
                return refusal
        raise _lost(error) from error

    def _open_service(self) -> Pcsc:
        if self._service is None:
            raise DeviceError(DeviceFault.SMART_CARD_LOST, "not open")
        return self._service

    def _found(self, readers: tuple[str, ...]) -> str:
        wanted = self._options.reader.lower()
        for reader in readers:
            if wanted in reader.lower():
                return reader
        named = f"none called '{self._options.reader}'" if wanted else "none"
        raise DeviceError(DeviceFault.SMART_CARD_LOST, f"the service has {len(readers)} readers, {named}")


def _read(card: PcscCard, kind: str, profile: CardProfile) -> SmartCardRecord | CardRefusal:
    selected = _ask(card, profile.select)
    if selected is None or selected.status != OK:
        return CardRefusal.OTHER_KIND
    values: dict[str, str] = {}
    for field in profile.fields:
        value = _field(card, field)
        if value is None and not field.optional:
            return CardRefusal.GARBLED
        if value is not None:
            values[field.id] = value
    return SmartCardRecord(kind, values)


def _field(card: PcscCard, field: CardField) -> str | None:
    answer = _ask(card, field.apdu)
    return value_of(field, answer.data) if answer is not None and answer.status == OK else None


def _ask(card: PcscCard, apdu: bytes) -> ApduAnswer | None:
    """The whole answer, fetched in as many pieces as the card likes; None when it makes no sense."""
    heard = b""
    for _ in range(_ROUNDS):
        try:
            answer = ApduAnswer(card.transmit(apdu))
        except ValueError:
            return None
        if answer.right_le is not None:
            apdu = apdu[:4] + bytes([answer.right_le])
            continue
        heard += answer.data
        if answer.rest is None:
            answer.data = heard
            return answer
        apdu = get_response(apdu, answer.rest)
    return None


def _lost(error: PcscError) -> DeviceError:
    return DeviceError(DeviceFault.SMART_CARD_LOST, str(error))


@cache
def _shipped_profiles() -> dict[str, CardProfile]:
    folder = files("devices") / "profiles" / "smart_card"
    return {
        each.name.removesuffix(".toml"): parse_profile(each.read_text(encoding="utf-8"))
        for each in folder.iterdir()
        if each.name.endswith(".toml")
    }


def _profiles_in(folder: Path | None) -> dict[str, CardProfile]:
    found = {}
    for path in sorted(folder.glob("*.toml")) if folder is not None else ():
        try:
            found[path.stem] = parse_profile(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, ProfileError) as wrong:
            raise ValueError(f"profiles: {path}: {wrong}") from wrong
    return found
