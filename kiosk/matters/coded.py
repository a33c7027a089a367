"""A code with the name of its code set beside it (docs/adr/0030), and a length of time with its unit."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from kiosk.matters.text import Part, Sentence

ItemCode = Annotated[str, StringConstraints(pattern=r"^([0-9A-Za-z-]{8,60})?$")]
"""实施编码, 基本编码 …: opaque, because provinces build them differently; empty when there is none"""

ShortCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-zⅠⅡⅢⅣ_.-]{1,32}$")]


class Coded(Part):
    """One value of a code set. Sets conflict between provinces, so a bare digit means nothing: `set` says whose it is."""

    set: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    """e.g. ``GB/T 39046 A.1``; the national ones are in `kiosk.matters.code_sets`"""
    code: ShortCode
    name: Sentence
    """What the code means, as its set words it"""
    version: Annotated[str, StringConstraints(max_length=20)] = ""
    """Of the set, e.g. ``2020``; empty where the set has none"""


class Unit(StrEnum):
    """Units of a time limit (时限单位)."""

    WORKING_DAYS = "working_days"
    CALENDAR_DAYS = "calendar_days"
    MONTHS = "months"
    HOURS = "hours"


class Term(Part):
    """A length of time as a law or a promise gives it."""

    count: Annotated[int, Field(ge=1, le=3650)] = Field(title="数量")
    unit: Unit = Field(default=Unit.WORKING_DAYS, title="单位")

    @property
    def in_hours(self) -> float:
        """A rough length to compare two terms by: five working days make a week, 30 days a month."""
        return self.count * _HOURS[self.unit]


_HOURS = {
    Unit.HOURS: 1.0,
    Unit.CALENDAR_DAYS: 24.0,
    Unit.WORKING_DAYS: 24.0 * 7 / 5,
    Unit.MONTHS: 24.0 * 30,
}
