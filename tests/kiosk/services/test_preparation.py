"""What is worked out once for a catalogue: checked, remembered, and never believed when anything changed."""

import errno
import json
import os
from pathlib import Path

import pytest

from kiosk.matters.catalogue import BASELINE, load_catalogue
from kiosk.matters.readings import readings_of, table_of
from kiosk.matters.search import texts_of
from kiosk.services import typesetter
from kiosk.services.preparation import prepare
from tests.kiosk.matters.samples import SMALL, write_matter, write_root


def test_readings_are_those_looked_up_in_place(tmp_path):
    prepared = prepare(BASELINE, tmp_path / "catalogue.json")
    assert prepared.readings == table_of(texts_of(prepared.catalogue.matters, prepared.catalogue.bundles.values()))


def test_the_second_time_asks_nobody(tmp_path, monkeypatch):
    root, memory = write_root(tmp_path / "matters", SMALL), tmp_path / "catalogue.json"
    first = prepare(root, memory)
    monkeypatch.setattr(typesetter, "_MODULE", "kiosk.services.no_such_module")
    assert prepare(root, memory).readings == first.readings


@pytest.mark.expects_log("what was worked out about the matters could not be kept: No space left on device")
def test_a_full_disk_costs_the_memory_and_nothing_else(tmp_path, monkeypatch):
    root, memory = write_root(tmp_path / "matters", SMALL), tmp_path / "catalogue.json"

    def full(file: Path, _data: bytes) -> int:
        file.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    assert list(prepare(root, memory).catalogue.matters) == ["small"]
    assert list(tmp_path.iterdir()) == [root]


@pytest.mark.parametrize("damage", ["a matter changed", "the file is cut", "the file is of another shape"])
def test_what_is_remembered_of_something_else_is_not_believed(tmp_path, damage, monkeypatch):
    root, memory = write_root(tmp_path / "matters", SMALL), tmp_path / "catalogue.json"
    prepare(root, memory)
    match damage:
        case "a matter changed":
            (root / "home.toml").write_text((root / "home.toml").read_text() + "\n# changed\n")
        case "the file is cut":
            memory.write_bytes(memory.read_bytes()[:-20])
        case _:
            head = json.loads(memory.read_text().splitlines()[0])
            memory.write_text(json.dumps({"digest": head["digest"], "problems": [1]}) + "\n[1]\n")
    monkeypatch.setattr(typesetter, "_MODULE", "kiosk.services.no_such_module")
    with pytest.raises(typesetter.TypesetterLost):
        prepare(root, memory)


def test_what_is_remembered_are_the_same_matters_and_the_same_problems(tmp_path):
    broken = SMALL.replace('code = "small"', 'code = "broken"\nminutes = "few"')
    root, memory = write_root(tmp_path / "matters", SMALL), tmp_path / "catalogue.json"
    write_matter(root, broken, "broken")
    first = prepare(root, memory).catalogue
    again = prepare(root, memory).catalogue
    assert list(first.matters) == ["small"]
    assert [str(problem) for problem in first.problems] == [str(problem) for problem in again.problems]
    assert first.matters == again.matters == load_catalogue(root).matters


def test_polyphones_read_by_their_company():
    assert readings_of("银行行政")[0] == ("yin", "hang", "xing", "zheng")
