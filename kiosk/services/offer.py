"""What a kiosk offers now: catalogue, search and calendar of one release, replaced as one."""

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path

from kiosk.matters.announcements import Announcement
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.composed import Composed
from kiosk.matters.deadline import WorkCalendar
from kiosk.matters.model import Matter, Text
from kiosk.matters.search import Readings, SearchIndex
from kiosk.protocol.release import NoticeAtOnce

Listener = Callable[["Offer"], None]


@dataclass(frozen=True, slots=True)
class Offer:
    """One release, ready to be used. `catalogue` is `whole` without what is hidden now, with the notices that came `at_once`."""

    whole: Catalogue
    readings: dict[str, Readings]
    calendar: WorkCalendar
    catalogue: Catalogue
    search: SearchIndex
    at_once: tuple[NoticeAtOnce, ...] = ()

    @classmethod
    def of(
        cls,
        whole: Catalogue,
        readings: dict[str, Readings],
        calendar: WorkCalendar,
        hidden: Collection[str] = (),
        at_once: Collection[NoticeAtOnce] = (),
    ) -> "Offer":
        """Takes a while for thousands of matters: the search index is built here."""
        catalogue = whole.without(hidden)
        if at_once:
            catalogue = replace(catalogue, announcements=_told(whole.announcements, at_once))
        offered = {**catalogue.courses, **catalogue.matters}
        search = SearchIndex(offered, catalogue.home.popular, readings)
        return cls(whole, readings, calendar, catalogue, search, tuple(at_once))

    def changed(self, hidden: Collection[str], at_once: Collection[NoticeAtOnce]) -> "Offer":
        """The same release with other matters hidden and other notices."""
        return Offer.of(self.whole, self.readings, self.calendar, hidden, at_once)

    @property
    def release(self) -> int:
        """Its number; 0 for what was shipped."""
        return self.whole.release

    @property
    def hidden(self) -> frozenset[str]:
        """The matters that are in the release and not offered."""
        return frozenset(self.whole.matters.keys() - self.catalogue.matters.keys())


def _told(carried: Collection[Announcement], at_once: Collection[NoticeAtOnce]) -> tuple[Announcement, ...]:
    """What is told at once says it instead of what the release carries under the same key."""
    keys = {one.key for one in at_once}
    urgent = (
        Announcement(key=one.key, text=Text(zh=one.zh, en=one.en), first=one.first, last=one.last, matters=one.matters)
        for one in at_once
    )
    return (*urgent, *(one for one in carried if one.key not in keys))


class Shelf:
    """The offer in use, and those before it that somebody may still stand on. Reading never waits."""

    def __init__(self, offer: Offer) -> None:
        self._offers = [offer]
        self._lock = threading.Lock()
        self._listeners: list[Listener] = []

    @property
    def offer(self) -> Offer:
        """What is offered now."""
        return self._offers[0]

    def put(self, offer: Offer) -> None:
        """From now on this is offered. `tell` says so to whoever listens."""
        with self._lock:
            others = [each for each in self._offers if each.release != offer.release]
            self._offers = [offer, *others[:1]]

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """`listener` hears of each new offer, on the thread that changed it. Call the answer to end it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def tell(self) -> None:
        """Say what is offered now."""
        for listener in tuple(self._listeners):
            listener(self.offer)

    def release_of(self, matter: Matter) -> int:
        """The release that `matter` came with: the very value, for a citizen may have chosen it before a change."""
        own = matter.parts[0].matter if isinstance(matter, Composed) else matter
        for offer in self._offers:
            if offer.whole.matters.get(own.code) is own:
                return offer.release
        return self.offer.release

    def template(self, release: int, code: str, document: str) -> Path:
        """The template of a document as `release` has it; ``KeyError`` when there is none."""
        found = next((offer for offer in self._offers if offer.release == release), self.offer)
        return found.whole.template(code, document)
