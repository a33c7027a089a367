"""The control socket of the bench: JSON lines over AF_UNIX.

``{"device": "id_card_reader", "do": "place", "card": "wang"}`` is answered by ``{"ok": true, …}`` or
``{"ok": false, "error": "plain sentence"}``. Every device also answers ``state``, and one with a wire ``fault``, ``scenario`` and
``calm`` (`devices.bench.line_knobs`); the device ``bench`` answers
``state`` with the state of all.
"""

import json
import os
import socketserver
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import cast

from devices.bench.device import BenchDevice, JsonObject, KnobError
from devices.bench.line_knobs import state, turn

_LINE_LIMIT = 64 * 1024 * 1024
"""pages for the document camera may travel as base64"""


def answer(devices: Mapping[str, BenchDevice], line: bytes) -> JsonObject:
    """The reply to one request line."""
    try:
        return {"ok": True, **_done(devices, _request(line))}
    except KnobError as refusal:
        return {"ok": False, "error": str(refusal)}


def _request(line: bytes) -> JsonObject:
    try:
        request = json.loads(line)
    except ValueError as broken:
        raise KnobError("the request is not JSON") from broken
    if not isinstance(request, dict):
        raise KnobError("the request is not a JSON object")
    return request


def _done(devices: Mapping[str, BenchDevice], request: JsonObject) -> JsonObject:
    name, verb = request.pop("device", None), request.pop("do", None)
    if not isinstance(name, str) or not isinstance(verb, str):
        raise KnobError("the request needs 'device' and 'do' as text")
    if name == "bench" and verb == "state":
        return {"devices": {key: state(device) for key, device in devices.items()}}
    if name not in devices:
        wrong = f"there is no device '{name}'" if name else "no device is named"
        raise KnobError(f"{wrong}; there are: {', '.join(devices)}")
    return state(devices[name]) if verb == "state" else turn(devices[name], verb, request)


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast("_Server", self.server)
        while line := self.rfile.readline(_LINE_LIMIT):
            reply = json.dumps(answer(server.devices, line), ensure_ascii=False)
            try:
                self.wfile.write(reply.encode() + b"\n")
            except (BrokenPipeError, ConnectionResetError):
                return


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    devices: Mapping[str, BenchDevice]


class ControlServer:
    """Serves the control socket from threads of its own between `start` and `stop`."""

    def __init__(self, path: Path, devices: Mapping[str, BenchDevice]) -> None:
        """`path` is created by `start` (mode 0600) and removed by `stop`."""
        self._path = path
        self._devices = devices
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Listen; an old socket file is replaced."""
        self._path.unlink(missing_ok=True)
        # A socket address holds 107 bytes at most; through the folder's descriptor any path fits.
        folder = os.open(self._path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            self._server = _Server(f"/proc/self/fd/{folder}/{self._path.name}", _Handler)
        finally:
            os.close(folder)
        self._path.chmod(0o600)
        self._server.devices = self._devices
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.1,), name="control", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop listening and remove the socket."""
        server, self._server = self._server, None
        if server is not None:
            server.shutdown()
            server.server_close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._path.unlink(missing_ok=True)
