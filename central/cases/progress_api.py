"""``POST /v1/cases/progress``: how far somebody's own cases are, asked by a kiosk that has read their card."""

from typing import Any

from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.http import HttpRequest
from ninja import Router
from pydantic import TypeAdapter

from central.cases.asking import last_request, still_asked, until_said
from central.cases.holders import hash_of_digest
from central.cases.models import Case, CaseState, FeeState, Outcome, Step
from central.cases.owing import Owed, still_owed, withholding
from central.cases.pausing import only_expected
from central.cases.procedures import said_of
from central.cases.transitions import Action, verdict, words
from central.catalogue import matter_of
from central.certificates.issue import verify_address
from central.delivery.models import ParcelState
from central.delivery.parcels import SAID as PARCEL_SAID
from central.kiosks.auth import caller
from central.payments.models import Order
from central.payments.orders import page_address
from kiosk.matters.model import Matter, Text
from kiosk.protocol.progress import (
    CaseProgress,
    ParcelWord,
    PaymentDue,
    ProgressAnswer,
    ProgressPaper,
    ProgressRequest,
    ProgressStep,
    Said,
    State,
    Wanted,
)
from kiosk.protocol.progress import (
    ParcelState as WireParcel,
)

router = Router(tags=["cases"])
STATE: TypeAdapter[Any] = TypeAdapter(State)
PARCEL: TypeAdapter[Any] = TypeAdapter(ParcelWord)
MOST = 20
"""Cases in one answer"""


@router.post("/cases/progress", response=ProgressAnswer)
def progress(request: HttpRequest, question: ProgressRequest) -> ProgressAnswer:
    """The newest cases of the holder, wherever they applied: the channel does not matter, the person does."""
    caller(request)
    rows = Case.objects.filter(holder_hash=hash_of_digest(question.holder)).select_related("bundle", "order")
    if question.receipt_no:
        bare = Replace("receipt_no", Value("-"), Value(""))
        number = question.receipt_no.replace("-", "").replace(" ", "")
        rows = rows.annotate(bare=bare).filter(Q(bare=number) | Q(case_no=number))
    found = list(rows.prefetch_related("steps", "parcels", "certificates", "documents").order_by("-id")[: MOST + 1])
    return ProgressAnswer(cases=tuple(_told(case) for case in found[:MOST]), more=len(found) > MOST)


def _told(case: Case) -> CaseProgress:
    matter = matter_of(case.matter_code)
    steps = list(case.steps.all())
    return CaseProgress(
        case_no=case.number_for_people,
        receipt_no=case.receipt_no,
        matter_code=case.matter_code,
        title=_title(case, matter),
        state=STATE.validate_python(case.state),
        said=verdict(CaseState(case.state), Outcome(case.outcome), paused=case.paused)[1],
        applied_at=case.applied_at,
        due=case.due,
        expected=only_expected(case),
        paused=case.paused or bool(withholding(case)),
        unit=case.unit,
        bundle=case.bundle.code if case.bundle else "",
        steps=tuple(ProgressStep(at=one.at, said=_said(one), unit=one.unit) for one in steps),
        wanted=_wanted(case, matter),
        payment=_payment(case),
        parcel=_parcel(case),
        papers=tuple(
            ProgressPaper(
                number=one.number,
                title=Said(zh=one.title_zh, en=one.title_en),
                verify_url=verify_address(one),
                revoked=one.revoked,
            )
            for one in case.certificates.all()
        ),
    )


def _title(case: Case, matter: Matter | None) -> Said:
    return Said(zh=case.matter_title, en=matter.title.en if matter is not None else case.matter_title)


def _said(step: Step) -> Said:
    """The step's sentence, with the officer's reason after it."""
    said = until_said(step.details, said_of(step.details, words(Action(step.action))[1]))
    if not step.reason:
        return said
    return Said(zh=f"{said.zh}：{step.reason}", en=f"{said.en}: {step.reason}")


def _wanted(case: Case, matter: Matter | None) -> tuple[Wanted, ...]:
    """What was put off and is still owed, and what the last request for a supplement names, while it is open."""
    titles = {spec.key: spec.title for spec in matter.materials} if matter is not None else {}
    owed = tuple(_made_up(one, titles[one.key]) for one in still_owed(case) if one.key in titles)
    if case.state != CaseState.SUPPLEMENT:
        return owed
    asked, keys = last_request(case), still_asked(case)
    return tuple(one for one in owed if one.key not in keys) + tuple(
        Wanted(
            key=key,
            title=Said(zh=titles[key].zh, en=titles[key].en) if key in titles else Said(zh=key, en=key),
            why=asked.reason if asked is not None else "",
            due=case.supplement_by,
            asked=True,
        )
        for key in keys
    )


def _made_up(owed: Owed, title: Text) -> Wanted:
    why = f"先办后补（容缺受理），{owed.due.month}月{owed.due.day}日前交"
    return Wanted(key=owed.key, title=Said(zh=title.zh, en=title.en), why=why, due=owed.due)


def _payment(case: Case) -> PaymentDue | None:
    order: Order | None = getattr(case, "order", None)
    if order is None or case.fee_state != FeeState.DUE:
        return None
    return PaymentDue(amount_fen=order.amount_fen, url=page_address(order))


def _parcel(case: Case) -> WireParcel | None:
    newest = max(case.parcels.all(), key=lambda one: one.created_at, default=None)
    if newest is None:
        return None
    state = ParcelState(newest.state)
    return WireParcel(
        tracking_no=newest.tracking_no, state=PARCEL.validate_python(state.value), said=PARCEL_SAID[state]
    )
