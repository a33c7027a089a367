"""The catalogue of this kiosk: what it was shipped with, or the signed release in use; and what brings the next one."""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from kiosk.audit import Audit, AuditEvent
from kiosk.clock import Clock, SystemClock
from kiosk.config import Config
from kiosk.matters.bundles import load_bundles
from kiosk.matters.catalogue import BASELINE as SHIPPED
from kiosk.matters.catalogue import SOURCES_FILE
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.parse import HOME_FILE
from kiosk.matters.problems import MatterProblem
from kiosk.protocol.audit_chain import link
from kiosk.protocol.release import CALENDARS
from kiosk.protocol.release_look import Looked, NotReached
from kiosk.runtime.catalogue import open_calendar, open_catalogue
from kiosk.services.activation import Activation, Means
from kiosk.services.offer import Offer, Shelf
from kiosk.services.ownership import stranger
from kiosk.services.preparation import Known, Prepared, prepare
from kiosk.services.release_check import Undecided, Unfit
from kiosk.services.typesetter import Interrupter, TypesetterLost
from kiosk.services.withdrawal import Withdrawal, Withdrawn
from kiosk.sync.identity import PlatformFolder
from kiosk.sync.release_origin import begin_with
from kiosk.sync.release_task import ReleaseLooks, Task
from offline_cache.audit import AuditLog
from offline_cache.database import Database
from offline_cache.errors import StoreFailed
from offline_cache.floors import Floors
from offline_cache.releases import BASELINE, Release, ReleaseStore, same
from offline_cache.settings import Settings

log = logging.getLogger(__name__)

FOLDER = "releases"
_PREPARED = ".prepared"
_EVENTS = {
    "activated": AuditEvent.RELEASE_ACTIVATED,
    "rolled_back": AuditEvent.RELEASE_ROLLED_BACK,
    "refused": AuditEvent.RELEASE_REFUSED,
}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the activation needs of the rest of the kiosk."""

    database: Database
    audit: Audit
    clock: Clock
    while_idle: Callable[[Callable[[], None]], bool]
    keep: Callable[[], bool]
    withdrawal: Withdrawal


class Releases:
    """Opens the catalogue of a start, and makes what changes it later."""

    def __init__(self, config: Config) -> None:
        """Nothing is opened yet."""
        self._config = config
        self._platform = PlatformFolder(config.kiosk.state)
        folder = config.kiosk.state / FOLDER
        self.store = ReleaseStore(folder)
        if self.store.sit():  # no application runs that stands on what is there
            begin_with(folder, self._root())
            self.store.rise()
            self.store = ReleaseStore(folder)
        self._looking: ReleaseLooks | None = None
        self._interrupter = Interrupter()
        self._shelf: Shelf | None = None
        self._shipped: Mapping[str, str] = {}

    def open(self) -> Shelf:
        """What is offered from this start on. Raises `CatalogueError` when not even what was shipped can be used."""
        release = self.store.choose()
        while release is not None:
            try:
                return Shelf(self._offer_at_last(release))
            except Undecided as error:
                log.warning("release %d could not be examined, and will be again: %s", release.number, error)
            except Unfit as error:
                self.store.refuse(release.number, str(error))
            before = self.store.previous
            release = self.store.find(before) if before not in (BASELINE, release.number) else None
        return Shelf(self.offer_of(None))

    def _offer_at_last(self, release: Release) -> Offer:
        """As `offer_of`, a second time where the first came to no end: what was in use yesterday is good."""
        try:
            return self.offer_of(release)
        except Undecided:
            return self.offer_of(release)

    def offer_of(self, release: Release | None) -> Offer:
        """A release that lies ready, examined and prepared; what was shipped, for None. Raises `Unfit` or `CatalogueError`."""
        if release is None:
            kiosk = self._config.kiosk
            root = kiosk.catalogue or SHIPPED
            self._shipped = _hashes(root)  # before they are judged: what changes meanwhile is another file
            shipped = open_catalogue(root, kiosk.state / "catalogue.json")
            return Offer.of(shipped.catalogue, shipped.readings, open_calendar())
        try:
            prepared = prepare(
                release.folder,
                release.folder / _PREPARED,
                digest=release.digest,
                known=self._known(release),
                interrupter=self._interrupter,
            )
        except TypesetterLost as error:
            raise Undecided(f"the examination did not end well: {error}") from error
        except OSError as error:
            raise Undecided(f"there is no room to prepare it ({type(error).__name__})") from error
        if prepared.catalogue.problems:
            raise Unfit(str(prepared.catalogue.problems[0]).replace(f"{release.folder}/", ""))
        if (wrong := stranger(prepared.catalogue)) is not None:
            raise Unfit(wrong)
        calendar = load_calendar(release.folder / CALENDARS)
        if not isinstance(calendar, WorkCalendar):
            raise Unfit(calendar.expected)
        whole = replace(prepared.catalogue, release=release.number)
        return Offer.of(whole, prepared.readings, calendar)

    def _known(self, release: Release) -> Known | None:
        """What is in use already: of two thousand matters one has changed, and only that one is to be examined.

        The first release is mostly what the kiosk was shipped with and has examined itself, byte for byte.
        """
        if self._shelf is None:
            return None
        offer, bundles = self._shelf.offer, load_bundles(release.folder)
        unchanged = same(
            self.store.files(offer.release) if offer.release else self._shipped, self.store.files(release.number)
        )
        # Every rule and every date rests on these.
        if isinstance(bundles, MatterProblem) or not {HOME_FILE, SOURCES_FILE, CALENDARS} <= unchanged:
            return None
        for key, bundle in bundles.items():
            members = {member.code for member in bundle.members}
            if bundle != offer.whole.bundles.get(key) or not members <= unchanged:
                unchanged -= members  # they are walked through together
        return Known(Prepared(offer.whole, offer.readings), unchanged & offer.whole.matters.keys())

    def activation(self, shelf: Shelf, around: Surroundings) -> Activation:
        """What looks for releases and takes them into use; not started yet."""
        self._shelf = shelf
        table = self._config.releases
        self._looking = looks = self._looks(around.database)
        means = Means(
            look=partial(self._look, looks),
            prepare=self.offer_of,
            while_idle=around.while_idle,
            note=partial(_note, around.audit),
            keep=around.keep,
            close=partial(_close, around.withdrawal),
        )
        return Activation(
            self.store,
            shelf,
            means,
            settings=Settings(around.database),
            clock=around.clock,
            good_for=timedelta(days=table.offline_days),
            every_s=table.look_hours * 3600,
        )

    def end(self) -> None:
        """A look or an examination under way comes to nothing soon: the program ends."""
        self._interrupter.interrupt()
        if self._looking is not None:
            self._looking.end()

    def _look(self, looks: ReleaseLooks, folder: Path | None) -> Looked:
        if self._root() is None:
            raise NotReached("not enrolled, or enrolled before the platform had releases: enrol again")
        return looks.look(folder)

    def _looks(self, database: Database) -> ReleaseLooks:
        kiosk, central = self._config.kiosk, self._config.central
        task = Task(
            kiosk_id=kiosk.id,
            state=str(kiosk.state),
            releases=FOLDER,
            shipped=(str(kiosk.catalogue or SHIPPED), str(SHIPPED_CALENDARS)),
            url=central.url,
            program=version("suishiban"),
            region=kiosk.region,
            model=kiosk.model,
            ca_file=str(central.ca_file) if central.ca_file is not None else None,
        )
        return ReleaseLooks(task, Floors(database))

    def _root(self) -> bytes | None:
        try:
            return self._platform.release_root.read_bytes()
        except OSError:
            return None


@dataclass(frozen=True, slots=True)
class Unattended:
    """The releases of a kiosk for somebody at its command line. `alone`: no application runs, so nobody can be on a visit."""

    activation: Activation
    alone: bool


@contextmanager
def unattended(config: Config) -> Iterator[Unattended]:
    """Open what changes releases, without a kiosk around it. Raises `CatalogueError` or `StoreRefused`."""
    releases = Releases(config)
    alone = releases.store.sit()
    database = Database.open(config.kiosk.state)
    try:
        clock = SystemClock()

        def at_once(work: Callable[[], None]) -> bool:
            work()
            return True

        around = Surroundings(
            database=database,
            audit=Audit(AuditLog(database, link), clock.now),
            clock=clock,
            while_idle=at_once,
            keep=lambda: True,
            withdrawal=Withdrawal(),
        )
        yield Unattended(releases.activation(releases.open(), around), alone)
    finally:
        database.close()
        releases.store.rise()


def _close(withdrawal: Withdrawal, due: bool) -> None:  # noqa: FBT001 - one fact
    if due:
        withdrawal.take_out(Withdrawn.RELEASE)
    else:
        withdrawal.put_back(Withdrawn.RELEASE)


def _note(audit: Audit, what: str, release: int, why: str) -> None:
    try:
        audit.note(_EVENTS[what], release=release, why=why)
    except StoreFailed:
        return  # it stands in the log of the program


def _hashes(root: Path) -> dict[str, str]:
    """The files of what was shipped and their hashes, at the paths that they have in a release."""
    folders = {"": root} if (root / CALENDARS).is_dir() else {"": root, f"{CALENDARS}/": SHIPPED_CALENDARS}
    return {
        f"{place}{file.relative_to(folder).as_posix()}": sha256(file.read_bytes()).hexdigest()
        for place, folder in folders.items()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "__pycache__" not in file.parts
    }
