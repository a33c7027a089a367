"""Where citizens give up and how much they type, as a page and as a file."""

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central import charts
from central.catalogue import title_of
from central.numbers.asking import asked_of
from central.numbers.drop_off import Effort, efforts_of, reasons_of, steps_of
from central.numbers.exporting import handed_out
from central.numbers.figures import FEWEST
from central.numbers.figures_page import asked_words, percent
from central.numbers.tables import Sheet

STEP_WORDS: dict[str, str | Promise] = {
    "guide": _("办事指南"),
    "situation": _("情形问答"),
    "identify": _("刷证核验"),
    "form": _("填写表单"),
    "materials": _("提交材料"),
    "review": _("核对"),
    "sign": _("签名"),
    "delivery": _("取件方式"),
    "payment": _("缴费"),
    "filing": _("提交"),
    "result": _("办理结果"),
}
REASON_WORDS: dict[str, str | Promise] = {
    "left": _("主动退出"),
    "timed_out": _("超时无操作"),
    "card_removed": _("取走证件"),
    "other_card": _("换了别人的证件"),
    "not_filed": _("未能提交"),
}
DEFINITIONS = (
    (_("开始办理"), _("在终端上选中事项、看到办事指南的次数。")),
    (_("到达"), _("到过这一步的次数；后退再来只计一次。")),
    (_("成件率"), _("形成办件的次数 ÷ 开始的次数。")),
    (_("每件键入字符"), _("形成办件的办理中，群众在键盘上键入的字符数的平均值；零填报事项应为 0。")),
    (_("预填比例"), _("表单项中由证件或政务数据填好的比例。")),
    (_("小样本"), _("少于 10 次的数字不显示。终端每小时上报一次计数，不含任何个人信息。")),
)


def context_of(request: HttpRequest) -> dict[str, object]:
    """All that ``numbers/drop_off.html`` shows."""
    asked, form = asked_of(request)
    steps = steps_of(asked)
    marks = [
        charts.Mark(
            str(STEP_WORDS.get(one.step, one.step)),
            one.n,
            f"<{FEWEST}" if one.n is None else f"{one.n:,}（{percent(one.of_begun)}）",
        )
        for one in steps
    ]
    return {
        "asked": asked,
        "form": form,
        "chart": charts.funnel(marks, gettext("各步骤到达次数")),
        "reasons": [
            (REASON_WORDS.get(reason, reason), STEP_WORDS.get(step, step), n) for reason, step, n in reasons_of(asked)
        ],
        "efforts": [_texts(one) for one in efforts_of(asked)],
        "versions": [_texts(one) for one in efforts_of(asked, by_version=True)] if asked.matter else [],
        "definitions": DEFINITIONS,
        "address": request.GET.urlencode(),
    }


def exported(request: HttpRequest) -> HttpResponse:
    """The same as a file; what the page hides is hidden here too."""
    asked, _form = asked_of(request)
    heads = (gettext("开始办理"), gettext("成件率"), gettext("每件键入字符"), gettext("预填比例"))
    sheets = (
        Sheet(
            gettext("步骤"),
            (gettext("步骤"), gettext("到达")),
            [
                (str(STEP_WORDS.get(one.step, one.step)), one.n if one.n is not None else f"<{FEWEST}")
                for one in steps_of(asked)
            ],
        ),
        Sheet(
            gettext("按事项"),
            (gettext("编码"), gettext("事项"), gettext("版本"), *heads),
            [
                (
                    one.matter,
                    title_of(one.matter),
                    one.version,
                    _n(one.began),
                    percent(one.filed),
                    _typed(one),
                    percent(one.prefilled),
                )
                for one in efforts_of(asked, by_version=True)
            ],
        ),
    )
    said = tuple((str(name), str(text)) for name, text in DEFINITIONS)
    return handed_out(request, f"drop-off-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}", sheets, said, asked_words(asked))


def _texts(one: Effort) -> dict[str, str | int]:
    return {
        "title": title_of(one.matter),
        "code": one.matter,
        "version": one.version,
        "began": _n(one.began),
        "filed": percent(one.filed),
        "typed": _typed(one),
        "prefilled": percent(one.prefilled),
    }


def _n(n: int | None) -> str:
    return f"<{FEWEST}" if n is None else f"{n:,}"


def _typed(one: Effort) -> str:
    return percent(None) if one.typed is None else f"{one.typed:.1f}"
