"""Certificates in the console."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from central.admin_site import Marked, ReadOnlyAdmin
from central.certificates.models import Certificate
from central.certificates.signing import signed_file
from central.certificates.typesetting import NoPage
from central.people.regions import RegionScopedAdmin


@admin.register(Certificate)
class CertificateAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """Issued documents, their holders veiled; the signed file shows everything, and the look is written down."""

    region_path = "case__kiosk__region"

    list_display = ("number", "title", "holder", "issued_at", "standing")
    list_filter = ("revoked",)
    search_fields = ("=number",)
    search_help_text = _("证明编号")
    fields = (
        *("number", "title", "unit", "holder", "holder_id", "case", "issued_at"),
        *("standing", "revoked_at", "revoked_by", "revoked_reason"),
    )
    show_full_result_count = False

    @admin.display(description=_("名称"))
    def title(self, certificate: Certificate) -> str:
        """What it is."""
        return certificate.title

    @admin.display(description=_("姓名"))
    def holder(self, certificate: Certificate) -> str:
        """王＊国."""
        return certificate.masked_holder_name

    @admin.display(description=_("证件号码"))
    def holder_id(self, certificate: Certificate) -> str:
        """First six and last four digits."""
        return certificate.masked_holder_number

    @display(description=_("状态"), label={"good": "success", "bad": "danger"})  # type: ignore[untyped-decorator]  # unfold ships no types
    def standing(self, certificate: Certificate) -> Marked:
        """Good or revoked."""
        return Marked("bad", gettext("已作废")) if certificate.revoked else Marked("good", gettext("有效"))

    def get_urls(self) -> list[URLPattern]:
        """The signed file has an address of its own."""
        pdf = path("<str:number>/pdf", self.admin_site.admin_view(self.pdf), name="certificates_certificate_pdf")
        return [pdf, *super().get_urls()]

    def pdf(self, request: HttpRequest, number: str) -> HttpResponse:
        """The signed PDF, for whoever may see personal data."""
        certificate = self.get_queryset(request).filter(pk=number).select_related("case").first()
        if certificate is None:
            raise Http404
        if not request.user.has_perm("cases.view_personal_data"):
            raise PermissionDenied
        try:
            kept = signed_file(certificate)
        except NoPage:
            raise Http404 from None
        self.log_change(request, certificate, gettext("下载签名 PDF"))
        return pdf_answer(bytes(kept.pdf), certificate.number)


def pdf_answer(pdf: bytes, number: str) -> HttpResponse:
    """A signed file as a download that nobody keeps on the way. Its name holds the number only."""
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{number}.pdf"'
    answer["Cache-Control"] = "no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
