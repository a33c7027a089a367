"""The console's site: Unfold's, behind the gate, with the pages that everybody has of their own account."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from unfold.sites import UnfoldAdminSite

from central.people.forms import ConsoleLogin, OwnPassword
from central.people.gate import OPEN_PAGES, missing_step
from central.people.models import ConsoleSession
from central.people.own_pages import own_sessions, second_factor_page


class Console(UnfoldAdminSite):
    """Every page asks `has_permission`; only those of `OPEN_PAGES` are seen from before the gate."""

    login_form = ConsoleLogin
    login_template = "central/login.html"
    index_template = "home/index.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """Whether whoever asks is staff, and through the gate."""
        if not super().has_permission(request):
            return False
        match = request.resolver_match
        return (match is not None and match.url_name in OPEN_PAGES) or not missing_step(request)

    def get_urls(self) -> list[URLPattern]:
        """Django's, and the pages of one's own account."""
        own = [
            path("second-factor/", self._own(second_factor_page), name="second-factor"),
            path("sessions/", self._own(own_sessions), name="own-sessions"),
        ]
        return [*own, *super().get_urls()]

    def _own(self, page: Callable[[HttpRequest, dict[str, Any]], HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        def view(request: HttpRequest) -> HttpResponse:
            return page(request, self.each_context(request))

        wrapped: Callable[..., HttpResponse] = self.admin_view(view)
        return wrapped

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Unfold's, but its colours come as a file: the policy allows no styles inside a page."""
        context: dict[str, Any] = super().each_context(request)
        return {**context, "colors": None, "border_radius": None}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The accounts stand with the other pages of people, and Django's own name for them nowhere."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        accounts = [app for app in apps if app["app_label"] == "auth"]
        people = [app for app in apps if app["app_label"] == "people"]
        for models in (app["models"] for app in accounts):
            models[0]["name"] = gettext("账号")
        if not accounts or not people:
            return apps
        people[0]["models"][:0] = accounts[0]["models"]
        return [app for app in apps if app not in accounts]

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        """Change one's own password; other sessions end."""
        request.current_app = self.name
        return _OwnPasswordPage.as_view(
            form_class=OwnPassword,
            success_url=reverse("admin:index"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)


class _OwnPasswordPage(PasswordChangeView):
    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Django gives the session a new key when the password has changed; the list of sessions follows."""
        answer = super().form_valid(form)
        ConsoleSession.begin(self.request)
        return answer
