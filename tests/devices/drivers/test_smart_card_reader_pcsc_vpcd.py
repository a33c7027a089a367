"""The smart-card driver against ``pcscd`` and ``vpcd``, which we did not write: reader, empty slot, card, removal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from devices.api.smart_card_reader import CardRefusal, CardState
from devices.api.status import DeviceState
from devices.bench.people import PEOPLE
from devices.drivers.smart_card_reader_pcsc import PcscSmartCardReader
from tests.devices.drivers import virtual_card

pytestmark = pytest.mark.skipif(bool(virtual_card.why_not()), reason=virtual_card.why_not() or "installed")


def test_a_card_is_read_through_a_service_and_a_reader_of_others(
    tmp_path: Path, eventually: Callable[..., bool]
) -> None:
    with virtual_card.service(tmp_path) as port:
        reader = PcscSmartCardReader({"reader": "virtual", "socket": str(virtual_card.SOCKET)})
        reader.open()
        try:
            assert reader.identity().startswith("Virtual PCD")
            assert reader.status().state is DeviceState.ONLINE
            assert reader.state() is CardState.NO_CARD
            assert reader.read("social_security_card") is CardRefusal.NO_CARD
            with virtual_card.card(tmp_path, port, "wang"):
                assert eventually(lambda: reader.state() is CardState.READY, 15)
                record = reader.read("social_security_card")
                assert not isinstance(record, CardRefusal)
                assert record.values["name"] == PEOPLE["wang"].card.name
            assert eventually(lambda: reader.state() is CardState.NO_CARD, 15)
        finally:
            reader.close()
