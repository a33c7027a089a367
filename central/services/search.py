"""统一搜索: matters by Chinese, pinyin, initials or English. Kiosks have the same search of their own; this is for others."""

from functools import lru_cache
from typing import Protocol, cast

from central.catalogue import catalogue
from central.services.outages import play
from central.services.registry import Kind, Service, Unavailable, service
from kiosk.matters.catalogue import Catalogue
from kiosk.matters.model import Matter
from kiosk.matters.search import SearchIndex


class Search(Service, Protocol):
    """What a province implements."""

    def find(self, words: str, language: str, most: int) -> tuple[Matter, ...]:
        """At most `most` matters that fit, the likeliest first. Raises `Unavailable`."""


class CatalogueSearch:
    """Over the newest release."""

    def ping(self) -> None:
        """Whether a matter is found by its own name. Before anybody has searched: whether there are matters to search."""
        play(Kind.SEARCH)
        some = next(iter(catalogue().matters.values()), None)
        if some is None or (_built.cache_info().currsize and not self.find(some.title.zh, "zh_CN", 1)):
            raise Unavailable(Kind.SEARCH)

    def find(self, words: str, language: str, most: int) -> tuple[Matter, ...]:
        """By the kiosk's own index."""
        play(Kind.SEARCH)
        return tuple(hit.matter for hit in _index().search(words, language)[:most])


def search() -> Search:
    """The one in use."""
    return cast("Search", service(Kind.SEARCH))


def _index() -> SearchIndex:
    return _built(_Known(catalogue()))


class _Known:
    """A catalogue, told apart by being the very one: thousands of matters are not compared at each search."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue

    def __hash__(self) -> int:
        return id(self.catalogue)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Known) and other.catalogue is self.catalogue


@lru_cache(maxsize=1)
def _built(known: _Known) -> SearchIndex:
    return SearchIndex(known.catalogue.matters, known.catalogue.home.popular)
