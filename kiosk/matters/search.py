"""Finding a matter by Chinese, full pinyin, initials or English. Pure; an index is built once per catalogue.

The keyboard's own pinyin turns *sbk* into 是包括, so the search field takes raw letters and its candidate bar is filled
from here as well.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from kiosk.matters.bundles import BundleSpec
from kiosk.matters.misspelt import may_be_misspelt, misspelt, misspelt_word
from kiosk.matters.model import Matter

Readings = tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]
"""As in `kiosk.matters.readings`, which is only imported where no table is given"""

Range = tuple[int, int]
"""First and one past the last character"""

_LONGEST_QUERY = 40
_MOST_CANDIDATES = 6
_LONGEST_CANDIDATE = 8
_LONGEST_ENGLISH_CANDIDATE = 26
_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_IGNORED = re.compile(r"[\s'’\-·、，。]+")
_MANY_INITIALS = 2


@dataclass(frozen=True, slots=True)
class Hit:
    """One matter that was found; `ranges` are the characters of its title (in the language asked for) to highlight."""

    matter: Matter
    ranges: tuple[Range, ...] = ()
    alike: bool = False
    """Nothing is spelt as it was asked for; this is but for one slip"""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A title, short title or alias with the readings of each character; a character without a reading reads as itself."""

    text: str
    readings: tuple[tuple[str, ...], ...]
    loose: tuple[tuple[str, ...], ...]
    """As `readings`, with every other reading a polyphone has; used only when nothing else is found"""
    letters: frozenset[str]
    """Every letter and character a query for this phrase can consist of"""


@dataclass(frozen=True, slots=True)
class _English:
    text: str
    joined: str
    """In lower case, without spaces"""
    places: tuple[int, ...]
    """Where each letter of `joined` stands in `text`"""


@dataclass(frozen=True, slots=True)
class _Entry:
    """A matter with its phrases; the first of each language is its title."""

    matter: Matter
    phrases: tuple[_Phrase, ...]
    english: tuple[_English, ...]
    order: tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Match:
    rank: int
    waste: int
    """Characters of the phrase that the query does not cover"""
    places: tuple[int, ...]
    text: str

    @property
    def key(self) -> tuple[int, int]:
        return self.rank, self.waste


_WHOLE, _BEGINS, _INSIDE, _SCATTERED, _ENGLISH_BEGINS, _ENGLISH_INSIDE = range(6)


class SearchIndex:
    """All titles, short titles and aliases of a catalogue, ready to be searched on every key pressed."""

    def __init__(
        self,
        matters: Mapping[str, Matter],
        popular: Iterable[str] = (),
        readings: Mapping[str, Readings] | None = None,
    ) -> None:
        """`readings` holds all of `texts_of(matters)`; they are looked up here when it is not given."""
        places = {code: place for place, code in enumerate(popular)}
        table = readings if readings is not None else _looked_up(texts_of(matters))
        self._entries = tuple(_entry(m, places.get(m.code, len(places)), table) for m in matters.values())

    def search(self, query: str, language: str = "zh_CN") -> tuple[Hit, ...]:
        """The matters that fit `query`, the likeliest first; where there are none, those that fit but for one slip."""
        wanted = _normal(query)
        if not wanted:
            return ()
        exact = self._matches(wanted, loose=False) or self._matches(wanted, loose=True)
        found = exact or self._alike(wanted)
        found.sort(key=lambda pair: (pair[1].rank, pair[0].matter.at_counter_only, pair[1].waste, pair[0].order))
        return tuple(
            Hit(entry.matter, _ranges(entry, match, wanted, language), alike=not exact) for entry, match in found
        )

    def candidates(self, query: str, language: str = "zh_CN") -> tuple[str, ...]:
        """Short phrases for the candidate bar, the likeliest first, at most six."""
        wanted = _normal(query)
        if not wanted:
            return ()
        ranked: dict[str, tuple[int, int, int]] = {}
        for entry in self._entries:
            for match in _short_matches(entry, wanted, language):
                rank = (*match.key, entry.order[0])
                ranked[match.text] = min(ranked.get(match.text, rank), rank)
        return tuple(sorted(ranked, key=lambda text: (ranked[text], text)))[:_MOST_CANDIDATES]

    def _alike(self, wanted: str) -> list[tuple[_Entry, _Match]]:
        if not may_be_misspelt(wanted):
            return []
        letters, found = frozenset(wanted), []
        for entry in self._entries:
            phrases = [phrase for phrase in entry.phrases if len(letters - phrase.letters) <= 1]
            spelt = [(phrase, misspelt(phrase.text, phrase.readings, wanted)) for phrase in phrases]
            matches = [
                _Match(_BEGINS, len(phrase.readings) - len(places), places, phrase.text)
                for phrase, places in spelt
                if places
            ]
            words = [text for text in entry.english if misspelt_word(text.text, wanted)]
            matches += [_Match(_ENGLISH_INSIDE, len(text.joined), (), text.text) for text in words]
            if matches:
                found.append((entry, min(matches, key=lambda match: match.key)))
        return found

    def _matches(self, wanted: str, *, loose: bool) -> list[tuple[_Entry, _Match]]:
        found = []
        letters = frozenset(wanted)
        for entry in self._entries:
            phrases = [phrase for phrase in entry.phrases if letters <= phrase.letters]
            matches = [match for phrase in phrases if (match := _best(phrase, wanted, loose=loose))]
            matches += [match for text in entry.english if wanted in text.joined and (match := _english(text, wanted))]
            if matches:
                found.append((entry, min(matches, key=lambda match: match.key)))
        return found


def _short_matches(entry: _Entry, wanted: str, language: str) -> Iterator[_Match]:
    if language.startswith("en"):
        matches = [_english(text, wanted) for text in entry.english if len(text.text) <= _LONGEST_ENGLISH_CANDIDATE]
    else:
        short = [phrase for phrase in entry.phrases if len(phrase.text) <= _LONGEST_CANDIDATE]
        matches = [_best(phrase, wanted, loose=False) for phrase in short]
    yield from (match for match in matches if match is not None)


def texts_of(matters: Mapping[str, Matter], bundles: Iterable[BundleSpec] = ()) -> tuple[str, ...]:
    """The Chinese texts by which `matters` and `bundles` are found."""
    texts = [text for matter in matters.values() for text in _chinese(matter)]
    texts += [text for bundle in bundles for text in (bundle.title.zh, *filter(_CJK.search, bundle.aliases))]
    return tuple(dict.fromkeys(texts))


def _looked_up(texts: Iterable[str]) -> Mapping[str, Readings]:
    from kiosk.matters.readings import table_of  # noqa: PLC0415 - its dictionaries are 55 MB; the kiosk brings a table

    return table_of(texts)


def _chinese(matter: Matter) -> Iterator[str]:
    texts = dict.fromkeys([matter.title.zh, matter.short_title.zh, *matter.aliases])
    return (text for text in texts if text == matter.title.zh or _CJK.search(text))


def _entry(matter: Matter, place: int, table: Mapping[str, Readings]) -> _Entry:
    chinese = tuple(_phrase(text, *table[text]) for text in _chinese(matter))
    english = [matter.title.en, matter.short_title.en, *(text for text in matter.aliases if not _CJK.search(text))]
    return _Entry(matter, chinese, tuple(map(_spelt, dict.fromkeys(english))), (place, matter.title.zh))


def _spelt(text: str) -> _English:
    kept = [(at, letter) for at, letter in enumerate(text.lower()) if not _IGNORED.fullmatch(letter)]
    return _English(text, "".join(letter for _, letter in kept), tuple(at for at, _ in kept))


def _phrase(text: str, usual: tuple[str, ...], loose: tuple[tuple[str, ...], ...]) -> _Phrase:
    strict = tuple((reading,) for reading in usual)
    letters = frozenset(text.lower()) | {letter for readings in loose for reading in readings for letter in reading}
    return _Phrase(text, strict, loose, letters | {letter for (reading,) in strict for letter in reading})


def _normal(query: str) -> str:
    text = unicodedata.normalize("NFKC", query).lower().replace("ü", "v")
    return _IGNORED.sub("", text)[:_LONGEST_QUERY]


def _best(phrase: _Phrase, wanted: str, *, loose: bool) -> _Match | None:
    readings = phrase.loose if loose else phrase.readings
    for start in range(len(readings)):
        places = _run(phrase.text, readings, wanted, start)
        if places:
            waste = len(readings) - len(places)
            rank = _WHOLE if not waste else _BEGINS if start == 0 else _INSIDE
            return _Match(rank, waste, places, phrase.text)
    places = _scattered(phrase.text, readings, wanted)
    return _Match(_SCATTERED, len(readings) - len(places), places, phrase.text) if places else None


def _run(text: str, readings: tuple[tuple[str, ...], ...], wanted: str, start: int) -> tuple[int, ...]:
    """The characters from `start` on that `wanted` spells without a gap; each by itself, its sound, or its initial."""
    ends = [(start, 0)]
    seen = set(ends)
    while ends:
        place, used = ends.pop()
        if used == len(wanted):
            return tuple(range(start, place))
        if place == len(readings):
            continue
        for length in _lengths(text[place], readings[place], wanted, used):
            following = (place + 1, used + length)
            if following not in seen:
                seen.add(following)
                ends.append(following)
    return ()


def _lengths(character: str, readings: tuple[str, ...], wanted: str, used: int) -> Iterator[int]:
    """How many letters of `wanted` this character can take, the fewest first (the stack then tries the most first)."""
    rest = wanted[used:]
    if rest.startswith(character.lower()):
        yield 1
        return
    for reading in readings:
        if not rest.startswith(reading[:1]):
            continue
        yield 1
        if rest.startswith(reading[:2]) and reading[1:2] == "h":
            yield 2
        if rest.startswith(reading):
            yield len(reading)
        elif reading.startswith(rest):
            yield len(rest)


def _scattered(text: str, readings: tuple[tuple[str, ...], ...], wanted: str) -> tuple[int, ...]:
    """Initials (or characters) in order but with gaps, from the first character on: *sbk* in 社会保障卡."""
    if len(wanted) < _MANY_INITIALS or not _takes(text[0], readings[0], wanted[0]):
        return ()
    places = [0]
    for letter in wanted[1:]:
        following = next(
            (at for at in range(places[-1] + 1, len(readings)) if _takes(text[at], readings[at], letter)), None
        )
        if following is None:
            return ()
        places.append(following)
    return tuple(places)


def _takes(character: str, readings: tuple[str, ...], letter: str) -> bool:
    return character.lower() == letter or any(reading.startswith(letter) for reading in readings)


def _english(english: _English, wanted: str) -> _Match | None:
    """`wanted` in a text without regard to spaces; at the start of a word it counts more."""
    at = english.joined.find(wanted)
    if at < 0 or (len(wanted) == 1 and at > 0):
        return None
    places = english.places[at : at + len(wanted)]
    before = english.text[places[0] - 1 : places[0]]
    rank = _ENGLISH_INSIDE if before.isalnum() else _ENGLISH_BEGINS
    return _Match(rank, len(english.joined) - len(wanted), places, english.text)


def _ranges(entry: _Entry, match: _Match, wanted: str, language: str) -> tuple[Range, ...]:
    """Where the query stands in the title: in the title itself, else the characters of the alias that it shares with it."""
    if language.startswith("en"):
        found = _english(entry.english[0], wanted)
        return _joined(found.places) if found else ()
    title = entry.phrases[0]
    own = _best(title, wanted, loose=False)
    if own is not None:
        return _joined(own.places)
    places: list[int] = []
    for place in match.places if _CJK.search(match.text) else ():
        at = title.text.find(match.text[place], places[-1] + 1 if places else 0)
        if at >= 0:
            places.append(at)
    return _joined(tuple(places))


def _joined(places: tuple[int, ...]) -> tuple[Range, ...]:
    if not places:
        return ()
    starts = [places[0], *(after for before, after in pairwise(places) if after != before + 1)]
    ends = [*(before + 1 for before, after in pairwise(places) if after != before + 1), places[-1] + 1]
    return tuple(zip(starts, ends, strict=True))
