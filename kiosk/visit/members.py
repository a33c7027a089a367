"""A visit on a bundle as the visits on its members: what each application and each line of the receipt is made of."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from kiosk.matters.composed import Composed, MemberPart, after_of
from kiosk.matters.fields import visible
from kiosk.matters.model import Matter
from kiosk.matters.selection import situation_of
from kiosk.protocol.messages import BundleMember, CaseAnswer
from kiosk.visit.state import FiledMember, MaterialState, Source, Visit

_ID_LENGTH = 32


def is_bundle(visit: Visit) -> bool:
    """Whether several matters are applied for at once."""
    return isinstance(visit.matter, Composed)


def members_of(visit: Visit) -> tuple[Visit, ...]:
    """The visit on each matter that is applied for, with what belongs to it under its own keys; itself where it is one matter.

    The first keeps the visit's id. The others' follow from it, so that the same visit makes the same applications again.
    """
    selected = visit.selected
    if not isinstance(selected, Composed):
        return (visit,)
    return tuple(_member(visit, part, first=place == 0) for place, part in enumerate(selected.parts))


def place_of(visit: Visit, code: str) -> BundleMember | None:
    """What the application of the member `code` says of its bundle; ``None`` where there is none."""
    selected = visit.selected
    if not isinstance(selected, Composed):
        return None
    part = next(part for part in selected.parts if part.code == code)
    codes = tuple(each.code for each in selected.parts)
    return BundleMember(id=visit.id, code=selected.bundle.key, members=codes, after=after_of(part, selected.parts))


def filed_members(visit: Visit, answers: Mapping[str, CaseAnswer]) -> tuple[FiledMember, ...]:
    """How far each application of a bundle is; `answers` are by the application's id. None for a single matter."""
    if not is_bundle(visit):
        return ()
    return tuple(FiledMember(each.matter.code, each.id, answers.get(each.id)) for each in members_of(visit))


def answers_of(visit: Visit) -> dict[str, CaseAnswer]:
    """What the platform has answered so far, by the application's id."""
    case = visit.case
    if case is None:
        return {}
    if not case.members:
        return {} if case.answer is None else {visit.id: case.answer}
    return {member.id: member.answer for member in case.members if member.answer is not None}


def joined_answer(visit: Visit, answers: Mapping[str, CaseAnswer]) -> CaseAnswer | None:
    """One answer for all applications of `visit`, with what was issued under the keys of its matter.

    ``None`` while one of them is still to come. The case number is that of the first, the day that of the last.
    """
    ids = [member.id for member in members_of(visit)]
    if any(each not in answers for each in ids):
        return None
    first, selected = answers[visit.id], visit.selected
    if not isinstance(selected, Composed):
        return first
    issued = tuple(
        document.model_copy(update={"key": part.documents.get(document.key, document.key)})
        for part, each in zip(selected.parts, ids, strict=True)
        for document in answers[each].issued
    )
    days = [answers[each].due for each in ids]
    latest = max((day for day in days if day is not None), default=None)
    return first.model_copy(update={"issued": issued, "due": latest})


def document_of(visit: Visit, key: str) -> tuple[str, str]:
    """Code of the matter and key in it of the document that is `key` here."""
    if isinstance(visit.matter, Composed):
        for part in visit.matter.parts:
            for own, composed in part.documents.items():
                if composed == key:
                    return part.code, own
    return visit.matter.code, key


def _member(visit: Visit, part: MemberPart, *, first: bool) -> Visit:
    holder = visit.holder.facts if visit.holder is not None else None
    answers = {own: visit.situation[key] for own, key in part.situations.items() if key in visit.situation}
    situation = {key: answer for key, answer in situation_of(part.matter, answers, holder).items() if answer}
    values = {own: visit.values[key] for own, key in part.fields.items() if key in visit.values}
    values = {key: value for key, value in values.items() if key not in part.member.later}
    texts = {key: value.text for key, value in values.items()}
    shown = {spec.key for spec in visible(part.matter, texts, holder, situation)}
    return replace(
        visit,
        id=visit.id if first else sha256(f"{visit.id}/{part.code}".encode()).hexdigest()[:_ID_LENGTH],
        matter=_as_handed_in(visit, part),
        situation=situation,
        values={key: value for key, value in values.items() if key in shown or value.source is not Source.CITIZEN},
        materials=_own_materials(visit, part),
    )


def _as_handed_in(visit: Visit, part: MemberPart) -> Matter:
    """The member's matter; a paper that the government has for another member is nobody's to scan here either."""
    origins = {spec.key: spec.origin for spec in visit.matter.materials}
    specs = part.matter.materials
    changed = tuple(
        spec.model_copy(update={"origin": origins[part.materials[spec.key]]})
        if origins[part.materials[spec.key]] != spec.origin
        else spec
        for spec in specs
    )
    return part.matter if changed == specs else part.matter.model_copy(update={"materials": changed})


def _own_materials(visit: Visit, part: MemberPart) -> dict[str, MaterialState]:
    return {own: visit.materials[key] for own, key in part.materials.items() if key in visit.materials}
