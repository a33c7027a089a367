"""The simulated face camera: a motion-JPEG stream of a lobby, and knobs for who stands there and what goes wrong."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from math import sin
from typing import Any

from devices.bench.device import JsonObject, KnobError, Places, number_arg, text_arg, unknown_verb
from devices.bench.face_scene import Lobby, draw_lobby
from devices.bench.mjpeg_server import MjpegServer
from devices.bench.sensor import encoded, noisy

FRAME_S = 0.1
_NOISY_TAKES = 6
_SIZES = {"normal": 0.42, "near": 0.95, "far": 0.16}
_LIGHTS = {"normal": Lobby().light, "dark": 0.12}
_SWAY = 0.14
_FLAGS = ("black", "stall", "freeze", "half_jpeg", "moving", "behind")
_MOST_FACES = 3
_NOBODY = replace(Lobby(), faces=0)


class FaceCameraBench:
    """One camera on HTTP. Knobs: see `command`."""

    name = "face_camera"

    def __init__(self, places: Places) -> None:
        """Nothing is listened to yet; nobody stands there."""
        del places  # a network camera has no link in the file system
        self._guard = threading.Lock()
        self._lobby = _NOBODY
        self._flags = dict.fromkeys(_FLAGS, False)
        self._takes: list[bytes] = []
        self._sent = 0
        self._last = b""
        self._plugged = False
        self._server = MjpegServer(self._next_picture, FRAME_S)
        self.lines = {"http": self._server.faults}
        self._knobs: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "stand": self._stand,
            "leave": lambda _: self._change(replace(self._lobby, faces=0)),
            "light": self._light,
            "unplug": lambda _: self._plug(plugged=False),
            "replug": lambda _: self._plug(plugged=True),
            "reset": self._reset,
            **{flag: self._flag_knob(flag) for flag in _FLAGS},
        }

    @property
    def url(self) -> str:
        """Of the stream; known after `start`."""
        return self._server.url

    def start(self) -> JsonObject:
        """Begin to serve on a free port of 127.0.0.1."""
        self._plug(plugged=True)
        return {"url": self.url, "driver": "face_camera.opencv", "source": self.url}

    def stop(self) -> None:
        """Stop serving; every thread has ended. Safe to call twice."""
        self._plug(plugged=False)

    def command(self, verb: str, args: Mapping[str, Any]) -> JsonObject:
        """Turn a knob and answer `state`.

        * ``stand``: ``faces`` 1 to 3, ``where`` ``normal``, ``near`` or ``far``; ``leave``: nobody is there
        * ``light``: ``kind`` ``normal`` or ``dark``
        * ``moving``, ``behind`` (a bright window), ``black``, ``stall``, ``freeze``, ``half_jpeg``: ``on`` (true unless given)
        * ``unplug``, ``replug``; ``reset``: everything as at first
        """
        if verb not in self._knobs:
            raise unknown_verb(self.name, verb, tuple(sorted(self._knobs)))
        self._knobs[verb](args)
        return self.state()

    def state(self) -> JsonObject:
        """Who stands there, the faults set, and how many look."""
        with self._guard:
            lobby = self._lobby
            state: JsonObject = {"faces": lobby.faces, "size": lobby.size, "light": lobby.light, **self._flags}
        return state | {"plugged": self._plugged, "viewers": self._server.viewers}

    def _stand(self, args: Mapping[str, Any]) -> None:
        faces = number_arg(args, "faces", 1)
        if faces not in range(1, _MOST_FACES + 1):
            raise KnobError(f"'faces' must be a whole number from 1 to {_MOST_FACES}")
        size = _SIZES[_one_of(args, "where", _SIZES)]
        self._change(replace(self._lobby, faces=int(faces), size=min(size, 0.9 / faces)))

    def _light(self, args: Mapping[str, Any]) -> None:
        self._change(replace(self._lobby, light=_LIGHTS[_one_of(args, "kind", _LIGHTS)]))

    def _reset(self, args: Mapping[str, Any]) -> None:
        del args
        self._flags = dict.fromkeys(_FLAGS, False)
        self._change(_NOBODY)
        self._plug(plugged=True)

    def _flag_knob(self, flag: str) -> Callable[[Mapping[str, Any]], None]:
        def turn(args: Mapping[str, Any]) -> None:
            on = args.get("on", True)
            if not isinstance(on, bool):
                raise KnobError("'on' must be true or false")
            self._flags[flag] = on
            self._change(replace(self._lobby, behind=self._flags["behind"]))

        return turn

    def _plug(self, *, plugged: bool) -> None:
        if plugged and not self._plugged:
            self._server.start()
        elif not plugged:
            self._server.stop()
        self._plugged = plugged

    def _change(self, lobby: Lobby) -> None:
        with self._guard:
            self._lobby = lobby
            self._takes = []

    def _next_picture(self) -> bytes | None:
        with self._guard:
            if self._flags["stall"]:
                return None
            if not (self._last and self._flags["freeze"]):
                self._last = self._newest()
            return self._last[: len(self._last) // 2] if self._flags["half_jpeg"] else self._last

    def _newest(self) -> bytes:
        self._sent += 1
        lobby = replace(self._lobby, light=0.0) if self._flags["black"] else self._lobby
        if self._flags["moving"]:
            moved = replace(lobby, shift=_SWAY * sin(self._sent * 0.7))
            return encoded(noisy(draw_lobby(moved), self._sent % _NOISY_TAKES))
        if len(self._takes) < _NOISY_TAKES:
            self._takes.append(encoded(noisy(draw_lobby(lobby), len(self._takes))))
            return self._takes[-1]
        return self._takes[self._sent % len(self._takes)]


def _one_of(args: Mapping[str, Any], key: str, known: Mapping[str, float]) -> str:
    chosen = text_arg(args, key, "normal")
    if chosen not in known:
        raise KnobError(f"'{key}' must be one of {', '.join(known)}")
    return chosen
