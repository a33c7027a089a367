"""``kioskctl release``: a stick is believed or not, whether the application runs or not; and the way back."""

import json
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kiosk.cli import main
from kiosk.config import load_config
from kiosk.matters.availability import Level
from kiosk.runtime import Kiosk
from kiosk.visit.events import Abandoned
from kiosk.visit.state import EndReason
from tests.kiosk.fake_clock import until
from tests.kiosk.kiosk_toml import GOOD, write_config
from tests.kiosk.sync.release_stand import Stand, write_matters
from tests.kiosk.test_runtime import NO_DEVICE, all_known


@pytest.fixture
def stand(tmp_path: Path) -> Iterator[Stand]:
    made = Stand(tmp_path / "platform")
    made.publish()
    yield made
    made.close()


@pytest.fixture
def config(tmp_path: Path, stand: Stand) -> Path:
    """A kiosk that was enrolled at that platform, and cannot reach it."""
    write_matters(tmp_path / "shipped")
    platform = tmp_path / "state" / "platform"
    platform.mkdir(parents=True)
    (platform / "root.json").write_bytes(stand.root)
    return write_config(tmp_path, GOOD.replace('state = "state"', 'state = "state"\ncatalogue = "shipped"'))


def kioskctl(config: Path, *arguments: str) -> int:
    return main(["--config", str(config), "release", *arguments])


def told(config: Path, capsys: Any, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    capsys.readouterr()
    code = kioskctl(config, *arguments, "--json")
    return code, [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_new_kiosk_has_what_it_was_shipped_with(config, capsys):
    code, (shipped, standing) = told(config, capsys, "list")
    assert (code, shipped["release"], shipped["current"]) == (0, 0, True)
    assert standing["looked_at"] is None


def test_a_stick_is_verified_and_used_and_given_back(config, capsys, stand):
    assert kioskctl(config, "import", str(stand.web)) == 0
    assert "release 1 is in use" in capsys.readouterr().out
    code, lines = told(config, capsys, "list")
    assert [(line["release"], line["current"]) for line in lines[:-1]] == [(0, False), (1, True)]
    assert code == 0
    assert kioskctl(config, "rollback") == 0
    code, lines = told(config, capsys, "list")
    assert [(line["release"], line["current"]) for line in lines[:-1]] == [(0, True), (1, False)]
    assert lines[1]["refused"] == "rolled back by a person"
    assert code == 1, "the platform wants another than is in use"
    assert kioskctl(config, "rollback") == 1
    assert kioskctl(config, "import", str(stand.web)) == 0, "a person who brings it again means it"


@pytest.mark.parametrize("harm", ["changed", "cut", "a stranger's", "old"])
def test_a_bad_stick_changes_nothing(config, capsys, stand, tmp_path, harm, log_watch):
    stick = tmp_path / "stick"
    shutil.copytree(stand.web, stick)
    match harm:
        case "changed":
            stand.edit()
            stand.publish()
            shutil.rmtree(stick)
            shutil.copytree(stand.web, stick)
            file = next(file for file in (stick / "blobs").glob("*/*") if b"version = 2" in file.read_bytes())
            file.write_bytes(file.read_bytes().replace(b"version = 2", b"version = 3"))
        case "cut":
            shutil.rmtree(stick / "blobs")
            (stick / "metadata" / "1.snapshot.json").unlink()
        case "a stranger's":
            other = Stand(tmp_path / "stranger")
            other.publish()
            shutil.rmtree(stick)
            shutil.copytree(other.web, stick)
            other.close()
        case _:
            stand.edit()
            stand.publish()
            assert kioskctl(config, "import", str(stand.web)) == 0
    if harm != "cut":
        log_watch.expect("was not believed")
    before = told(config, capsys, "list")[1]
    assert kioskctl(config, "import", str(stick)) == 1
    assert "not" in capsys.readouterr().out
    after = told(config, capsys, "list")[1]
    assert [line.get("current") for line in before] == [line.get("current") for line in after]


def test_a_release_with_a_broken_template_is_refused_and_named(config, capsys, stand, log_watch):
    log_watch.expect("release 2 cannot be used")
    text = (stand.matters / "small" / "matter.toml").read_text(encoding="utf-8")
    paper = '\n[[documents]]\nkey = "paper"\ntitle = { zh = "证", en = "Paper" }\ntemplate = "paper.typ"\n'
    (stand.matters / "small" / "matter.toml").write_text(text + paper, encoding="utf-8")
    (stand.matters / "small" / "paper.typ").write_text("#nonsense()", encoding="utf-8")
    sample = (
        '{"key":"paper","number":"1","verify_url":"https://x.invalid","issued_at":"2026-01-01T00:00:00Z","data":{}}'
    )
    (stand.matters / "small" / "paper.sample.json").write_text(sample, encoding="utf-8")
    stand.publish()
    assert kioskctl(config, "import", str(stand.web)) == 1
    assert "release 2 cannot be used: small/paper.typ" in capsys.readouterr().out
    assert told(config, capsys, "list")[1][0]["current"] is True


def test_what_is_no_release_is_said(config, capsys, tmp_path):
    assert kioskctl(config, "import", str(tmp_path)) == 1
    assert "expected a release" in capsys.readouterr().err
    code, said = told(config, capsys, "import", str(tmp_path))
    assert code == 1
    assert "expected a release" in said[0]["error"]


def test_a_running_application_does_it_when_nobody_is_there(config, capsys, stand, log_watch):
    log_watch.expect(*NO_DEVICE)
    with Kiosk(load_config(config)) as kiosk:
        heard: list[int] = []
        kiosk.subscribe_catalogue(lambda catalogue, _search: heard.append(catalogue.release))
        before = kiosk.runner.begin(kiosk.catalogue.matters["small"], "zh_CN")
        answer: list[int] = []
        asking = threading.Thread(target=lambda: answer.append(kioskctl(config, "import", str(stand.web))))
        asking.start()
        asking.join(30)
        assert answer == [0]
        assert (kiosk.catalogue.release, before.release) == (0, 0)
        leave(kiosk)
        assert until(lambda: heard == [1], 20)
        assert kiosk.runner.begin(kiosk.catalogue.matters["small"], "zh_CN").release == 1
        assert kiosk.availability(kiosk.catalogue.matters["other"]).level is Level.NOT_NOW
        leave(kiosk)
        all_known(kiosk)
    assert "is ready" in capsys.readouterr().out
    again = Kiosk(load_config(config))
    all_known(again)
    assert again.catalogue.release == 1, "the next start begins with it"
    again.close()


def leave(kiosk: Kiosk) -> None:
    kiosk.runner.post(Abandoned(EndReason.LEFT))
    assert until(lambda: kiosk.runner.visit is None)
