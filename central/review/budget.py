"""The error budget of a release: what may go wrong at most among the kiosks that took it. Pure; `measuring` has the figures."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Budget:
    """What may go wrong at most before the next stage; shares of the kiosks that took the release."""

    least_time: timedelta = timedelta(minutes=30)
    """A stage is watched for so long at least"""
    least_share_taken: float = 0.8
    """Of the kiosks that should have it and are there"""
    most_refused: float = 0.01
    """That refused it or went back by themselves"""
    most_silent: float = 0.02
    """Beyond the share that is silent among the others"""
    most_ill: float = 0.05
    """With a device down, beyond the share among the others"""


@dataclass(frozen=True, slots=True)
class Measured:
    """What is known of a stage. Counts are kiosks."""

    watched: timedelta
    wanted: int
    """That should have it and were heard in the last minutes, or have it"""
    taken: int
    refused: int = 0
    silent: int = 0
    ill: int = 0
    broken: int = 0
    """Whose audit log broke since the release is public"""
    others: int = 0
    others_silent: int = 0
    others_ill: int = 0
    empty: bool = False
    """No kiosk at all stands in the stage, heard or not: a small share of a few may be nobody"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`wait`: nothing is wrong, and it is too early. `over`: too much went wrong; `reasons` are codes with figures.

    What `holds` has a reason only where nobody was watched.
    """

    word: str
    reasons: tuple[tuple[str, str], ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the next stage may begin."""
        return self.word == "holds"


def judge(measured: Measured, budget: Budget = Budget()) -> Verdict:
    """Whether the next stage may begin."""
    wrong = tuple(_wrong(measured, budget))
    if wrong:
        return Verdict("over", wrong)
    if measured.empty:
        return Verdict("holds", (("empty", "0"),))
    early = tuple(_early(measured, budget))
    return Verdict("wait", early) if early else Verdict("holds")


def _wrong(measured: Measured, budget: Budget) -> Iterator[tuple[str, str]]:
    tried = measured.taken + measured.refused
    if tried and measured.refused > budget.most_refused * tried:
        yield "refused", f"{measured.refused}/{tried}"
    if measured.broken:
        yield "broken", str(measured.broken)
    rest_silent, rest_ill = (_share(count, measured.others) for count in (measured.others_silent, measured.others_ill))
    if _share(measured.silent, measured.taken) > rest_silent + budget.most_silent:
        yield "silent", f"{measured.silent}/{measured.taken}"
    if _share(measured.ill, measured.taken) > rest_ill + budget.most_ill:
        yield "ill", f"{measured.ill}/{measured.taken}"


def _early(measured: Measured, budget: Budget) -> Iterator[tuple[str, str]]:
    if measured.watched < budget.least_time:
        left = budget.least_time - measured.watched
        yield "time", f"{-(-left // timedelta(minutes=1))}"
    if not measured.taken:
        yield "nobody", f"0/{measured.wanted}"
    elif measured.taken < budget.least_share_taken * measured.wanted:
        yield "few", f"{measured.taken}/{measured.wanted}"


def _share(count: int, of: int) -> float:
    return count / of if of else 0.0
