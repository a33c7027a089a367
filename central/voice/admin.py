"""Tickets and rectification in the console."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.decorators import display
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminTextareaWidget

from central.admin_site import FromOutsideAdmin, LockedAdmin, Marked
from central.catalogue import title_of
from central.people.regions import RegionScopedAdmin
from central.voice.circumstances import event_words
from central.voice.models import Rectification, Ticket, TicketState
from central.voice.rectify import check_end, close
from central.voice.tickets import approve_reply, check_reply, draft_reply, send_back


class OpenFilter(admin.SimpleListFilter):
    """Open, overdue, or over."""

    title = _("进度")
    parameter_name = "progress"
    closed_field = "closed_at"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:  # noqa: ANN401  as Django declares it
        """The choices."""
        del request, model_admin
        return [("open", gettext("未办结")), ("overdue", gettext("已超期")), ("over", gettext("已办结"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Those rows."""
        del request
        match self.value():
            case "open":
                return queryset.filter(**{self.closed_field: None})
            case "overdue":
                return queryset.filter(**{self.closed_field: None}, due__lt=timezone.localdate())
            case "over":
                return queryset.exclude(**{self.closed_field: None})
        return queryset


class AnsweredFilter(OpenFilter):
    """By whether it was answered."""

    closed_field = "answered_at"


class RectificationForm(forms.ModelForm):  # type: ignore[type-arg]  # it takes none when it runs
    """The end of a task: what was found, and what was done."""

    outcome = forms.ChoiceField(
        label=_("结论"),
        choices=[one for one in Rectification.State.choices if one[0] != Rectification.State.OPEN],
        widget=UnfoldAdminRadioSelectWidget,
    )

    class Meta:
        """What is written."""

        model = Rectification
        fields = ("finding", "measure")
        widgets = {"finding": UnfoldAdminTextareaWidget, "measure": UnfoldAdminTextareaWidget}  # noqa: RUF012  as Django reads it

    def clean(self) -> dict[str, Any]:
        """As `central.voice.rectify.close` wants it."""
        cleaned = super().clean() or {}
        if "outcome" in cleaned:
            check_end(self.instance, cleaned["outcome"], cleaned.get("finding", ""), cleaned.get("measure", ""))
        return cleaned


@admin.register(Rectification)
class RectificationAdmin(LockedAdmin, RegionScopedAdmin, FromOutsideAdmin):
    """差评整改: the most urgent first; beside each what the kiosk said of itself around that visit."""

    region_path = "rating__kiosk__region"
    form = RectificationForm
    list_display = ("score", "matter", "where", "opened_at", "time_left", "state", "likely")
    list_filter = (OpenFilter, "state", "rating__score")
    search_fields = ("rating__kiosk__id", "rating__matter_code")
    list_select_related = ("rating", "rating__kiosk")
    readonly_fields = ("score", "matter", "where", "opened_at", "due", "state", "likely", "closed_by", "closed_at")

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:  # noqa: ANN401  as Django declares it
        """An open task asks for its end; a closed one is read."""
        facts = ("score", "matter", "where", "opened_at", "due", "likely")
        words = ("outcome", "finding", "measure") if self.has_change_permission(request, obj) else ()
        ended = ("state", "finding", "measure", "closed_by", "closed_at") if not words else ("state",)
        return [(_("评价"), {"fields": facts}), (_("整改"), {"fields": (*ended, *words)})]

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may close it, while it is open."""
        still = not isinstance(obj, Rectification) or obj.state == Rectification.State.OPEN
        return still and bool(request.user.has_perm("voice.close_rectification"))

    def save_model(self, request: HttpRequest, obj: Rectification, form: Any, change: Any) -> None:  # noqa: ANN401
        """Close it: the row is locked since it was looked at, so what the form allowed still holds."""
        del change
        state, words = Rectification.State(form.cleaned_data["outcome"]), form.cleaned_data
        close(obj, state, words["finding"], words["measure"], request.user)  # type: ignore[arg-type]  # somebody who is logged in

    @display(description=_("评价"), label={"4": "warning", "5": "danger"})  # type: ignore[untyped-decorator]  # Unfold ships no types
    def score(self, task: Rectification) -> Marked:
        """Its words."""
        return Marked(str(task.rating.score), str(task.rating))

    @admin.display(description=_("事项"))
    def matter(self, task: Rectification) -> str:
        """Its title."""
        return title_of(task.rating.matter_code)

    @admin.display(description=_("终端"))
    def where(self, task: Rectification) -> str:
        """Kiosk and place."""
        return f"{task.rating.kiosk_id} {task.rating.kiosk.place}".strip()

    @display(description=_("剩余时间"), label={"late": "danger", "soon": "warning", "calm": "info", "over": "success"})  # type: ignore[untyped-decorator]  # as above
    def time_left(self, task: Rectification) -> Marked:
        """Days until it is due."""
        return time_left(task.due, over=task.closed_at is not None)

    @admin.display(description=_("可能原因"))
    def likely(self, task: Rectification) -> str:
        """What the kiosk said of itself around that visit."""
        if not task.events:
            return gettext("当时设备无异常")
        return format_html_join(mark_safe("<br>"), "{}　{}", (event_words(one) for one in task.events))


class ReplyForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A reply, through the gate."""

    class Meta:
        """What is written."""

        model = Ticket
        fields = ("reply",)
        widgets = {"reply": UnfoldAdminTextareaWidget}  # noqa: RUF012  as Django reads it

    def clean(self) -> dict[str, Any]:
        """As `central.voice.tickets.draft_reply` wants it."""
        cleaned = super().clean() or {}
        check_reply(self.instance, cleaned.get("reply", ""))
        return cleaned


@admin.register(Ticket)
class TicketAdmin(LockedAdmin, RegionScopedAdmin, FromOutsideAdmin):
    """咨询投诉建议: one person answers, another lets it out."""

    region_path = "region"
    form = ReplyForm
    list_display = (
        "number",
        "kind",
        "matter",
        "kiosk",
        "opened_at",
        "time_left",
        "state",
        "reopened",
        "satisfied",
    )
    list_filter = (AnsweredFilter, "kind", "state", "satisfied")
    search_fields = ("number", "matter_code", "kiosk__id")
    list_select_related = ("kiosk",)
    readonly_fields = (
        *("number", "kind", "matter", "kiosk", "region", "text", "opened_at", "due", "state"),
        *("replied_by", "approved_by", "answered_at", "reopened", "satisfied", "before"),
    )
    fields = (*readonly_fields, "reply")
    actions = ("approve_chosen", "send_back_chosen")
    change_form_outer_before_template = "voice/decide.html"

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may answer, while it waits for an answer; the list's actions need one of both rights."""
        if not isinstance(obj, Ticket):
            return any(request.user.has_perm(f"voice.{one}") for one in ("answer_ticket", "approve_ticket"))
        waits = obj.state in (TicketState.RECEIVED, TicketState.DRAFTED, TicketState.REOPENED)
        return waits and bool(request.user.has_perm("voice.answer_ticket"))

    def has_approve_permission(self, request: HttpRequest) -> bool:
        """Who lets replies out."""
        return bool(request.user.has_perm("voice.approve_ticket"))

    def save_model(self, request: HttpRequest, obj: Ticket, form: Any, change: Any) -> None:  # noqa: ANN401
        """Put it before somebody else: as above."""
        del change
        draft_reply(obj, form.cleaned_data["reply"], request.user)  # type: ignore[arg-type]  # as above

    def get_urls(self) -> list[URLPattern]:
        """A reply is let out, or sent back, where it is read."""
        view = self.admin_site.admin_view(require_POST(self.decide))
        return [path("<int:ticket_id>/decide/", view, name="voice_ticket_decide"), *super().get_urls()]

    def decide(self, request: HttpRequest, ticket_id: int) -> HttpResponse:
        """Let one reply out, or send it back."""
        chosen = self.get_queryset(request).filter(pk=ticket_id)
        if not chosen.exists():
            raise Http404
        if not self.has_approve_permission(request):
            raise PermissionDenied
        (self.approve_chosen if "approve" in request.POST else self.send_back_chosen)(request, chosen)
        return HttpResponseRedirect(reverse("admin:voice_ticket_change", args=(ticket_id,)))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With the reply that waits for somebody else."""
        ticket = self.get_queryset(request).filter(pk=object_id).first() if object_id.isdecimal() else None
        waits = ticket is not None and ticket.state == TicketState.DRAFTED and self.has_approve_permission(request)
        own = ticket is not None and ticket.replied_by_id == request.user.pk
        extra = {**(extra_context or {}), "ticket": ticket, "waits": waits, "own": own}
        answer: HttpResponse = super().change_view(request, object_id, form_url, extra)
        return answer

    @display(description=_("剩余时间"), label={"late": "danger", "soon": "warning", "calm": "info", "over": "success"})  # type: ignore[untyped-decorator]  # as above
    def time_left(self, ticket: Ticket) -> Marked:
        """Days until an answer is due."""
        return time_left(ticket.due, over=ticket.answered_at is not None)

    @admin.display(description=_("事项"))
    def matter(self, ticket: Ticket) -> str:
        """What it is about, where it is about one."""
        return title_of(ticket.matter_code)

    @admin.display(description=_("此前的答复"))
    def before(self, ticket: Ticket) -> str:
        """What was answered before it was opened again, and why that did not do."""
        former = ticket.former_replies.all()
        told = ((f"{timezone.localtime(one.answered_at):%F}", one.text, one.objection) for one in former)
        return format_html_join(mark_safe("<br>"), "{}：{}（{}）", told) or "—"

    @admin.action(description=_("审核通过并答复"), permissions=["approve"])
    def approve_chosen(self, request: HttpRequest, chosen: QuerySet[Ticket]) -> None:
        """Those that others answered."""
        self._each(request, chosen, approve_reply, gettext("已答复"))

    @admin.action(description=_("退回重写"), permissions=["approve"])
    def send_back_chosen(self, request: HttpRequest, chosen: QuerySet[Ticket]) -> None:
        """Those that will not do."""
        self._each(request, chosen, send_back, gettext("已退回"))

    def _each(self, request: HttpRequest, chosen: QuerySet[Ticket], deed: Any, done: str) -> None:  # noqa: ANN401  two functions
        for ticket in chosen:
            try:
                deed(ticket, request.user)
            except ValidationError as wrong:
                messages.error(request, f"{ticket}：{'；'.join(wrong.messages)}")
            else:
                self.log_change(request, ticket, done)
                messages.success(request, f"{ticket}：{done}")


def time_left(due: Any, *, over: bool) -> Marked:  # noqa: ANN401  a date
    """Tone and words."""
    if over:
        return Marked("over", gettext("已办结"))
    days = (due - timezone.localdate()).days
    if days < 0:
        return Marked("late", gettext("超期 %d 天") % -days)
    return Marked("soon" if days <= 1 else "calm", gettext("%d 天") % days)
