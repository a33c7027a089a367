"""Who used my data: ``POST /v1/lookups/mine``, asked by a kiosk while somebody's card lies on the reader.

As with the progress of cases the number does not travel: its digest proves that the kiosk has read the card.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from kiosk.protocol.messages import Message, Sha256
from kiosk.protocol.progress import Said

LookupLibrary = Literal["population", "legal_entity", "credit", "account"]
"""人口库, 法人库, 信用库, 政务账户"""
LookupPurpose = Literal["prefill", "issue"]
"""Filled into a form, or certified on a document that was issued at once"""
LookupOutcome = Literal["told", "nothing", "refused", "unavailable"]
"""Something was told; nothing is known; it was not allowed; the library did not answer"""


class LookupsRequest(Message):
    """Whose data: `holder` is `kiosk.protocol.progress.holder_sha256` of the card's number."""

    holder: Sha256


class LookedUpField(Message):
    """One fact that was asked for: as the form calls it, where it lies, and whether it was told."""

    label: Said
    office: Said
    told: bool


class Lookup(Message):
    """One look into one library: when, who, where, for which matter, what for, resting on which law, and what came of it."""

    at: AwareDatetime
    library: LookupLibrary
    library_said: Said
    department: Said
    place: str
    """Where the kiosk stands, or its number"""
    matter_code: str
    matter: Said
    purpose: LookupPurpose
    purpose_said: Said
    legal_basis: tuple[str, ...]
    """As the matter names them, in Chinese"""
    fields: tuple[LookedUpField, ...]
    outcome: LookupOutcome
    outcome_said: Said


class LookupsAnswer(Message):
    """The newest looks at that person's data, newest first; empty when nobody looked. `more` when there were too many."""

    lookups: Annotated[tuple[Lookup, ...], Field(max_length=100)] = ()
    more: bool = False
