"""The one way to ask a library about a person: it is written down with purpose and law before anything is told.

A matter that names no law may not ask (数据共享 rests on one). A library that does not answer is said so, and the others
are asked all the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from central.cases.holders import hash_of_digest
from central.catalogue import catalogue
from central.government.models import DataLookup, LookupOutcome, Purpose
from central.kiosks.models import Kiosk
from central.services.libraries import library
from central.services.registry import Unavailable
from kiosk.matters.guidance import LegalBasis
from kiosk.matters.model import Matter
from kiosk.matters.sources import Library
from kiosk.protocol.progress import holder_sha256

PREFIX = "government."


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks: a kiosk, for a matter of a department, for a purpose."""

    kiosk: Kiosk
    matter: Matter
    purpose: Purpose


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """What was told, by key without prefix. `unavailable` are the keys whose library did not answer."""

    values: Mapping[str, str] = field(default_factory=dict)
    unavailable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoLegalBasis:
    """Nobody was asked: the matter names no law."""


@dataclass(frozen=True, slots=True, repr=False)
class Asked:
    """What came of asking. Nothing of it may be used before `write`."""

    facts: Facts | NoLegalBasis = field(default_factory=Facts)
    rows: tuple[DataLookup, ...] = ()

    def write(self) -> None:
        """Write down who asked for what; in the transaction that uses it, or at once."""
        if self.rows:
            DataLookup.objects.bulk_create(self.rows)  # without a signal: the audit log is for what people change


def look_up(asker: Asker, number: str, keys: Iterable[str]) -> Facts | NoLegalBasis:
    """What the libraries know of the holder of `number` under `keys`. Every library asked is one row of the log."""
    asked = ask(asker, number, keys)
    asked.write()
    return asked.facts


def ask(asker: Asker, number: str, keys: Iterable[str]) -> Asked:
    """As `look_up`, for whoever writes it down later: nobody waits for a library with a transaction open."""
    wanted = _by_library(keys)
    if not wanted:
        return Asked()
    if not asker.matter.legal_basis:
        refused = {which: (one, None) for which, one in wanted.items()}
        return Asked(NoLegalBasis(), _rows(asker, number, refused, LookupOutcome.REFUSED))
    answers = {which: (one, _asked(which, number, one)) for which, one in wanted.items()}
    values = {key: value for _keys, told in answers.values() for key, value in (told or {}).items()}
    silent = tuple(key for one, told in answers.values() if told is None for key in one)
    return Asked(Facts(values, silent), _rows(asker, number, answers))


def citation(basis: LegalBasis) -> str:
    """One law, as people cite it."""
    return " ".join(part for part in (basis.name, basis.number, basis.article) if part)


def _by_library(keys: Iterable[str]) -> dict[Library, tuple[str, ...]]:
    sources = catalogue().sources.government
    found: dict[Library, tuple[str, ...]] = {}
    for key in sorted(keys):
        which = sources[key].library if key in sources else Library.POPULATION
        found[which] = (*found.get(which, ()), key)
    return found


def _asked(which: Library, number: str, keys: tuple[str, ...]) -> Mapping[str, str] | None:
    try:
        told = library(which).facts(number, keys)
    except Unavailable:
        return None
    return {key: value for key, value in told.items() if key in keys}  # no more than was asked for, whoever answers


def _rows(
    asker: Asker,
    number: str,
    answers: Mapping[Library, tuple[tuple[str, ...], Mapping[str, str] | None]],
    outcome: LookupOutcome | None = None,
) -> tuple[DataLookup, ...]:
    person, now, matter = hash_of_digest(holder_sha256(number)), datetime.now(UTC), asker.matter
    return tuple(
        DataLookup(
            at=now,
            person_hash=person,
            library=which.value,
            kiosk=asker.kiosk,
            place=asker.kiosk.place,
            department={"zh": matter.department.zh, "en": matter.department.en},
            matter_code=matter.code,
            matter={"zh": matter.title.zh, "en": matter.title.en},
            purpose=asker.purpose,
            legal_basis=[citation(basis) for basis in matter.legal_basis],
            fields=[_field(matter, key, told or {}) for key in keys],
            outcome=outcome or _outcome(told),
        )
        for which, (keys, told) in answers.items()
    )


def _outcome(told: Mapping[str, str] | None) -> LookupOutcome:
    if told is None:
        return LookupOutcome.UNAVAILABLE
    return LookupOutcome.TOLD if told else LookupOutcome.NOTHING


def _field(matter: Matter, key: str, told: Mapping[str, str]) -> dict[str, str | bool]:
    """The fact as the form calls it; what stands only on a document, by its office alone."""
    label = next((spec.label for spec in matter.form if spec.source == PREFIX + key), None)
    office = catalogue().sources.office(PREFIX + key)
    said = label or office
    return {
        "key": key,
        "zh": said.zh if said else key,
        "en": said.en if said else key,
        "office_zh": office.zh if office else "",
        "office_en": office.en if office else "",
        "told": key in told,
    }
