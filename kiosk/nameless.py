"""Logs without people: of an exception its type and where it was raised, never what it says.

An exception's text may quote what it choked on: a name, a number, a line of a form. The frames are enough to find a bug.
"""

import logging
import sys
import time
import traceback
from types import TracebackType

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

_BEIJING_S = 8 * 3600
"""Ahead of UTC. The one civil time of the country, in which the platform's log is kept too, whatever the machine's zone is"""


class NamelessFormatter(logging.Formatter):
    """Beijing time, level, logger, message; of an exception the frames and the type."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        """The civil time of `seconds` since the epoch."""
        return time.gmtime((time.time() if seconds is None else seconds) + _BEIJING_S)

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
