"""What happens at a login and at its end: the session is listed, and the trail says who came and who was refused."""

from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.http import HttpRequest

from central.people.addresses import client_address
from central.people.auditing import note
from central.people.models import ConsoleSession


def connect() -> None:
    """Hear of them from now on."""
    for signal, receiver in (
        (user_logged_in, _came),
        (user_logged_out, _went),
        (user_login_failed, _refused),
        (user_locked_out, _locked_out),
    ):
        signal.connect(receiver, dispatch_uid=f"central.people.{receiver.__name__}")


def _came(request: HttpRequest, user: User, **_: Any) -> None:  # noqa: ANN401  as signals send it
    ConsoleSession.begin(request)
    note(user, "login", actor=user, address=client_address(request))


def _went(request: HttpRequest, user: User | None, **_: Any) -> None:  # noqa: ANN401  as signals send it
    ConsoleSession.objects.filter(key=request.session.session_key or "").delete()
    if user is not None:
        note(user, "logout", actor=user)


def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:  # noqa: ANN401  as signals send it
    """Only of accounts that there are: what else is typed into the field of the name may be a password."""
    _note_known("login-refused", credentials.get("username"), request)


def _locked_out(request: HttpRequest, username: str | None, **_: Any) -> None:  # noqa: ANN401  as signals send it
    _note_known("locked-out", username, request)


def _note_known(event: str, name: object, request: HttpRequest | None) -> None:
    user = User.objects.filter(username=name).first() if isinstance(name, str) else None
    if user is not None:
        note(user, event, address=client_address(request) if request is not None else None)
