"""The writing room of the console: the list of drafts, and one page on which a matter or bundle is written."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from central.people.regions import region_of
from central.writing.begin import AlreadyOpenError, draft_of, new_draft
from central.writing.begin_form import BeginForm
from central.writing.controls import PICKED, Tree, tree_of
from central.writing.draft_pages import page_of
from central.writing.drafts import fingerprint
from central.writing.files import keep_file, remove_file
from central.writing.findings import findings
from central.writing.importing import BadFileError, drafts_from, exported
from central.writing.kinds import SHAPES, Shape
from central.writing.known import known_values
from central.writing.models import MatterDraft
from central.writing.posted import body_of_post
from central.writing.preview_pages import PreviewPages
from central.writing.saving import Conflict, save_body

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.core.files.uploadedfile import UploadedFile

FORMS = ("json", "zip")
"""Of an exported draft"""


@admin.register(MatterDraft)
class MatterDraftAdmin(PreviewPages):
    """事项草稿. Its page is drawn from the schema of what is written (`central.writing.controls`)."""

    region_path = "region"
    list_display = ("matter", "kind", "code", "department", "state", "author", "base_release", "updated_at")
    list_filter = ("kind", "state", "author")
    search_fields = ("title", "code", "department")
    list_select_related = ("author",)

    @admin.display(description=_("事项名称"), ordering="title")
    def matter(self, draft: MatterDraft) -> str:
        """Its name."""
        return draft.shown_title

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only what nobody has begun to review."""
        return super().has_delete_permission(request, obj) and (not isinstance(obj, MatterDraft) or obj.editable)

    def get_urls(self) -> list[URLPattern]:
        """The page's own actions."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/lint", view(self.lint), name="writing_lint"),
            path("<int:pk>/files", view(self.files), name="writing_files"),
            *(
                path(f"<int:pk>/export/{form}", view(self.export), {"form": form}, f"writing_export_{form}")
                for form in FORMS
            ),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:  # noqa: ANN401
        """Begin a draft."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = BeginForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            author, region = cast("User", request.user), region_of(request.user) or ""
            if given["file"] and (taken := self._imported(request, form, author, region)):
                return HttpResponseRedirect(taken)
        if request.method == "POST" and form.is_valid() and not given["file"]:
            try:
                if given["base"]:
                    kind, code = given["base"]
                    draft = draft_of(code, author, region, kind)
                else:
                    draft = new_draft(given["code"], given["title"], author, region, given["kind"])
            except AlreadyOpenError as already:
                draft = already.draft
                messages.warning(request, gettext("%s 已有一份未发布的草稿") % draft.shown_title)
            return HttpResponseRedirect(page_of(draft))
        return self.page(request, "writing/begin.html", {"title": gettext("新建草稿"), "form": form})

    def _imported(self, request: HttpRequest, form: BeginForm, author: "User", region: str) -> str:
        """Where to go on after an import; empty, with the reasons at the field, where nothing was taken."""
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        theme, language = form.cleaned_data["theme"], get_language() or "zh"
        try:
            drafts = drafts_from(file.name or "", file.read(), author, theme=theme, region=region, language=language)
        except BadFileError as bad:
            form.add_error("file", bad.sentences)
            return ""
        messages.success(request, gettext("已导入 %d 份草稿") % len(drafts))
        return page_of(drafts[0]) if len(drafts) == 1 else reverse("admin:writing_matterdraft_changelist")

    def export(self, request: HttpRequest, pk: int, form: str) -> HttpResponse:
        """The draft as a file that can be brought in again."""
        draft = self.draft_at(request, pk)
        try:
            name, content = exported(draft, form)
        except ValueError:
            messages.error(request, _("草稿还不完整，先按检查结果补齐再导出"))
            return HttpResponseRedirect(page_of(draft))
        kind = "application/json" if form == "json" else "application/zip"
        return HttpResponse(
            content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: Any = None,  # noqa: ANN401
    ) -> HttpResponse:
        """Read it, write it, keep it."""
        del form_url, extra_context
        draft = self.draft_at(request, int(object_id) if object_id.isdecimal() else 0)
        body, conflict, revision = draft.body, "", draft.revision
        if request.method == "POST":
            self.may_write(request, draft)
            body, revision = self._posted(request, draft), int(request.POST.get("revision") or 0)
            try:
                save_body(draft, body, revision, cast("User", request.user))
            except Conflict as other:
                conflict = gettext(
                    "%(who)s 在您打开之后保存过这份草稿。您填的都在下面，还没有保存；再按保存即以您的为准。"
                )
                conflict %= {"who": other.who}
                revision = draft.revision
            else:
                messages.success(request, _("已保存"))
                return HttpResponseRedirect(page_of(draft))
        run = draft.dry_runs.first()
        known, shape = known_values(draft.kind, body), SHAPES[draft.kind]
        context = {
            "title": draft.title,
            "draft": draft,
            "sections": self._sections(tree_of(shape.model, body, known), shape),
            "picked": known.get(PICKED, ()),
            "has_files": shape.has_files,
            "revision": revision,
            "conflict": conflict,
            "may_change": self.has_change_permission(request, draft),
            "run": run,
            "run_is_current": run is not None and run.fingerprint == fingerprint(draft),
            "links": self._links(request, draft),
            **{f"{name}_url": reverse(f"admin:writing_{name}", args=(draft.pk,)) for name in _ACTIONS},
        }
        return self.page(request, "writing/draft.html", context)

    def lint(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What is wrong with what stands in the form now; nothing is kept."""
        draft = self.draft_at(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405)
        files = {file.name: bytes(file.content) for file in draft.files.all()}
        found = findings(self._posted(request, draft), files, draft.kind)
        return JsonResponse({"findings": [asdict(one) for one in found]})

    def files(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add a file to the folder of a matter, or take one away."""
        draft = self.draft_at(request, pk)
        self.may_write(request, draft)
        if not SHAPES[draft.kind].has_files:
            raise PermissionDenied
        if request.POST.get("remove"):
            remove_file(draft, request.POST["remove"])
        elif "file" in request.FILES:
            try:
                keep_file(draft, cast("UploadedFile[bytes]", request.FILES["file"]))
            except ValidationError as wrong:
                messages.error(request, " ".join(wrong.messages))
        return HttpResponseRedirect(page_of(draft))

    def _posted(self, request: HttpRequest, draft: MatterDraft) -> dict[str, Any]:
        shape = SHAPES[draft.kind]
        body = body_of_post(dict(request.POST.lists()), tree_of(shape.model, {}, known_values(draft.kind, {})))
        return {**body, shape.code: draft.code}  # what kiosks know it by is settled when it is begun

    def _links(self, request: HttpRequest, draft: MatterDraft) -> list[dict[str, str]]:
        """What comes after writing, and the draft as a file."""
        files = [
            {
                "url": reverse(f"admin:writing_export_{form}", args=(draft.pk,)),
                "text": gettext("导出 %s") % form.upper(),
            }
            for form in FORMS
        ]
        if not draft.editable or not request.user.has_perm("review.add_proposal"):
            return files
        address = f"{reverse('admin:review_proposal_add')}?draft={draft.pk}"
        return [*files, {"url": address, "text": gettext("提交审核"), "first": "yes"}]

    def _sections(self, tree: tuple[Tree, ...], shape: Shape) -> list[tuple[str, str, list[Tree]]]:
        parts = {part.path: part for part in tree}
        return [(key, str(name), [parts[one] for one in names]) for key, name, names in shape.sections]


_ACTIONS = ("lint", "files", "dry_run", "preview")
