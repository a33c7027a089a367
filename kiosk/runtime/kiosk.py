"""The composition root: from a configuration to a running kiosk. The only place that wires."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from devices.port_watch import PortWatch
from kiosk.audit import Audit
from kiosk.clock import Clock, Delays, SystemClock
from kiosk.config import Config, TableError
from kiosk.matters.availability import SCAN_TO_PAY, Availability, Level, Situation, availability
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.model import Matter
from kiosk.matters.search import SearchIndex
from kiosk.payments.api import ProviderConfigError, load_provider
from kiosk.protocol.audit_chain import link
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest
from kiosk.protocol.outcome import Delivered
from kiosk.runtime.enrolment import open_client, open_keeper
from kiosk.runtime.fleet import Fleet, Tended
from kiosk.runtime.hardware import Devices, check_driver, open_face_verifier
from kiosk.runtime.releases import Releases, Surroundings
from kiosk.runtime.store import note_recovery, open_store, upkeep_of
from kiosk.services.cabinet import CabinetService
from kiosk.services.errands import Errands, Means
from kiosk.services.filing import FilingService
from kiosk.services.handing_in import HandingIn
from kiosk.services.heartbeat import Heartbeat
from kiosk.services.identity import IdentityService
from kiosk.services.late_answer import LateAnswers
from kiosk.services.materials import MaterialsService
from kiosk.services.papers import PapersService
from kiosk.services.payment import PaymentService
from kiosk.services.power_off import PowerOff
from kiosk.services.prefill import PrefillService
from kiosk.services.rating import RatingService
from kiosk.services.receipt_address import ReceiptAddresses
from kiosk.services.runner import Carrier, Post, Runner
from kiosk.services.signing import SigningService
from kiosk.services.tally import Tally
from kiosk.services.unprinted import UnprintedReceipts
from kiosk.services.withdrawal import Withdrawal
from kiosk.sync.citizen_calls import CitizenCalls
from kiosk.sync.engine import Alarm, SyncEngine
from kiosk.visit import effects
from kiosk.visit.state import Visit
from offline_cache.audit import AuditLog
from offline_cache.settings import Settings
from offline_cache.state_lock import StateLock
from offline_cache.vault import Vault

_PREFILL_S = 4.0


class Kiosk:
    """A running kiosk: start it once, stop it once. What the screens and `kioskctl` need is public."""

    def __init__(
        self, config: Config, *, clock: Clock | None = None, delays: Delays | None = None, looking: bool = False
    ) -> None:
        """Wire everything; nothing runs yet. Raises `ConfigError`, `CatalogueError` or `StoreRefused`.

        `looking`: for somebody who starts nothing, and so may be there beside a kiosk that runs on the same state.
        """
        self.config = config
        self.clock = clock or SystemClock()
        self.delays = delays or Delays()
        self._checked(config)
        config.kiosk.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = None if looking else StateLock.take(config.kiosk.state)
        try:
            self._wire(config)
        except BaseException:
            self._let_go()
            raise

    def _wire(self, config: Config) -> None:
        self._releases = Releases(config)
        self.shelf = self._releases.open()
        self._vault = Vault.of(config.kiosk.state)
        self.store = open_store(config, self.clock, recover=self._lock is not None)
        self._database, self.outbox, self.journal = self.store.database, self.store.outbox, self.store.journal
        self._client = open_client(config, self._vault)
        self.engine = SyncEngine(self._client, self.outbox, self.clock, upkeep=upkeep_of(config, self.store))
        self.audit = Audit(AuditLog(self._database, link), self.clock.now)
        if self._lock is not None:  # whoever only looks leaves that to the kiosk
            note_recovery(self.store, self.audit)
        self.certificate = open_keeper(config, self._client, self._vault, self.audit)
        self.devices = Devices.of(config)
        self._ports = PortWatch(config.hardware.root, self.devices.hint)
        self._assemble()

    @property
    def catalogue(self) -> Catalogue:
        """What is offered now; another value after a change of release (`subscribe_catalogue`)."""
        return self.shelf.offer.catalogue

    @property
    def search(self) -> SearchIndex:
        """The search over `catalogue`."""
        return self.shelf.offer.search

    @property
    def calendar(self) -> WorkCalendar:
        """The working days."""
        return self.shelf.offer.calendar

    def subscribe_catalogue(self, listener: Callable[[Catalogue, SearchIndex], None]) -> Callable[[], None]:
        """`listener` hears, on another thread, when catalogue and search were replaced. Call the answer to end it."""
        return self.shelf.subscribe(lambda offer: listener(offer.catalogue, offer.search))

    def _checked(self, config: Config) -> None:
        """Everything the configuration names, before anything is opened: a refused start leaves nothing running."""
        for role in config.roles:
            check_driver(config, role)
        self.face_verifier = open_face_verifier(config)
        payments = config.payments.scan_to_pay
        try:
            self._provider = load_provider(payments.provider, payments.options)
        except ProviderConfigError as error:
            raise TableError(str(error)) from error

    def _assemble(self) -> None:
        clock, delays, kiosk_id = self.clock, self.delays, self.config.kiosk.id
        self.identity = IdentityService(self.devices.id_card_reader, clock=clock, delays=delays)
        self.materials = MaterialsService(self.devices.document_camera)
        self.filing = FilingService(
            kiosk_id=kiosk_id,
            outbox=self.outbox,
            journal=self.journal,
            sequence=self.store.sequence,
            deliver=self.engine.deliver_together,
            follow_url=self._receipt_addresses().address_of,
            clock=clock,
            delays=delays,
        )
        self.late_answers = LateAnswers(
            deliver=self.engine.deliver_together,
            is_waiting=self.outbox.is_waiting,
            online=lambda: self.engine.online,
        )
        self.payment = PaymentService(
            self._provider, journal=self.journal, filing=self.filing, clock=clock, delays=delays
        )
        self.papers = PapersService(
            receipt_printer=self.devices.receipt_printer,
            document_printer=self.devices.document_printer,
            shelf=self.shelf,
            outbox=self.outbox,
        )
        self.unprinted = UnprintedReceipts(self.outbox, self.papers.print_slip, clock)
        self.payment.recovered = self.unprinted.add
        self.rating = RatingService(kiosk_id=kiosk_id, outbox=self.outbox, nudge=self.engine.nudge, clock=clock)
        self.runner = Runner(self._carriers(), clock=clock, delays=delays, release_of=self.shelf.release_of)
        self.errands = self._errands()
        self.handing_in = HandingIn(lambda: self.errands.errand, self._matter, self._can_take)
        self.runner.count_guest(lambda: self.errands.errand is not None)
        self.tally = Tally(kiosk_id, Settings(self._database), self.outbox, self.engine.nudge, clock)
        self.runner.subscribe(lambda visit: self.tally.follow(visit, self.runner.last_ended))
        self.withdrawal = Withdrawal()
        self.releases = self._releases.activation(
            self.shelf,
            Surroundings(
                database=self._database,
                audit=self.audit,
                clock=clock,
                while_idle=self.runner.while_idle,
                keep=lambda: self.outbox.depth() > 0,
                withdrawal=self.withdrawal,
            ),
        )
        optional = self.devices.optional
        self.cabinet = CabinetService(optional.get("cabinet"), optional.get("power_supply"), self._power_off())
        self.runner.subscribe(self.cabinet.follow)
        self.cabinet.subscribe(lambda closed: self.devices.seen_to() if closed is None else None)
        self.heartbeat = Heartbeat(optional.get("hardware_watchdog"))
        self.heartbeat.require("runner", lambda: self.runner.alive)
        self.fleet = self._fleet()

    def _fleet(self) -> Fleet:
        return Fleet(
            Tended(
                config=self.config,
                clock=self.clock,
                vault=self._vault,
                client=self._client,
                store=self.store,
                engine=self.engine,
                audit=self.audit,
                devices=self.devices,
                withdrawal=self.withdrawal,
                closed=lambda: self.cabinet.closed or self.withdrawal.reason or "",
                release=lambda: self.shelf.offer.release,
                look=self.releases.heed,
                while_idle=self.runner.while_idle,
                rotate_key=self.certificate.rotate_key,
                situation=self.situation,
                looked=lambda: (self.releases.edition, self.releases.result),
                keep_tally=self.tally.keep,
            )
        )

    def _errands(self) -> Errands:
        return Errands(
            Means(
                kiosk_id=self.config.kiosk.id,
                public_url=self.config.central.public_url,
                platform=CitizenCalls(self._client.calls),
                outbox=self.outbox,
                sequence=self.store.sequence,
                deliver=self.engine.deliver_now,
                print_slip=self.papers.print_receipt_of,
                calendar=lambda: self.calendar,
                matter=self._matter,
                aside=self.runner.aside,
                clock=self.clock,
                wait_s=self.delays.acknowledgement,
            )
        )

    def _matter(self, code: str) -> Matter | None:
        return self.catalogue.matters.get(code)

    def _receipt_addresses(self) -> ReceiptAddresses:
        return ReceiptAddresses(
            kiosk_id=self.config.kiosk.id,
            public_url=self.config.central.public_url,
            sign=self._vault.sign_receipt,
            offset_s=lambda: self._client.clock_offset_s,
        )

    def _power_off(self) -> Callable[[], bool] | None:
        """What an empty battery calls for; None where nobody said how this machine is shut down."""
        table = self.config.devices.power_supply
        if table is None or not table.shutdown:
            return None
        return PowerOff(self.devices.optional["power_supply"], table.shutdown).carry_out

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
            effects.AwaitAnswer: self.late_answers.carry,
            effects.PrintReceipt: self.papers.print_receipt,
            effects.PrintDocument: self.papers.print_document,
            effects.StoreRating: self.rating.carry,
            effects.Wipe: self._wipe,
        }

    def start(self) -> None:
        """Start all threads; returns at once."""
        self._ports.start()
        self.engine.start()
        self.certificate.start()
        self.payment.start()
        self.identity.start()
        self.runner.start()
        self.cabinet.start()
        self.heartbeat.start()
        self.fleet.start()
        self.releases.start()

    def stop(self) -> None:
        """Stop what was started, devices last."""
        self.releases.stopping()
        self._releases.end()
        self.fleet.stop()
        self.heartbeat.stop()
        self.releases.stop()
        self.cabinet.stop()
        self.late_answers.stop()
        self.runner.stop()
        self.identity.stop()
        self.payment.stop()
        self.certificate.stop()
        self.engine.stop()
        self._ports.stop()
        self.close()

    def close(self) -> None:
        """Let go of devices, network and store; all there is to do when nothing was started."""
        self._client.close()
        self.devices.close()
        self.store.close()
        self._let_go()

    def _let_go(self) -> None:
        """Of the state folder: from here on another may run on it."""
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def situation(self) -> Situation:
        """What works now."""
        usable = self.devices.usable | ({SCAN_TO_PAY} if self.payment.reachable else frozenset())
        accepting = self.store.known.accepting and self.engine.alarm is not Alarm.STORE_FAILED
        return Situation(
            usable, online=self.engine.online, accepting=accepting, now=self.clock.now(), calendar=self.calendar
        )

    def availability(self, matter: Matter) -> Availability:
        """Whether `matter` can be done here now."""
        return availability(matter, self.situation())

    def _can_take(self, matter: Matter) -> bool:
        return self.availability(matter).level is not Level.NOT_NOW

    def _ask_government(self, request: PrefillRequest) -> PrefillAnswer | None:
        outcome = self._client.prefill(request, read_timeout_s=_PREFILL_S)
        return outcome.answer if isinstance(outcome, Delivered) else None

    def _wipe(self, visit: Visit, _effect: effects.Wipe, _post: Post) -> None:
        """Memory goes with the visit value; what other threads hold of the citizen is let go of here."""
        self.identity.forget(visit.id)
        self.late_answers.forget(visit.id)
        self.filing.begin_anew()
        self._database.scrub()
