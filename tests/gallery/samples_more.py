"""The sheet behind 更多 of a guide: the topics, and topics with the longest texts that authors may write."""

from collections.abc import Callable
from typing import Any

from kiosk.matters.guidance import Faq, Place, SpecialProcedure
from kiosk.matters.model import Matter
from kiosk.matters.text import Prose, Text
from tests.gallery.samples import Sample, guide
from tests.kiosk.visit.people import matter
from ui.views.more import MorePlace, more_view
from ui.views.qml_map import qml_map

WRITTEN = matter("housing-fund-transfer")
_ZH = (
    "转移办好以前，原来城市的公积金不能提取，也不能用来贷款；办好以后，缴存时间前后连着算（满 6 个月就可以申请贷款）。"
)
_EN = "Until the transfer is done the old account pays out nothing and backs no loan; afterwards both periods count as one. "
LONG = WRITTEN.model_copy(
    update={
        "faqs": (
            *WRITTEN.faqs,
            Faq(
                question=Prose(
                    zh="转移期间还能提取或者贷款吗？原来的贷款没有还清怎么办？",
                    en="May I withdraw or borrow meanwhile?",
                ),
                answer=Prose(zh=(_ZH * 4 + "\n") * 12, en=(_EN * 4 + "\n") * 7),
            ),
        ),
        "places": tuple(
            Place(
                name=Text(
                    zh=f"云桥区政务服务中心第 {number} 分中心", en=f"Yunqiao government service centre, branch {number}"
                ),
                address=Text(
                    zh="云桥区北桥街道滨河东路 1288 号 3 楼 A 区 301 到 316 号综合窗口",
                    en="Counters 301 to 316, area A, 3rd floor, 1288 Binhe East Road, Beiqiao, Yunqiao",
                ),
                hours=Text(
                    zh="周一到周五 8:30–17:00，周六 9:00–16:00（法定节假日除外）",
                    en="Mon–Fri 8:30–17:00, Sat 9:00–16:00 (not on public holidays)",
                ),
                phone="12329",
            )
            for number in range(1, 6)
        ),
        "special_procedures": (
            SpecialProcedure(
                name=Text(zh="异地核对缴存记录", en="Check of records elsewhere"), by_law="住房公积金管理条例"
            ),
        ),
    }
)


def _sheet(of: Matter, topic: str = "", page: int = 1, *, elder: bool = False) -> Callable[[str], Any]:
    return lambda lang: qml_map(more_view(of, MorePlace(topic, page), lang, elder=elder))


def _both(name: str, of: Matter, topic: str, page: int = 1) -> dict[str, Sample]:
    """In normal and in large type, whose pages hold less."""
    return {
        f"more-{name}": Sample("guide", guide, {"more": _sheet(of, topic, page)}, "18-help-sheet", ("normal",)),
        f"more-{name}-large": Sample(
            "guide", guide, {"more": _sheet(of, topic, page, elder=True)}, "18-help-sheet", ("elder",)
        ),
    }


SAMPLES: dict[str, Sample] = {
    "more": Sample("guide", guide, {"more": _sheet(LONG)}, "18-help-sheet"),
    "more-little": Sample("guide", guide, {"more": _sheet(WRITTEN.model_copy(update={"flow": (), "results": ()}))}),
    **_both("questions", LONG, "faqs", 2),
    **_both("places", LONG, "places"),
    **_both("way", LONG, "way"),
    **_both("rules", WRITTEN, "rules"),
}
