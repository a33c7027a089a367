"""Django's registration of this concern."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Certificates."""

    name = "central.certificates"
    verbose_name = "证明"
