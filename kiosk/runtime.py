"""The composition root: from a configuration to a running kiosk. The only place that wires."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Self, cast

from devices import binding
from devices.api.document_camera import DocumentCamera
from devices.api.document_printer import DocumentPrinter
from devices.api.errors import DeviceError, DeviceFault
from devices.api.face_verifier import FaceVerifier
from devices.api.id_card_reader import IdCardReader
from devices.api.receipt_printer import ReceiptPrinter
from devices.port_watch import Change, PortWatch
from devices.registry import RegistryError, load_driver
from devices.selftest import reachable
from devices.supervisor import Pace, Supervisor
from kiosk.clock import Clock, Delays, SystemClock
from kiosk.config import DEVICE_ROLES, Config, ConfigError, DeviceTable
from kiosk.matters.availability import SCAN_TO_PAY, Availability, Situation, availability
from kiosk.matters.catalogue import BASELINE
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.model import Matter
from kiosk.matters.search import SearchIndex
from kiosk.payments.api import ProviderConfigError, load_provider
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest
from kiosk.protocol.outcome import Delivered
from kiosk.protocol.receipt_token import claims_of, payload_of
from kiosk.services.cabinet import CabinetService
from kiosk.services.filing import FilingService
from kiosk.services.heartbeat import Heartbeat
from kiosk.services.identity import IdentityService
from kiosk.services.materials import MaterialsService
from kiosk.services.papers import PapersService
from kiosk.services.payment import PaymentService
from kiosk.services.prefill import PrefillService
from kiosk.services.preparation import Prepared, prepare
from kiosk.services.rating import RatingService
from kiosk.services.readiness import ClosedLoop, Paper, ReadinessReport
from kiosk.services.runner import Carrier, Post, Runner
from kiosk.services.signing import SigningService
from kiosk.services.typesetter import TypesetterLost
from kiosk.sync.client import CentralClient
from kiosk.sync.engine import SyncEngine
from kiosk.visit import effects
from kiosk.visit.state import Visit
from offline_cache.database import Database
from offline_cache.journal import Journal
from offline_cache.outbox import Outbox
from offline_cache.sequence import Sequence
from offline_cache.vault import Vault

_NO_ANSWER = {
    "id_card_reader": DeviceFault.READER_NO_ANSWER,
    "receipt_printer": DeviceFault.RECEIPT_NO_ANSWER,
    "document_printer": DeviceFault.PRINTER_LOST,
    "document_camera": DeviceFault.CAMERA_STALLED,
    "face_camera": DeviceFault.FACE_CAMERA_STALLED,
    "code_scanner": DeviceFault.SCANNER_NO_ANSWER,
    "smart_card_reader": DeviceFault.SMART_CARD_NO_ANSWER,
    "cabinet": DeviceFault.CABINET_NO_ANSWER,
    "power_supply": DeviceFault.UPS_NO_ANSWER,
    "hardware_watchdog": DeviceFault.WATCHDOG_LOST,
}
_UNHURRIED = Pace(check_every_s=5.0, check_s=2.0)
"""No matter waits for these; a UPS at 2400 baud takes its time"""
_PACES = {"power_supply": _UNHURRIED, "hardware_watchdog": _UNHURRIED}
_PREFILL_S = 4.0
_READY_S = 10.0


class CatalogueError(Exception):
    """The catalogue cannot be used at all; the text names every file and what was expected."""


@dataclass(frozen=True, slots=True)
class Devices:
    """The supervised devices: the four that every kiosk has, and those of the others that this one has."""

    id_card_reader: Supervisor[IdCardReader]
    receipt_printer: Supervisor[ReceiptPrinter]
    document_printer: Supervisor[DocumentPrinter]
    document_camera: Supervisor[DocumentCamera]
    optional: Mapping[str, Supervisor[Any]] = field(default_factory=lambda: MappingProxyType({}))

    @classmethod
    def of(cls, config: Config) -> Self:
        """Every configured device under supervision, opening already. `ConfigError` as `supervised`."""
        for role in config.roles:
            check_driver(config, role)
        others = {role: supervised(config, role) for role in config.roles if role not in DEVICE_ROLES}
        return cls(**{role: supervised(config, role) for role in DEVICE_ROLES}, optional=MappingProxyType(others))

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles of the devices that are there."""
        return *DEVICE_ROLES, *self.optional

    def role(self, name: str) -> Supervisor[Any]:
        """The supervisor of one of `roles`; ``KeyError`` for a device that this kiosk does not have."""
        if name in self.optional:
            return self.optional[name]
        if name not in DEVICE_ROLES:
            raise KeyError(name)
        supervisor: Supervisor[Any] = getattr(self, name)
        return supervisor

    def hint(self, change: Change) -> None:
        """Something was plugged in or pulled out: whatever is down is tried again at once."""
        if change.appeared:
            for role in self.roles:
                self.role(role).hint()

    def seen_to(self) -> None:
        """Somebody was at the machine: whatever is out of service gets another chance at once."""
        for role in self.roles:
            if not self.role(role).status.usable:
                self.role(role).try_again()

    def close(self) -> None:
        """End the supervision of all."""
        for role in self.roles:
            self.role(role).close()


class Kiosk:
    """A running kiosk: start it once, stop it once. What the screens and `kioskctl` need is public."""

    def __init__(self, config: Config, *, clock: Clock | None = None, delays: Delays | None = None) -> None:
        """Wire everything; nothing runs yet. Raises `ConfigError`, `CatalogueError` or `StoreRefused`."""
        self.config = config
        self.clock = clock or SystemClock()
        self.delays = delays or Delays()
        token = self._checked(config)
        config.kiosk.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        prepared = open_catalogue(config.kiosk.catalogue or BASELINE, config.kiosk.state / "catalogue.json")
        self.catalogue = prepared.catalogue
        self.calendar = open_calendar()
        self.search = SearchIndex(self.catalogue.matters, self.catalogue.home.popular, prepared.readings)
        self._open_store(config.kiosk.state)
        self._client = CentralClient(config.central.url, config.kiosk.id, token)
        self.engine = SyncEngine(self._client, self.outbox, self.clock)
        self.devices = Devices.of(config)
        self._ports = PortWatch(config.hardware.root, self.devices.hint)
        self._assemble()

    def _open_store(self, state: Path) -> None:
        self._database = Database.open(state)
        self.outbox = Outbox(self._database, self.clock.now)
        self.journal = Journal(self._database)
        self._sequence = Sequence(self._database)
        self._vault = Vault.open(state / "receipt.key")

    def _checked(self, config: Config) -> str:
        """Everything the configuration names, before anything is opened: a refused start leaves nothing running."""
        for role in config.roles:
            check_driver(config, role)
        self.face_verifier = open_face_verifier(config)
        payments = config.payments.scan_to_pay
        try:
            self._provider = load_provider(payments.provider, payments.options)
        except ProviderConfigError as error:
            raise ConfigError(str(error)) from error
        try:
            return config.central.token_file.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ConfigError(
                f"central.token_file: {config.central.token_file} cannot be read ({error.strerror})"
            ) from error

    def _assemble(self) -> None:
        clock, delays, kiosk_id = self.clock, self.delays, self.config.kiosk.id
        self.identity = IdentityService(self.devices.id_card_reader, clock=clock, delays=delays)
        self.materials = MaterialsService(self.devices.document_camera)
        self.filing = FilingService(
            kiosk_id=kiosk_id,
            outbox=self.outbox,
            journal=self.journal,
            sequence=self._sequence,
            deliver=self.engine.deliver_now,
            follow_url=self._follow_url,
            clock=clock,
            delays=delays,
        )
        self.payment = PaymentService(
            self._provider, journal=self.journal, filing=self.filing, clock=clock, delays=delays
        )
        self.papers = PapersService(
            receipt_printer=self.devices.receipt_printer,
            document_printer=self.devices.document_printer,
            catalogue=self.catalogue,
            calendar=self.calendar,
            outbox=self.outbox,
        )
        self.rating = RatingService(kiosk_id=kiosk_id, outbox=self.outbox, nudge=self.engine.nudge, clock=clock)
        self.runner = Runner(self._carriers(), clock=clock, delays=delays)
        optional = self.devices.optional
        self.cabinet = CabinetService(optional.get("cabinet"), optional.get("power_supply"))
        self.runner.subscribe(self.cabinet.follow)
        self.cabinet.subscribe(lambda closed: self.devices.seen_to() if closed is None else None)
        self.heartbeat = Heartbeat(optional.get("hardware_watchdog"))
        self.heartbeat.require("runner", lambda: self.runner.alive)

    def _carriers(self) -> dict[type[effects.Effect], Carrier]:
        return {
            effects.ReadCard: self.identity.carry,
            effects.AwaitReturn: self.identity.await_return,
            effects.Prefill: PrefillService(self._ask_government).carry,
            effects.CaptureMaterial: self.materials.carry,
            effects.StoreSignature: SigningService(self.clock).carry,
            effects.TakePayment: self.payment.take,
            effects.SettleOrder: self.payment.settle,
            effects.FileCase: self.filing.carry,
            effects.PrintReceipt: self.papers.print_receipt,
            effects.PrintDocument: self.papers.print_document,
            effects.StoreRating: self.rating.carry,
            effects.Wipe: self._wipe,
        }

    def start(self) -> None:
        """Start all threads; returns at once."""
        self._ports.start()
        self.engine.start()
        self.payment.start()
        self.identity.start()
        self.runner.start()
        self.cabinet.start()
        self.heartbeat.start()

    def stop(self) -> None:
        """Stop what was started, devices last."""
        self.heartbeat.stop()
        self.cabinet.stop()
        self.runner.stop()
        self.identity.stop()
        self.payment.stop()
        self.engine.stop()
        self._ports.stop()
        self.close()

    def close(self) -> None:
        """Let go of devices, network and store; all there is to do when nothing was started."""
        self._client.close()
        self.devices.close()
        self._database.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def situation(self) -> Situation:
        """What works now."""
        usable = {role for role in self.devices.roles if self.devices.role(role).status.usable}
        if self.payment.reachable:
            usable.add(SCAN_TO_PAY)
        return Situation(frozenset(usable), online=self.engine.online)

    def availability(self, matter: Matter) -> Availability:
        """Whether `matter` can be done here now."""
        return availability(matter, self.situation())

    def _ask_government(self, request: PrefillRequest) -> PrefillAnswer | None:
        outcome = self._client.prefill(request, read_timeout_s=_PREFILL_S)
        return outcome.answer if isinstance(outcome, Delivered) else None

    def _follow_url(self, receipt_no: str, matter_code: str, applied_at: datetime, sha256: str) -> str:
        claims = claims_of(
            kiosk_id=self.config.kiosk.id,
            receipt_no=receipt_no,
            matter_code=matter_code,
            applied_at=applied_at,
            application_sha256=sha256,
        )
        return f"{self.config.central.public_url}/r/{self._vault.sign_receipt(payload_of(claims))}"

    def _wipe(self, visit: Visit, _effect: effects.Wipe, _post: Post) -> None:
        """Memory goes with the visit value; what other threads hold of the citizen is let go of here."""
        self.identity.forget(visit.id)
        self.filing.begin_anew()
        self._database.scrub()


def open_catalogue(root: Path, memory: Path) -> Prepared:
    """The matters under `root`; `CatalogueError` for what must refuse the start."""
    try:
        prepared = prepare(root, memory)
    except TypesetterLost as lost:
        raise CatalogueError(f"{root}: {lost}") from lost
    if prepared.catalogue.fatal:
        raise CatalogueError("\n".join(str(problem) for problem in prepared.catalogue.fatal))
    return prepared


def open_calendar() -> WorkCalendar:
    """The working days; `CatalogueError` when the shipped calendars cannot be read."""
    calendar = load_calendar()
    if not isinstance(calendar, WorkCalendar):
        raise CatalogueError(str(calendar))
    return calendar


def check_driver(config: Config, role: str) -> None:
    """`ConfigError` for a driver or options that cannot be; nothing is opened."""
    _made(f"devices.{role}", role, config.device(role))


def open_face_verifier(config: Config) -> FaceVerifier | None:
    """Who compares faces here, None where nobody does. `ConfigError` for a driver or options that cannot be."""
    table = config.face_verifier
    return cast("FaceVerifier", _made("face_verifier", "face_verifier", table)) if table is not None else None


def _made(place: str, kind: str, table: DeviceTable) -> object:
    if not table.driver.startswith(f"{kind}."):
        raise ConfigError(f"{place}: '{table.driver}' is not a driver of this kind of device")
    try:
        made: object = load_driver(table.driver, binding.checkable(table.options))
    except (RegistryError, ValueError) as error:
        raise ConfigError(f"{place}: {error}") from error
    return made


def supervised(config: Config, role: str) -> Supervisor[Any]:
    """The device of `role` under supervision, opening already. `ConfigError` for a driver or options that cannot be."""
    check_driver(config, role)
    table = config.device(role)
    no_answer = _NO_ANSWER[role]
    lost = DeviceFault(f"{no_answer.value.partition('.')[0]}.lost")

    def make_driver() -> Any:  # noqa: ANN401 - the kind is known to the caller only
        # At each opening: after a replug the device may have another name.
        return load_driver(table.driver, binding.bound(table.options, config.hardware.root, lost=lost))

    def look_for() -> None:
        address = _address(binding.bound(table.options, config.hardware.root, lost=lost))
        if address and not reachable(address):
            raise DeviceError(lost, f"nothing at {address}")

    return Supervisor(
        role,
        make_driver,
        no_answer=no_answer,
        bound_identity=table.identity or "",
        look_for=look_for,
        pace=_PACES.get(role),
    )


def closed_loop(config: Config, lay: Callable[[Paper], None], *, patience_s: float = 90.0) -> ReadinessReport:
    """Open printers and camera, prove that what is printed can be read back, sign and keep the report under the state folder.

    `lay` is called with each paper that came out, for somebody to lay it under the camera within `patience_s` seconds.
    Raises `ConfigError`, `StoreRefused` or, for a full disk, ``OSError``.
    """
    config.kiosk.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = Vault.open(config.kiosk.state / "receipt.key")
    owners: dict[str, Supervisor[Any]] = {}
    try:
        for role in ("receipt_printer", "document_printer", "document_camera"):
            owners[role] = supervised(config, role)
        for each in owners.values():
            each.wait_until_known(_READY_S)
        folder = config.kiosk.state / "readiness"
        loop = ClosedLoop(**owners, kiosk_id=config.kiosk.id, folder=folder, sign=vault.sign_receipt)
        return loop.run(lay, patience_s=patience_s)
    finally:
        for each in owners.values():
            each.close()


def _address(options: Mapping[str, object]) -> str:
    """Where a driver's device is: the option that names a port, a source, an address or a path."""
    named = (options.get(key) for key in ("port", "source", "url", "path"))
    return next((value for value in named if isinstance(value, str)), "")
