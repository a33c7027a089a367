"""Which provider this platform takes money through: the service ``payment`` of ``settings.SERVICES``."""

from central.payments.providers import Provider
from central.services.payment import payment


def provider() -> Provider:
    """The acquirer."""
    return payment()
