"""The pages on which a draft is tried: its dry run, and the kiosk's own screens of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central.catalogue import in_language
from central.words import in_english
from central.writing.draft_pages import DraftPages, page_of
from central.writing.findings import findings
from central.writing.labels import labelled
from central.writing.models import MatterDraft
from central.writing.surroundings import bundles_with
from central.writing.words import SCREENS
from central.writing.workshop import Pictures, Wanted, dry_run, picture_file, pictures

LANGUAGES = ("zh_CN", "en")
VARIANTS = ("normal", "elder")
PAPERS = {"scan": _("当场拍摄"), "defer": _("容缺后补"), "promise": _("告知承诺")}
DATA = {"known": _("都查得到"), "offline": _("暂时取不到"), "unknown": _("没有查到")}
ANSWER = "answer."
"""Before the key of a question, in the page's address"""
_KEY = re.compile(r"[a-z][a-z0-9_]{0,120}")
_MOST_ANSWERS = 50


class PreviewPages(DraftPages):
    """Dry run and preview."""

    def get_urls(self) -> list[URLPattern]:
        """Theirs, before those of the list."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/dry-run", view(self.dry_run), name="writing_dry_run"),
            path("<int:pk>/preview", view(self.preview), name="writing_preview"),
            path("<int:pk>/preview/<str:key>/<str:name>", view(self.picture), name="writing_picture"),
            *super().get_urls(),
        ]

    def dry_run(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Walk every plan of it through the kiosk's visit engine."""
        draft = self.draft_at(request, pk)
        if request.method != "POST":
            return HttpResponse(status=405)
        try:
            dry_run(draft)
        except ValueError:
            messages.error(request, _as_list(gettext("还不能试办，先改好这些："), _mistakes(draft)))
        return HttpResponseRedirect(page_of(draft))

    def preview(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The kiosk's own screens of it, for whom and in what situation is chosen."""
        draft = self.draft_at(request, pk)
        known = bundles_with(draft.code)
        wanted = _wanted(request.GET, tuple(known))
        context: dict[str, Any] = {
            "title": draft.title,
            "draft": draft,
            "back": page_of(draft),
            "wanted": wanted,
            "bundles": [("", gettext("单办")), *((key, in_language(one.title)) for key, one in known.items())],
            "languages": [("zh_CN", "简体中文"), ("en", "English")],
            "variants": [("normal", gettext("标准版")), ("elder", gettext("大字版"))],
        }
        try:
            context |= self._drawn(draft, pictures(draft, wanted))
        except ValueError:
            context["problem"] = gettext("还没有写完。")
        if context["problem"]:
            context["mistakes"] = _mistakes(draft)
        return self.page(request, "writing/preview.html", context)

    def _drawn(self, draft: MatterDraft, drawn: Pictures) -> dict[str, Any]:
        """What the page says of the pictures, in the language of the page."""
        where = "admin:writing_picture"
        return {
            "problem": drawn.problem,
            "person": drawn.person,
            "people": [(one["key"], _said(one), one["away"] and _said(one["away"])) for one in drawn.people],
            "questions": [
                (ANSWER + one["key"], _said(one), one["answer"], [(way["key"], _said(way)) for way in one["answers"]])
                for one in drawn.questions
            ],
            "papers": [(way, PAPERS[way]) for way in drawn.papers],
            "data": [(way, DATA[way]) for way in drawn.data],
            "end": drawn.end and _said(drawn.end),
            "left_out": drawn.left_out,
            "pictures": [
                (SCREENS.get(shot["screen"], shot["screen"]), reverse(where, args=(draft.pk, drawn.key, shot["file"])))
                for shot in drawn.shots
            ],
        }

    def picture(self, request: HttpRequest, pk: int, key: str, name: str) -> HttpResponse:
        """One of its pictures."""
        self.draft_at(request, pk)
        file = picture_file(key, name)
        if file is None:
            raise Http404
        return HttpResponse(
            file.read_bytes(), content_type="image/png", headers={"Cache-Control": "private, max-age=3600"}
        )


def _wanted(asked: QueryDict, bundles: tuple[str, ...]) -> Wanted:
    """What is chosen; nothing that no matter could ask for goes to the program that draws."""
    answers = ((key.removeprefix(ANSWER), str(value)) for key, value in asked.items() if key.startswith(ANSWER))
    return Wanted(
        _one_of(LANGUAGES, asked.get("language")),
        _one_of(VARIANTS, asked.get("variant")),
        _one_of(("", *bundles), asked.get("bundle")),
        person if _KEY.fullmatch(person := asked.get("person") or "") else "",
        tuple(sorted(pair for pair in answers if all(map(_KEY.fullmatch, pair)))[:_MOST_ANSWERS]),
        _one_of(tuple(PAPERS), asked.get("papers")),
        _one_of(tuple(DATA), asked.get("data")),
    )


def _mistakes(draft: MatterDraft) -> list[str]:
    """What keeps `draft` from being drawn, as the lint says it, with the place in its form."""
    files = {file.name: bytes(file.content) for file in draft.files.all()}
    return labelled((one for one in findings(draft.body, files, draft.kind) if one.stops), draft.kind)


def _as_list(said: str, lines: Sequence[str]) -> str:
    return format_html("{}<ul>{}</ul>", said, format_html_join("", "<li>{}</li>", ((line,) for line in lines)))


def _one_of(known: tuple[str, ...], asked: str | None) -> str:
    return asked if asked in known else known[0]


def _said(words: Mapping[str, str]) -> str:
    return words["en" if in_english() else "zh"]
