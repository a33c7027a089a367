"""What the console's pages have in common."""

from typing import Any, NamedTuple

from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin


class Marked(NamedTuple):
    """What a column with coloured labels shows: a key of ``@display(label=…)``, and words; in a form the words alone."""

    tone: str
    words: str

    def __str__(self) -> str:
        return self.words


class FromOutsideAdmin(ModelAdmin):
    """Rows come from kiosks and citizens: nobody adds or deletes any here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Never."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        del request, obj
        return False


class ReadOnlyAdmin(FromOutsideAdmin):
    """Looked at, never written: what it shows came from a kiosk."""

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never."""
        del request, obj
        return False


class LockedAdmin:
    """What is posted is checked and kept in one transaction, of a row that nobody else changes meanwhile."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:  # noqa: ANN401  as Django declares it
        """The row; locked where something is to be done with it, until the end of the page's transaction."""
        found = super().get_object(request, object_id, from_field)  # type: ignore[misc]  # of ModelAdmin
        if found is None or request.method != "POST":
            return found
        return type(found).objects.select_for_update().get(pk=found.pk)
