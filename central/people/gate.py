"""Between the login and the console: a session that has not ended, a password of one's own, a second factor."""

from collections.abc import Callable
from datetime import timedelta

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext

from central.people import second_factor
from central.people.accounts import person_of
from central.people.auditing import CONSOLE
from central.people.models import ConsoleSession

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=8)
_NOTED_EVERY = timedelta(minutes=1)
OPEN_PAGES = frozenset(
    {"login", "logout", "jsi18n", "set_language", "password_change", "password_change_done", "second-factor"}
)
"""What somebody sees who has logged in and is not through the gate yet"""


def missing_step(request: HttpRequest) -> str:
    """The page that comes before the console for whoever is logged in; empty when they are through."""
    person = person_of(request.user)
    if person is not None and person.must_change_password:
        return "admin:password_change"
    if second_factor.required() and not request.user.is_verified():  # type: ignore[union-attr]  # set by OTPMiddleware
        return "admin:second-factor"
    return ""


class Gate:
    """For pages of the console only; kiosks and papers pass by."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer `request`, or send its sender to what is missing."""
        if not request.path_info.startswith(CONSOLE) or not request.user.is_authenticated:
            return self._get_response(request)
        if not _goes_on(request):
            logout(request)
            messages.info(request, gettext("登录已结束，请重新登录。"))
            return redirect(f"{reverse('admin:login')}?next={CONSOLE}")
        step = missing_step(request)
        if step and _page(request) not in OPEN_PAGES:
            return redirect(step)
        return self._get_response(request)


def _page(request: HttpRequest) -> str:
    try:
        return resolve(request.path_info).url_name or ""
    except Resolver404:
        return ""


def _goes_on(request: HttpRequest) -> bool:
    """Whether the session has been ended by nobody, is not idle for too long and not too old; notes that it is used."""
    session = ConsoleSession.objects.filter(key=request.session.session_key or "").first()
    now = timezone.now()
    if session is None or now - session.seen_at > IDLE or now - session.began_at > LONGEST:
        return False
    if now - session.seen_at > _NOTED_EVERY:
        ConsoleSession.objects.filter(key=session.key).update(seen_at=now)
    return True
