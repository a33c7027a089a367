"""What the stories do inside of the platform: people who have a password already, the region of the kiosk, a release."""

from django.contrib.auth.models import User

from central.kiosks.models import Kiosk
from central.people import accounts
from central.people.models import Person
from central.review import gate
from central.review.composing import FirstStage, compose, sign
from central.review.unfinished import unfinished
from central.writing.begin import draft_of
from central.writing.saving import save_body
from tools.rig import KIOSK_ID


def hire(password: str, region: str, people: dict[str, tuple[str, str]]) -> list[str]:
    """`people` (name → role and region), all with `password`, and the kiosk of the rig in `region`."""
    for name, (role, reach) in people.items():
        accounts.add(name, (role,), region=reach)
        user = User.objects.get(username=name)
        user.set_password(password)
        user.save()
        Person.objects.filter(user=user).update(must_change_password=False)
    Kiosk.objects.filter(pk=KIOSK_ID).update(region=region)
    return sorted(people)


def release(code: str, minutes: int) -> int:
    """A harmless change of `code`, approved and released to all that the release before it is for; its primary key."""
    lin, zhao = (User.objects.get(username=name) for name in ("lin", "zhao"))
    draft = draft_of(code, lin)
    save_body(draft, {**draft.body, "minutes": minutes}, draft.revision, lin)
    proposal = gate.approve(
        gate.hand_in(draft, lin, "预计用时", rehearsed=lambda _: True), zhao, rehearsed=lambda _: True
    )
    composed = compose([proposal], lin, "预计用时")
    where = [region for one in unfinished(composed.number)[:1] for region in one.regions]
    made = sign(composed, zhao, FirstStage(100, where))
    return int(made.pk)
