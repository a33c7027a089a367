"""A catalogue of thousands of matters for tests and benchmarks: real ones, copied under other names and departments."""

import argparse
import re
import shutil
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.matters.catalogue import BASELINE
from kiosk.matters.deadline import CALENDARS as SHIPPED_CALENDARS
from kiosk.protocol.release import CALENDARS

DEPARTMENTS = 40
_ONE_IN = 50
"""Matters with a certificate to print: typesetting takes the longest of all"""
_SOURCES = ("social-security-card-replacement", "social-insurance-certificate")
_DIGITS = "零一二三四五六七八九"
_TITLE = re.compile(r"^(title|short_title) = \{ zh = \"([^\"]+)\", en = \"([^\"]+)\" \}$", re.MULTILINE)


def write_many(folder: Path, count: int = 2000, departments: int = DEPARTMENTS) -> Path:
    """A catalogue of `count` matters in `folder`, which is made; home, sources and calendars as shipped."""
    folder.mkdir(parents=True)
    for name in ("home.toml", "sources.toml"):
        shutil.copy(BASELINE / name, folder / name)
    shutil.copytree(SHIPPED_CALENDARS, folder / CALENDARS)
    home = (folder / "home.toml").read_text(encoding="utf-8")
    popular = ", ".join(f'"{code_of(number)}"' for number in range(4))
    (folder / "home.toml").write_text(re.sub(r"popular = \[.*\]", f"popular = [{popular}]", home), encoding="utf-8")
    texts = {source: (BASELINE / source / "matter.toml").read_text(encoding="utf-8") for source in _SOURCES}
    for number in range(count):
        source = _SOURCES[number % _ONE_IN == 0]
        place = folder / code_of(number)
        shutil.copytree(BASELINE / source, place)
        (place / "matter.toml").write_text(_reworded(texts[source], number, departments), encoding="utf-8")
    names = "\n".join(f'd{number:03} = "{department_of(number)}"' for number in range(departments))
    (folder / "departments.toml").write_text(f"[departments]\n{names}\n", encoding="utf-8")
    return folder


def edit(folder: Path, number: int) -> None:
    """Change one matter as its author would."""
    file = folder / code_of(number) / "matter.toml"
    text = file.read_text(encoding="utf-8")
    version = int(re.search(r"^version = (\d+)$", text, re.MULTILINE)[1])  # type: ignore[index]
    file.write_text(text.replace(f"version = {version}\n", f"version = {version + 1}\n", 1), encoding="utf-8")


def code_of(number: int) -> str:
    """The code of a matter."""
    return f"matter-{number:05}"


def department_of(number: int) -> str:
    """The Chinese name of a department."""
    return f"第{_spelt(number)}局"


def _reworded(text: str, number: int, departments: int) -> str:
    text = re.sub(r'^code = ".*"$', f'code = "{code_of(number)}"', text, count=1, flags=re.MULTILINE)
    text = _TITLE.sub(
        lambda found: f'{found[1]} = {{ zh = "{found[2]}{_spelt(number)}号", en = "{found[3]} {number}" }}', text
    )
    name = department_of(number % departments)
    return re.sub(
        r"^department = .*$",
        f'department = {{ zh = "{name}", en = "Department {number % departments}" }}',
        text,
        count=1,
        flags=re.MULTILINE,
    )


def _spelt(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def main() -> int:
    """Write them."""
    parser = argparse.ArgumentParser(description="a catalogue of thousands of matters")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    options = parser.parse_args()
    write_many(options.folder, options.count)
    return 0


if __name__ == "__main__":
    sys.exit(main())
