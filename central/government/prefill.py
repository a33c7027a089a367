"""``POST /v1/prefill``: facts the citizen need not be asked for. Only those the matter's form names are told."""

from django.http import HttpRequest
from ninja import Router

from central.catalogue import matter_of
from central.government.register import known_of, office_of
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest

router = Router(tags=["government"])
_PREFIX = "government."


def wanted_by(matter_code: str) -> frozenset[str]:
    """The facts that a matter's fields take from government data; none for an unknown matter."""
    matter = matter_of(matter_code)
    sources = [spec.source for spec in matter.fields if spec.source] if matter else []
    return frozenset(source.removeprefix(_PREFIX) for source in sources if source.startswith(_PREFIX))


@router.post("/prefill", response=PrefillAnswer)
def prefill(request: HttpRequest, question: PrefillRequest) -> PrefillAnswer:
    """What is known of the holder, for this matter; empty for somebody unknown."""
    del request
    known = known_of(question.holder.number)
    facts = known.facts() if known else {}
    wanted = wanted_by(question.matter_code)
    values = {key: value for key, value in facts.items() if key in wanted}
    return PrefillAnswer(values=values, sources={key: office_of(key).model_dump() for key in values})
