"""Addresses: ``/v1`` and ``/releases`` for kiosks, ``/c`` and ``/r`` for people with a paper in hand, ``/admin`` for officers.

``/metrics`` is for Prometheus (docs/operations.md).
"""

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView
from django.views.i18n import set_language

from central.api import api
from central.certificates.views import certificate_download, certificate_file_check, certificate_page
from central.metrics import metrics_page
from central.pages import page_not_found, permission_denied, server_error
from central.payments.views import pay_page
from central.receipts.views import receipt_page
from central.releases.views import release_file
from central.voice.views import ticket_page

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("v1/", api.urls),
    path("c/<str:number>/<str:code>", certificate_page, name="certificate"),
    path("c/<str:number>/<str:code>/file", certificate_file_check, name="certificate-file"),
    path("c/<str:number>/<str:code>/download", certificate_download, name="certificate-download"),
    path("pay/<str:order_no>/<str:code>", pay_page, name="pay"),
    path("r/<str:token>", receipt_page, name="receipt"),
    path("t/<str:number>/<str:code>", ticket_page, name="ticket"),
    path("metrics", metrics_page, name="metrics"),
    path("releases/<path:path>", release_file, name="release-file"),
    path("admin/language", set_language, name="set_language"),
    path("admin/", admin.site.urls),
]
handler403 = permission_denied
handler404 = page_not_found
handler500 = server_error
