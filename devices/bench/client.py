"""The other end of the control socket, for the development dock, `kioskctl bench` and tests."""

import json
import os
import socket
from pathlib import Path
from typing import Any

from devices.bench.device import JsonObject


class BenchError(Exception):
    """The bench refused (its own sentence), or does not answer."""


class BenchControl:
    """Sends commands to a running bench; one connection per command, usable from any thread."""

    def __init__(self, path: Path | str, *, timeout_s: float = 10.0) -> None:
        """`path` is the control socket, ``control`` in ``bench.json``."""
        self._path = Path(path)
        self._timeout_s = timeout_s

    def send(self, device: str, do: str, **args: Any) -> JsonObject:  # noqa: ANN401 - any JSON value
        """Turn the knob `do` of `device`; the answer without ``ok``. Raises `BenchError`."""
        line = json.dumps({"device": device, "do": do, **args}, ensure_ascii=False).encode() + b"\n"
        try:
            reply = self._round_trip(line)
        except (OSError, ValueError) as broken:
            raise BenchError(f"the bench at {self._path} does not answer: {broken}") from broken
        if not reply.pop("ok", False):
            raise BenchError(str(reply.get("error", "the bench refused without a reason")))
        return reply

    def _round_trip(self, line: bytes) -> JsonObject:
        # A socket address holds 107 bytes at most; through the folder's descriptor any path fits.
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
                connection.settimeout(self._timeout_s)
                connection.connect(f"/proc/self/fd/{folder}/{self._path.name}")
                connection.sendall(line)
                with connection.makefile("rb") as replies:
                    answer = json.loads(replies.readline())
        finally:
            os.close(folder)
        if not isinstance(answer, dict):
            raise ValueError("the answer is not a JSON object")  # noqa: TRY004 - bad data, not a bad argument
        return answer
