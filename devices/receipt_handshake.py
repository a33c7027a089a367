"""Is there an ESC/POS printer on this line? Asks ``DLE EOT`` 1 to 4, which print nothing (``reference/devices.md`` 3.3)."""

from devices.api.probing import Confidence, ProbeLine, Recognised, SerialProbe
from devices.codecs import escpos
from devices.transports.serial_line import LineTimeout

_ANSWER_S = 0.15
"""a printer answers a real-time request at once, also with a full buffer"""
_FIXED_MASK, _FIXED = 0x93, 0x12
"""bits of every answer to ``DLE EOT`` that never change"""
_QUESTIONS = (1, 2, 3, 4)


def ask(line: ProbeLine) -> Recognised | None:
    """Whether all four questions are answered as a printer does; None when the first is not."""
    answers = []
    for n in _QUESTIONS:
        answer = _answer(line, n)
        if answer is None:
            break
        answers.append(answer)
    if not answers:
        return None
    if len(answers) == len(_QUESTIONS):
        return Recognised("ESC/POS printer", Confidence.HIGH, "it answers all four status questions (DLE EOT 1 to 4)")
    why = f"it answers {len(answers)} of four status questions, as cheap printers do"
    return Recognised("ESC/POS printer", Confidence.MEDIUM, why)


def _answer(line: ProbeLine, n: int) -> int | None:
    """The one byte that answers; None for silence, for more than one byte (an echo, noise) and for impossible bits."""
    line.drain()
    line.write(escpos.status_request(n))
    try:
        data = line.read_some(_ANSWER_S)
        return data[0] if len(data) == 1 and data[0] & _FIXED_MASK == _FIXED else None
    except LineTimeout:
        return None


PROBE = SerialProbe(bauds=(115200, 9600, 19200, 38400, 57600), ask=ask, rank=0, limit_s=4 * _ANSWER_S)
