"""A start that cannot be: one sentence with file, place and what was expected, and the exit code that says not to try again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kiosk.config import load_config
from kiosk.matters.catalogue import BASELINE
from kiosk.runtime import CatalogueError, open_catalogue
from tests.kiosk.matters.samples import CERTIFICATE, SMALL, write_matter, write_root
from tests.prepared import prepared
from ui import app

ROOT = Path(app.__file__).parents[1]
EX_CONFIG = 78


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A configuration that is good but for the devices that are not there."""
    prepared(tmp_path / "state")
    text = (ROOT / "deploy" / "kiosk.toml.example").read_text(encoding="utf-8")
    text = text.replace('"/var/lib/suishiban/state"', '"state"')
    path = tmp_path / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def started(config: Path) -> tuple[int, str]:
    """Exit code and what was said, when the application is started with `config`."""
    done = subprocess.run(
        [sys.executable, "-m", "ui", "--config", str(config)],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stderr


def spoiled(config: Path, old: str, new: str) -> Path:
    text = config.read_text(encoding="utf-8")
    assert old in text
    config.write_text(text.replace(old, new), encoding="utf-8")
    return config


def test_no_configuration(tmp_path):
    code, said = started(tmp_path / "kiosk.toml")
    assert code == EX_CONFIG
    assert f"随时办 cannot start: {tmp_path / 'kiosk.toml'}: cannot be read (No such file or directory)" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('id = "K-0412"', 'id = "0412"', "kiosk.id: expected text of the form"),
        ("keyboard = true", 'keyboard = "sometimes"', "screen.keyboard: expected true or false"),
        ("full_screen", "fullscreen", "screen.fullscreen: expected no key of this name; did you mean 'full_screen'?"),
        ("id_card_reader.sam_v", "id_card_reader.sam_w", "kiosk.toml: devices.id_card_reader: "),
        ('url = "ipp://192.0.2.40/ipp/print"', "", "devices.document_printer: "),
        ("scan_to_pay.simulated", "scan_to_pay.magic", "kiosk.toml: payment provider 'scan_to_pay.magic'"),
        ("https://platform.example:8443", "http://platform.example", "central.url: expected https://"),
    ],
)
def test_a_mistake_in_the_configuration(example, old, new, expected):
    code, said = started(spoiled(example, old, new))
    last = said.strip().splitlines()[-1]
    assert (code, last.startswith("随时办 cannot start: "), expected in last) == (EX_CONFIG, True, True), said
    assert "Traceback" not in said


def test_a_file_that_is_no_toml(example):
    example.write_text("[kiosk\n", encoding="utf-8")
    code, said = started(example)
    assert code == EX_CONFIG
    assert "kiosk.toml: is not valid TOML: " in said
    assert "line 1" in said


def test_a_home_screen_that_names_no_matter_refuses_the_start(example, tmp_path):
    root = write_root(tmp_path / "matters")
    home = root / "home.toml"
    home.write_text('popular = ["no-such-matter"]\n' + home.read_text(encoding="utf-8"), encoding="utf-8")
    code, said = started(spoiled(example, "[central]", f'catalogue = "{root}"\n[central]'))
    assert code == EX_CONFIG
    assert "home.toml" in said
    assert "popular[0]: expected the code of a matter; found 'no-such-matter'" in said
    assert "Traceback" not in said


def test_a_key_that_others_can_read_refuses_the_start(example, tmp_path):
    key = tmp_path / "state.key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o644)
    code, said = started(example)
    assert code == EX_CONFIG
    assert "state.key" in said
    assert "Traceback" not in said


def test_the_example_itself_has_nothing_to_complain_of(example):
    assert load_config(example).kiosk.number == "0412"


def test_a_matter_that_fails_to_parse_is_left_out_and_the_rest_works(tmp_path):
    root = write_root(tmp_path / "matters")
    write_matter(root, SMALL.replace('code = "small"', 'code = "broken"\nminutes = "few"'), "broken")
    opened = open_catalogue(root, tmp_path / "memory.json")
    assert set(opened.catalogue.matters) == {"small"}
    (problem,) = opened.catalogue.problems
    assert "broken/matter.toml" in str(problem)
    assert "minutes" in str(problem)


def test_a_template_that_does_not_typeset_refuses_the_start_with_its_line(tmp_path):
    root = tmp_path / "matters"
    shutil.copytree(BASELINE, root)
    template = root / CERTIFICATE / "certificate.typ"
    template.write_text(template.read_text(encoding="utf-8") + "\n#unknown-function()\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"certificate\.typ.*unknown"):
        open_catalogue(root, tmp_path / "memory.json")


def test_what_a_crash_left_in_memory_is_gone_at_the_next_start(tmp_path: Path) -> None:
    folder = app.memory_folder(tmp_path)
    try:
        (folder / "learned.dat").write_text("北桥路")

        again = app.memory_folder(tmp_path)

        assert again == folder
        assert list(again.iterdir()) == []
        assert again.stat().st_mode & 0o777 == 0o700
    finally:
        folder.rmdir()
