"""What officers do and see meanwhile (`tests.central.inside`): ask for a paper, grant, answer what a citizen wrote."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from central.cases.case_page import _papers
from central.cases.models import Case, Supplement
from central.cases.transitions import Action
from central.submissions.opening import open_blob
from central.voice.models import Ticket
from central.voice.tickets import approve_reply, draft_reply
from tests.central.applications import complete_application
from tests.central.cases.deeds import made, taken

MIN_PAGE = 10_000
"""Bytes of a scanned page, which nothing else that is opened by mistake has"""


def asks_for(case_no: str, material: str, reason: str) -> str:
    """补正: the case waits for this material."""
    case = taken(
        Case.objects.get(case_no=case_no.replace(" ", "")),
        Action.ASK_SUPPLEMENT,
        datetime.now(UTC),
        reason,
        (material,),
    )
    return str(case.state)


def answers(number: str, reply: str) -> str:
    """By one, let out by another."""
    clerk, chief = (User.objects.get_or_create(username=name)[0] for name in ("clerk", "chief"))
    ticket = Ticket.objects.get(number=number)
    draft_reply(ticket, reply, clerk)
    approve_reply(ticket, chief)
    return str(ticket.state)


def applied(name: str, number: str) -> str:
    """Somebody applied at another kiosk, with every paper; the number of the case."""
    application = complete_application()
    holder = application.holder.model_copy(update={"name": name, "number": number})
    return made(application.model_copy(update={"id": uuid4().hex, "holder": holder})).case_no


def stands(case_no: str) -> dict[str, Any]:
    """Where the case is, what came for it, and how many pages the officer is shown."""
    case = Case.objects.get(case_no=case_no.replace(" ", ""))
    added = case.documents.filter(added_at__isnull=False).order_by("key", "page")
    pages = [len(open_blob(page.blob_id, **page.opened_with())) > MIN_PAGE for page in added]
    return {
        "state": case.state,
        "paused": case.paused,
        "course": [step.action for step in case.steps.order_by("id")],
        "pages": pages,
        "came": case.supplements.count(),
        "handed": [one.handed_at.isoformat() for one in case.supplements.all()],
        "aside": [
            [one.why, one.pages.count()] for one in Supplement.objects.filter(standing="aside", case_no=case.case_no)
        ],
        "shown": sum(len(paper.pages) for paper in _papers(case, case.application, None, [], "")),
    }


def grants(case_no: str) -> str:
    """The officer goes on with it."""
    case = Case.objects.get(case_no=case_no.replace(" ", ""))
    examined = taken(case, Action.EXAMINE, datetime.now(UTC))
    return str(taken(examined, Action.GRANT, datetime.now(UTC)).state)
