"""The parts of a kiosk that a change of release touches, its platform beside it."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.model import Matter
from kiosk.matters.readings import table_of
from kiosk.matters.search import texts_of
from kiosk.protocol.release import CALENDARS
from kiosk.protocol.release_look import NotReached
from kiosk.services.activation import Activation, Means
from kiosk.services.offer import Offer, Shelf
from kiosk.services.release_check import Unfit
from kiosk.services.runner import Runner
from kiosk.sync.release_source import FolderSource
from kiosk.visit.events import Abandoned
from kiosk.visit.state import EndReason
from offline_cache.releases import Release
from offline_cache.settings import Settings
from tests.kiosk.fake_clock import FakeClock, until
from tests.kiosk.services.runner_rig import DELAYS, World
from tests.kiosk.sync.release_stand import Stand


def offer_of(release: Release | None, shipped: Path) -> Offer:
    """As the kiosk makes one, without the examination."""
    root = release.folder if release is not None else shipped
    whole = replace(load_catalogue(root), release=release.number if release is not None else 0)
    calendar = load_calendar(root / CALENDARS)
    assert isinstance(calendar, WorkCalendar)
    return Offer.of(whole, table_of(texts_of(whole.matters, whole.bundles.values())), calendar)


class Kiosk:
    """The parts of a kiosk that a change of release touches."""

    def __init__(self, folder: Path) -> None:
        self.stand = Stand(folder)
        self.shipped = folder / "shipped"
        shutil.copytree(self.stand.matters, self.shipped)
        self.clock = FakeClock(datetime.now(UTC))
        self.runner = Runner(World().carriers(), clock=self.clock, delays=DELAYS, release_of=self._release_of)
        self.noted: list[tuple[str, int, str]] = []
        self.closed: list[bool] = []
        self.unfit = ""
        self.unfit_as = Unfit
        self.away = False
        self.restart()

    def restart(self, could_examine: int | None = None) -> None:
        """As after each start: what lies on the disk is all that is known. `could_examine` is a release used instead."""
        store = self.stand.store
        chosen = store.choose() if could_examine is None else store.find(could_examine)
        self.shelf = Shelf(offer_of(chosen, self.shipped))
        store.begin(self.shelf.offer.release)
        means = Means(
            look=self._look,
            prepare=self._prepare,
            while_idle=self.runner.while_idle,
            note=lambda what, release, why: self.noted.append((what, release, why)),
            close=self.closed.append,
        )
        self.activation = Activation(
            store, self.shelf, means,
            settings=Settings(self.stand.database), clock=self.clock, good_for=timedelta(days=30),
        )  # fmt: skip

    def _release_of(self, matter: Matter) -> int:
        return self.shelf.release_of(matter)

    def _look(self, folder: Path | None) -> Any:
        if self.away:
            raise NotReached("away")
        return self.stand.client().look(FolderSource(folder or self.stand.web))

    def _prepare(self, release: Release | None) -> Offer:
        if self.unfit:
            raise self.unfit_as(self.unfit)
        return offer_of(release, self.shipped)

    def turn(self) -> None:
        """Look, and do what is due."""
        self.activation.look()
        self.activation.turn()

    @property
    def release(self) -> int:
        return self.shelf.offer.release

    def begins(self, code: str = "small") -> None:
        """A citizen chooses a matter."""
        self.runner.begin(self.shelf.offer.catalogue.matters[code], "zh_CN")

    def leaves(self) -> None:
        """The citizen goes away."""
        self.runner.post(Abandoned(EndReason.LEFT))
        assert until(lambda: self.runner.visit is None)

    def close(self) -> None:
        self.stand.close()
