"""The sheet behind 更多 of a guide: the topics, or one topic in pages, for long texts page and do not scroll. Pure.

Where a page ends is worked out from the width of characters, a little too wide, so that what QML draws never runs over.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from kiosk.matters.model import Matter
from ui.i18n import text
from ui.views.more_topics import MoreBlock, blocks_of, topics_of

_ICONS: Final = {
    "faqs": "question",
    "materials": "file-text",
    "way": "list-bullets",
    "fees": "coins",
    "places": "map-pin",
    "rules": "scales",
}
_SENTENCE_END = re.compile(r"[。！？；]|[.!?;] |\n")
_UNBROKEN = re.compile(r"\n|[!-~]+ ?|.")
_EMS: Final = {
    **dict.fromkeys("iIjl.,:;'!| ", 0.32),
    **dict.fromkeys("ftr()-/[]", 0.42),
    **dict.fromkeys("mwMW@%&", 0.96),
}
"""Widths of narrow and of wide characters, rounded up; any other one of ASCII has `_SMALL` or `_CAPITAL`, all else 1"""
_SMALL, _CAPITAL = 0.62, 0.74
_LONGEST_TITLE = 3
"""Lines; what is longer is no title but a text"""


@dataclass(frozen=True, slots=True)
class MorePlace:
    """What of the sheet is shown: the topics while `topic` is empty; pages count from 1."""

    topic: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class MoreTopic:
    """One tile."""

    key: str
    icon: str
    title: str


@dataclass(frozen=True, slots=True)
class MoreView:
    """The sheet. Without a `topic` it offers `topics` (≤ 6), else it shows the `blocks` of one page."""

    title: str
    text: str
    topic: str
    topics: tuple[MoreTopic, ...]
    blocks: tuple[MoreBlock, ...] = ()
    page: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class _Measure:
    """Of MoreSheet.qml, in pixels: a line of title and text, how many wide characters it holds, and the page's height."""

    title: int
    line: int
    ems: float
    room: int

    def height(self, block: MoreBlock) -> int:
        """Of the card of `block`."""
        head = len(list(_wrapped(block.title, self.ems))) * self.title
        body = len(list(_wrapped(block.text, self.ems))) * self.line
        return _PADDING + head + body + (_BETWEEN if head and body else 0)

    def most(self, title_lines: int) -> int:
        """Lines of text that a page holds in one card."""
        return (self.room - _PADDING - _BETWEEN - title_lines * self.title) // self.line


_PADDING, _BETWEEN, _GAP = 48, 8, 20
_NORMAL = _Measure(title=49, line=49, ems=24.0, room=990)
_LARGE = _Measure(title=62, line=60, ems=18.5, room=950)


def more_view(matter: Matter, place: MorePlace, language: str, *, elder: bool) -> MoreView:
    """The sheet as it is at `place`; a topic that the matter does not have gives the topics."""
    topics = topics_of(matter, language)
    title = matter.title.get(language)
    if place.topic not in topics:
        tiles = tuple(MoreTopic(key, _ICONS[key], text(language, f"more.topic.{key}")) for key in topics)
        return MoreView(text(language, "more.title"), title, "", tiles)
    pages = pages_of(blocks_of(matter, place.topic, language), language, elder=elder)
    page = min(max(1, place.page), len(pages))
    said = text(language, f"more.topic.{place.topic}")
    return MoreView(said, title, place.topic, (), pages[page - 1], page, len(pages))


@lru_cache(maxsize=8)
def pages_of(blocks: tuple[MoreBlock, ...], language: str, *, elder: bool) -> tuple[tuple[MoreBlock, ...], ...]:
    """The cards of each page: whole where they fit on one, else in pieces. At least one page."""
    measure = _LARGE if elder else _NORMAL
    pages: list[list[MoreBlock]] = [[]]
    left = measure.room
    for block in blocks:
        for piece in _pieces(block, measure, language):
            needed = measure.height(piece)
            if pages[-1] and needed > left:
                pages.append([])
                left = measure.room
            pages[-1].append(piece)
            left -= needed + _GAP
    return tuple(tuple(page) for page in pages)


def _pieces(block: MoreBlock, measure: _Measure, language: str) -> Iterator[MoreBlock]:
    """`block` in cards that fit on a page each; those after the first say that they go on."""
    if len(list(_wrapped(block.title, measure.ems))) > _LONGEST_TITLE:
        block = MoreBlock("", f"{block.title}\n{block.text}".strip())
    again = text(language, "more.continued", title=block.title) if block.title else ""
    most = measure.most(len(list(_wrapped(again, measure.ems))))
    title, rest = block.title, block.text
    while len(lines := list(_wrapped(rest, measure.ems))) > most:
        part = _to_full_stop("".join(lines[:most]))
        yield MoreBlock(title, part.strip())
        title, rest = again, rest[len(part) :].lstrip()
    yield MoreBlock(title, rest)


def _to_full_stop(part: str) -> str:
    """`part` to the end of its last sentence, where that is not far from its end."""
    end = max((match.end() for match in _SENTENCE_END.finditer(part)), default=0)
    return part[:end] if end > len(part) // 2 else part


def _wrapped(words: str, ems: float) -> Iterator[str]:
    """`words` in lines of at most `ems` wide characters; together they are `words` again."""
    if not words:
        return
    line, used = "", 0.0
    for bit in _unbroken(words, ems):
        wide = sum(_width(sign) for sign in bit)
        if bit != "\n" and line and used + wide > ems:
            yield line
            line, used = "", 0.0
        line, used = line + bit, used + wide
        if bit == "\n":
            yield line
            line, used = "", 0.0
    yield line


def _unbroken(words: str, ems: float) -> Iterator[str]:
    """What stays on one line: a word with the space after it, any other character; a word wider than a line is cut."""
    longest = int(ems)
    for bit in _UNBROKEN.findall(words):
        for start in range(0, len(bit), longest):
            yield bit[start : start + longest]


def _width(sign: str) -> float:
    if not sign.isascii():
        return 1.0
    return _EMS.get(sign, _CAPITAL if sign.isupper() else _SMALL)
