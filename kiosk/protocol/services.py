"""What stands behind the platform: ``GET /v1/services`` tells how well each answers, ``GET /v1/search`` finds a matter."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from kiosk.protocol.messages import Message
from kiosk.protocol.progress import Said

ServiceWord = Literal["up", "slow", "down"]


class ServiceLine(Message):
    """One service. `without` says what happens while it is down."""

    service: str
    name: Said
    state: ServiceWord
    since: AwareDatetime
    latency_ms: Annotated[int, Field(ge=0)]
    checked_at: AwareDatetime
    without: Said


class ServicesAnswer(Message):
    """All of them, as they answered within the last few seconds."""

    services: tuple[ServiceLine, ...]


class FoundMatter(Message):
    """A matter that fits."""

    code: str
    title: Said


class SearchAnswer(Message):
    """The likeliest first."""

    found: tuple[FoundMatter, ...] = ()
