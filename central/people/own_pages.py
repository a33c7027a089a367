"""The pages that everybody has of their own account: the second factor, and where they are logged in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django_otp import login as verified

from central.people import second_factor
from central.people.auditing import note
from central.people.forms import BindAuthenticator
from central.people.models import ConsoleSession


def second_factor_page(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Bind an authenticator; or, once that is done, take new recovery codes or another authenticator."""
    user = _user(request)
    bound = second_factor.confirmed(user)
    if bound is None:
        return _bind(request, context, user)
    if not user.is_verified():  # type: ignore[attr-defined]  # set by OTPMiddleware
        return _verify(request, context, user)
    return _bound(request, context, user)


def _bind(request: HttpRequest, context: dict[str, Any], user: User) -> HttpResponse:
    device = second_factor.begun(user)
    form = BindAuthenticator(request.POST or None, user=user, device=device)
    if request.method == "POST" and form.is_valid():
        codes = second_factor.confirm(device)
        verified(request, device)
        note(user, "second-factor-bound")
        return _codes(request, context, codes)
    address = second_factor.address_of(device)
    more = {
        "title": gettext("绑定二次验证"),
        "form": form,
        "picture": second_factor.picture(address),
        "secret": second_factor.secret_of(device),
        "required": second_factor.required(),
    }
    return TemplateResponse(request, "central/second_factor_bind.html", {**context, **more})


def _verify(request: HttpRequest, context: dict[str, Any], user: User) -> HttpResponse:
    """Bound in another session since this one began: it shows the code once."""
    form = BindAuthenticator(request.POST or None, user=user, device=None)
    if request.method == "POST" and form.is_valid():
        token = form.cleaned_data["otp_token"]
        verified(request, second_factor.device_for(user, token))
        return redirect("admin:index")
    more = {"title": gettext("二次验证"), "form": form}
    return TemplateResponse(request, "central/second_factor_verify.html", {**context, **more})


def _bound(request: HttpRequest, context: dict[str, Any], user: User) -> HttpResponse:
    form = BindAuthenticator(request.POST or None, user=user, device=None)
    if request.method == "POST" and form.is_valid():
        if "another" in request.POST:
            second_factor.forget_devices(user)
            note(user, "second-factor-reset")
            return redirect("admin:second-factor")
        note(user, "recovery-codes")
        return _codes(request, context, second_factor.new_recovery_codes(user))
    more = {"title": gettext("二次验证"), "form": form, "left": second_factor.recovery_codes_left(user)}
    return TemplateResponse(request, "central/second_factor.html", {**context, **more})


def _codes(request: HttpRequest, context: dict[str, Any], codes: list[str]) -> HttpResponse:
    more = {"title": gettext("恢复码"), "codes": codes}
    return TemplateResponse(request, "central/recovery_codes.html", {**context, **more})


def own_sessions(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """Where one is logged in; and the way to end it everywhere else."""
    user = _user(request)
    here = request.session.session_key or ""
    if request.method == "POST":
        ended = ConsoleSession.end_all(user, but=here)
        note(user, "sessions-ended", number=str(ended))
        messages.success(request, gettext("已结束 %d 个会话。") % ended)
        return redirect("admin:own-sessions")
    sessions = [(one, one.key == here) for one in ConsoleSession.objects.filter(user=user)]
    more = {"title": gettext("我的会话"), "sessions": sessions}
    return TemplateResponse(request, "central/sessions.html", {**context, **more})


def _user(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise TypeError("the gate lets nobody in without an account")
    return user
