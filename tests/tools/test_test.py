"""A failure gets a second look alone, and only a few of them do; the run says which tests were unsteady."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tools import test as runner

UNSTEADY = """
from pathlib import Path
def test_{n}():
    seen = Path("seen-{n}")
    first = not seen.exists()
    seen.touch()
    assert not first
"""
BROKEN = "def test_broken():\n    assert False\n"

House = Callable[[dict[str, str]], None]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(runner, "HOUSE", tmp_path)
    monkeypatch.setattr(runner, "LAST_FAILED", tmp_path / ".pytest_cache" / "v" / "cache" / "lastfailed")
    monkeypatch.setattr(runner, "PARTS", (("first",), ("second",)))
    for name in ("PYTEST_XDIST_WORKER", "PYTEST_XDIST_WORKER_COUNT", "PYTEST_CURRENT_TEST", "PYTEST_ADDOPTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # they take longer to import than these tests to run

    def build(files: dict[str, str]) -> None:
        for part in ("first", "second"):
            (tmp_path / part).mkdir()
            (tmp_path / part / "test_calm.py").write_text("def test_calm():\n    pass\n")
        (tmp_path / "pytest.ini").write_text("[pytest]\n")
        for name, text in files.items():
            (tmp_path / name).write_text(text)

    return build


def test_what_passes_alone_is_named_and_does_not_stop_the_run(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house({"first/test_race.py": UNSTEADY.format(n=1)})
    assert runner.main(()) == 0
    said = capfd.readouterr().out
    assert "a second look, alone, at first/test_race.py::test_1" in said
    assert "UNSTEADY: first/test_race.py::test_1" in said
    assert "second/test_calm.py" not in said.partition("a second look")[0], "the second part runs after the first"


def test_what_fails_twice_fails_the_run(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house({"second/test_broken.py": BROKEN})
    assert runner.main(()) == 1
    assert "UNSTEADY" not in capfd.readouterr().out


def test_many_failures_are_no_matter_of_luck(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house({f"first/test_race{n}.py": UNSTEADY.format(n=n) for n in range(6)})
    assert runner.main(()) == 1
    assert "a second look" not in capfd.readouterr().out


def test_named_tests_are_run_as_they_are(house: House, capfd: pytest.CaptureFixture[str]) -> None:
    house({"first/test_race.py": UNSTEADY.format(n=1)})
    assert runner.main(("-p", "xdist", "first")) == 1
    assert "a second look" not in capfd.readouterr().out


def test_without_a_postgresql_its_part_is_left_out_and_said(
    house: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    house({"second/test_broken.py": BROKEN})
    monkeypatch.setattr(runner, "PARTS", (("first",), (*runner.ON_POSTGRESQL, "second")))
    monkeypatch.setattr(runner, "programs", lambda: None)
    assert runner.main(()) == 0
    assert "left out: PostgreSQL is not installed" in capfd.readouterr().out
