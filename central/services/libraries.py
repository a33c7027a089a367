"""人口库, 法人库, 信用库: what departments know of somebody. Asked only by `central.government.lookups`, which writes it down."""

from collections.abc import Collection, Mapping
from typing import ClassVar, Protocol, cast

from central.government.register import known_of
from central.services.outages import play
from central.services.registry import Kind, Service, service
from kiosk.matters.sources import Library


class DataLibrary(Service, Protocol):
    """What a province implements for each library."""

    def facts(self, number: str, keys: Collection[str]) -> Mapping[str, str]:
        """What is known of the holder of `number` under `keys` (those of ``sources.toml``). Raises `Unavailable`."""


class SimulatedLibrary:
    """Knows the synthetic people; each library is one subclass."""

    kind: ClassVar[Kind]

    def ping(self) -> None:
        """Ask for nothing about a number that nobody has."""
        self.facts("", ())

    def facts(self, number: str, keys: Collection[str]) -> Mapping[str, str]:
        """Those of `keys` that are known."""
        play(self.kind)
        known = known_of(number)
        return {key: value for key, value in known.facts().items() if key in keys} if known is not None else {}


class SimulatedPopulation(SimulatedLibrary):
    """人口库, with what the social insurance, traffic and other departments keep of people."""

    kind = Kind.POPULATION


class SimulatedLegalEntity(SimulatedLibrary):
    """法人库."""

    kind = Kind.LEGAL_ENTITY


class SimulatedCredit(SimulatedLibrary):
    """信用库."""

    kind = Kind.CREDIT


KIND: Mapping[Library, Kind] = {
    Library.POPULATION: Kind.POPULATION,
    Library.LEGAL_ENTITY: Kind.LEGAL_ENTITY,
    Library.CREDIT: Kind.CREDIT,
    Library.ACCOUNT: Kind.USERS,
}
"""The government account is 统一用户 (`central.services.users`)"""


def library(which: Library) -> DataLibrary:
    """The one in use for `which`."""
    return cast("DataLibrary", service(KIND[which]))
