"""Where a field's value may come from: the attributes of a card, and what the platform can be asked for."""

from enum import StrEnum

from pydantic import Field

from kiosk.matters.model import Key, Part, Text

CARD_ATTRIBUTES = frozenset({"name", "number", "sex", "birth", "address", "nationality", "valid_to"})
"""``card.<attribute>``: what `kiosk.visit.state.Holder` carries"""


class Library(StrEnum):
    """The library (信息资源库) that a fact lies in."""

    POPULATION = "population"
    LEGAL_ENTITY = "legal_entity"
    CREDIT = "credit"
    ACCOUNT = "account"
    """The government account (统一用户)"""


class GovernmentSource(Part):
    """One thing the platform may know of a person."""

    meaning: str
    office: Text
    library: Library = Library.POPULATION


class Sources(Part):
    """The file ``sources.toml``: every ``government.<key>`` that a field may name."""

    government: dict[Key, GovernmentSource] = Field(default_factory=dict)

    def knows(self, source: str) -> bool:
        """Whether `source` (``card.name``, ``government.phone``) exists."""
        origin, _, key = source.partition(".")
        return key in (CARD_ATTRIBUTES if origin == "card" else self.government)

    def office(self, source: str) -> Text | None:
        """Who supplies `source`; ``None`` for the card."""
        origin, _, key = source.partition(".")
        return self.government[key].office if origin == "government" and key in self.government else None
