"""The numbers as a page and as a file, each with its definition."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from central import charts
from central.catalogue import title_of
from central.kiosks.models import Region
from central.numbers.asking import asked_of
from central.numbers.exporting import handed_out
from central.numbers.figures import (
    FEWEST,
    Asked,
    Sums,
    by_time,
    claimed_of,
    per_head,
    population_of,
    shares_of,
    sums_by,
    sums_of,
)
from central.numbers.tables import Sheet

DEFINITIONS: dict[str, str | Promise] = {
    "arrived": _("办件量：期间内平台收到的自助终端办件，按收到之日计；同一申请只计一次。"),
    "per_head": _("万人办件量：办件量 ÷ 常住人口 × 10 000；人口按“行政区划与人口”中的数字。"),
    "self_share": _("自助办占比：自助终端办件 ÷ 全部渠道办件（窗口、网上、掌上、自助），只算期间内的整月。"),
    "online_share": _("网办占比：（网上 + 掌上 + 自助）÷ 全部渠道办件，只算期间内的整月。"),
    "finished": _("办结率：期间内收到的办件中，至今已办结或已送达的比例。"),
    "once": _("一次办：已办结的办件中，从申请到办结没有被要求补正的比例。"),
    "by_rule": _("秒批率：期间内收到的办件中，由规则自动作出决定的比例。"),
    "satisfied": _("满意率：期间内的评价中，非常满意、满意、基本满意所占比例（国办发〔2019〕51 号的五级评价）。"),
    "claimed": _("认领率：应认领目录的政务服务事项中，已认领的比例。"),
    "covered": _("监管行为覆盖率：已认领的监管事项中，有监管行为的比例。"),
    "few": _("样本少于 10 的比例不显示；办件按终端现在所在的行政区划归属。"),
}
_MATTERS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: its name, how it reads, and what it means."""

    key: str
    name: str
    text: str
    note: str = ""

    @property
    def definition(self) -> str:
        """What it means."""
        return str(DEFINITIONS[self.key])


def context_of(request: HttpRequest) -> dict[str, object]:
    """All that ``numbers/figures.html`` shows."""
    asked, form = asked_of(request)
    sums = sums_of(asked)
    return {
        "asked": asked,
        "form": form,
        "figures": list(_figures(asked, sums)),
        "chart": _chart(asked),
        "matters": [(title_of(code), code, one, *_texts(one)) for code, one in _by(asked, "matter_code")],
        "regions": _regions(asked),
        "levels": _levels(sums),
        "few": DEFINITIONS["few"],
        "address": request.GET.urlencode(),
        "empty": not sums.arrived and not sums.rated,
    }


def exported(request: HttpRequest) -> HttpResponse:
    """The same as a file."""
    asked, _form = asked_of(request)
    figures = list(_figures(asked, sums_of(asked)))
    heads = (
        gettext("办件量"),
        gettext("办结"),
        gettext("一次办"),
        gettext("秒批"),
        *(str(name) for name in _LEVEL_WORDS),
    )
    sheets = (
        Sheet(
            gettext("指标"),
            (gettext("指标"), gettext("数值"), gettext("说明"), gettext("口径")),
            [(one.name, one.text, one.note, one.definition) for one in figures],
        ),
        Sheet(
            gettext("按事项"),
            (gettext("编码"), gettext("事项"), *heads),
            [(code, title_of(code), *_cells(one)) for code, one in _by(asked, "matter_code", most=None)],
        ),
        Sheet(
            gettext("按区划"),
            (gettext("区划代码"), *heads),
            [(code, *_cells(one)) for code, one in _by(asked, "region", most=None)],
        ),
        Sheet(gettext("按时间"), (gettext("日期"), *heads), [(day, *_cells(one)) for day, one in by_time(asked)]),
    )
    said = (*((one.name, one.definition) for one in figures), (gettext("说明"), str(DEFINITIONS["few"])))
    return handed_out(request, f"numbers-{asked.first:%Y%m%d}-{asked.last:%Y%m%d}", sheets, said, asked_words(asked))


def asked_words(asked: Asked) -> dict[str, str]:
    """What the file is about."""
    return {
        gettext("期间"): f"{asked.first} – {asked.last}",
        gettext("行政区划"): asked.region or gettext("全部"),
        gettext("事项"): _matter_words(asked.matter) or gettext("全部"),
        gettext("终端"): asked.kiosk or gettext("全部"),
    }


def _matter_words(code: str) -> str:
    """Title and code, for what outlives the page; empty for none."""
    return f"{title_of(code)} {code}" if code else ""


def percent(value: float | None) -> str:
    """As people read it; what is too few for a share says so."""
    return gettext("样本不足 %d") % FEWEST if value is None else f"{100 * value:.1f} %"


def _figures(asked: Asked, sums: Sums) -> Iterator[Figure]:
    people = None if asked.kiosk else population_of(asked.region)
    head = per_head(sums.arrived, people)
    shares, (claimed, covered) = shares_of(asked), claimed_of(asked.region)
    unknown = gettext("未配置") if shares.months else gettext("须含整月")
    months = gettext("%d 个整月") % shares.months if shares.months else ""
    yield Figure("arrived", gettext("办件量"), f"{sums.arrived:,}")
    yield Figure(
        "per_head",
        gettext("万人办件量"),
        gettext("未配置人口") if head is None else f"{head:,.2f}",
        "" if people is None else gettext("人口 %s") % f"{people:,}",
    )
    yield Figure(
        "self_share",
        gettext("自助办占比"),
        unknown if shares.self_share is None else percent(shares.self_share),
        months,
    )
    yield Figure(
        "online_share",
        gettext("网办占比"),
        unknown if shares.online_share is None else percent(shares.online_share),
        months,
    )
    yield Figure("finished", gettext("办结率"), percent(sums.finished_share), gettext("%d 件") % sums.finished)
    yield Figure("once", gettext("一次办"), percent(sums.once_share), gettext("%d 件") % sums.once)
    yield Figure("by_rule", gettext("秒批率"), percent(sums.by_rule_share), gettext("%d 件") % sums.by_rule)
    yield Figure("satisfied", gettext("满意率"), percent(sums.satisfied), gettext("%d 次评价") % sums.rated)
    for key, name, (part, whole) in (
        ("claimed", gettext("认领率"), claimed),
        ("covered", gettext("监管行为覆盖率"), covered),
    ):
        yield Figure(key, name, f"{100 * part / whole:.1f} %" if whole else gettext("未配置"), f"{part} / {whole}")


def _chart(asked: Asked) -> SafeString:
    if asked.kiosk:
        return SafeString("")
    rows = by_time(asked)
    is_long = len(rows) > 1 and (rows[1][0] - rows[0][0]).days > 1
    marks = [
        charts.Mark(
            f"{start:%Y-%m}" if is_long else f"{start:%m-%d}",
            one.arrived,
            gettext("%(day)s：%(n)d 件") % {"day": start, "n": one.arrived},
        )
        for start, one in rows
    ]
    return charts.bars(marks, gettext("办件量"))


def _by(asked: Asked, column: str, most: int | None = _MATTERS_SHOWN) -> list[tuple[str, Sums]]:
    return [] if asked.kiosk else sums_by(asked, column)[:most]


def _regions(asked: Asked) -> list[tuple[object, ...]]:
    names = dict(Region.objects.values_list("code", "name"))
    found: list[tuple[object, ...]] = []
    for code, one in _by(asked, "region"):
        head = per_head(one.arrived, population_of(code) if code else None)
        found.append((names.get(code, code), code, one, *_texts(one), "–" if head is None else f"{head:,.2f}"))
    return found


def _texts(one: Sums) -> tuple[str, str]:
    return percent(one.once_share), percent(one.satisfied)


_LEVEL_WORDS = (_("非常满意"), _("满意"), _("基本满意"), _("不满意"), _("非常不满意"))


def _levels(sums: Sums) -> SafeString:
    if sums.rated < FEWEST:
        return SafeString("")
    counts = (sums.best, sums.good, sums.fair, sums.poor, sums.worst)
    marks = [
        charts.Mark(str(words), n, gettext("%(n)d 次，%(share).1f %%") % {"n": n, "share": 100 * n / sums.rated})
        for words, n in zip(_LEVEL_WORDS, counts, strict=True)
    ]
    return charts.funnel(marks, gettext("评价"), whole=max(counts))


def _cells(one: Sums) -> tuple[int | str, ...]:
    levels = (one.best, one.good, one.fair, one.poor, one.worst)
    shown = (f"<{FEWEST}",) * len(levels) if 0 < one.rated < FEWEST else levels
    return (one.arrived, one.finished, one.once, one.by_rule, *shown)
