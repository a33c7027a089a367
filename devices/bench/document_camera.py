"""The simulated document camera: a motion-JPEG stream of a desk, and knobs for what lies there and what goes wrong."""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from cv2.typing import MatLike

from devices.bench import papers
from devices.bench.desk_scene import PLATES, Scene, draw
from devices.bench.device import JsonObject, KnobError, Places, text_arg, unknown_verb
from devices.bench.mjpeg_server import MjpegServer
from devices.bench.sensor import encoded, noisy

FRAME_S = 0.1
_PATIENCE_S = 0.5
_NOISY_TAKES = 6
"""frames encoded per scene; sensor noise differs between them, and going round costs nothing"""
_CUT_OFFSET = (0.30, 0.0)
_SIZES = {"1280x960", "1600x1200", "1920x1080", "1920x1440", "2592x1944", "3264x2448"}
_FLAGS = ("blur", "glare", "cut", "dark", "black")
_WIRE_FLAGS = ("stall", "freeze", "half_jpeg")


class DocumentCameraBench:
    """One camera on HTTP. Knobs: see `command`."""

    name = "document_camera"

    def __init__(self, places: Places) -> None:
        """Nothing is listened to yet."""
        del places  # a network camera has no link in the file system
        self._guard = threading.Lock()
        self._scene = Scene()
        self._cut = False
        self._wire = dict.fromkeys(_WIRE_FLAGS, False)
        self._plugged = False
        self._takes: list[bytes] = []
        self._sent = 0
        self._clean: MatLike | None = None
        self._last = b""
        self._darkroom: ThreadPoolExecutor | None = None
        self._pending: tuple[Scene, Future[bytes]] | None = None
        self._server = MjpegServer(self._next_picture, FRAME_S)
        self.lines = {"http": self._server.faults}
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "lay": self._lay,
            "clear": self._clear,
            "resolution": self._resize,
            "plate": self._change_plate,
            "unplug": self._unplug,
            "replug": self._replug,
            "reset": self._reset,
            **{flag: self._flag_knob(flag) for flag in (*_FLAGS, *_WIRE_FLAGS)},
        }

    @property
    def url(self) -> str:
        """Of the stream; known after `start`."""
        return self._server.url

    def start(self) -> JsonObject:
        """Begin to serve on a free port of 127.0.0.1."""
        if self._darkroom is None:
            # One thread draws for all viewers: drawn in theirs, each would keep a heap of some 100 MB.
            self._darkroom = ThreadPoolExecutor(1, thread_name_prefix="document camera")
        self._plug(plugged=True)
        return {"url": self.url}

    def stop(self) -> None:
        """Stop serving; every thread has ended. Safe to call twice."""
        self._plug(plugged=False)
        darkroom, self._darkroom = self._darkroom, None
        if darkroom is not None:
            darkroom.shutdown()
            self._pending = None

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn a knob and answer `state`.

        * ``lay``: ``page`` (a name of `papers.names`, or the PNG or PDF file that a printer of the bench left),
          ``angle`` in degrees (clockwise, may be negative),
          ``offset`` [x, y] in shares of the picture; takes ``cut``, ``blur`` and ``glare`` back
        * ``clear``: nothing lies there
        * ``blur``, ``glare``, ``cut``, ``dark``, ``black``, ``stall``, ``freeze``, ``half_jpeg``: ``on`` (true unless given)
        * ``plate``: ``kind``, what the sheet lies on: ``dark``, ``light`` (wood) or ``white``
        * ``resolution``: ``size``, e.g. ``1280x960``
        * ``unplug``, ``replug``; ``reset``: everything as at first
        """
        if verb not in self._knobs:
            raise unknown_verb(self.name, verb, tuple(sorted(self._knobs)))
        self._knobs[verb](args)
        return self.state()

    def state(self) -> JsonObject:
        """The scene, the faults set, and how many look."""
        with self._guard:
            scene = asdict(self._scene)
            state: JsonObject = {
                key: scene[key] for key in ("page", "angle", "blur", "glare", "dark", "black", "plate")
            }
            state |= {"offset": list(self._scene.offset), "cut": self._cut, **self._wire}
            state |= {"plugged": self._plugged, "width": self._scene.width, "height": self._scene.height}
        return state | {"viewers": self._server.viewers, "visits": self._server.visits, "pages": list(papers.names())}

    def _lay(self, args: Mapping[str, Any]) -> None:
        page = text_arg(args, "page", "contract-1")
        if page not in papers.names() and not (Path(page).suffix in (".png", ".pdf") and Path(page).is_file()):
            raise KnobError(f"there is no page '{page}'; there are: {', '.join(papers.names())}")
        angle = _signed(args.get("angle", 0.0), "angle")
        offset = args.get("offset", (0.0, 0.0))
        if not isinstance(offset, list | tuple) or len(offset) != 2:  # noqa: PLR2004 - x and y
            raise KnobError("'offset' must be given as [x, y]")
        place = (_signed(offset[0], "offset"), _signed(offset[1], "offset"))
        self._cut = False
        self._change(replace(self._scene, page=page, angle=angle, offset=place, blur=False, glare=False))

    def _clear(self, args: Mapping[str, Any]) -> None:
        del args
        self._cut = False
        self._change(replace(self._scene, page=None, blur=False, glare=False))

    def _resize(self, args: Mapping[str, Any]) -> None:
        size = text_arg(args, "size")
        if size not in _SIZES:
            raise KnobError(f"'size' must be one of {', '.join(sorted(_SIZES))}")
        width, height = map(int, size.split("x"))
        self._change(replace(self._scene, width=width, height=height))

    def _change_plate(self, args: Mapping[str, Any]) -> None:
        kind = text_arg(args, "kind", "dark")
        if kind not in PLATES:
            raise KnobError(f"'kind' must be one of {', '.join(PLATES)}")
        self._change(replace(self._scene, plate=kind))

    def _unplug(self, args: Mapping[str, Any]) -> None:
        del args
        self._plug(plugged=False)

    def _replug(self, args: Mapping[str, Any]) -> None:
        del args
        self._plug(plugged=True)

    def _reset(self, args: Mapping[str, Any]) -> None:
        del args
        self._wire = dict.fromkeys(_WIRE_FLAGS, False)
        self._cut = False
        self._change(Scene())
        self._plug(plugged=True)

    def _flag_knob(self, flag: str) -> Callable[[Mapping[str, Any]], None]:
        def turn(args: Mapping[str, Any]) -> None:
            on = args.get("on", True)
            if not isinstance(on, bool):
                raise KnobError("'on' must be true or false")
            if flag in _WIRE_FLAGS:
                self._wire[flag] = on
                return
            if flag == "cut":
                self._cut = on
                self._change(replace(self._scene, offset=_CUT_OFFSET if on else (0.0, 0.0)))
            else:
                changed: dict[str, Any] = {flag: on}
                self._change(replace(self._scene, **changed))

        return turn

    def _plug(self, *, plugged: bool) -> None:
        if plugged and not self._plugged:
            self._server.start()
        elif not plugged:
            self._server.stop()
        self._plugged = plugged

    def _change(self, scene: Scene) -> None:
        with self._guard:
            self._scene = scene
            self._takes = []

    def _next_picture(self) -> bytes | None:
        with self._guard:
            if self._wire["stall"]:
                return None
            if not (self._last and self._wire["freeze"]):
                self._last = self._newest()
            picture = self._last
            half = self._wire["half_jpeg"]
        return picture[: len(picture) // 2] if half else picture

    def _newest(self) -> bytes:
        if len(self._takes) < _NOISY_TAKES and self._darkroom is not None:
            return self._developed(self._darkroom)
        self._clean = None
        self._sent += 1
        return self._takes[self._sent % len(self._takes)]

    def _developed(self, darkroom: ThreadPoolExecutor) -> bytes:
        if self._pending is None or self._pending[0] is not self._scene:
            self._pending = self._scene, darkroom.submit(self._take, self._scene, len(self._takes))
        try:
            # A camera does not stop sending because the scene changes, however busy the machine that draws it.
            picture = self._pending[1].result(_PATIENCE_S if self._last else None)
        except TimeoutError:
            return self._last
        self._pending = None
        self._takes.append(picture)
        return picture

    def _take(self, scene: Scene, number: int) -> bytes:
        if number == 0 or self._clean is None:
            self._clean = draw(scene)
        return encoded(noisy(self._clean, number))


def _signed(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise KnobError(f"'{key}' must be given as a number")
    return float(value)
