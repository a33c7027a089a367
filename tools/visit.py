"""`make visit`: one visit without a screen, in a world of its own that is gone afterwards.

Everything after the program's name goes to `kioskctl visit`; without anything, the certificate is fetched with Wang's card.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools.rig import Rig

DEFAULT = ("social-insurance-certificate", "--card", "wang")


def main(arguments: list[str]) -> int:
    """Start the world, walk, end the world; returns the visit's exit code."""
    with tempfile.TemporaryDirectory(prefix="suishiban-visit-") as folder, Rig(Path(folder)) as rig:
        command = [sys.executable, "-m", "kiosk", "--config", str(rig.config_path), "visit", *(arguments or DEFAULT)]
        return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
