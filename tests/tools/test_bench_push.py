"""The measurement of the push service measures: a few real connections, all of them told."""

from tools.bench_push import push_figures


def test_a_small_fleet_is_connected_told_and_weighed() -> None:
    told, memory, connected = push_figures(30)
    assert told.name == "30 connected kiosks told, the last of them"
    assert 0 < told.value < 3.0
    assert told.kept is True
    assert 20 < memory.value < 250
    assert connected.value > 0
