"""``POST /v1/prefill``: facts the citizen need not be asked for. Only those the matter's form names are told."""

from django.http import HttpRequest
from ninja import Router

from central.catalogue import catalogue, matter_of
from central.government.register import known_of
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest

router = Router(tags=["government"])
_PREFIX = "government."


def wanted_by(matter_code: str) -> frozenset[str]:
    """The facts (``government.phone``) that a matter's fields are filled with; none for an unknown matter."""
    matter = matter_of(matter_code)
    sources = [spec.source for spec in matter.fields if spec.source] if matter else []
    return frozenset(source for source in sources if source.startswith(_PREFIX))


@router.post("/prefill", response=PrefillAnswer)
def prefill(request: HttpRequest, question: PrefillRequest) -> PrefillAnswer:
    """What is known of the holder, for this matter; empty for somebody unknown."""
    del request
    known = known_of(question.holder.number)
    facts = known.facts() if known else {}
    wanted = wanted_by(question.matter_code)
    values = {key: value for key, value in facts.items() if _PREFIX + key in wanted}
    offices = {key: catalogue().sources.office(_PREFIX + key) for key in values}
    return PrefillAnswer(values=values, sources={key: office.model_dump() for key, office in offices.items() if office})
