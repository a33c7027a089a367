"""What every page about one draft needs: the draft that the visitor may see, whether it may be written, and the frame."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from unfold.admin import ModelAdmin

from central.people.regions import RegionScopedAdmin
from central.writing.models import MatterDraft


class DraftPages(RegionScopedAdmin, ModelAdmin):
    """Pages about one draft."""

    def draft_at(self, request: HttpRequest, pk: int) -> MatterDraft:
        """The draft, if whoever asks may see it. Raises ``Http404``, ``PermissionDenied``."""
        draft = self.get_queryset(request).select_related("author").filter(pk=pk).first()
        if draft is None:
            raise Http404
        if not self.has_view_permission(request, draft):
            raise PermissionDenied
        found: MatterDraft = draft
        return found

    def may_write(self, request: HttpRequest, draft: MatterDraft) -> None:
        """Raise ``PermissionDenied`` unless this is a write that is allowed now."""
        if request.method != "POST" or not self.has_change_permission(request, draft) or not draft.editable:
            raise PermissionDenied

    def page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        """`template` in the console's frame."""
        around = {**self.admin_site.each_context(request), "opts": self.model._meta}  # noqa: SLF001  Django's public _meta
        return TemplateResponse(request, template, {**around, **context})


def page_of(draft: MatterDraft) -> str:
    """The address of its page."""
    return reverse("admin:writing_matterdraft_change", args=(draft.pk,))
