"""Logs without people: of an exception its type and where it was raised, never what it says.

An exception's text may quote what it choked on: a name, a number, a line of a form. The frames are enough to find a bug.
"""

import logging
import sys
import traceback
from types import TracebackType

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class NamelessFormatter(logging.Formatter):
    """Time, level, logger, message; of an exception the frames and the type."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the name logging gave it
        """The frames and the type of `ei`, and of what caused it."""
        error = ei[1]
        parts: list[str] = []
        while error is not None:
            frames = "".join(traceback.format_list(traceback.extract_tb(error.__traceback__)))
            parts.insert(0, f"{frames}{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join(parts)


def log_to_stderr(level: int = logging.INFO) -> None:
    """The one way this program logs."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(NamelessFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
