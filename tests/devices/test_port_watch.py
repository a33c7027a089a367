"""Plugging is noticed, a quick replug too, and nothing is when nothing moves."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.bench.device import Places
from devices.bench.pty_port import PtyPort
from devices.port_watch import Change, PortWatch


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


@pytest.fixture
def port(places: Places) -> Iterator[PtyPort]:
    port = PtyPort(places.serial_link("id_card_reader"), lambda _: None)
    yield port
    port.unplug()


def test_a_look_tells_what_came_and_went(places: Places, port: PtyPort) -> None:
    watch = PortWatch(places.host, lambda _: None)
    assert not watch.look()
    port.plug()
    assert watch.look() == Change(appeared=("ttyUSB0",))
    assert not watch.look()
    port.unplug()
    assert watch.look() == Change(gone=("ttyUSB0",))


def test_a_replug_between_two_looks_is_seen_although_the_name_is_the_same(places: Places, port: PtyPort) -> None:
    """The planted bug would compare names: the reader came back with another line behind the same name."""
    port.plug()
    watch = PortWatch(places.host, lambda _: None)
    for _ in range(20):
        port.unplug()
        port.plug()
        assert watch.look() == Change(("ttyUSB0",), ("ttyUSB0",))


def test_use_of_a_port_is_no_change(places: Places, port: PtyPort) -> None:
    port.plug()
    watch = PortWatch(places.host, lambda _: None)
    with (places.host / "dev/ttyUSB0").open("wb", buffering=0) as line:
        line.write(b"hello")
    assert not watch.look()


def test_the_hint_comes_by_itself(places: Places, port: PtyPort, eventually: Callable[..., bool]) -> None:
    seen: list[Change] = []
    watch = PortWatch(places.host, seen.append, every_s=0.01)
    before = threading.active_count()
    watch.start()
    port.plug()
    assert eventually(lambda: any("ttyUSB0" in change.appeared for change in seen))
    watch.stop()
    watch.stop()
    port.unplug()
    assert threading.active_count() == before


def test_this_machine_can_be_watched() -> None:
    assert not PortWatch(Path("/"), lambda _: None).look()
