"""What a start saves by being imported before everything else; see `ui.__main__`.

PySide reads, and keeps, the source text of every module that is imported after it, to see whether it wants renamed methods:
some 12 MB and 100 ms. Nothing here does, so Python's own import goes back to its place. And nothing that a start makes is
garbage: looking for some waits until the first screen is shown (`ui.preload`).

requests would bring tables of all the world's alphabets (3.5 MB) to guess how a text is written that does not say so. What
the platform and the providers say is JSON, which is UTF-8.
"""

import builtins
import gc
import sys
from importlib import import_module
from types import ModuleType

_PLAIN_IMPORT = builtins.__import__

gc.disable()
import_module("PySide6.QtCore")
builtins.__import__ = _PLAIN_IMPORT

_guess = ModuleType("charset_normalizer", "Guesses nothing: see above.")
_guess.__dict__.update(__version__="3.0.0", detect=lambda _text: {"encoding": "utf-8"})
sys.modules["charset_normalizer"] = _guess
