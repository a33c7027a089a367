"""``POST /v1/lookups/mine``: who used somebody's data, asked by a kiosk that has read their card."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from pydantic import TypeAdapter

from central.cases.holders import hash_of_digest
from central.government.models import DataLookup, Library, LookupOutcome, Purpose
from central.kiosks.auth import caller
from central.words import said
from kiosk.protocol.lookups import LookedUpField, Lookup, LookupLibrary, LookupsAnswer, LookupsRequest
from kiosk.protocol.lookups import LookupOutcome as WireOutcome
from kiosk.protocol.lookups import LookupPurpose as WirePurpose
from kiosk.protocol.progress import Said

router = Router(tags=["government"])
MOST = 50
"""Lookups in one answer"""
_LIBRARY: TypeAdapter[Any] = TypeAdapter(LookupLibrary)
_PURPOSE: TypeAdapter[Any] = TypeAdapter(WirePurpose)
_OUTCOME: TypeAdapter[Any] = TypeAdapter(WireOutcome)


@router.post("/lookups/mine", response=LookupsAnswer)
def mine(request: HttpRequest, question: LookupsRequest) -> LookupsAnswer:
    """The newest looks at the holder's data, wherever and for whatever they were made."""
    caller(request)
    rows = DataLookup.objects.filter(person_hash=hash_of_digest(question.holder)).select_related("kiosk")
    found = list(rows.order_by("-id")[: MOST + 1])
    return LookupsAnswer(lookups=tuple(_told(one) for one in found[:MOST]), more=len(found) > MOST)


def _told(row: DataLookup) -> Lookup:
    return Lookup(
        at=row.at,
        library=_LIBRARY.validate_python(row.library),
        library_said=said(Library(row.library).label),
        department=Said(**row.department),
        place=row.place or row.kiosk_id,
        matter_code=row.matter_code,
        matter=Said(**row.matter),
        purpose=_PURPOSE.validate_python(row.purpose),
        purpose_said=said(Purpose(row.purpose).label),
        legal_basis=tuple(row.legal_basis),
        fields=tuple(
            LookedUpField(
                label=Said(zh=one["zh"], en=one["en"]),
                office=Said(zh=one["office_zh"], en=one["office_en"]),
                told=one["told"],
            )
            for one in row.fields
        ),
        outcome=_OUTCOME.validate_python(row.outcome),
        outcome_said=said(LookupOutcome(row.outcome).label),
    )
