"""The bundle for ``collect-logs``: what helps to find a fault from afar, without anybody's data.

The log is nameless already (`kiosk.nameless`); what stands beside it are numbers, states and versions.
"""

import io
import json
import logging
from collections import deque
from collections.abc import Mapping
from copy import copy
from threading import Lock

from kiosk.nameless import NamelessFormatter

KEPT_LINES = 2000
_LONGEST_LINE = 2000


class RecentLines(logging.Handler):
    """The last lines of the log, in memory."""

    def __init__(self, kept: int = KEPT_LINES) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(NamelessFormatter())
        self._lines: deque[str] = deque(maxlen=kept)
        self._keeping = Lock()

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it."""
        # Another handler may have left the whole text of an exception with the record, which a formatter would take over.
        own = copy(record)
        own.exc_text = None
        line = self.format(own)[:_LONGEST_LINE]
        with self._keeping:
            self._lines.append(line)

    def begin(self) -> None:
        """Keep what is logged from now on."""
        logging.getLogger().addHandler(self)

    def end(self) -> None:
        """Keep no more."""
        logging.getLogger().removeHandler(self)

    @property
    def text(self) -> str:
        """The lines, oldest first."""
        with self._keeping:
            return "".join(f"{line}\n" for line in self._lines)


def bundled(texts: Mapping[str, str], facts: Mapping[str, object], moment: float) -> bytes:
    """A ``tar.gz`` with one ``.txt`` for each of `texts` and one ``.json`` for each of `facts`; `moment` since 1970."""
    import tarfile  # noqa: PLC0415 - only for who has been asked for a bundle

    packed = io.BytesIO()
    contents = {f"{name}.txt": text for name, text in texts.items()}
    contents |= {f"{name}.json": json.dumps(fact, ensure_ascii=False, indent=1) for name, fact in facts.items()}
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in contents.items():
            data = content.encode()
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(data), int(moment), 0o600
            archive.addfile(entry, io.BytesIO(data))
    return packed.getvalue()
