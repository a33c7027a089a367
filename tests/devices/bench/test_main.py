"""The bench as a process of its own: ready, steered, and gone without a trace."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices.bench.client import BenchControl, BenchError
from devices.drivers.id_card_reader_sam_v import SamVReader


class Running:
    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.process = subprocess.Popen(
            [sys.executable, "-m", "devices.bench", "--dir", str(directory)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "bench ready\n"
        self.record = json.loads((directory / "bench.json").read_text(encoding="utf-8"))
        self.control = BenchControl(self.record["control"])

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(10) is not None
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Running]:
    # Longer than the 107 bytes that a socket address may have.
    running = Running(tmp_path / ("long" * 30))
    yield running
    running.end()


def test_a_card_is_read_from_the_bench_process(bench: Running) -> None:
    reader = SamVReader({"port": bench.record["devices"]["id_card_reader"]["port"]})
    reader.open()
    assert bench.control.send("id_card_reader", "place", card="rare") == {"card": "rare"}
    assert reader.find()
    assert reader.read().name.endswith("\u3402\U0002c386")
    assert bench.control.send("id_card_reader", "state")["progress"] == "selected"
    reader.close()


def test_every_device_stands_in_the_record_and_tells_its_state(bench: Running) -> None:
    assert set(bench.record["devices"]) == set(bench.control.send("bench", "state")["devices"])
    for name, entry in bench.record["devices"].items():
        assert any(entry.get(key) for key in ("port", "url", "root", "path")), name


def test_people_can_be_listed(bench: Running) -> None:
    keys = [person["key"] for person in bench.control.send("id_card_reader", "people")["people"]]
    assert {"wang", "li", "rare", "chen", "smith", "hk", "expired", "forged", "transport"} <= set(keys)


@pytest.mark.parametrize(
    ("device", "do", "args", "sentence"),
    [
        ("toaster", "place", {}, "there is no device 'toaster'; there are: id_card_reader"),
        ("id_card_reader", "dance", {}, "id_card_reader has no knob 'dance'; it has: place"),
        ("id_card_reader", "place", {"card": "nobody"}, "there is no card 'nobody'; there are: wang"),
        ("id_card_reader", "place", {}, "'card' must be given as text"),
        ("network", "delay", {"ms": -1}, "'ms' must be given as a number"),
    ],
)
def test_a_wrong_command_is_answered_with_a_sentence(
    bench: Running, device: str, do: str, args: dict[str, object], sentence: str
) -> None:
    with pytest.raises(BenchError, match=sentence):
        bench.control.send(device, do, **args)


def test_it_ends_on_sigterm_and_leaves_nothing(tmp_path: Path) -> None:
    running = Running(tmp_path)
    running.process.send_signal(signal.SIGTERM)
    assert running.process.wait(10) == 0
    running.end()
    assert not (tmp_path / "bench.json").exists()
    assert not (tmp_path / "control.sock").exists()
    assert not list((tmp_path / "host" / "dev" / "serial" / "by-id").iterdir())
    with pytest.raises(BenchError, match="does not answer"):
        running.control.send("bench", "state")


def test_it_ends_when_its_parent_dies(tmp_path: Path, eventually: Callable[..., bool]) -> None:
    bench = [sys.executable, "-m", "devices.bench", "--dir", str(tmp_path)]
    script = f"import subprocess, signal; subprocess.Popen({bench!r}); signal.pause()"
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.DEVNULL)
    assert eventually((tmp_path / "bench.json").exists, 20)
    pid = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))["pid"]
    parent.kill()
    parent.wait()
    assert eventually(lambda: not (tmp_path / "bench.json").exists(), 10)
    assert eventually(lambda: not _alive(pid), 10)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z" not in stat.read_text(encoding="ascii", errors="replace")
