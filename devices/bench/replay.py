"""A recording as a device: it answers what it was asked then as it answered then, at the same pace.

The third time that a question is asked it is answered as the third time then, whatever is asked between: a driver that has to
wait for its processor asks now and then once more what is wrong. A question that was asked less often then begins again with its
first answer; what was never asked is met with silence.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from devices.bench.device import JsonObject, Places, unknown_verb
from devices.bench.pty_port import PtyPort
from devices.recording import Exchange, Recording, exchanges, knowledge_of

_BITS_PER_BYTE = 10
_BACK_AFTER_S = 0.3
"""a line that went away in the recording is there again after this long"""
_LONGEST_REQUEST = 8192


class ReplayBench:
    """One recorded device. Knobs: ``rewind unplug replug``."""

    def __init__(self, places: Places, recording: Recording, *, link: Path | None = None) -> None:
        """`link` is where the port appears; else it is plugged into the bench's host under the kind's name."""
        self.name = recording.driver.partition(".")[0]
        self._recording = recording
        self._exchanges = exchanges(recording)
        self._port = PtyPort(link or places.serial_link(self.name), self._on_bytes)
        self._heard = bytearray()
        self._places: dict[bytes, list[int]] = {}
        for place, exchange in enumerate(self._exchanges):
            self._places.setdefault(exchange.request, []).append(place)
        self._asked: Counter[bytes] = Counter()
        self._played = {0}
        """Places in the recording; what was said unasked is the first"""
        self._unknown = 0
        self._change = threading.Condition()
        self._due: list[tuple[float, bytes | None]] = []
        self._running = False
        self._thread: threading.Thread | None = None

    def start(self) -> JsonObject:
        """Plug it in; what it said unasked is said again."""
        self._running = True
        self._thread = threading.Thread(target=self._speak, name=f"replay {self.name}", daemon=True)
        self._thread.start()
        self._port.plug()
        # A serial driver sets its own; reports and networks have none.
        self._port.set_rate(self._recording.baud)
        self._answer(self._exchanges[0])
        return {"port": str(self._port.link), "driver": self._recording.driver, "baud": self._recording.baud}

    def stop(self) -> None:
        """Take it away; safe to call twice."""
        with self._change:
            self._running = False
            self._change.notify_all()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self._port.unplug()

    def command(self, verb: str, _args: Mapping[str, Any]) -> JsonObject:
        """Turn one knob."""
        if verb == "rewind":
            with self._change:
                self._asked.clear()
                self._played = {0}
        elif verb == "unplug":
            self._port.unplug()
        elif verb == "replug":
            self._port.unplug()
            self._port.plug()
        else:
            raise unknown_verb(self.name, verb, ("rewind", "unplug", "replug"))
        return self.state()

    def state(self) -> JsonObject:
        """How far the recording has been played, and how many questions it did not know."""
        with self._change:
            return {
                "plugged": self._port.plugged,
                "played": len(self._played),
                "exchanges": len(self._exchanges),
                "unknown": self._unknown,
            }

    def _on_bytes(self, data: bytes) -> None:
        for request in self._requests(data):
            exchange = self._matching(request)
            if exchange is None:
                self._unknown += 1
            else:
                self._answer(exchange)

    def _requests(self, data: bytes) -> list[bytes]:
        requests = knowledge_of(self._recording.driver).requests
        self._heard += data
        heard = bytes(self._heard)
        if requests is None:
            return self._whole_writes(heard)
        found = list(requests(heard))
        if found:
            del self._heard[: found[-1].end]
        del self._heard[:-_LONGEST_REQUEST]
        return [heard[each.start : each.end] for each in found]

    def _whole_writes(self, heard: bytes) -> list[bytes]:
        """Where requests cannot be told apart, what was written then must be written now."""
        known = self._places.keys() - {b""}
        if heard in known:
            self._heard.clear()
            return [heard]
        if not any(each.startswith(heard) for each in known):
            self._heard.clear()
            self._unknown += 1
        return []

    def _matching(self, request: bytes) -> Exchange | None:
        with self._change:
            places = self._places.get(request)
            if places is None:
                return None
            place = places[self._asked[request] % len(places)]
            self._asked[request] += 1
            self._played.add(place)
            return self._exchanges[place]

    def _answer(self, exchange: Exchange) -> None:
        now = time.monotonic()
        with self._change:
            for after_s, data in exchange.answers:
                # The port paces the bytes itself: the time they took on the recorded wire must not count twice.
                wire_s = len(data) * _BITS_PER_BYTE / self._recording.baud
                self._say(now + after_s - wire_s, data)
            if exchange.lost_after is not None:
                self._say(now + exchange.lost_after, None)
            self._change.notify_all()

    def _say(self, at: float, data: bytes | None) -> None:
        # A long piece began earlier than its time tells; it still comes after the one before it.
        before = self._due[-1][0] if self._due else at
        self._due.append((max(before, at), data))

    def _speak(self) -> None:
        while True:
            with self._change:
                while self._running and (not self._due or self._due[0][0] > time.monotonic()):
                    self._change.wait(max(0.0, self._due[0][0] - time.monotonic()) if self._due else None)
                if not self._running:
                    return
                _, data = self._due.pop(0)
            if data is not None:
                self._port.send(data)
            else:
                self._port.unplug()
                with self._change:
                    self._change.wait_for(lambda: not self._running, _BACK_AFTER_S)
                self._port.plug()
