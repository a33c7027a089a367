"""``POST /v1/prefill``: facts the citizen need not be asked for. Only those the matter's form names are told."""

from django.http import HttpRequest, HttpResponse
from ninja import Router

from central.catalogue import catalogue
from central.government.lookups import PREFIX, Asker, NoLegalBasis, look_up
from central.government.models import Purpose
from central.kiosks.auth import caller
from central.problems import problem
from central.services.identity import Match, identity
from central.services.matters import matters
from central.services.registry import Unavailable
from kiosk.matters.model import Matter
from kiosk.protocol.messages import PrefillAnswer, PrefillRequest

router = Router(tags=["government"])


def wanted_by(matter: Matter) -> frozenset[str]:
    """The facts (``phone``) that a matter's fields are filled with."""
    sources = [spec.source for spec in matter.form if spec.source]
    return frozenset(source.removeprefix(PREFIX) for source in sources if source.startswith(PREFIX))


@router.post("/prefill", response=PrefillAnswer)
def prefill(request: HttpRequest, question: PrefillRequest) -> PrefillAnswer | HttpResponse:
    """What is known of the holder, for this matter; empty for somebody unknown. 403 for a matter that names no law."""
    matter = matters().find(question.matter_code)
    if matter is None:  # a kiosk may be ahead of this platform: nobody is asked
        return PrefillAnswer()
    wanted = wanted_by(matter)
    try:
        if wanted and identity().check(question.holder.number, question.holder.name) is Match.MISMATCH:
            return PrefillAnswer()  # another's number under this name: nobody's data
    except Unavailable:
        return PrefillAnswer(unavailable=tuple(sorted(wanted)))
    known = look_up(Asker(caller(request), matter, Purpose.PREFILL), question.holder.number, wanted)
    if isinstance(known, NoLegalBasis):
        return problem(403, "no-legal-basis", "This matter names no law that lets it ask for personal data.")
    offices = {key: catalogue().sources.office(PREFIX + key) for key in known.values}
    return PrefillAnswer(
        values=dict(known.values),
        sources={key: office.model_dump() for key, office in offices.items() if office},
        unavailable=known.unavailable,
    )
