"""The rules of the house that no linter knows: each is a function from a checkout's root to the sentences that break it.

They read files and nothing else, so the tests can show each one a small tree with a planted fault.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PACKAGES = ("kiosk", "devices", "offline_cache", "ui", "central")
LIMIT = 400
TYPICAL = 120
VAGUE = frozenset({"util", "utils", "helper", "helpers", "common", "base", "manager", "managers", "misc"})

_GENERATED = frozenset({"migrations", "__pycache__", "fixtures", "node_modules"})
_OUTSIDE = frozenset({".git", ".venv", "build", "var", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"})
_TEXT = frozenset({".py", ".qml", ".toml", ".md", ".sh", ".cfg", ".ini", ".txt", ".lock", ".json", ".yml", ".yaml", ""})
_REGISTRY = re.compile(r"\bpypi\.\w|pythonhosted\.\w|\bnpmjs\.\w|(mirrors?|registry)\.[\w-]+\.\w", re.IGNORECASE)
_INDEX_OPTION = re.compile(
    r"^\s*(-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host|--no-index)\b", re.MULTILINE
)
_PINNED = re.compile(
    r"^[a-z0-9][a-z0-9._-]*==[^\s;]+( ; [^\\]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+", re.MULTILINE
)
_UNFINISHED = re.compile(r"\b(TODO|FIXME)\b|\braise NotImplementedError\b")
_NAMED_BY_OTHERS = frozenset({"central/postgresql/base.py", "central/templates/unfold/helpers"})
"""Django looks for a database's backend in a module of this name, Unfold for its templates in such a folder"""
_OTHERS_PROGRAMS = frozenset(
    {
        "tests/devices/drivers/test_document_printer_ipp_eve.py",
        "tests/devices/drivers/test_smart_card_reader_pcsc_vpcd.py",  # not installed by itself: a service of the machine
        "tests/proofs/test_power_cut.py",  # a C compiler
        "tests/proofs/test_full_disk.py",  # a mount namespace
        "tests/central/test_postgresql.py",
        "tests/central/people/test_browser.py",  # Chromium
        "tests/console/conftest.py",  # Chromium
        "tests/deploy/test_platform_pg.py",  # PostgreSQL, nginx, and for one test root
    }
)
"""Tests that need of the machine what not every one has, though `make test` installs it on Debian and Ubuntu where it may;
skipped with the reason"""
_SLEEP_OR_SKIP = re.compile(
    r"\btime\.sleep\(|\bfrom time import [^\n]*\bsleep\b|\bpytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b"
)


def sources(root: Path, *folders: str, suffixes: tuple[str, ...] = (".py", ".qml")) -> Iterator[Path]:
    """Yield the hand-written source files under the given folders, in a stable order."""
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file() and not _GENERATED.intersection(path.parts):
                yield path


def _lines(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def long_modules(root: Path) -> list[str]:
    """A module is read in one sitting: no Python or QML file has more than 400 lines."""
    return [
        f"{path.relative_to(root)}: {_lines(path)} lines"
        for path in sources(root, *PACKAGES, "tests", "tools")
        if _lines(path) > LIMIT
    ]


def typical_module(root: Path) -> float:
    """Return the median number of lines of the product's modules; package files that only describe do not count."""
    return median(_lines(path) for path in sources(root, *PACKAGES) if path.name != "__init__.py")


def vague_names(root: Path) -> list[str]:
    """A file or folder is called after what it is about; `utils` and its kin say nothing."""
    found = []
    for path in sorted(p for folder in (*PACKAGES, "tests", "tools") for p in (root / folder).rglob("*")):
        if _GENERATED.intersection(path.parts) or not (path.is_dir() or path.suffix in {".py", ".qml"}):
            continue
        name = str(path.relative_to(root))
        if path.stem.lower().split("_")[-1] in VAGUE and name not in _NAMED_BY_OTHERS:
            found.append(name)
    return found


def undescribed_packages(root: Path) -> list[str]:
    """Every folder with Python in it is a package and says in one line what it holds."""
    found = []
    folders = {path.parent for path in sources(root, *PACKAGES, "tests", suffixes=(".py",))}
    for folder in sorted(folders):
        package = folder / "__init__.py"
        if not package.is_file() or not ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))):
            found.append(str(folder.relative_to(root)))
    return found


def names_the_bench(root: Path) -> list[str]:
    """Product code never names the simulated hardware; only the hands that play with it do.

    Those are the development dock, `kioskctl bench`, `kioskctl visit` and `kioskctl devices replay`, the tools and the tests.
    """
    hands = (
        "devices/bench",
        "ui/devdock",
        "kiosk/cli/bench.py",
        "kiosk/cli/visit.py",
        "kiosk/cli/devices/replay.py",
    )
    allowed = [root / name for name in hands]
    return [
        str(path.relative_to(root))
        for path in sources(root, *PACKAGES, suffixes=(".py", ".qml", ".toml", ".json"))
        if not any(path.is_relative_to(folder) for folder in allowed)
        and re.search(r"devices[./]bench|from devices import [^\n]*\bbench\b", path.read_text(encoding="utf-8"))
    ]


def unfinished(root: Path) -> list[str]:
    """Nothing is left for later: no notes to do, no method that only says it is missing."""
    return [
        f"{path.relative_to(root)}: {found.group()}"
        for path in sources(root, *PACKAGES, "tools")
        if (found := _UNFINISHED.search(path.read_text(encoding="utf-8")))
    ]


def sleeping_or_skipped_tests(root: Path) -> list[str]:
    """Tests wait for events with a deadline, and every one of them runs, but for those of `_OTHERS_PROGRAMS`."""
    rules = root / "tests" / "architecture"
    return [
        f"{path.relative_to(root)}: {found.group()}"
        for path in sources(root, "tests", suffixes=(".py",))
        if not path.is_relative_to(rules) and str(path.relative_to(root)) not in _OTHERS_PROGRAMS
        if (found := _SLEEP_OR_SKIP.search(path.read_text(encoding="utf-8")))
    ]


def named_registries(root: Path) -> list[str]:
    """Where packages come from is the machine's business: no file of ours names a registry or a mirror."""
    found = []
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.suffix not in _TEXT or _OUTSIDE.intersection(inside.parts) or not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if match := _REGISTRY.search(text):
            found.append(f"{inside}: {match.group()}")
    return found


def loose_lock(root: Path) -> list[str]:
    """requirements.lock pins every package with its hashes and says nothing about where to fetch it."""
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    found = [f"requirements.lock: {match.group().strip()}" for match in _INDEX_OPTION.finditer(text)]
    if "://" in text or " @ " in text:
        found.append("requirements.lock: an address")
    rest = _PINNED.sub("", text)
    found.extend(
        f"requirements.lock: not pinned with hashes: {line}"
        for line in rest.splitlines()
        if line.strip() and not line.startswith("#") and not _INDEX_OPTION.match(line)
    )
    return found


def missing_scripts(root: Path) -> list[str]:
    """Every script that the Makefile starts is there."""
    named = set(re.findall(r"\btools/[\w.]+", (root / "Makefile").read_text(encoding="utf-8")))
    return sorted(name for name in named if not (root / name).is_file())


def stale_lock(root: Path) -> list[str]:
    """Everything that pyproject.toml asks for is in the lock, in a version it accepts (`make lock` makes it so)."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    locked = {
        canonicalize_name(name): version for name, version in re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    }
    asked = [*project["dependencies"], *project.get("optional-dependencies", {}).get("dev", [])]
    found = []
    for requirement in map(Requirement, asked):
        version = locked.get(canonicalize_name(requirement.name))
        if version is None or not requirement.specifier.contains(version, prereleases=True):
            found.append(f"requirements.lock: {requirement} is locked as {version}")
    return found
