"""What a start saves by being imported before everything else; see `ui.__main__`.

PySide reads, and keeps, the source text of every module that is imported after it, to see whether it wants renamed methods:
some 12 MB and 100 ms. Nothing here does, so Python's own import goes back to its place. And nothing that a start makes is
garbage: looking for some waits until the first screen is shown (`ui.preload`).
"""

import builtins
import gc
from importlib import import_module

_PLAIN_IMPORT = builtins.__import__

gc.disable()
import_module("PySide6.QtCore")
builtins.__import__ = _PLAIN_IMPORT
