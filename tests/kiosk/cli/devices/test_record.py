"""`kioskctl devices record | replay`: a line written down without its people, and played again."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from devices.bench.id_card_reader import IdCardReaderBench
from devices.bench.people import PEOPLE
from devices.drivers.id_card_reader_sam_v import SamVReader
from devices.recording import Source, load
from tests.kiosk.cli.devices.conftest import Run


def test_a_recording_of_a_card_read_holds_nobody_and_plays_again(
    run: Run, reader: IdCardReaderBench, tmp_path: Path, eventually: Callable[..., bool]
) -> None:
    reader.command("place", {"card": "wang"})
    file, link = tmp_path / "read.jsonl", tmp_path / "again"
    code, out, _ = run("record", "id_card_reader", "--out", str(file), "--seconds", "1.5", "--json")
    assert code == 0
    assert json.loads(out.splitlines()[-1])["device"] > 1295, "the card was read"
    assert PEOPLE["wang"].card.name.encode("utf-16-le") not in load(file).bytes_from(Source.DEVICE)
    ends: list[int] = []
    playing = threading.Thread(
        target=lambda: ends.append(run("replay", str(file), "--link", str(link), "--seconds", "3")[0])
    )
    playing.start()
    assert eventually(link.is_symlink)
    driver = SamVReader({"port": str(link)})
    driver.open()
    assert driver.find()
    assert driver.read().name == "某人"
    driver.close()
    playing.join()
    assert ends == [0]


def test_a_kiosk_can_be_recorded_at_work_through_a_link(
    run: Run, reader: IdCardReaderBench, tmp_path: Path, eventually: Callable[..., bool]
) -> None:
    reader.command("place", {"card": "li"})
    file, link = tmp_path / "work.jsonl", tmp_path / "tap"
    arguments = ("record", "id_card_reader", "--out", str(file), "--seconds", "2", "--link", str(link))
    recording = threading.Thread(target=lambda: run(*arguments))
    recording.start()
    assert eventually(link.is_symlink)
    driver = SamVReader({"port": str(link)})
    driver.open()
    driver.close()
    recording.join()
    assert load(file).bytes_from(Source.DEVICE)


def test_a_port_that_is_not_there_is_a_sentence(run: Run, tmp_path: Path) -> None:
    code, _, err = run("record", "id_card_reader", "--out", str(tmp_path / "x"), "--seconds", "1")
    assert (code, "cannot be opened: is the kiosk still running?" in err) == (1, True)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("kind", ["document_printer", "cabinet", "receipt_printer"])
def test_only_serial_lines_are_recorded(run: Run, config: Path, tmp_path: Path, kind: str) -> None:
    config.write_text(config.read_text().replace('{ serial = "A50285BI" }', '"192.0.2.9:9100"'))
    code, _, err = run("record", kind, "--out", str(tmp_path / "x"))
    assert (code, "has no serial port to record" in err) == (1, True)


def test_a_file_that_is_no_recording_is_a_sentence(run: Run, tmp_path: Path, config: Path) -> None:
    code, _, err = run("replay", str(config), "--link", str(tmp_path / "x"))
    assert (code, "expected a JSON object" in err) == (1, True)
