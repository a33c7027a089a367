"""``kioskctl``, and ``python -m kiosk``."""

import logging
import sys

from kiosk.cli import main as command
from kiosk.nameless import log_to_stderr


def main() -> int:
    """Run one command of `kioskctl`, with a log that names nobody."""
    log_to_stderr(logging.WARNING)
    return command()


if __name__ == "__main__":
    sys.exit(main())
