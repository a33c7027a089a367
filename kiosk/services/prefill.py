"""Never asked twice: what card and government know is in the form before the citizen sees it."""

from collections.abc import Callable, Mapping

from kiosk.matters.composed import Composed
from kiosk.matters.model import FieldSpec, Matter
from kiosk.protocol.messages import Holder as HolderMessage
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest
from kiosk.services.runner import Post
from kiosk.visit.effects import Prefill
from kiosk.visit.events import Prefilled
from kiosk.visit.state import Holder, Source, Value, Visit

AskGovernment = Callable[[PrefillRequest], PrefillAnswer | None]
"""The platform's answer, or ``None`` when it cannot be had now"""


_GOVERNMENT = "government."


class PrefillService:
    """Carries out `Prefill`."""

    def __init__(self, ask: AskGovernment) -> None:
        self._ask = ask

    def carry(self, visit: Visit, _effect: Prefill, post: Post) -> None:
        """Always answers: without the platform with the card alone."""
        if visit.holder is None:
            return
        answer, offline = self._known(visit.matter, message_of(visit.holder))
        values = known_values(visit.matter, visit.holder, answer)
        post(
            Prefilled(values, offline=offline, unavailable=_unavailable(visit.matter, values, answer, offline=offline))
        )

    def _known(self, matter: Matter, holder: HolderMessage) -> tuple[PrefillAnswer | None, bool]:
        """The platform's answer, and whether it could not be asked. Of a bundle each member asks for what none before it did."""
        answer: PrefillAnswer | None = None
        asked: set[str] = set()
        for each in [part.matter for part in matter.parts] if isinstance(matter, Composed) else [matter]:
            wanted = {
                spec.source for spec in each.form if spec.source is not None and spec.source.startswith(_GOVERNMENT)
            }
            if not wanted <= asked:
                more = self._ask(PrefillRequest(matter_code=each.code, holder=holder))
                if more is None:
                    return answer, True
                asked |= wanted
                answer = more if answer is None else _joined(answer, more)
        return answer, False


def _joined(first: PrefillAnswer, second: PrefillAnswer) -> PrefillAnswer:
    return first.model_copy(
        update={
            "values": {**first.values, **second.values},
            "sources": {**first.sources, **second.sources},
            "unavailable": (*first.unavailable, *second.unavailable),
        }
    )


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


def _unavailable(
    matter: Matter, values: Mapping[str, Value], answer: PrefillAnswer | None, *, offline: bool
) -> tuple[str, ...]:
    """The fields whose library did not answer: all of the government's that have no value, where nobody could be asked."""
    silent = () if answer is None else answer.unavailable
    return tuple(
        spec.key
        for spec in matter.form
        if spec.source is not None
        and spec.source.startswith(_GOVERNMENT)
        and spec.key not in values
        and (offline or spec.source.removeprefix(_GOVERNMENT) in silent)
    )


def _value(spec: FieldSpec, holder: Holder, answer: PrefillAnswer | None) -> Value | None:
    if spec.source is None:
        return None
    origin, _, key = spec.source.partition(".")
    if origin == "card":
        on_card = getattr(holder, key)
        # what has no end is printed 长期 on the card, and stands so in every form that asks for its last day
        return Value("长期" if on_card is None else str(on_card), Source.CARD, ("身份证", "ID card"))
    if answer is None or key not in answer.values:
        return None
    office = answer.sources.get(key, {})
    return Value(answer.values[key], Source.GOVERNMENT, (office.get("zh", ""), office.get("en", "")))
