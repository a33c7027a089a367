"""Takes over what was handed in at a kiosk for a case (补交): exactly once, into its case, or aside with the reason.

A citizen holds a receipt, so nothing is refused for what it says. The moment of handing in counts, also when the network
brought it later: the clock goes on from that day, and a case that was closed meanwhile shows what had been handed in.
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from central.cases.added_pages import SealedPage
from central.cases.asking import last_request, still_asked
from central.cases.casework import SYSTEM, Wish, bring, locked, note, step
from central.cases.holders import veiled
from central.cases.models import Case
from central.cases.owing import still_owed
from central.cases.supplement_models import Aside, Standing, Supplement, SupplementPage
from central.cases.transitions import BY_ACTION, Action
from central.kiosks.models import Kiosk
from central.submissions.acceptance import Accepted, OtherBytes, acknowledgement, again, once
from central.submissions.opening import Opened
from kiosk.protocol.supplement import Supplement as Message
from kiosk.protocol.supplement import SuppliedMaterial

RECEIPT_NO, HANDED_AT, RECEIVED_AT = "receipt_no", "handed_at", "received_at"
"""In the details of the step that a hand-in makes"""


def repeated(message_id: str, kiosk: Kiosk, posted_sha256: str) -> Accepted | OtherBytes | None:
    """The hand-in that came before under this id, if one did."""
    return again(Supplement.objects.filter(pk=message_id).first(), kiosk, posted_sha256, acknowledgement)


def accept(kiosk: Kiosk, message: Message, opened: Opened) -> Accepted | OtherBytes:
    """Keep it, or find the one kept before."""
    return once(
        lambda: repeated(message.id, kiosk, opened.posted_sha256),
        lambda: _new(kiosk, message, opened, datetime.now(UTC)),
    )


def _new(kiosk: Kiosk, message: Message, opened: Opened, now: datetime) -> Accepted:
    case, why = _case_of(message)
    supplement = Supplement.objects.create(
        id=message.id,
        kiosk=kiosk,
        case=case,
        case_no=message.case_no,
        receipt_no=message.receipt_no,
        standing=_standing(case),
        why=why,
        handed_at=message.handed_at,
        counted_at=message.handed_at if case is None else _counted(case, message.handed_at, now),
        received_at=now,
        body=opened.body.decode(),
        body_sha256=hashlib.sha256(opened.body).hexdigest(),
        posted_sha256=opened.posted_sha256,
        key_id=opened.key_id,
    )
    SupplementPage.objects.bulk_create(
        SupplementPage(
            supplement=supplement,
            key=material.key,
            page=number,
            media_type=page.media_type,
            sha256=page.sha256,
            blob_id=opened.pages[page.sha256].blob,
        )
        for material in message.materials
        for number, page in enumerate(material.pages, start=1)
    )
    if case is not None:
        _take_in(case, supplement, message.materials, opened)
    return Accepted(acknowledgement(supplement), fresh=True)


def _standing(case: Case | None) -> Standing:
    """A case that was decided or is over shows its work list nothing: somebody has to be told."""
    if case is None:
        return Standing.ASIDE
    return Standing.TAKEN if case.is_open and not case.outcome else Standing.LATE


def _case_of(message: Message) -> tuple[Case | None, Aside]:
    """The case it is for, locked; else why it goes into none. Whoever applied hands in, and nobody else."""
    found = Case.objects.filter(case_no=message.case_no).values_list("pk", "holder_hash").first()
    if found is None:
        return None, Aside.NO_CASE
    if found[1] != veiled(message.holder).holder_hash:
        return None, Aside.STRANGER
    return locked(found[0]), Aside.NONE


def _counted(case: Case, handed_at: datetime, now: datetime) -> datetime:
    """The moment that counts: never after it came, nor before it was asked for, whatever the kiosk's clock said."""
    request = last_request(case)
    earliest = request.at if request is not None and still_asked(case) else case.applied_at
    return min(now, max(earliest, handed_at))


def _take_in(case: Case, supplement: Supplement, materials: Sequence[SuppliedMaterial], opened: Opened) -> None:
    """The pages, and what follows from them by the table of steps."""
    at, keys = supplement.counted_at, [one.key for one in materials]
    asked, owed = still_asked(case), {one.key for one in still_owed(case)}
    bring(case, {one.key: _pages(one, opened) for one in materials}, supplement.received_at, supplement)
    details = {
        RECEIPT_NO: supplement.receipt_no,
        HANDED_AT: supplement.handed_at.isoformat(),
        RECEIVED_AT: supplement.received_at.isoformat(),
    }
    if asked and not set(asked) - set(keys):
        step(case, BY_ACTION[Action.HAND_IN], SYSTEM, at, Wish(Action.HAND_IN, materials=tuple(keys), details=details))
        return
    action = Action.HAND_IN_MORE
    if set(asked) & set(keys):
        action = Action.HAND_IN_PART
    elif owed & set(keys):
        action = Action.RECEIVE_OWED
    note(case, action, SYSTEM, at, {**details, "materials": keys})


def _pages(material: SuppliedMaterial, opened: Opened) -> list[SealedPage]:
    return [
        SealedPage(page.media_type, page.sha256, opened.pages[page.sha256].blob, page.size, opened.key_id)
        for page in material.pages
    ]
