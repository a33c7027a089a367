"""The three calls of a kiosk that is looked after from afar: heartbeat, standing, and the stream of hints."""

from typing import cast

from kiosk.protocol.fleet import Heartbeat, HeartbeatAnswer, Standing
from kiosk.protocol.outcome import Delivered, Outcome, TryLater
from kiosk.sync.calls import Reply, Request, SignedCalls, Stream
from kiosk.sync.client import failure, parsed
from kiosk.sync.polling import Stood
from kiosk.sync.push import SILENT_S, EventStream

_OK, _NOT_MODIFIED = 200, 304
_LONGEST_ETAG = 100


class FleetCalls:
    """Safe to use from several threads."""

    def __init__(self, calls: SignedCalls, push: SignedCalls) -> None:
        """`push` calls the push service, which may have an address of its own."""
        self._calls = calls
        self._push = push

    def heartbeat(self, heartbeat: Heartbeat) -> Outcome[HeartbeatAnswer]:
        """Tell how the kiosk is."""
        reply = self._calls.call(Request("POST", "heartbeats", heartbeat.model_dump_json().encode()))
        if isinstance(reply, TryLater):
            return reply
        if reply.status != _OK:
            return failure(reply)
        answer = parsed(HeartbeatAnswer, reply.content)
        return TryLater("answer_unreadable") if answer is None else Delivered(answer)

    def standing(self, etag: str) -> Outcome[Stood]:
        """How things stand, unless that is what `etag` says."""
        reply = self._calls.call(Request("GET", "standing", headers={"If-None-Match": etag} if etag else {}))
        if isinstance(reply, TryLater):
            return reply
        if reply.status == _NOT_MODIFIED and etag:
            return Delivered(Stood(etag, None))
        if reply.status != _OK:
            return failure(reply)
        answer = parsed(Standing, reply.content)
        if answer is None:
            return TryLater("answer_unreadable")
        fresh = reply.headers.get("ETag", "")
        # A header that could not be sent back is none.
        good = len(fresh) <= _LONGEST_ETAG and fresh.isascii() and fresh.isprintable()
        return Delivered(Stood(fresh if good else "", answer))

    def events(self) -> Outcome[EventStream]:
        """The connection over which hints come."""
        reply = self._push.stream(Request("GET", "events", headers={"Accept": "text/event-stream"}), silent_s=SILENT_S)
        match reply:
            case Stream():
                return Delivered(cast("EventStream", reply))
            case Reply():
                return failure(reply)
            case _:
                return reply
