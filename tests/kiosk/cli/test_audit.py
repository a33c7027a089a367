"""``kioskctl audit``: whole, or broken and where."""

import json
from pathlib import Path

import pytest

from kiosk.audit import Audit, AuditEvent
from kiosk.cli import main
from kiosk.protocol.audit_chain import NOTHING, link
from kiosk.sync.reporting import ANCHOR
from offline_cache.audit import AuditLog
from offline_cache.database import Database
from offline_cache.settings import Settings
from tests.kiosk.kiosk_toml import write_config


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A kiosk with three entries, of which the platform knows two."""
    file = write_config(tmp_path)
    database = Database.open(tmp_path / "state")
    log = AuditLog(database, link)
    for release in (1, 2, 3):
        Audit(log).note(AuditEvent.RELEASE_ACTIVATED, release=release)
    Settings(database).put(ANCHOR, f"2:{log.after(0)[1].hash}")
    database.close()
    return file


def verified(config: Path, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, dict[str, object]]:
    code = main(["--config", str(config), "audit", "verify", "--json", *more])
    answer: dict[str, object] = json.loads(capsys.readouterr().out)
    return code, answer


def tampered(config: Path, sql: str) -> None:
    database = Database.open(config.parent / "state")
    with database.transaction() as transaction:
        transaction.execute(sql)
    database.close()


def test_a_whole_account_is_said_to_be_whole(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = verified(config, capsys)
    assert code == 0
    assert (answer["whole"], answer["entries"], answer["anchors"]) == (True, 3, 1)
    assert verified(config, capsys, "--head", str(answer["head"]))[0] == 0
    assert main(["--config", str(config), "audit", "verify"]) == 0
    assert "whole: 3 entries, checked against 1 known heads; head 3:" in capsys.readouterr().out


def test_a_head_that_is_not_in_it_breaks_it(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = verified(config, capsys, "--head", f"4:{NOTHING}")
    assert (code, answer["problem"]) == (1, "entry 4 is missing, and the platform was told of it")


@pytest.mark.parametrize(
    ("sql", "problem"),
    [
        ("UPDATE audit SET entry = '{}' WHERE n = 2", "entry 2 is not what was written"),
        ("DELETE FROM audit WHERE n = 1", "entry 1 is missing"),
        ("DELETE FROM audit WHERE n >= 2", "entry 2 is missing, and the platform was told of it"),
    ],
)
def test_what_was_changed_is_named(config: Path, capsys: pytest.CaptureFixture[str], sql: str, problem: str) -> None:
    tampered(config, sql)
    code, answer = verified(config, capsys)
    assert (code, answer["whole"], answer["problem"]) == (1, False, problem)


def test_the_account_is_listed_oldest_first(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "audit", "list", "--json", "--last", "2"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(line["n"], line["event"], line["release"]) for line in lines] == [
        (2, "release_activated", 2),
        (3, "release_activated", 3),
    ]


def test_a_head_that_is_none_is_called_wrongly(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--config", str(config), "audit", "verify", "--head", "17"])
    assert ended.value.code == 2
    assert "a colon, and 64 hexadecimal digits" in capsys.readouterr().err
