"""What the console's pages have in common."""

from django.db.models import Model
from django.http import HttpRequest
from unfold.admin import ModelAdmin


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
