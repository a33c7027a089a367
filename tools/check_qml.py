"""The QML gate: qmllint without a single warning, and every file written the way qmlformat writes it.

`--format` rewrites the files instead of checking them. Levels of single qmllint categories, should one ever need a
reason, belong in ui/qml/.qmllint.ini with that reason beside it.
"""

import argparse
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def qt_program(name: str) -> Path:
    """Path of a Qt program of PySide6-Essentials; exits with a sentence when it is not there.

    The wrappers in the bin folder would start a Python each; the programs themselves start at once.
    """
    for folder in Path(sys.prefix).glob("lib/python3*/site-packages/PySide6"):
        if (folder / name).is_file():
            return folder / name
    sys.exit(f"check_qml: {name} is not in {sys.prefix}; run tools/bootstrap.sh")


def qml_files(root: Path) -> list[Path]:
    """Every QML file of the product under `root`, in a stable order."""
    return sorted((root / "ui").rglob("*.qml"))


def formatted(file: Path) -> str:
    """Return what qmlformat makes of `file`; raises CalledProcessError when the file does not parse."""
    command = [str(qt_program("qmlformat")), str(file)]
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def badly_formatted(files: list[Path]) -> list[Path]:
    """Return the files that qmlformat would change or cannot parse."""

    def differs(file: Path) -> bool:
        try:
            return formatted(file) != file.read_text(encoding="utf-8")
        except subprocess.CalledProcessError:
            return True

    with ThreadPoolExecutor() as pool:
        return [file for file, changed in zip(files, pool.map(differs, files), strict=True) if changed]


def lint(root: Path, files: list[Path]) -> int:
    """Run qmllint over all files at once; any warning is a failure. Returns its exit code."""
    command = [str(qt_program("qmllint")), "--max-warnings", "0", "-I", str(root / "ui" / "qml")]
    return subprocess.run([*command, *map(str, files)], check=False, cwd=root).returncode


def main() -> int:
    """Check or format; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--format", action="store_true", help="rewrite the files in place")
    options = parser.parse_args()
    files = qml_files(ROOT)
    if not files:
        print("check_qml: no QML files")
        return 0
    if options.format:
        return subprocess.run([str(qt_program("qmlformat")), "-i", *map(str, files)], check=False).returncode
    wrong = badly_formatted(files)
    for file in wrong:
        print(f"{file.relative_to(ROOT)}: not as qmlformat writes it (make format)")
    failed = lint(ROOT, files) != 0
    if not wrong and not failed:
        print(f"check_qml: {len(files)} files, no warnings")
    return 1 if wrong or failed else 0


if __name__ == "__main__":
    sys.exit(main())
