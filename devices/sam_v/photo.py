"""The photo of an ID card: decoded by a plug-in in a process of its own, or not at all.

There is no open decoder of the card's format (WLT), and the makers' decoders crash (``reference/devices.md`` 1.10). The
plug-in speaks `devices.transports.framed_pipe` on its standard pipes: it is sent ``{"do": "decode"}`` with one blob, the
1024 bytes off the card, and answers ``{}`` with one blob, a PNG, JPEG or BMP; or ``{"error": "a word"}`` without. The photo
is in memory only: what the plug-in prints goes nowhere, and it leaves no core file.
"""

import logging
import re
import shlex
import time
from collections import Counter
from collections.abc import Callable
from importlib.util import find_spec

from devices.api.cancel import current
from devices.transports.helper_process import HelperLate, HelperLost, HelperProcess

log = logging.getLogger(__name__)

LIMIT_S = 2.0
"""for one photo, a second attempt included"""
_ATTEMPTS = 2
_PATIENCE = 3
"""photos that failed one after another before the plug-in is left alone"""
REST_S = 600.0
_LARGEST = 256 * 1024
"""bytes; 102 × 126 pixels are 38,862 as BMP"""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"BM")
_MODULE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)


class PhotoDecoder:
    """One plug-in, started when first needed and again after it crashed. Belongs to one thread. Never raises."""

    def __init__(
        self, plug_in: str, *, limit_s: float = LIMIT_S, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        """`plug_in` is a module or a program with its arguments; empty for none."""
        self.counts: Counter[str] = Counter()
        """``photos``, ``photo_crashes``, ``photo_hangs``, ``photo_failures``"""
        self._helper = _helper(plug_in) if plug_in.strip() else None
        self._limit_s = limit_s
        self._monotonic = monotonic
        self._failed = 0
        self._rests_until = float("-inf")

    @property
    def about(self) -> str:
        """How it stands, for technicians."""
        if self._helper is None:
            return "none"
        return "resting after failures" if self._monotonic() < self._rests_until else "configured"

    def decode(self, wlt: bytes) -> bytes:
        """The photo as PNG, JPEG or BMP; empty when there is no decoder or it could not do it within its time."""
        if self._helper is None or not wlt or self._monotonic() < self._rests_until:
            return b""
        picture, why = self._attempted(self._helper, wlt)
        if picture:
            self.counts["photos"] += 1
            self._failed = 0
            return picture
        self._failed += 1
        if self._failed == 1:
            log.warning("the photo decoder failed: %s", why)
        if self._failed >= _PATIENCE:
            self._failed = 0
            self._rests_until = self._monotonic() + REST_S
            self._helper.stop()
            log.warning("the photo decoder failed %d times in a row and is left alone for %d s", _PATIENCE, REST_S)
        return b""

    def close(self) -> None:
        """End the plug-in; safe to call twice."""
        if self._helper is not None:
            self._helper.stop()

    def _attempted(self, helper: HelperProcess, wlt: bytes) -> tuple[bytes, str]:
        """The picture, or nothing and why."""
        deadline = self._monotonic() + min(self._limit_s, current().left_s)
        why = ""
        for _ in range(_ATTEMPTS):
            left = deadline - self._monotonic()
            if left <= 0:
                break
            try:
                header, blobs = helper.ask({"do": "decode"}, [wlt], deadline_s=left)
            except HelperLate:
                self.counts["photo_hangs"] += 1
                return b"", "it did not answer in time"
            except HelperLost as lost:
                self.counts["photo_crashes"] += 1
                why = str(lost)
                continue
            if "error" not in header and len(blobs) == 1 and _is_picture(blobs[0]):
                return blobs[0], ""
            # Its words are not repeated: they might say what was in the photo's bytes.
            self.counts["photo_failures"] += 1
            return b"", "it could not decode the photo"
        return b"", why


def _helper(plug_in: str) -> HelperProcess:
    if _MODULE.fullmatch(plug_in) and _is_importable(plug_in):
        return HelperProcess(plug_in, [], silent=True)
    return HelperProcess.of_program(shlex.split(plug_in), silent=True)


def _is_importable(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ImportError:
        return False


def _is_picture(data: bytes) -> bool:
    return len(data) <= _LARGEST and data.startswith(_PICTURES)
