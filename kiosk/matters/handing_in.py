"""Where papers are handed in that an office asks for afterwards (补正, 容缺补交)."""

from dataclasses import dataclass

from kiosk.matters.model import Matter, Text

HOTLINE = "12345"


@dataclass(frozen=True, slots=True)
class HandIn:
    """An office and whom to ask; `address` and `hours` where the matter names a place."""

    office: Text
    phone: str
    address: Text | None = None
    hours: Text | None = None


def hand_in(matter: Matter) -> HandIn:
    """The first of the matter's places; its department where it names none."""
    consult = matter.consult.phone if matter.consult is not None else ""
    if not matter.places:
        return HandIn(matter.department, consult or HOTLINE)
    place = matter.places[0]
    return HandIn(place.name, place.phone or consult or HOTLINE, place.address, place.hours)
