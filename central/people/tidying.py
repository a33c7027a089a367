"""What nobody needs to know any longer: sessions that are over, and logins that failed long ago."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from central.people.models import ConsoleSession

_ATTEMPTS_KEPT = timedelta(days=1)
"""A lockout lasts a quarter of an hour; the trail keeps who was refused"""


def keep_few(now: datetime) -> dict[str, int]:
    """Forget them, as a task of the clock (`central.timers`)."""
    sessions = Session.objects.filter(expire_date__lt=now).delete()[0]
    known = Session.objects.filter(session_key=OuterRef("key"))
    listed = ConsoleSession.objects.filter(~Exists(known), seen_at__lt=now - _ATTEMPTS_KEPT).delete()[0]
    attempts = AccessAttempt.objects.filter(attempt_time__lt=now - _ATTEMPTS_KEPT).delete()[0]
    return {"sessions": sessions, "listed": listed, "attempts": attempts}
