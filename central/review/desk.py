"""What the pages of review and release have in common: a page around a row, and forms that are posted to one action each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext
from unfold.admin import ModelAdmin

from central.people.regions import reaches
from central.review.refusals import ReviewRefused, Why

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

Act = Callable[[Any, User, dict[str, Any]], object]


_IDS = "{}-%s"
"""Of the fields of a deed: a page has several forms"""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that may be done with a row: its right, the service that does it, and the form it needs."""

    name: str
    label: "StrOrPromise"
    right: str
    act: Act
    form: type[Form] = Form
    first: bool = False
    grave: bool = False
    """Whether citizens notice it at once"""
    begins_with: Callable[[Any], dict[str, Any]] = lambda _row: {}
    """What the form holds before anybody has touched it"""
    where: Callable[[Any, dict[str, Any]], Sequence[str]] | None = None
    """The regions in which it has an effect, none for everywhere: whoever does it must reach them all. None where it has none"""


class DeskAdmin(ModelAdmin):
    """A list, a page that is only looked at, and the deeds of a row. Nothing is edited in place, nothing deleted."""

    template = ""
    begin_template = "review/begin.html"
    deeds: tuple[Deed, ...] = ()

    if TYPE_CHECKING:
        admin_site: AdminSite

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """By deeds only."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        del request, obj
        return False

    def get_urls(self) -> list[URLPattern]:
        """An address for each deed."""
        name = self.opts.model_name
        deeds = [
            path(f"<int:pk>/{deed.name}", self.admin_site.admin_view(self._doing(deed)), name=f"{name}_{deed.name}")
            for deed in self.deeds
        ]
        return [*deeds, *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,  # noqa: ANN401  as declared by Django
    ) -> HttpResponse:
        """The row, and what whoever looks may do with it now."""
        del form_url, extra_context
        return self._shown(request, self._row(request, int(object_id) if object_id.isdecimal() else 0), {})

    def about(self, row: Any) -> dict[str, Any]:  # noqa: ANN401 - each page narrows it
        """What the page shows beside the row itself."""
        del row
        return {}

    def may_now(self, row: Any) -> set[str]:  # noqa: ANN401 - each page narrows it
        """The names of the deeds that fit the row's state; none, where a page does not say."""
        del row
        return set()

    def begun(
        self, request: HttpRequest, title: str, form: Form, begin: Callable[[dict[str, Any]], Any]
    ) -> HttpResponse:
        """The page on which something is begun: `begin` makes the row from the form's values."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        if request.method == "POST" and form.is_valid():
            try:
                row = begin(form.cleaned_data)
            except ReviewRefused as refused:
                form.add_error(None, refused.sentences)
            else:
                return HttpResponseRedirect(self._address(row))
        return self._page(request, self.begin_template, {"title": title, "form": form})

    def _shown(self, request: HttpRequest, row: Model, filled: Mapping[str, Form]) -> HttpResponse:
        """The page of a row; `filled` are forms of deeds that were refused, with what was written in them."""
        around = {"title": str(row), "row": row, **self.about(row), **self._open(request, row, filled)}
        return self._page(request, self.template, around)

    def _open(self, request: HttpRequest, row: Model, filled: Mapping[str, Form]) -> dict[str, Any]:
        fitting = self.may_now(row)
        open_deeds = [
            {
                "label": deed.label,
                "first": deed.first,
                "grave": deed.grave,
                "form": filled.get(deed.name)
                or deed.form(auto_id=_IDS.format(deed.name), initial=deed.begins_with(row)),
                "url": reverse(f"admin:{self.opts.model_name}_{deed.name}", args=(row.pk,)),
            }
            for deed in self.deeds
            if deed.name in fitting and request.user.has_perm(deed.right)
        ]
        return {"deeds": open_deeds}

    def _doing(self, deed: Deed) -> Callable[..., HttpResponse]:
        def view(request: HttpRequest, pk: int) -> HttpResponse:
            row = self._row(request, pk)
            if request.method != "POST":
                return HttpResponse(status=405)
            if not request.user.has_perm(deed.right):
                raise PermissionDenied
            form = deed.form(request.POST, auto_id=_IDS.format(deed.name))
            if not form.is_valid():
                return self._shown(request, row, {deed.name: form})
            try:
                if deed.where is not None and not reaches(request.user, deed.where(row, form.cleaned_data)):
                    raise ReviewRefused(Why.BEYOND_REGION)  # noqa: TRY301 - said like any other refusal
                deed.act(row, cast("User", request.user), form.cleaned_data)
            except ReviewRefused as refused:
                messages.error(request, "；".join(refused.sentences))
                return self._shown(request, self._row(request, pk), {deed.name: form})
            messages.success(request, gettext("已办：%s") % deed.label)
            return HttpResponseRedirect(self._address(row))

        return view

    def _row(self, request: HttpRequest, pk: int) -> Model:
        row: Model | None = self.get_queryset(request).filter(pk=pk).first()
        if row is None:
            raise Http404
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        return row

    def _address(self, row: Model) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=(row.pk,))

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, template, {**around, **context})
