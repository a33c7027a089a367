"""Announcements (公告) that came with the release: one line for everybody, the whole list, and those of one matter. Pure."""

from dataclasses import dataclass
from datetime import datetime

from kiosk.matters.announcements import Announcement
from kiosk.matters.catalogue import Catalogue
from ui.i18n import text
from ui.views.wording import Words

_EACH_S = 8
"""So long each of several stands on home: two sentences are read in less"""
_LONGEST = {"zh": 58, "en": 104}
"""Characters that fit into the line; the rest stands in the list"""
_ON_A_PAGE, _ON_A_PAGE_ELDER = 3, 2


@dataclass(frozen=True, slots=True)
class NoticeEntry:
    """One announcement in full; ``about`` names the matters that it is for, empty for all."""

    key: str
    text: str
    days: str
    about: str


@dataclass(frozen=True, slots=True)
class NoticesView:
    """A page of what is to be read by everybody."""

    entries: tuple[NoticeEntry, ...]
    page: int
    pages: int


def due(catalogue: Catalogue, now: datetime) -> tuple[Announcement, ...]:
    """What is to be shown today, the newest first: what came last is what people do not know yet."""
    shown = [said for said in catalogue.announcements if said.is_due(now)]
    return tuple(sorted(shown, key=lambda said: (said.first.toordinal(), said.key), reverse=True))


def line(catalogue: Catalogue, language: str, now: datetime) -> str:
    """One line for home and for an empty lobby, each announcement in its turn; empty where there is nothing to say."""
    shown = due(catalogue, now)
    if not shown:
        return ""
    return _short(shown[int(now.timestamp() // _EACH_S) % len(shown)], language)


def of_matter(catalogue: Catalogue, code: str, language: str, now: datetime) -> str:
    """What has to be known before this matter is begun: the newest that names it."""
    return next((_short(said, language) for said in due(catalogue, now) if code in said.matters), "")


def _short(said: Announcement, language: str) -> str:
    whole, longest = said.text.get(language), _LONGEST["en" if language.startswith("en") else "zh"]
    return whole if len(whole) <= longest else text(language, "notices.more", text=whole[: longest - 14].rstrip())


def notices_view(catalogue: Catalogue, language: str, now: datetime, page: int, *, elder: bool) -> NoticesView:
    """A page of the list."""
    shown, rows = due(catalogue, now), _ON_A_PAGE_ELDER if elder else _ON_A_PAGE
    pages = max(1, -(-len(shown) // rows))
    at = min(max(1, page), pages)
    return NoticesView(
        tuple(_entry(said, catalogue, language) for said in shown[(at - 1) * rows : at * rows]), at, pages
    )


def _entry(said: Announcement, catalogue: Catalogue, language: str) -> NoticeEntry:
    words = Words(language)
    titles = [catalogue.matters[code].title.get(language) for code in said.matters if code in catalogue.matters]
    days = text(language, "notices.days", first=words.day(said.first), last=words.day(said.last))
    about = text(language, "notices.about", title=titles[0]) if titles else text(language, "notices.all")
    return NoticeEntry(said.key, said.text.get(language), days, about)
