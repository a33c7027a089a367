"""Who sees which region: administrative area codes, in which a prefix contains what begins with it (99 ⊃ 9901 ⊃ 990101).

A person's region narrows whatever they look at. Without one they see nothing, unless they hold `ALL_REGIONS`.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.db.models.fields.related import ForeignKey
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from unfold.contrib.filters.admin import AutocompleteSelectFilter

ALL_REGIONS = "people.all_regions"

_Row = TypeVar("_Row", bound=Model)
_User = AbstractBaseUser | AnonymousUser


def region_of(user: _User) -> str | None:
    """The prefix that `user` is narrowed to: "" for everything, ``None`` for nothing."""
    if not user.is_active:
        return None
    if getattr(user, "is_superuser", False):
        return ""
    try:
        region: str = user.person.region  # type: ignore[attr-defined]  # the reverse of a one-to-one field
    except (AttributeError, ObjectDoesNotExist):
        region = ""
    if region:
        return region
    return "" if user.has_perm(ALL_REGIONS) else None  # type: ignore[attr-defined]  # Django's user has it


def within(queryset: QuerySet[_Row], user: _User, path: str = "kiosk__region") -> QuerySet[_Row]:
    """Those rows of `queryset` that lie in the region of `user`; `path` is the lookup of the region's code."""
    region = region_of(user)
    if region is None:
        return queryset.none()
    return queryset.filter(**{f"{path}__startswith": region}) if region else queryset


def covers(user: _User, region: str) -> bool:
    """Whether what lies in `region` is within the reach of `user`."""
    reach = region_of(user)
    return reach is not None and region.startswith(reach)


def reaches(user: _User, regions: Sequence[str]) -> bool:
    """Whether what is done in all `regions` is within the reach of `user`. None named: everywhere."""
    return all(covers(user, region) for region in regions) if regions else region_of(user) == ""


class RegionFilter(AutocompleteSelectFilter):
    """A filter by something that lies in a region, such as a kiosk: one types, and is offered what one may see.

    A list of 20,000 to choose from would be most of the page. What is offered comes from the related page's own queryset.
    """


class RegionScopedAdmin:
    """A mixin before ``ModelAdmin``: list, object, actions, choices and autocomplete end at the person's region."""

    region_path = "kiosk__region"
    """Lookup of the region's code from the page's model"""
    list_filter_submit = True
    """For `RegionFilter`, into which one types"""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What lies in the person's region; list, object, history, actions and autocomplete all ask here."""
        return within(super().get_queryset(request), request.user, self.region_path)  # type: ignore[misc]  # of ModelAdmin

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: object, object_id: str) -> HttpResponse:
        """What is elsewhere is not there: no page says whether it exists."""
        del request, opts, object_id
        raise Http404

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  each page narrows it to its model
        """Not of what lies elsewhere: pages of a row that do not ask `get_queryset` ask here."""
        return self._reaches(request, obj) and super().has_view_permission(request, obj)  # type: ignore[misc]  # of ModelAdmin

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  each page narrows it to its model
        """As `has_view_permission`."""
        return self._reaches(request, obj) and super().has_change_permission(request, obj)  # type: ignore[misc]  # of ModelAdmin

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ANN401  each page narrows it to its model
        """As `has_view_permission`."""
        return self._reaches(request, obj) and super().has_delete_permission(request, obj)  # type: ignore[misc]  # of ModelAdmin

    def _reaches(self, request: HttpRequest, obj: Model | None) -> bool:
        return obj is None or covers(request.user, self.region_of_object(obj))

    def region_of_object(self, obj: Model) -> str:
        """The code that `region_path` leads to; empty where a link is missing."""
        value: Any = obj
        for name in self.region_path.split("__"):
            value = getattr(value, name, None)
        return value or ""

    def save_model(self, request: HttpRequest, obj: Any, form: Form, change: Any) -> None:  # noqa: ANN401  as declared by Django
        """Refuse what would lie outside the region; whoever moves a thing may not move it out of their reach."""
        if not covers(request.user, self.region_of_object(obj)):
            raise PermissionDenied
        super().save_model(request, obj, form, change)  # type: ignore[misc]  # of ModelAdmin

    def get_field_queryset(self, db: str | None, db_field: Any, request: HttpRequest) -> QuerySet[Any] | None:  # noqa: ANN401  as declared by Django
        """The choices of a form: those of the related page's own list when that is narrowed too."""
        related = self.admin_site._registry.get(db_field.remote_field.model)  # type: ignore[attr-defined]  # noqa: SLF001  as Django does
        if isinstance(related, RegionScopedAdmin):
            return related.get_queryset(request)
        found: QuerySet[Any] | None = super().get_field_queryset(db, db_field, request)  # type: ignore[misc]  # of ModelAdmin
        return found

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """A filter by kiosk, and by whatever else is narrowed, offers no strangers."""
        return [self._narrowed(one) for one in super().get_list_filter(request)]  # type: ignore[misc]  # of ModelAdmin

    def _narrowed(self, one: Any) -> Any:  # noqa: ANN401  a name, a class or a pair, as Django takes them
        if not isinstance(one, str) or "__" in one:
            return one
        field = self.model._meta.get_field(one)  # type: ignore[attr-defined]  # noqa: SLF001  Django's public _meta
        registry = self.admin_site._registry  # type: ignore[attr-defined]  # noqa: SLF001  as Django does
        if isinstance(field, ForeignKey) and isinstance(registry.get(field.related_model), RegionScopedAdmin):
            return (one, RegionFilter)
        return one
