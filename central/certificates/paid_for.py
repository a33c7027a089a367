"""The papers that waited for a fee: made by the clock once it is paid and the case is granted, whichever came last.

Not by whoever takes the money: it is booked whatever becomes of the papers, and nobody waits for the departments.
"""

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from central.cases.models import OPEN_STATES, Case, Outcome
from central.certificates.granting import certify, lacking, prepare
from central.payments.models import Order

_log = logging.getLogger("central.certificates")
_AGAIN = timedelta(minutes=5)
"""Until those of a case are tried once more that could not be made"""
_AT_ONCE = 50
"""Cases in one run; departments may take seconds for each"""


def keep_issuing(now: datetime) -> dict[str, int]:
    """As a task of the clock (`central.timers`): how many papers were made, and of how many cases none could be.

    One that fails holds up no other and is tried again. What the departments do not say is left to an officer (`lacking`).
    """
    undecided = Q(case__state__in=OPEN_STATES, case__outcome=Outcome.NONE)
    waiting = Order.objects.filter(~undecided, papers_at__lte=now).order_by("papers_at", "pk")
    issued = failed = 0
    for order_no, case_id in list(waiting.values_list("pk", "case_id")[:_AT_ONCE]):
        after: datetime | None = None
        try:
            issued += _issue(case_id, now)
        except Exception as error:  # noqa: BLE001  whatever it is, the other cases go on; its text may tell of people
            _log.error("papers of case %d failed: %s", case_id, type(error).__name__)
            failed, after = failed + 1, now + _AGAIN
        Order.objects.filter(pk=order_no).update(papers_at=after)
    return {"issued": issued, "not_issued": failed}


def _issue(case_id: int, now: datetime) -> int:
    """The papers that the case was granted and does not have: how many could be made."""
    case = Case.objects.get(pk=case_id)
    return certify(case, prepare(case), now) if lacking(case) else 0
