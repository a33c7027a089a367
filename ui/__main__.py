"""``python -m ui``."""

import sys

# Before Qt: PySide reads, and keeps, the source text of every module that is imported after it, some 12 MB and 70 ms.
import kiosk.runtime  # noqa: F401
from ui.app import main

if __name__ == "__main__":
    sys.exit(main())
