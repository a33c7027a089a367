"""How the result travels (送达), asked once: a question made of the matter's ways, and an address where one is posted.

No matter writes these fields itself. One that does (a field named `delivery`) asks in its own way, and is asked nothing more.
"""

from collections.abc import Mapping, Sequence

from kiosk.matters.forms import Choice, FieldSpec, Mask
from kiosk.matters.service import DeliveryWay, Fee
from kiosk.matters.text import Text

WAY = "delivery"
ADDRESS = "mail_address"
POSTAGE = "postage"

_FEN = 100
_ICONS = {
    "post": "package",
    "pickup": "map-pin",
    "print": "printer",
    "electronic": "seal-check",
    "locker": "package",
}
_LABEL = Text(zh="送达方式", en="Delivery", zh_hant="送達方式")
_QUESTION = Text(zh="办好了怎么给您？", en="How shall we deliver it?", zh_hant="辦好了怎麼給您？")
_POSTAGE = Text(zh="邮资", en="Postage", zh_hant="郵資")
_TO = Text(zh="寄到", en="Post to", zh_hant="寄到")
_WHERE = Text(zh="寄到哪里？", en="Where shall we send it?", zh_hant="寄到哪裡？")
_HOW = Text(
    zh="写到门牌号，例如：北桥路 100 弄 5 号 602 室",
    en="Include the door number, e.g. Room 602, No. 5, Lane 100, Beiqiao Road",
    zh_hant="寫到門牌號，例如：北橋路 100 弄 5 號 602 室",
)


def delivery_fields(
    fields: Sequence[FieldSpec], ways: Sequence[DeliveryWay], question: Text | None = None
) -> tuple[FieldSpec, ...]:
    """The fields that `ways` ask for beside a matter's own `fields`: which way, where there are several; where to, by post.

    `question` is asked instead of the usual one.
    """
    keys = {spec.key for spec in fields}
    if WAY in keys or not ways:
        return ()
    posted = [way.key for way in ways if way.kind == "post"]
    asked = (_way_field(ways, question),) if len(ways) > 1 else ()
    if not posted or ADDRESS in keys:
        return asked
    rule = f"values.{WAY} in {posted!r}" if asked else "true"
    return (*asked, _address_field(fields, rule))


def default_way(ways: Sequence[DeliveryWay]) -> DeliveryWay:
    """The way that stands chosen before anybody chose: the first that costs nothing."""
    return next((way for way in ways if not way.fee_fen), ways[0])


def chosen_way(ways: Sequence[DeliveryWay], values: Mapping[str, str]) -> DeliveryWay | None:
    """The way the result goes among those that are left; ``None`` where there is none."""
    if not ways:
        return None
    return next((way for way in ways if way.key == values.get(WAY)), default_way(ways))


def postage(way: DeliveryWay | None) -> tuple[Fee, ...]:
    """What `way` costs, as one more fee. A parcel can be paid for later: nothing is posted before."""
    if way is None or not way.fee_fen:
        return ()
    return (Fee(key=POSTAGE, amount_fen=way.fee_fen, name=_POSTAGE, deferrable=True),)


def prices(ways: Sequence[DeliveryWay]) -> tuple[int, ...]:
    """What the ways cost in fen, each price once, the least first; one that costs nothing is 0."""
    return tuple(sorted({way.fee_fen for way in ways}))


def _way_field(ways: Sequence[DeliveryWay], question: Text | None) -> FieldSpec:
    # Without the schema's check: what it is made of has passed it, and rules ask for it often.
    return FieldSpec.model_construct(
        key=WAY,
        label=_LABEL,
        kind="choice",
        shared="_".join((WAY, *(way.key for way in ways))),
        question=question or _QUESTION,
        choices=tuple(_choice(way) for way in ways),
        default=default_way(ways).key,
    )


def _choice(way: DeliveryWay) -> Choice:
    return Choice.model_construct(key=way.key, title=way.title, line=_line(way), icon=_ICONS[way.kind])


def _line(way: DeliveryWay) -> Text | None:
    if not way.fee_fen:
        return way.line
    yuan = f"{way.fee_fen / _FEN:g}"
    zh, en, hant = f"邮资 {yuan} 元", f"postage ¥{yuan}", f"郵資 {yuan} 元"
    if way.line is None:
        return Text(zh=zh, en=en.capitalize(), zh_hant=hant)
    return Text(zh=f"{way.line.zh}，{zh}", en=f"{way.line.en}, {en}", zh_hant=f"{way.line.get('zh_Hant')}，{hant}")


def _address_field(fields: Sequence[FieldSpec], rule: str) -> FieldSpec:
    card = next((spec.key for spec in fields if spec.source == "card.address"), None)
    return FieldSpec.model_construct(
        key=ADDRESS,
        label=_TO,
        kind="address",
        source=f"government.{ADDRESS}",
        editable=True,
        mask=Mask.ADDRESS,
        visible_when=rule,
        question=_WHERE,
        help=_HOW,
        shortcut=card,
        max_length=100,
    )
