"""The gate before a release: what an author hands in, what others say to it. Nobody passes their own work.

Lint and dry run must be clean before anybody is asked. A red card needs a legal basis and two approvers.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from auditlog.models import LogEntry
from django.db import transaction

from central.review.bundle_difference import bundle_difference
from central.review.difference import Change, difference, red
from central.review.models import Proposal, ProposalState, RedCard
from central.review.refusals import ReviewRefused, Why
from central.review.words import sentence
from central.writing.drafts import body_of, fingerprint
from central.writing.findings import findings
from central.writing.kinds import folder_of, in_use
from central.writing.labels import labelled
from central.writing.models import DraftKind, DraftState, MatterDraft
from central.writing.workshop import is_rehearsed
from kiosk.matters.parse import MATTER_FILE

if TYPE_CHECKING:
    from django.contrib.auth.models import User

SHORTEST_BASIS = 6
"""Characters of a legal basis: less names no article"""
Proof = Callable[[MatterDraft], bool]


def released_body(draft: MatterDraft) -> dict[str, Any] | None:
    """The matter or bundle as citizens have it now; None for a new one."""
    content = in_use(draft.kind, draft.code)
    return None if content is None else body_of(content)


def hand_in(
    draft: MatterDraft, author: "User", notes: str, *, legal_basis: str = "", rehearsed: Proof = is_rehearsed
) -> Proposal:
    """Ask for a review of exactly what `draft` is now. With red cards and no legal basis the proposal is `BLOCKED`.

    Raises:
        ReviewRefused: it is not in writing, not clean, not rehearsed, nothing changed, or began from an older release.
    """
    with transaction.atomic():
        draft = MatterDraft.objects.select_for_update().get(pk=draft.pk)
        if not draft.editable:
            raise ReviewRefused(Why.NOT_WRITING)
        changes = _checked(draft, rehearsed)
        cards = red(changes)
        proposal = Proposal.objects.create(
            draft=draft,
            fingerprint=fingerprint(draft),
            author=author,
            difference=[change.as_json() for change in changes],
            red_cards=len(cards),
            legal_basis=legal_basis.strip(),
            notes=notes.strip(),
            state=ProposalState.BLOCKED if _lacks_basis(cards, legal_basis) else ProposalState.WAITING,
        )
        RedCard.objects.bulk_create(
            RedCard(
                proposal=proposal, kind=card.red, sentence=sentence(card), by_law=card.by_law or legal_basis.strip()
            )
            for card in cards
        )
        draft.state = DraftState.IN_REVIEW
        draft.save(update_fields=["state"])
    return proposal


def give_basis(proposal: Proposal, legal_basis: str, by: "User") -> None:
    """The author names the law that a blocked change rests on. Raises `ReviewRefused`."""
    with transaction.atomic():
        proposal = _open(proposal, ProposalState.BLOCKED)
        if by.pk not in writers(proposal):
            raise ReviewRefused(Why.NOT_YOURS)
        if _lacks_basis(changes_of(proposal), legal_basis):
            raise ReviewRefused(Why.NO_BASIS)
        proposal.legal_basis, proposal.state = legal_basis.strip(), ProposalState.WAITING
        proposal.save()
        proposal.cards.filter(by_law="").update(by_law=legal_basis.strip())


def approve(proposal: Proposal, by: "User", *, rehearsed: Proof = is_rehearsed) -> Proposal:
    """The word of one approver; with a red card a second person's is needed as well.

    Raises:
        ReviewRefused: `by` wrote it or has approved already, it is blocked, or it is not what was handed in any more.
    """
    with transaction.atomic():
        proposal = _open(proposal, ProposalState.WAITING)
        if by.pk in writers(proposal):
            raise ReviewRefused(Why.OWN_WORK)
        if proposal.approver_id == by.pk:
            raise ReviewRefused(Why.TWICE)
        draft = MatterDraft.objects.select_for_update().get(pk=proposal.draft_id)
        if fingerprint(draft) != proposal.fingerprint:
            raise ReviewRefused(Why.CHANGED)
        if [change.as_json() for change in _checked(draft, rehearsed)] != proposal.difference:
            raise ReviewRefused(Why.CHANGED)
        _note_approval(proposal, by)
        if proposal.state == ProposalState.APPROVED:
            draft.state = DraftState.APPROVED
            draft.save(update_fields=["state"])
    return proposal


def send_back(proposal: Proposal, by: "User", why: str) -> None:
    """Back to its author, with a reason. The author may take it back themselves. Raises `ReviewRefused`."""
    if not why.strip():
        raise ReviewRefused(Why.NO_REASON)
    with transaction.atomic():
        proposal = _open(proposal, ProposalState.BLOCKED, ProposalState.WAITING, ProposalState.APPROVED)
        if proposal.release_id is not None:
            raise ReviewRefused(Why.NOT_OPEN)
        refuse(proposal, why)
        if by.pk not in writers(proposal) and proposal.approver_id is None:
            proposal.approver = by
            proposal.save(update_fields=["approver"])


def refuse(proposal: Proposal, why: str) -> None:
    """The proposal and its draft are the author's again."""
    proposal.state, proposal.why, proposal.decided_at = ProposalState.REFUSED, why.strip(), datetime.now(UTC)
    proposal.save()
    MatterDraft.objects.filter(pk=proposal.draft_id).update(state=DraftState.REFUSED)


def writers(proposal: Proposal) -> set[int]:
    """Everybody who wrote in what was handed in: none of them may approve it."""
    wrote = LogEntry.objects.get_for_object(proposal.draft).exclude(actor=None)
    return {proposal.author_id, proposal.draft.author_id, *(one.actor_id for one in wrote if _is_writing(one.changes))}


def changes_of(proposal: Proposal) -> tuple[Change, ...]:
    """What the proposal changes."""
    return tuple(Change(**one) for one in proposal.difference)


def _is_writing(changes: object) -> bool:
    return isinstance(changes, dict) and "body" in changes


def _checked(draft: MatterDraft, rehearsed: Proof) -> tuple[Change, ...]:
    """What `draft` changes, once nothing is wrong with it."""
    released = released_body(draft)
    if released is not None and draft.base != released:
        raise ReviewRefused(Why.OLD_BASE)
    files = {file.name: bytes(file.content) for file in draft.files.all()}
    wrong = [finding for finding in findings(draft.body, files, draft.kind) if finding.stops]
    if wrong:
        raise ReviewRefused(Why.NOT_CLEAN, details=labelled(wrong, draft.kind))
    if not rehearsed(draft):
        raise ReviewRefused(Why.NOT_REHEARSED)
    compared = bundle_difference if draft.kind == DraftKind.BUNDLE else difference
    changes = (*compared(released, draft.body), *(_files(draft) if released is not None else ()))
    if not changes:
        raise ReviewRefused(Why.NOTHING)
    return changes


def _files(draft: MatterDraft) -> tuple[Change, ...]:
    """The files beside the matter that are new, other or gone: templates, forms, pictures."""
    folder = folder_of(draft.kind, draft.code)
    before = {
        file.name: sha256(file.read_bytes()).hexdigest()
        for file in (sorted(folder.iterdir()) if folder is not None else ())
        if file.is_file() and file.name != MATTER_FILE
    }
    after = {file.name: file.sha256 for file in draft.files.all()}
    return (
        *(Change("file.new", name) for name in sorted(after.keys() - before.keys())),
        *(Change("file.other", name) for name in sorted(after.keys() & before.keys()) if after[name] != before[name]),
        *(Change("file.gone", name) for name in sorted(before.keys() - after.keys())),
    )


def _lacks_basis(changes: tuple[Change, ...], legal_basis: str) -> bool:
    return len(legal_basis.strip()) < SHORTEST_BASIS and any(not card.by_law for card in red(changes))


def _open(proposal: Proposal, *states: ProposalState) -> Proposal:
    found = Proposal.objects.select_for_update().select_related("draft").get(pk=proposal.pk)
    if found.state == ProposalState.BLOCKED and ProposalState.BLOCKED not in states:
        raise ReviewRefused(Why.BLOCKED)
    if found.state not in states:
        raise ReviewRefused(Why.NOT_OPEN)
    return found


def _note_approval(proposal: Proposal, by: "User") -> None:
    now = datetime.now(UTC)
    if proposal.approver_id is None:
        proposal.approver = by
    else:
        proposal.second_approver = by
    if proposal.approvers_needed == 1 or proposal.second_approver_id is not None:
        proposal.state, proposal.decided_at = ProposalState.APPROVED, now
        proposal.cards.update(lifted_by=by, lifted_at=now)
    proposal.save()
