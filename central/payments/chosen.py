"""Which provider this platform takes money through; an installation with a contract puts its own here."""

from central.payments.providers import Provider
from central.payments.simulated import SimulatedProvider


def provider() -> Provider:
    """The acquirer."""
    return SimulatedProvider()
