"""What the pages of the fleet have in common."""

from datetime import datetime
from typing import Any

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.response import TemplateResponse

from central.fleet.models import KioskReport
from central.fleet.regions import Place, tree
from central.kiosks.models import Kiosk
from central.people.regions import within


def page(
    admin: "ModelAdmin[Any]", request: HttpRequest, template: str, title: object, **context: object
) -> TemplateResponse:
    """`template` in the console's frame, for whoever may look. Raises ``PermissionDenied``."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    around = {**admin.admin_site.each_context(request), "opts": admin.model._meta, "title": title}  # noqa: SLF001  Django's public _meta
    return TemplateResponse(request, template, {**around, **context})


def kiosks_of(request: HttpRequest) -> QuerySet[Kiosk]:
    """The kiosks that the person may see, narrowed to ``?region=``."""
    return _narrowed(within(Kiosk.objects.filter(active=True), request.user, "region"), request, "region")


def reports_of(request: HttpRequest) -> QuerySet[KioskReport]:
    """Their last heartbeats."""
    seen = within(KioskReport.objects.filter(kiosk__active=True), request.user)
    return _narrowed(seen, request, "kiosk__region")


def asked_region(request: HttpRequest) -> str:
    """What ``?region=`` says; empty for anything that is no area code."""
    region = request.GET.get("region", "")
    return region if region.isascii() and region.isdigit() else ""


def places_of(request: HttpRequest, now: datetime) -> tuple[Place, Place]:
    """All that the person may see, and the place that is asked for (all, when there is none such)."""
    whole = tree(within(Kiosk.objects.all(), request.user, "region"), now)
    return whole, whole.find(asked_region(request)) or whole


def _narrowed(rows: QuerySet[Any], request: HttpRequest, path: str) -> QuerySet[Any]:
    region = asked_region(request)
    return rows.filter(**{f"{path}__startswith": region}) if region else rows
