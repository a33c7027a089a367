"""An installed kiosk has every file that the checkout has: patterns of pyproject.toml against what lies there."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("kiosk", "devices", "offline_cache", "ui", "central")


def package_of(file: str) -> str:
    """The innermost package a file lies in, dotted."""
    folder = Path(file).parent
    while not (ROOT / folder / "__init__.py").is_file():
        folder = folder.parent
    return ".".join(folder.parts)


def left_out(files: list[str], patterns: dict[str, list[str]]) -> list[str]:
    """The files that no pattern of their package or of one around it names."""
    return [file for file in files if not _named(file, patterns)]


def _named(file: str, patterns: dict[str, list[str]]) -> bool:
    package = package_of(file)
    for owner, globs in patterns.items():
        if package == owner or package.startswith(f"{owner}."):
            inside = str(Path(file).relative_to(owner.replace(".", "/")))
            if any(_matches(inside, glob) for glob in globs):
                return True
    return False


def _matches(path: str, glob: str) -> bool:
    """As setuptools does it: a star stays in its folder, two stars are any folders."""
    words = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return (
        re.fullmatch(re.sub(r"\*\*/|\*|[^*]+", lambda part: words.get(part[0], re.escape(part[0])), glob), path)
        is not None
    )


def patterns() -> dict[str, list[str]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, list[str]] = settings["tool"]["setuptools"]["package-data"]
    return found


def shipped() -> list[str]:
    """Every file of the packages that is no Python."""
    found = [path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    return [str(file) for file in found if file.suffix not in (".py", ".pyc")]


def test_every_file_of_the_packages_is_packed() -> None:
    assert left_out(shipped(), patterns()) == []


def test_a_file_of_another_kind_or_place_would_be_seen() -> None:
    planted = ["offline_cache/migrations/notes.txt", "kiosk/matters/baseline/home.yaml", "central/cases/form.html"]
    assert left_out(planted, patterns()) == planted


def test_every_pattern_names_something() -> None:
    found = patterns()
    idle = [
        (package, glob)
        for package, globs in found.items()
        for glob in globs
        if left_out(shipped(), {package: [glob]}) == shipped()
    ]
    assert idle == []
