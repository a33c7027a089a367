"""Results that go by post (邮寄): which they are, and whether their parcel is registered."""

from central.cases.models import Case, Outcome
from central.catalogue import matter_of
from central.delivery.models import ParcelState
from kiosk.matters.delivery import WAY

AT_COUNTER = "at_counter"
"""In the details of a delivery: what was to be posted was handed over at the counter instead"""
_GONE = (ParcelState.RETURNED, ParcelState.LOST)


def waits_for_parcel(case: Case) -> bool:
    """Whether the applicant asked for what was granted by post, and no parcel is there or on its way."""
    if case.outcome != Outcome.GRANTED or not _by_post(case):
        return False
    return all(one.state in _GONE for one in case.parcels.all())


def _by_post(case: Case) -> bool:
    matter, application = matter_of(case.matter_code), case.application
    chosen = next((one.value for one in application.values if one.key == WAY), application.delivery)
    ways = matter.deliveries if matter is not None else ()
    return any(one.key == chosen and one.kind == "post" for one in ways)
