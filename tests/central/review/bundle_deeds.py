"""What tests do inside of the platform with drafts of bundles (一件事): a new one, a change of it, what is refused."""

from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from central.catalogue import catalogue
from central.review import gate
from central.review.bundle_difference import bundle_difference
from central.review.composing import FirstStage, compose, sign
from central.review.rollout import back
from central.review.words import sentence
from central.writing.begin import AlreadyOpenError, draft_of, new_draft
from central.writing.drafts import Body
from central.writing.findings import findings
from central.writing.models import DraftKind, MatterDraft
from central.writing.saving import save_body
from kiosk.matters.catalogue import load_catalogue
from tests.central.review.deeds import _granted, person, said
from tests.central.review.small_catalogue import CARD, PASSPORT

KEY = "moving"
BODY: Body = {
    "key": KEY,
    "title": {"zh": "搬家", "en": "Moving house"},
    "promised": {"count": 5},
    "questions": [
        {
            "key": "abroad",
            "question": {"zh": "要出境吗？", "en": "Abroad?"},
            "answers": [
                {"key": "yes", "title": {"zh": "要", "en": "Yes"}},
                {"key": "no", "title": {"zh": "不要", "en": "No"}},
            ],
        }
    ],
    "members": [{"code": CARD}, {"code": PASSPORT, "when": "situation.abroad == 'yes'", "optional": True}],
}


def written(draft: MatterDraft, body: Body) -> MatterDraft:
    """Saved by ``lin``."""
    save_body(draft, body, draft.revision, person("lin"))
    return MatterDraft.objects.get(pk=draft.pk)


def released(draft: MatterDraft, *approvers: str) -> Any:
    """Handed in, approved, signed for everybody; a dry run is taken for granted."""
    proposal = gate.hand_in(draft, person("lin"), "一件事", legal_basis="某某条例第三条", rehearsed=_granted)
    for name in approvers:
        proposal = gate.approve(proposal, person(name), rehearsed=_granted)
    return sign(compose([proposal], person("lin"), ""), person("zhao"), FirstStage(100))


def bundles_from_desk_to_street() -> dict[str, Any]:
    """A new bundle beside a matter of its name; then a change of it; then back."""
    draft = written(new_draft(KEY, "搬家", person("lin"), kind=DraftKind.BUNDLE), BODY)
    found: dict[str, Any] = {"beside a matter": new_draft(KEY, "搬家", person("lin")).kind}
    try:
        new_draft(KEY, "搬家", person("qian"), kind=DraftKind.BUNDLE)
    except AlreadyOpenError as already:
        found["once"] = already.draft == draft
    made = released(draft, "zhao")
    found["new"] = [sentence(one) for one in gate.changes_of(made.proposals.get())]
    found["on kiosks"] = [sorted(catalogue().courses), [str(one) for one in catalogue().problems]]
    found["card"] = [(card.key, card.title.en, card.icon) for card in catalogue().home.bundles]
    copy = load_catalogue(Path(settings.STATE) / "matters")
    found["working copy"] = [sorted(copy.courses), copy.bundles == catalogue().bundles]
    first, last = BODY["members"]
    more = {**BODY, "members": [last | {"optional": False}, first]}
    changed = written(draft_of(KEY, person("lin"), kind=DraftKind.BUNDLE), more)
    found["blocked"] = gate.hand_in(changed, person("lin"), "", rehearsed=_granted).state
    gate.send_back(changed.proposals.latest("pk"), person("lin"), "补依据")
    found["own"] = said(partial(released, changed, "lin"))
    gate.send_back(changed.proposals.latest("pk"), person("lin"), "重来")
    second = released(MatterDraft.objects.get(pk=changed.pk), "zhao", "qian")
    found["changed"] = [sentence(one) for one in gate.changes_of(second.proposals.get())]
    found["in use"] = [one.code for one in catalogue().bundles[KEY].members]
    back(second, person("wu"), "写错了")
    found["back"] = [one.code for one in catalogue().bundles[KEY].members]
    return found


def bundles_linted() -> dict[str, list[str]]:
    """Where each mistake is said."""
    card, passport = BODY["members"]
    wrong: dict[str, Body] = {
        "good": {},
        "stranger": {"members": [card, {"code": "no-such"}]},
        "nobody": {"members": [card, {}]},
        "circle": {"members": [card | {"depends_on": [PASSPORT]}, passport | {"depends_on": [CARD]}]},
        "cel": {"members": [card | {"when": "situation.abroad =="}, passport]},
        "unknown name": {"members": [card | {"when": "situation.moon == 'yes'"}, passport]},
        "never": {"members": [card | {"when": "situation.abroad == 'maybe'"}, passport]},
        "no use": {"members": [card]},
        "no English": {"title": {"zh": "搬家"}},
        "later": {"members": [card, passport | {"later": ["moon"]}]},
    }
    found = {name: findings({**BODY, **parts}, {}, DraftKind.BUNDLE) for name, parts in wrong.items()}
    return {
        name: [f"{one.path} {one.rule}".strip() for one in each if one.severity != "notice"]
        for name, each in found.items()
    }


def bundles_compared() -> list[str]:
    """Every sentence of a change; red ones with a mark."""
    before = {**BODY, "by_law": "关于某某的意见"}
    card, passport = BODY["members"]
    (question,) = BODY["questions"]
    after: Body = {
        **BODY,
        "title": {"zh": "迁居", "en": "Moving house"},
        "promised": {"count": 3},
        "questions": [{**question, "question": {"zh": "出国吗？", "en": "Abroad?"}}],
        "members": [
            passport | {"when": "true", "depends_on": [CARD]},
            card | {"optional": True, "note": {"zh": "可以以后办", "en": "Can wait"}},
        ],
    }
    other = {**BODY, "members": [card]}
    changes = [
        *bundle_difference(before, after),
        *bundle_difference(other, BODY),
        *bundle_difference(BODY, other),
        *bundle_difference(other, {**other, "members": [card, {"code": "no-such", "when": "holder.age > 60"}]}),
        *bundle_difference(BODY, {**BODY, "promised": {"count": 9}}),
        *bundle_difference(BODY, {key: part for key, part in BODY.items() if key != "promised"}),
    ]
    return [f"{'红 ' if one.red else ''}{sentence(one)}" for one in changes]
