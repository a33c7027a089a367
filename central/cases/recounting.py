"""Another calendar: the days of open cases are counted anew when a release brings the holidays of a year.

Until the State Council's notice of a year is there its days count as Monday to Friday; what was counted so is moved then,
before anybody gets a card for a day that was a holiday. Once for each calendar, whatever process does it.
"""

from datetime import datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from central.bootstrap import write_private
from central.cases.models import OPEN_STATES, Case
from central.cases.pausing import reckon
from central.catalogue import calendar

FILE = "calendar.counted"
"""In the state folder: the notices that all days were last counted by"""


def keep_counting(_now: datetime) -> dict[str, int]:
    """As a task of the clock (`central.timers`): how many days are others by the calendar that is in use now."""
    notices = sha256("".join(one.model_dump_json() for one in calendar().notices).encode()).hexdigest()
    file = Path(settings.STATE) / FILE
    known = file.read_text() if file.exists() else ""
    if known == notices:
        return {}
    if not known:  # a new platform: what there is was counted by this calendar as it came
        write_private(file, notices)
        return {}
    waiting = Case.objects.filter(state__in=OPEN_STATES, paused=False, due__isnull=False).order_by("pk")
    # All keys at once: on SQLite nobody else can write while some are still to be read, and beside one who waits neither can we.
    moved = sum(_moved(pk) for pk in list(waiting.values_list("pk", flat=True)))
    write_private(file, notices)
    return {"moved": moved}


def _moved(pk: int) -> bool:
    with transaction.atomic():
        case = Case.objects.select_for_update().defer("answer", "findings").get(pk=pk)
        if case.paused or not case.is_open:
            return False
        before = case.due
        reckon(case)
        if case.due == before:
            return False
        case.save(update_fields=["due"])
        return True
