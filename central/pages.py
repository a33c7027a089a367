"""Pages for people with a paper in hand: plain, in both languages, without scripts, never cached."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a page: its name in both languages, and its value in both. `link` makes the value a way to go on."""

    zh: str
    en: str
    value_zh: str
    value_en: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """A small form: one field, or none, and its buttons as (value, Chinese, English) under the name ``answer``."""

    action: str
    zh: str
    en: str
    buttons: tuple[tuple[str, str, str], ...]
    field: str = ""
    """Name of the field; empty for buttons alone"""
    kind: str = "text"
    """Of the field, as HTML has it: ``text`` or ``file``"""
    needed: bool = True
    """Whether a browser lets nobody press a button before something is written"""


@dataclass(frozen=True, slots=True)
class Page:
    """Verdict, one sentence and facts. `tone` is ``good``, ``wait`` or ``bad``."""

    tone: str
    title_zh: str
    title_en: str
    text_zh: str = ""
    text_en: str = ""
    lines: tuple[Line, ...] = ()
    asks: tuple[Ask, ...] = ()


def moment_line(zh: str, en: str, moment: datetime) -> Line:
    """The line of a moment, in China's time."""
    local = timezone.localtime(moment)
    return Line(zh, en, f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}", f"{local:%d %b %Y, %H:%M}")


def answer_with(page: Page, status: int = 200) -> HttpResponse:
    """`page` as an HTML answer."""
    answer = HttpResponse(render_to_string("central/page.html", {"page": page}), status=status)
    answer["Cache-Control"] = "no-store"
    answer["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The plain 404 page. In the console it does not say whether what is asked for exists elsewhere."""
    del exception
    if not _in_console(request):
        return answer_with(Page("bad", "没有这个页面", "There is no such page"), 404)
    said = Page(
        "bad", "没有这一条，或者不在您负责的区域", "It is not there, or outside your region",
        "请核对地址；要看别的区域，请找安全管理员调整您的区域。",
        "Check the address; whoever looks after accounts can give you another region.",
        (_BACK,),
    )  # fmt: skip
    return answer_with(said, 404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The plain 403 page."""
    del exception
    said = Page(
        "bad", "您的角色不能做这一步", "Your role does not allow this",
        "什么也没有改动。需要这项权限，请找安全管理员。",
        "Nothing was changed. Whoever looks after accounts can give you the right.",
        (_BACK,) if _in_console(request) else (),
    )  # fmt: skip
    return answer_with(said, 403)


_BACK = Line("回到", "Back to", "控制台首页", "the console", link="/admin/")


def _in_console(request: HttpRequest) -> bool:
    return request.path.startswith(_BACK.link)


def server_error(_request: HttpRequest) -> HttpResponse:
    """The plain 500 page."""
    return answer_with(
        Page("bad", "平台出了点问题，请稍后再试", "Something went wrong here. Please try again later"), 500
    )
