"""The idle cost is measured on devices that are there, and told when they are not."""

import pytest

from kiosk.config import DEVICE_ROLES
from tests.kiosk.kiosk_toml import write_config
from tools.bench_devices import device_figures, measured


@pytest.mark.expects_log(*(f"{role} is lost" for role in DEVICE_ROLES))
def test_every_configured_device_is_attached_and_let_go(tmp_path):
    record = measured(write_config(tmp_path), settle_s=0.0, measure_s=0.2)
    assert set(record["devices"]) == set(DEVICE_ROLES)
    assert 0 <= record["percent"] < 100 * 3
    assert record["threads"] >= 2 * len(DEVICE_ROLES)


def test_a_figure_of_devices_that_do_not_work_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("tools.bench_devices.subprocess.run", lambda *_, **__: Done())
    cost, helpers = device_figures(tmp_path / "kiosk.toml")
    assert (cost.value, cost.limit, cost.verdict) == (3.5, 3.0, "OVER")
    assert "NOT well: cabinet" in cost.beside
    assert helpers.limit is None


class Done:
    """A run in which the board of the housing was not there."""

    stdout = (
        'log line\n{"percent": 3.5, "helper_percent": 0.1, "threads": 5, "helpers": 0,'
        ' "devices": {"id_card_reader": "online", "cabinet": "no_device"}}'
    )
