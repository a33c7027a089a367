"""This checkout keeps the rules of the house, and each rule catches what it is there for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.architecture import house_rules

ROOT = Path(__file__).resolve().parent.parent.parent

Rule = Callable[[Path], list[str]]
RULES: list[Rule] = [
    house_rules.long_modules,
    house_rules.vague_names,
    house_rules.undescribed_packages,
    house_rules.names_the_bench,
    house_rules.unfinished,
    house_rules.sleeping_or_skipped_tests,
    house_rules.named_registries,
    house_rules.loose_lock,
    house_rules.missing_scripts,
    house_rules.stale_lock,
]

HASH = "    --hash=sha256:" + "0" * 64 + "\n"
LONG = "x = 1\n" * 401

PLANTED: list[tuple[Rule, str, str]] = [
    (house_rules.long_modules, "kiosk/long.py", LONG),
    (house_rules.long_modules, "ui/qml/Long.qml", LONG),
    (house_rules.vague_names, "kiosk/utils.py", ""),
    (house_rules.vague_names, "devices/device_manager.py", ""),
    (house_rules.vague_names, "ui/common/__init__.py", '"""Shared."""\n'),
    (house_rules.undescribed_packages, "kiosk/silent/__init__.py", ""),
    (house_rules.undescribed_packages, "devices/loose/part.py", "x = 1\n"),
    (house_rules.names_the_bench, "kiosk/runtime.py", "import devices.bench.client\n"),
    (house_rules.names_the_bench, "devices/registry.py", "from devices import api, bench\n"),
    (house_rules.names_the_bench, "ui/app.py", 'PATH = "devices/bench"\n'),
    (house_rules.unfinished, "kiosk/later.py", "# TODO tomorrow\n"),
    (house_rules.unfinished, "kiosk/stub.py", "def f():\n    raise NotImplementedError\n"),
    (house_rules.sleeping_or_skipped_tests, "tests/test_nap.py", "import time\ntime.sleep(1)\n"),
    (house_rules.sleeping_or_skipped_tests, "tests/test_lazy.py", "@pytest.mark.skipif(True)\n"),
    (house_rules.named_registries, "docs/install.md", "files." + "pythonhosted" + ".org\n"),
    (house_rules.named_registries, "Makefile", "MIRROR = https://mirrors" + ".example.org\n"),
    (house_rules.loose_lock, "requirements.lock", "--index-url somewhere\n"),
    (house_rules.loose_lock, "requirements.lock", "    --find-links /opt/wheels\n"),
    (house_rules.loose_lock, "requirements.lock", "six @ https://example.org/six.whl\n"),
    (house_rules.loose_lock, "requirements.lock", "six==1.17.0\n"),
    (house_rules.loose_lock, "requirements.lock", "six>=1.17.0 \\\n" + HASH),
    (house_rules.stale_lock, "pyproject.toml", '[project]\ndependencies = ["six>=1.18"]\n'),
    (house_rules.stale_lock, "pyproject.toml", '[project]\ndependencies = ["seven"]\n'),
    (house_rules.missing_scripts, "Makefile", "run:\n\ttools/absent.py\n"),
]


@pytest.fixture
def clean_tree(tmp_path: Path) -> Path:
    """A small checkout that keeps every rule."""
    files = {
        "pyproject.toml": '[project]\ndependencies = ["Six>=1.16"]\n',
        "Makefile": "run:\n\ttools/run.py\n",
        "requirements.lock": "# made by a tool\nsix==1.17.0 ; python_version < '4' \\\n" + HASH,
        "tools/run.py": "x = 1\n",
        "kiosk/__init__.py": '"""The application."""\n',
        "kiosk/clock.py": "x = 1\n",
        "devices/__init__.py": '"""The devices."""\n',
        "devices/bench/__init__.py": '"""The same as devices.bench."""\n',
        "tests/__init__.py": '"""Tests."""\n',
        "tests/test_clock.py": "def test_clock(): ...\n",
    }
    for name, text in files.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text, encoding="utf-8")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_this_checkout_keeps(rule: Rule) -> None:
    assert rule(ROOT) == []


def test_a_typical_module_of_this_checkout_is_short() -> None:
    assert house_rules.typical_module(ROOT) <= house_rules.TYPICAL


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_clean_tree_passes(rule: Rule, clean_tree: Path) -> None:
    assert rule(clean_tree) == []


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_a_planted_fault_is_found(rule: Rule, name: str, text: str, clean_tree: Path) -> None:
    write(clean_tree, name, text)
    assert rule(clean_tree) != []


def test_the_median_counts_what_is_written_by_hand(clean_tree: Path) -> None:
    write(clean_tree, "kiosk/migrations/0001_initial.py", LONG)
    write(clean_tree, "kiosk/long.py", LONG)
    assert house_rules.typical_module(clean_tree) == 201
