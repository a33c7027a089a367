"""The trail of the console: who did what to what, from what to what; read, filtered, exported, never written."""

import csv
import json
from collections.abc import Iterator
from typing import Any

from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db.models import ForeignObjectRel, JSONField, QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateTimeFilter

from central.admin_site import ReadOnlyAdmin
from central.people.auditing import EVENTS, note
from central.people.field_words import name_of, part_of
from central.people.json_changes import differing
from central.people.models import TrailEntry
from central.people.regions import RegionScopedAdmin
from central.writing.models import DraftKind

_ACTIONS = {
    LogEntry.Action.CREATE: _("新建"),
    LogEntry.Action.UPDATE: _("修改"),
    LogEntry.Action.DELETE: _("删除"),
    LogEntry.Action.ACCESS: _("查看"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
Change = tuple[str, str, str]
"""What, before, after"""


class ActionFilter(admin.SimpleListFilter):
    """By what was done."""

    title = _("操作")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  as Django
        """The four kinds."""
        del request, model_admin
        return [(str(number), name) for number, name in _ACTIONS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[TrailEntry]) -> QuerySet[TrailEntry]:
        """Those of the chosen kind."""
        del request
        return queryset.filter(action=self.value()) if (self.value() or "").isdigit() else queryset


class KindFilter(admin.SimpleListFilter):
    """By what it was done to."""

    title = _("对象类型")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:  # noqa: ANN401  as Django
        """Every model that is followed."""
        del request, model_admin
        models = sorted(auditlog.get_models(), key=lambda model: model._meta.label)  # noqa: SLF001  Django's public _meta
        return [(model._meta.label_lower, model._meta.verbose_name) for model in models]  # noqa: SLF001  as above

    def queryset(self, request: HttpRequest, queryset: QuerySet[TrailEntry]) -> QuerySet[TrailEntry]:
        """Those of the chosen model."""
        del request
        app, _dot, model = (self.value() or "").partition(".")
        return queryset.filter(content_type__app_label=app, content_type__model=model) if model else queryset


class TrailAdmin(RegionScopedAdmin, ReadOnlyAdmin):
    """操作审计, of the people of one's region."""

    region_path = "actor__person__region"
    list_display = ("when", "who", "done", "kind", "what", "difference", "where")
    list_filter = (ActionFilter, KindFilter, ("timestamp", RangeDateTimeFilter))
    list_filter_submit = True
    search_fields = ("actor__username", "object_repr", "object_pk", "cid")
    search_help_text = _("账号、对象或请求编号")
    fields = ("when", "who", "done", "kind", "what", "key", "where", "request_number", "table")
    readonly_fields = fields
    list_select_related = ("actor", "content_type")
    show_full_result_count = False
    actions = ("export",)

    @admin.display(description=_("时间"), ordering="timestamp")
    def when(self, entry: TrailEntry) -> str:
        """To the second, in China's time."""
        return timezone.localtime(entry.timestamp).strftime("%Y-%m-%d %H:%M:%S")

    @admin.display(description=_("账号"), ordering="actor__username")
    def who(self, entry: TrailEntry) -> str:
        """Whose account did it; empty for the platform itself."""
        return entry.actor.get_username() if entry.actor else ""

    @admin.display(description=_("对象"))
    def what(self, entry: TrailEntry) -> str:
        """The row, as it was called."""
        return str(entry.object_repr)

    @admin.display(description=_("编号"))
    def key(self, entry: TrailEntry) -> str:
        """The row's key."""
        return str(entry.object_pk)

    @admin.display(description=_("来源地址"))
    def where(self, entry: TrailEntry) -> str:
        """Where the call came from."""
        return entry.remote_addr or ""

    @admin.display(description=_("请求编号"))
    def request_number(self, entry: TrailEntry) -> str:
        """What ties the entries of one request together."""
        return entry.cid or ""

    @admin.display(description=_("操作"))
    def done(self, entry: TrailEntry) -> str:
        """Made, changed, deleted, or the event."""
        return done_of(entry)

    @admin.display(description=_("对象类型"))
    def kind(self, entry: TrailEntry) -> str:
        """The name of its model."""
        return kind_of(entry.content_type)

    @admin.display(description=_("变更"))
    def difference(self, entry: TrailEntry) -> str:
        """The fields that are others now."""
        return "、".join(name for name, _before, _after in changes_of(entry))

    @admin.display(description=_("变更"))
    def table(self, entry: TrailEntry) -> str:
        """Each field, before and after."""
        rows = format_html_join("", "<tr><th>{}</th><td>{}</td><td>{}</td></tr>", changes_of(entry))
        head = format_html(
            "<tr><th>{}</th><th>{}</th><th>{}</th></tr>", gettext("字段"), gettext("变更前"), gettext("变更后")
        )
        return format_html('<table class="trail">{}{}</table>', head, rows)

    @admin.action(description=_("导出所选（CSV）"), permissions=["view"])
    def export(self, request: HttpRequest, chosen: QuerySet[TrailEntry]) -> StreamingHttpResponse:
        """As a table for a spreadsheet; that it was taken is an entry of its own."""
        if not isinstance(request.user, User):
            raise PermissionDenied
        note(request.user, "exported", what="trail", number=str(chosen.count()))
        entries = chosen.select_related("actor", "content_type").order_by("timestamp", "pk")
        answer = StreamingHttpResponse(_lines(entries, get_language()), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="trail.csv"'
        answer["Cache-Control"] = "no-store"
        return answer


def done_of(entry: LogEntry) -> str:
    """What was done, in words."""
    event = (entry.additional_data or {}).get("event", "")
    return gettext(EVENTS[event]) if event in EVENTS else str(_ACTIONS[entry.action])


def kind_of(content_type: ContentType) -> str:
    """The name of a model in the console's words."""
    model = content_type.model_class()
    return str(model._meta.verbose_name) if model else content_type.model  # noqa: SLF001  Django's public _meta


def changes_of(entry: LogEntry) -> list[Change]:
    """The fields of an entry: name, before and after; of a set of links, what came and what went."""
    model = entry.content_type.model_class()
    draft = (entry.additional_data or {}).get("kind", DraftKind.MATTER)
    found: list[Change] = []
    for name, change in sorted((entry.changes or {}).items()):
        try:
            field = model._meta.get_field(name) if model else None  # noqa: SLF001  Django's public _meta
        except FieldDoesNotExist:
            field = None
        if isinstance(field, ForeignObjectRel):
            continue  # what others say of this row is in their own entries
        shown = name_of(field) if field else name
        if isinstance(change, dict):
            objects = "、".join(map(str, change.get("objects", [])))
            found.append((shown, "", objects) if change.get("operation") == "add" else (shown, objects, ""))
        else:
            before, after = (("" if one in {None, "None"} else str(one)) for one in change)
            parts = differing(before, after) if isinstance(field, JSONField) else None
            found += (
                [(shown, before, after)]
                if parts is None
                else [(f"{shown} {part_of(at, draft) if at else ''}".strip(), was, now) for at, was, now in parts]
            )
    return found


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


_HEADS = (_("时间"), _("账号"), _("操作"), _("对象类型"), _("对象"), _("编号"), _("来源地址"), _("请求"), _("变更"))


def _lines(entries: QuerySet[TrailEntry], language: str | None) -> Iterator[str]:
    """The file, in the language of who asked: by the time it is read nobody knows any more which that was."""
    writer = csv.writer(_Echo())
    with override(language):
        yield "\ufeff" + writer.writerow([str(head) for head in _HEADS])
        for entry in entries.iterator(chunk_size=500):
            yield writer.writerow([_harmless(str(cell)) for cell in _cells(entry)])


def _cells(entry: TrailEntry) -> tuple[object, ...]:
    when = timezone.localtime(entry.timestamp).isoformat(timespec="seconds")
    who = entry.actor.get_username() if entry.actor else ""
    facts = {name: [before, after] for name, before, after in changes_of(entry)}
    return (
        *(when, who, done_of(entry), kind_of(entry.content_type), entry.object_repr, entry.object_pk),
        *(entry.remote_addr or "", entry.cid or "", json.dumps(facts, ensure_ascii=False) if facts else ""),
    )


def _harmless(cell: str) -> str:
    """What a spreadsheet would run as a formula is text."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
