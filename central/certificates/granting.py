"""The papers that a matter promises, for a case that was granted: with the grant, with its fee, or once their data is known."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from central.cases.models import Case, Outcome
from central.catalogue import matter_of
from central.certificates.contents import Grounds
from central.certificates.issue import ask_for, issue_documents, told, wanted_documents
from central.certificates.models import Certificate
from central.government.lookups import Asked
from kiosk.matters.service import DocumentSpec


@dataclass(frozen=True, slots=True, repr=False)
class Prepared:
    """What is to be made, and what the departments said of it. Asked before anything is locked."""

    wanted: tuple[DocumentSpec, ...] = ()
    asked: Asked = field(default_factory=Asked)


def lacking(case: Case) -> tuple[DocumentSpec, ...]:
    """The papers that `case` was granted and does not have; one that was revoked is not made again.

    None before it is granted, and none while its fee is open: whoever has a paper's code has the paper.
    """
    return _missing(case) if case.outcome == Outcome.GRANTED and not case.owes_fee else ()


def prepare(case: Case) -> Prepared:
    """Ask for what the papers say that `case` does not have, as if it were granted; nothing while its fee is open."""
    matter, wanted = matter_of(case.matter_code), () if case.owes_fee else _missing(case)
    if matter is None or not wanted:
        return Prepared()
    return Prepared(wanted, ask_for(case.kiosk, matter, case.application, wanted))


def certify(case: Case, prepared: Prepared, now: datetime) -> int:
    """Make those of `prepared` whose data is known; how many. Each is made once, whoever else is at it."""
    matter = matter_of(case.matter_code)
    if not prepared.wanted:
        return 0
    with transaction.atomic():
        prepared.asked.write()
        Case.objects.select_for_update().get(pk=case.pk)
        made = _made(case)
        wanted = tuple(one for one in prepared.wanted if one.key not in made)
        if matter is None or not wanted:
            return 0
        return len(issue_documents(Grounds(case, matter, case.application, told(prepared.asked), now), wanted))


def _missing(case: Case) -> tuple[DocumentSpec, ...]:
    matter = matter_of(case.matter_code)
    if matter is None or not matter.documents:
        return ()
    made = _made(case)
    return tuple(one for one in wanted_documents(matter, case.application) or () if one.key not in made)


def _made(case: Case) -> frozenset[str]:
    return frozenset(Certificate.objects.filter(case=case).values_list("key", flat=True))
