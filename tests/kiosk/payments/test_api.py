"""Providers by name."""

import pytest

from kiosk.payments.api import ProviderConfigError, load_provider
from kiosk.payments.providers.simulated import SimulatedScanToPay


def test_a_provider_is_found_by_its_name():
    assert isinstance(load_provider("scan_to_pay.simulated", {"url": "http://127.0.0.1:1"}), SimulatedScanToPay)


def test_an_unknown_name_says_which_are_known():
    with pytest.raises(ProviderConfigError) as unknown:
        load_provider("scan_to_pay.gold", {})
    assert "'scan_to_pay.gold' is not known" in str(unknown.value)
    assert "scan_to_pay.simulated" in str(unknown.value)
