"""A catalogue of thousands of matters for tests and benchmarks (`kiosk.matters.generate`), and an author's edit of one."""

import argparse
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from kiosk.matters.generate import DEPARTMENTS, code_of, write_catalogue


def write_many(folder: Path, count: int = 2000, departments: int = DEPARTMENTS) -> Path:
    """A catalogue of `count` matters in `folder`, which is made; home, sources and calendars as shipped."""
    return write_catalogue(folder, count, departments=departments)


def edit(folder: Path, number: int) -> None:
    """Change one matter as its author would."""
    file = folder / code_of(number) / "matter.toml"
    text = file.read_text(encoding="utf-8")
    version = int(re.search(r"^version = (\d+)$", text, re.MULTILINE)[1])  # type: ignore[index]
    file.write_text(text.replace(f"version = {version}\n", f"version = {version + 1}\n", 1), encoding="utf-8")


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
