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


def page_not_found(_request: HttpRequest, exception: Exception) -> HttpResponse:
    """The plain 404 page."""
    del exception
    return answer_with(Page("bad", "没有这个页面", "There is no such page"), 404)


def server_error(_request: HttpRequest) -> HttpResponse:
    """The plain 500 page."""
    return answer_with(
        Page("bad", "平台出了点问题，请稍后再试", "Something went wrong here. Please try again later"), 500
    )
