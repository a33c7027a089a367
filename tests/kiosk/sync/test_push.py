"""Push: two kinds of hints are heard, everything else is passed over, and whatever breaks is connected anew."""

from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from kiosk.protocol.outcome import Delivered, NotAllowed, Outcome, TryLater
from kiosk.sync.push import RECONNECT_S, EventStream, Push
from tests.kiosk.fake_clock import FakeClock, until

COMMAND = "ab" * 16


class Line:
    """A connection whose lines the test says."""

    def __init__(self) -> None:
        self._said: SimpleQueue[bytes | None] = SimpleQueue()
        self.closed = False

    def says(self, text: str) -> None:
        for line in text.encode().split(b"\n"):
            self._said.put(line)

    def lines(self) -> Iterator[bytes]:
        while (line := self._said.get()) is not None:
            yield line

    def close(self) -> None:
        self.closed = True
        self._said.put(None)


class Platform:
    """Gives out connections, or what the test says instead."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self.refuses: Outcome[EventStream] | None = None
        self.asked = 0

    def connect(self) -> Outcome[EventStream]:
        self.asked += 1
        if self.refuses is not None:
            return self.refuses
        self.lines.append(Line())
        return Delivered(self.lines[-1])


class Scene:
    def __init__(self) -> None:
        self.platform = Platform()
        self.hints: list[tuple[str, str]] = []
        self.spans: list[float] = []
        self.push = Push(self.platform.connect, lambda *hint: self.hints.append(hint), FakeClock(), jitter=self.jitter)

    def jitter(self, low: float, high: float) -> float:
        assert low == 0.0
        self.spans.append(high)
        return 0.01

    def connected(self) -> Line:
        count = len(self.platform.lines)
        if count == 0:
            self.push.start()
            count = 1
        assert until(lambda: len(self.platform.lines) >= count and self.push.connected_at is not None)
        return self.platform.lines[-1]


@pytest.fixture
def scene() -> Iterator[Scene]:
    made = Scene()
    yield made
    made.push.stop()
    assert all(line.closed for line in made.platform.lines)


def test_a_hint_is_heard_with_its_number_or_id(scene: Scene) -> None:
    line = scene.connected()
    line.says(f": hello\n\nevent: look\ndata: 17\n\nevent:command\ndata:{COMMAND}\n\n")
    assert until(lambda: len(scene.hints) == 3)
    assert scene.hints == [("connected", ""), ("look", "17"), ("command", COMMAND)]


@pytest.mark.parametrize(
    "noise",
    [
        "event: execute\ndata: rm\n\n",
        "event: look\ndata: -1\n\n",
        "event: look\ndata: 17; DROP\n\n",
        "event: look\n\n",
        "data: 17\n\n",
        f"event: command\ndata: {COMMAND}00\n\n",
        f"event: command\ndata: {COMMAND.upper()}\n\n",
        f"event: look\ndata: {'9' * 16}\n\n",
        f"event: look\ndata: {' ' * 5000}7\n\n",
        "event: look\x00\ndata: 7\n\n",
        "\ufeff\ufffd\n\n\n\n",
    ],
)
def test_noise_is_passed_over(scene: Scene, noise: str) -> None:
    line = scene.connected()
    line.says(noise)
    line.says("event: look\ndata: 18\n\n")
    assert until(lambda: len(scene.hints) >= 2)
    assert scene.hints == [("connected", ""), ("look", "18")]


def test_a_broken_connection_is_made_anew_with_full_jitter(scene: Scene) -> None:
    scene.connected().close()
    assert until(lambda: len(scene.platform.lines) == 2)
    assert scene.spans == [RECONNECT_S]
    assert until(lambda: scene.hints == [("connected", "")] * 2)


@pytest.mark.parametrize(("said", "span"), [("5000", 5.0), ("0", 60.0), ("9" * 12, 60.0), ("x", 60.0), ("²", 60.0)])
def test_the_platform_may_say_how_soon_within_reason(scene: Scene, said: str, span: float) -> None:
    line = scene.connected()
    line.says(f"retry: {said}\n")
    line.close()
    assert until(lambda: scene.spans == [span])


def test_without_a_platform_it_goes_on_trying(scene: Scene) -> None:
    scene.platform.refuses = TryLater("no_connection", everyone=True)
    scene.push.start()
    assert until(lambda: scene.platform.asked >= 3)
    assert scene.push.connected_at is None
    scene.platform.refuses = None
    assert until(lambda: scene.push.connected_at is not None)


def test_a_kiosk_that_is_not_wanted_does_not_insist(scene: Scene) -> None:
    scene.platform.refuses = NotAllowed(401)
    scene.push.start()
    assert until(lambda: scene.spans != [])
    assert scene.spans[0] == 300.0


def test_a_changed_network_is_tried_soon(scene: Scene) -> None:
    scene.connected()
    scene.push.reconnect()
    assert until(lambda: len(scene.platform.lines) == 2)
    assert scene.spans == [2.0]
