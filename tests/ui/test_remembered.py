"""The lobby of the last start is shown for the same configuration and the same screens, and for nothing else."""

import os
from pathlib import Path

import pytest

from ui import remembered
from ui.remembered import NAME, Remembered, recall, remember

LOBBY = Remembered({"zone": "北桥"}, {"popular": []}, {"network": "offline"}, full_screen=True)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration with a lobby kept for it."""
    (tmp_path / "state").mkdir()
    path = tmp_path / "kiosk.toml"
    path.write_text('[kiosk]\nid = "K-0412"\nstate = "state"\n', encoding="utf-8")
    remember(path, tmp_path / "state", LOBBY)
    return path


def test_it_comes_back_as_it_was(config):
    assert recall(config) == LOBBY


def test_another_configuration_has_none(config):
    config.write_text(config.read_text(encoding="utf-8").replace("0412", "0413"), encoding="utf-8")
    assert recall(config) is None


def test_other_ports_are_the_same_configuration(config):
    """`make run` takes new ones at each start."""
    text = config.read_text(encoding="utf-8")
    urls = '[central]\nurl = "http://127.0.0.1:{}"\n[payments.scan_to_pay]\nurl = "http://[::1]:{}/pay"\n'
    config.write_text(text + urls.format(40001, 40002), encoding="utf-8")
    remember(config, config.parent / "state", LOBBY)
    config.write_text(text + urls.format(50001, 50002), encoding="utf-8")
    assert recall(config) == LOBBY
    config.write_text(text + urls.format(50001, 50002).replace("127.0.0.1", "127.0.0.2"), encoding="utf-8")
    assert recall(config) is None


def test_other_screens_have_none(config, tmp_path, monkeypatch):
    screens = tmp_path / "views"
    screens.mkdir()
    view = screens / "home.py"
    view.write_text("old")
    monkeypatch.setattr(remembered, "_SHAPES", (screens,))
    remember(config, config.parent / "state", LOBBY)
    assert recall(config) == LOBBY
    view.write_text("new")
    os.utime(view, ns=(1, 1))
    assert recall(config) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "null", '{"key": "x"}', "\udcff"])
def test_a_broken_one_is_none(config, content):
    (config.parent / "state" / NAME).write_bytes(content.encode("utf-8", "surrogateescape"))
    assert recall(config) is None


@pytest.mark.parametrize("text", ["", "state = 3\n", 'state = "elsewhere"\n', "\udcff"])
def test_a_configuration_that_names_no_such_folder_has_none(config, text):
    config.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert recall(config) is None


def test_no_configuration_has_none(tmp_path):
    assert recall(tmp_path / "kiosk.toml") is None
