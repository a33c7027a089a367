"""``python -m ui``."""

import sys

import ui.startup  # noqa: F401 - before everything else
from ui.opening import main

if __name__ == "__main__":
    sys.exit(main())
