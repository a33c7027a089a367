"""Stand-in for the department systems: what they know of the synthetic people of ``people.json``."""

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

_FILE = Path(__file__).parent / "people.json"


class Insurance(BaseModel):
    """What the social insurance system says.

    `months` is the number of months paid in all; `paused_since` the first unpaid month (``2026-02``), or empty.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    status: str
    unit: str
    months: int
    paused_since: str = ""


class Known(BaseModel):
    """One person. A fact that is empty is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    phone: str = ""
    photo: str = ""
    residence: str = ""
    insurance: Insurance | None = None
    more: dict[str, str] = {}
    """What other departments know, by the key that matters name after ``government.``"""

    def facts(self) -> dict[str, str]:
        """The known values by the key that matters name after ``government.``."""
        found = {"phone": self.phone, "photo": self.photo, "residence": self.residence}
        if self.insurance is not None:
            found |= {
                "insurance_status": self.insurance.status,
                "insured_unit": self.insurance.unit,
                "insured_months": str(self.insurance.months),
                "insured_paused_since": self.insurance.paused_since,
            }
        return {key: value for key, value in (found | self.more).items() if value}


class _Register(BaseModel):
    people: dict[str, Known]
    """ID number → person"""


def known_of(number: str) -> Known | None:
    """What is known of the holder of ID `number`."""
    return _register().people.get(number.upper())


@lru_cache(maxsize=1)
def _register() -> _Register:
    return _Register.model_validate_json(_FILE.read_bytes())
