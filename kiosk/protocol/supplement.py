"""Papers that are handed in at a kiosk for a case that is there already (补交): asked for (补正), or owed (容缺).

They travel sealed as any submission (``kind`` ``supplement``), and in no other way.
The moment of handing in counts, not that of arrival.
"""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from kiosk.protocol.messages import Attachment, Holder, Identifier, Message, Moment, each_once

MOST_PAGES = 20
"""Of one material"""

LETTER = "B"
"""Of the numbers on their receipts: ``B-0412-0023``"""

_CaseNo = Annotated[str, StringConstraints(pattern=r"^[0-9]{6,16}$")]


class SuppliedMaterial(Message):
    """One material by its key, with the pages that were scanned."""

    key: Annotated[str, Field(min_length=1, max_length=40)]
    pages: Annotated[tuple[Attachment, ...], Field(min_length=1, max_length=MOST_PAGES)]


class Supplement(Message):
    """What one citizen handed in for one case. `id` is the idempotency key for ever; `holder` is as on the card that lay there.

    `handed_at` is by the kiosk's clock, as the application's time is.
    """

    id: Identifier
    kiosk_id: Annotated[str, Field(min_length=1, max_length=40)]
    receipt_no: Annotated[str, Field(min_length=1, max_length=40)]
    case_no: _CaseNo
    """Without spaces"""
    handed_at: Moment
    language: Annotated[str, Field(max_length=20)]
    holder: Holder
    materials: Annotated[tuple[SuppliedMaterial, ...], Field(min_length=1, max_length=20), AfterValidator(each_once)]


def is_supplement(receipt_no: str) -> bool:
    """Whether a receipt of this number is for papers that were handed in afterwards."""
    return receipt_no.startswith(f"{LETTER}-")
