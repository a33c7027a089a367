"""统一电子证照: finds a certificate by what is printed on it. Issuing is the business of `central.certificates`."""

import hmac
from typing import Protocol, cast

from central.certificates.models import Certificate
from central.services.outages import play
from central.services.registry import Kind, Service, service


class Certificates(Service, Protocol):
    """What a province implements."""

    def find(self, number: str, code: str) -> Certificate | None:
        """The certificate that `number` and `code` of a paper name together. Raises `Unavailable`."""


class SimulatedCertificates:
    """The library of this platform: what it issued itself."""

    def ping(self) -> None:
        """Look for a number that no certificate has."""
        self.find("", "")

    def find(self, number: str, code: str) -> Certificate | None:
        """A wrong code and an unknown number look the same, and take as long."""
        play(Kind.CERTIFICATES)
        found = Certificate.objects.filter(number=number).first()
        genuine = hmac.compare_digest((found.code if found else "").encode(), code.upper().encode())
        return found if genuine else None


def certificates() -> Certificates:
    """The one in use."""
    return cast("Certificates", service(Kind.CERTIFICATES))
