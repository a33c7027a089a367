"""Certificates in the console."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from central.admin_site import ReadOnlyAdmin
from central.certificates.models import Certificate
from central.people.regions import RegionScopedAdmin


@admin.register(Certificate)
class CertificateAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """Issued documents, their holders veiled."""

    region_path = "case__kiosk__region"

    list_display = ("number", "title_zh", "holder", "issued_at", "revoked")
    list_filter = ("revoked", "title_zh")
    search_fields = ("number",)
    fields = ("number", "title_zh", "holder", "holder_id", "case", "issued_at", "revoked")

    @admin.display(description=_("姓名"))
    def holder(self, certificate: Certificate) -> str:
        """王＊国."""
        return certificate.masked_holder_name

    @admin.display(description=_("证件号码"))
    def holder_id(self, certificate: Certificate) -> str:
        """First six and last four digits."""
        return certificate.masked_holder_number
