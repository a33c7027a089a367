"""Never asked twice: what card and government know is in the form before the citizen sees it."""

from collections.abc import Callable

from kiosk.matters.model import FieldSpec, Matter
from kiosk.protocol.messages import Holder as HolderMessage
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest
from kiosk.services.runner import Post
from kiosk.visit.effects import Prefill
from kiosk.visit.events import Prefilled
from kiosk.visit.state import Holder, Source, Value, Visit

AskGovernment = Callable[[PrefillRequest], PrefillAnswer | None]
"""The platform's answer, or ``None`` when it cannot be had now"""


class PrefillService:
    """Carries out `Prefill`."""

    def __init__(self, ask: AskGovernment) -> None:
        self._ask = ask

    def carry(self, visit: Visit, _effect: Prefill, post: Post) -> None:
        """Always answers: without the platform with the card alone."""
        if visit.holder is None:
            return
        answer = None
        if any(spec.source is not None and spec.source.startswith("government.") for spec in visit.matter.form):
            request = PrefillRequest(matter_code=visit.matter.code, holder=message_of(visit.holder))
            answer = self._ask(request)
            offline = answer is None
        else:
            offline = False
        post(Prefilled(known_values(visit.matter, visit.holder, answer), offline=offline))


def message_of(holder: Holder) -> HolderMessage:
    """The holder as the wire carries them."""
    return HolderMessage(
        kind=holder.kind.value,
        name=holder.name,
        number=holder.number,
        sex=holder.sex,
        birth=holder.birth,
        address=holder.address,
        nationality=holder.nationality,
    )


def known_values(matter: Matter, holder: Holder, answer: PrefillAnswer | None) -> dict[str, Value]:
    """Every field that has a value without asking, with the office it came from."""
    values: dict[str, Value] = {}
    for spec in matter.form:
        value = _value(spec, holder, answer)
        if value is not None and value.text:
            values[spec.key] = value
    return values


def _value(spec: FieldSpec, holder: Holder, answer: PrefillAnswer | None) -> Value | None:
    if spec.source is None:
        return None
    origin, _, key = spec.source.partition(".")
    if origin == "card":
        return Value(str(getattr(holder, key)), Source.CARD, ("身份证", "ID card"))
    if answer is None or key not in answer.values:
        return None
    office = answer.sources.get(key, {})
    return Value(answer.values[key], Source.GOVERNMENT, (office.get("zh", ""), office.get("en", "")))
