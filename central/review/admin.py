"""Review and release in the console (审核与发布)."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from central.admin_site import LockedAdmin, ReadOnlyAdmin
from central.catalogue import title_of
from central.people.regions import RegionScopedAdmin, covers, reaches
from central.releases import shelf
from central.review import gate
from central.review.announced import notices_of
from central.review.at_once import fingerprint, take_back, tell
from central.review.composing import FirstStage, compose, drop, sign
from central.review.desk import Deed, DeskAdmin
from central.review.difference import RedKind
from central.review.forms import (
    BasisForm,
    ComposeForm,
    HandInForm,
    NoticeForm,
    SignForm,
    SpreadForm,
    SwitchForm,
    WhyForm,
)
from central.review.measuring import measure
from central.review.models import (
    MatterRelease,
    MatterSwitch,
    Notice,
    Proposal,
    ProposalState,
    RedCard,
    ReleaseState,
)
from central.review.pacing import set_pace
from central.review.refusals import ReviewRefused, Why
from central.review.rollout import back, further, further_regions, spread, stop, verdict
from central.review.switches import switch_off, switch_on
from central.review.unfinished import share_of, unfinished
from central.review.words import RED_WORDS, sentence, verdict_sentence


def _everywhere(_row: object, _given: dict[str, Any]) -> tuple[str, ...]:
    """No region is left out."""
    return ()


def _of_it(row: MatterRelease, _given: dict[str, Any]) -> list[str]:
    """The regions in which a release is rolled out; none is everywhere."""
    return list(row.regions)


@admin.register(Proposal)
class ProposalAdmin(RegionScopedAdmin, DeskAdmin):
    """待审事项."""

    region_path = "draft__region"
    template = "review/proposal.html"
    list_display = ("matter", "state", "red_cards", "author", "approver", "second_approver", "release", "made_at")
    list_filter = ("state", "draft__kind")
    search_fields = ("draft__title", "draft__code")
    list_select_related = ("draft", "author", "approver", "second_approver", "release")

    @admin.display(description=_("事项草稿"), ordering="draft__title")
    def matter(self, row: Proposal) -> str:
        """What is to be changed."""
        return f"{row.draft.shown_title} {row.draft.code}"

    deeds = (
        Deed("approve", _("同意"), "review.approve_proposal", lambda row, by, _given: gate.approve(row, by), first=True),
        Deed(
            "send-back", _("退回"), "review.approve_proposal",
            lambda row, by, given: gate.send_back(row, by, given["why"]), WhyForm,
        ),
        Deed(
            "basis", _("补充法律依据"), "review.add_proposal",
            lambda row, by, given: gate.give_basis(row, given["legal_basis"], by), BasisForm, first=True,
        ),
    )  # fmt: skip

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ANN401
        """Hand a draft in."""
        del form_url, extra_context

        def begin(given: dict[str, Any]) -> Proposal:
            if not covers(request.user, given["draft"].region):
                raise ReviewRefused(Why.NOT_OPEN)
            return gate.hand_in(
                given["draft"], cast("User", request.user), given["notes"], legal_basis=given["legal_basis"]
            )

        form = HandInForm(request.POST or None, initial={"draft": request.GET.get("draft")})
        return self.begun(request, gettext("提交审核"), form, begin)

    def may_now(self, row: Proposal) -> set[str]:
        """By its state."""
        return {
            ProposalState.BLOCKED: {"basis", "send-back"},
            ProposalState.WAITING: {"approve", "send-back"},
            ProposalState.APPROVED: {"send-back"} if row.release_id is None else set(),
        }.get(ProposalState(row.state), set())

    def about(self, row: Proposal) -> dict[str, Any]:
        """The difference in plain words, the red ones first."""
        changes = gate.changes_of(row)
        return {
            "red": [
                {
                    "kind": RED_WORDS[RedKind(change.red)],
                    "said": sentence(change),
                    "law": change.by_law or row.legal_basis,
                }
                for change in changes
                if change.red
            ],
            "rest": [sentence(change) for change in changes if not change.red],
        }


@admin.register(MatterRelease)
class MatterReleaseAdmin(DeskAdmin):
    """发布版."""

    template = "review/release.html"
    list_display = ("number", "state", "share", "notes", "author", "approver", "published_at", "went_back_as")
    list_filter = ("state",)
    search_fields = ("notes",)
    list_select_related = ("author", "approver")
    deeds = (
        Deed(
            "sign", _("签发"), "review.sign_release",
            lambda row, by, given: sign(
                row, by, FirstStage(given["percent"], given["regions"]), password=given["password"]
            ),
            SignForm, first=True, where=lambda _row, given: given["regions"],
            begins_with=lambda row: {"regions": [region for one in unfinished(row.number)[:1] for region in one.regions]},
        ),
        Deed("drop", _("作废"), "review.compose_release", lambda row, _by, _given: drop(row)),
        Deed(
            "further", _("进入下一阶段"), "review.steer_rollout", lambda row, _by, _given: further(row), first=True,
            where=lambda row, _given: further_regions(row),
        ),
        Deed(
            "spread", _("扩大地区"), "review.steer_rollout",
            lambda row, _by, given: spread(row, tuple(given["regions"])), SpreadForm,
            begins_with=lambda row: {"regions": row.regions}, where=lambda _row, given: given["regions"],
        ),
        Deed(
            "by-hand", _("改为由人推进"), "review.steer_rollout", lambda row, _by, _given: set_pace(row, by_hand=True),
            where=_of_it,
        ),
        Deed(
            "by-clock", _("改为自动推进"), "review.steer_rollout", lambda row, _by, _given: set_pace(row, by_hand=False),
            where=_of_it,
        ),
        Deed("stop", _("停止扩大"), "review.steer_rollout", lambda row, by, _given: stop(row, by), where=_of_it),
        Deed(
            "back", _("停止并全部回退"), "review.steer_rollout",
            lambda row, by, given: back(row, by, given["why"]), WhyForm, grave=True, where=_everywhere,
        ),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Whoever puts releases together."""
        return request.user.has_perm("review.compose_release")

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ANN401
        """Put a release together, and sign it as its author."""
        del form_url, extra_context
        user = cast("User", request.user)
        return self.begun(
            request, gettext("制作发布版"), ComposeForm(request.POST or None),
            lambda given: compose(list(given["proposals"]), user, given["notes"], password=given["password"]),
        )  # fmt: skip

    @admin.display(description=_("覆盖范围"))
    def share(self, row: MatterRelease) -> str:
        """Who takes it."""
        where = "、".join(row.regions)
        return f"{row.percent:g} % {where}".strip()

    def may_now(self, row: MatterRelease) -> set[str]:
        """By its state."""
        fitting = {
            ReleaseState.SIGNED: {"sign", "drop"},
            ReleaseState.ROLLING: {
                *("further", "stop", "back", "by-clock" if row.by_hand else "by-hand"),
                *(["spread"] if row.regions else []),
            },
            ReleaseState.COMPLETE: {"back"},
            ReleaseState.STOPPED: {"back"},
        }.get(ReleaseState(row.state), set())
        _edition, newest = shelf.published(Path(settings.STATE))
        return fitting - ({"back"} if row.number != newest else set())

    def about(self, row: MatterRelease) -> dict[str, Any]:
        """What it brings, and what the kiosks say."""
        context: dict[str, Any] = {"proposals": list(row.proposals.select_related("draft")), "notices": notices_of(row)}
        if row.state in (ReleaseState.SIGNED, ReleaseState.ROLLING):
            along = unfinished(row.number)
            brought = Proposal.objects.filter(release__in=along).select_related("draft").order_by("pk")
            context |= {"along": "、".join(share_of(one) for one in along), "brought": list(brought)}
        if row.state == ReleaseState.ROLLING:
            found = verdict(row)
            context |= {
                "measured": measure(row, datetime.now(UTC)),
                "word": found.word,
                "said": verdict_sentence(found),
            }
        return context


@admin.register(RedCard)
class RedCardAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """红牌: kept whatever became of the change."""

    region_path = "proposal__draft__region"
    list_display = ("shown_at", "kind", "sentence", "by_law", "matter", "lifted_by", "lifted_at")
    list_filter = ("kind",)
    list_select_related = ("proposal__draft", "lifted_by")

    @admin.display(description=_("待审事项"), ordering="proposal")
    def matter(self, card: RedCard) -> str:
        """What was to be changed."""
        return card.proposal.draft.shown_title


@admin.register(Notice)
class NoticeAdmin(LockedAdmin, ModelAdmin):
    """应急公告: the next release carries it, or every kiosk tells it at once."""

    list_display = ("text_zh", "about", "first", "last", "author", "told_at", "told_by")
    list_select_related = ("author", "told_by")
    search_fields = ("text_zh", "matter")
    actions = ("tell_chosen", "take_back_chosen")
    form = NoticeForm
    fields = ("key", "text_zh", "text_en", "matter", "first", "last")

    @admin.display(description=_("事项"), ordering="matter")
    def about(self, notice: Notice) -> str:
        """What it is about; empty for everything."""
        return title_of(notice.matter) if notice.matter else ""

    def has_change_permission(self, request: HttpRequest, obj: Notice | None = None) -> bool:
        """Until every kiosk tells it."""
        return super().has_change_permission(request, obj) and (obj is None or obj.told_at is None)

    def has_steer_permission(self, request: HttpRequest) -> bool:
        """Whoever may let everybody have a release."""
        return request.user.has_perm("review.steer_rollout")

    @admin.action(description=_("立即公布（全部终端）"), permissions=["steer"])
    def tell_chosen(self, request: HttpRequest, chosen: QuerySet[Notice]) -> HttpResponse | None:
        """Without waiting for a release, once it was read in both languages."""
        read = request.POST.getlist("read")
        if read:
            self._each(request, chosen, lambda notice: tell(notice, cast("User", request.user), read))
            return None
        to_read = [(notice, self.about(notice), fingerprint(notice)) for notice in chosen]
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("立即公布（全部终端）"),
            "to_read": to_read,
        }
        return TemplateResponse(request, "review/tell.html", context)

    @admin.action(description=_("撤下立即公布的公告"), permissions=["steer"])
    def take_back_chosen(self, request: HttpRequest, chosen: QuerySet[Notice]) -> None:
        """Told no more, except by a release that carries it."""
        self._each(request, chosen, take_back)

    def _each(self, request: HttpRequest, chosen: QuerySet[Notice], deed: Callable[[Notice], object]) -> None:
        for notice in chosen:
            try:
                if not reaches(cast("User", request.user), ()):
                    raise ReviewRefused(Why.BEYOND_REGION)  # noqa: TRY301 - said like any other refusal
                deed(notice)
            except ReviewRefused as refused:
                messages.error(request, f"{notice}：{refused.sentence}")
            else:
                messages.success(request, gettext("已办：%s") % notice)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: its last day ends it."""
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: Notice, form: Form, change: Any) -> None:  # noqa: ANN401  as declared by Django
        """Remember who wrote it, and say what comes next."""
        obj.author = cast("User", request.user)
        super().save_model(request, obj, form, change)
        messages.info(
            request,
            _(
                "公告随下一个发布版生效：请制作发布版，由另一人签发。急的由另一人在列表中勾选，选“立即公布”，不用等发布版。"
            ),
        )


@admin.register(MatterSwitch)
class MatterSwitchAdmin(DeskAdmin):
    """一键停办."""

    template = "review/switch.html"
    list_display = ("matter", "code", "why", "stopped_by", "stopped_at", "restored_by", "restored_at")
    search_fields = ("title", "code")
    list_select_related = ("stopped_by", "restored_by")
    deeds = (
        Deed(
            "restore", _("恢复办理"), "review.change_matterswitch", lambda row, by, _given: switch_on(row, by), first=True,
            where=_everywhere,
        ),
    )  # fmt: skip

    @admin.display(description=_("事项"), ordering="title")
    def matter(self, row: MatterSwitch) -> str:
        """What is stopped."""
        return title_of(row.code, row.title)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ANN401
        """Switch one off."""
        del form_url, extra_context
        user = cast("User", request.user)

        def begin(given: dict[str, Any]) -> MatterSwitch:
            if not reaches(user, _everywhere(None, given)):
                raise ReviewRefused(Why.BEYOND_REGION)
            return switch_off(given["code"], user, given["why"])

        return self.begun(request, gettext("一键停办"), SwitchForm(request.POST or None), begin)

    def may_now(self, row: MatterSwitch) -> set[str]:
        """While it is off."""
        return {"restore"} if row.restored_at is None else set()
