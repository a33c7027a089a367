"""How visits went, as numbers: what a kiosk reports once an hour (`Report` with the subject ``visits``). Nobody is in it.

The facts are ``day`` (the civil date in China) and for each wording of a matter, ``code@version``, how often something was:

| key | counts |
| --- | --- |
| ``code@version/began`` | visits |
| ``code@version/reached.form`` | visits that came to this step (`kiosk.matters.plan.Step`) |
| ``code@version/ended.left.form`` | visits that ended so (`EndReason`) at this step |
| ``code@version/filed`` | visits that made a case |
| ``code@version/typed`` | characters that were typed in those that made a case |
| ``code@version/asked`` | values in the forms of those that made a case |
| ``code@version/prefilled`` | of these, values that nobody typed or chose |
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

SUBJECT = "visits"
DAY = "day"
BEGAN, FILED, TYPED, ASKED, PREFILLED = "began", "filed", "typed", "asked", "prefilled"
REACHED, ENDED = "reached.", "ended."
_LONGEST_MEASURE = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """One number of a report."""

    matter: str
    version: int
    measure: str
    n: int


def key_of(matter: str, version: int, measure: str) -> str:
    """The fact's name."""
    return f"{matter}@{version}/{measure}"


def day_of(facts: Mapping[str, object]) -> date | None:
    """The day that a report is about; None when it names none."""
    try:
        return date.fromisoformat(str(facts.get(DAY, "")))
    except ValueError:
        return None


def counts_of(facts: Mapping[str, object]) -> Iterator[Counted]:
    """The numbers of a report; what is none is passed over."""
    for key, n in facts.items():
        wording, slash, measure = key.partition("/")
        matter, at, version = wording.rpartition("@")
        is_number = isinstance(n, int) and not isinstance(n, bool) and n > 0
        if slash and at and matter and version.isdecimal() and 0 < len(measure) <= _LONGEST_MEASURE and is_number:
            yield Counted(matter, int(version), measure, int(str(n)))
