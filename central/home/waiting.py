"""What waits for whoever looks: a number for each pile of work that they may do, and the way to it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.admin import site
from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.cases.models import OPEN_STATES, TO_DECIDE, TO_EXAMINE, CaseState, Colour
from central.cases.supplement_models import TO_HANDLE
from central.commands.models import CommandState
from central.review.models import ProposalState, ReleaseState
from central.voice.models import TicketState
from central.writing.models import DraftState

MOST = 1000
"""More are not counted: nobody works on a thousand things at once"""


@dataclass(frozen=True, slots=True)
class Pile:
    """Work of one kind. `right` is what it takes to do it, `query` what makes the page of `model` show `which`."""

    label: Promise
    model: str
    query: str
    which: Q
    right: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pile as somebody finds it: how many (`MOST` for as many or more), and the page that shows them."""

    label: Promise
    count: int
    address: str
    tone: str

    @property
    def number(self) -> str:
        """As it is written."""
        return f"{MOST}+" if self.count >= MOST else str(self.count)


_STILL = Q(state__in=OPEN_STATES)
PILES = (
    Pile(_("待受理的办件"), "cases.Case", "work=new", Q(state=CaseState.APPLIED), "cases.accept_case"),
    Pile(_("待审查的办件"), "cases.Case", "work=examine", TO_EXAMINE, "cases.decide_case"),
    Pile(_("待决定的办件"), "cases.Case", "work=decide", TO_DECIDE, "cases.decide_case"),
    Pile(_("即将超时的办件"), "cases.Case", "work=soon", _STILL & Q(card=Colour.YELLOW), "cases.decide_case", "soon"),
    Pile(_("已超时的办件"), "cases.Case", "work=late", _STILL & Q(card=Colour.RED), "cases.decide_case", "late"),
    Pile(
        _("要处理的补交材料"),
        "cases.Supplement",
        "handled=open",
        TO_HANDLE,
        "cases.change_supplement",
        "soon",
    ),
    Pile(
        _("待答复的咨询投诉"),
        "voice.Ticket",
        f"state__in={TicketState.RECEIVED},{TicketState.REOPENED}",
        Q(state__in=(TicketState.RECEIVED, TicketState.REOPENED)),
        "voice.answer_ticket",
    ),
    Pile(
        _("待审核的答复"),
        "voice.Ticket",
        f"state__exact={TicketState.DRAFTED}",
        Q(state=TicketState.DRAFTED),
        "voice.approve_ticket",
    ),
    Pile(
        _("待整改的差评"),
        "voice.Rectification",
        "progress=open",
        Q(closed_at=None),
        "voice.close_rectification",
        "soon",
    ),
    Pile(
        _("被退回的草稿"),
        "writing.MatterDraft",
        f"state__exact={DraftState.REFUSED}",
        Q(state=DraftState.REFUSED),
        "writing.change_matterdraft",
    ),
    Pile(
        _("红牌：待补法律依据"),
        "review.Proposal",
        f"state__exact={ProposalState.BLOCKED}",
        Q(state=ProposalState.BLOCKED),
        "review.add_proposal",
        "late",
    ),
    Pile(
        _("待审核的事项"),
        "review.Proposal",
        f"state__exact={ProposalState.WAITING}",
        Q(state=ProposalState.WAITING),
        "review.approve_proposal",
    ),
    Pile(
        _("已批准、待发布的事项"),
        "review.Proposal",
        f"state__exact={ProposalState.APPROVED}",
        Q(state=ProposalState.APPROVED),
        "review.compose_release",
    ),
    Pile(
        _("待签发的发布版"),
        "review.MatterRelease",
        f"state__exact={ReleaseState.SIGNED}",
        Q(state=ReleaseState.SIGNED),
        "review.sign_release",
    ),
    Pile(
        _("灰度中的发布版"),
        "review.MatterRelease",
        f"state__exact={ReleaseState.ROLLING}",
        Q(state=ReleaseState.ROLLING),
        "review.steer_rollout",
    ),
    Pile(
        _("无人确认的终端告警"),
        "fleet.Alarm",
        "over_at__isempty=1&seen_at__isempty=1",
        Q(over_at=None, seen_at=None),
        "fleet.acknowledge_alarm",
        "late",
    ),
    Pile(
        _("待审批的终端指令"),
        "commands.KioskCommand",
        f"state__exact={CommandState.REQUESTED}",
        Q(state=CommandState.REQUESTED),
        "commands.change_kioskcommand",
    ),
    Pile(
        _("无人核查的审计链中断"),
        "fleet.AuditBreak",
        "seen_at__isnull=True",
        Q(seen_at=None),
        "fleet.change_auditbreak",
        "late",
    ),
)


def waiting(request: HttpRequest) -> list[Waiting]:
    """Every pile that whoever asks may work on, as far as their region reaches; those with something in them first."""
    found = [_found(request, pile) for pile in PILES if request.user.has_perm(pile.right)]
    return sorted(found, key=lambda one: not one.count)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """For Unfold's first page."""
    return {**context, "waiting": waiting(request), "title": _("待办")}


def _found(request: HttpRequest, pile: Pile) -> Waiting:
    model = apps.get_model(pile.model)
    rows = site.get_model_admin(model).get_queryset(request).filter(pile.which)
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")  # noqa: SLF001  Django's public _meta
    return Waiting(pile.label, rows.order_by()[:MOST].count(), f"{address}?{pile.query}", pile.tone)
