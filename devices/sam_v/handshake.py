"""Is there a SAM_V module on this line? Asks for its id, which every module tells at any time (``reference/devices.md`` 1.7)."""

import time

from devices.api.probing import Confidence, ProbeLine, Recognised, SerialProbe
from devices.codecs import sam_v
from devices.codecs.sam_v import Reply, ReplyParser, Sw3
from devices.transports.serial_line import LineTimeout

_ANSWER_S = 0.35
"""a module answers within 0.3 s"""
_REFUSES = (Sw3.SELF_TEST_FAILED, Sw3.UNAUTHORISED)


def ask(line: ProbeLine) -> Recognised | None:
    """Who answers *read SAM id*; None when nobody speaks SAM_V."""
    line.drain()
    line.write(sam_v.READ_SAM_ID.frame())
    reply = _first_reply(line)
    if reply is None:
        return None
    if reply.sw3 == Sw3.OK and reply.answers(sam_v.READ_SAM_ID):
        identity = sam_v.sam_id_text(reply.data)
        return Recognised("SAM_V module", Confidence.HIGH, f"it told its SAM id, {identity}", identity)
    if reply.sw3 in _REFUSES:
        return Recognised("SAM_V module", Confidence.HIGH, f"it answers in SAM_V, but refuses: {reply.meaning()}")
    return Recognised("SAM_V module", Confidence.MEDIUM, f"it answers in SAM_V, but without its id: {reply.meaning()}")


def _first_reply(line: ProbeLine) -> Reply | None:
    parser = ReplyParser()
    deadline = time.monotonic() + _ANSWER_S
    while (left := deadline - time.monotonic()) > 0:
        try:
            replies = parser.feed(line.read_some(left))
        except LineTimeout:
            break
        if replies:
            return replies[0]
    return None


PROBE = SerialProbe(bauds=(115200, 9600, 57600, 38400, 19200), ask=ask, limit_s=_ANSWER_S + 0.1)
