"""The sheets that can be laid under the simulated document camera. All names and places are fictional."""

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np
import qrcode
from cv2.typing import MatLike
from PIL import Image, ImageDraw, ImageFont

PAPER_SIZE = (1240, 1754)
"""width and height in pixels: A4 at 150 dpi"""
FILING_NUMBER = "FWZL-990101-2025-000126"
"""what the QR code on the contract's first page says"""

_INK = (38, 38, 42)
_PAPER = (242, 240, 235)
_LEFT = 170

_CONTRACT = (
    "出租方（甲方）：陈＊＊",
    "承租方（乙方）：王＊国",
    "根据《中华人民共和国民法典》及有关规定，甲乙双方",
    "在平等、自愿的基础上，就房屋租赁事宜订立本合同。",
    "",
    "第一条　房屋坐落于云桥区＊＊路＊＊弄＊＊号＊＊室，",
    "建筑面积 62.40 平方米，房屋用途为居住。",
    "第二条　租赁期限自 2025 年 3 月 1 日起至 2027 年 2 月 28 日止。",
    "第三条　月租金为人民币＊＊＊＊元整，按季支付。",
    "第四条　乙方应当按照约定用途使用房屋，不得擅自改变结构。",
    "第五条　甲方应当保证房屋权属清楚，不影响乙方正常居住。",
    "第六条　合同期满，乙方如需续租，应当提前三十日告知甲方。",
    "第七条　本合同一式两份，双方各执一份，自签字之日起生效。",
)
_INVENTORY = (
    ("序号", "物品名称", "数量", "完好情况"),
    ("1", "空调", "2", "完好"),
    ("2", "热水器", "1", "完好"),
    ("3", "洗衣机", "1", "完好"),
    ("4", "冰箱", "1", "完好"),
    ("5", "床", "2", "完好"),
    ("6", "衣柜", "2", "完好"),
    ("7", "餐桌椅", "1", "完好"),
)


def names() -> tuple[str, ...]:
    """The sheets there are."""
    return tuple(_SHEETS)


@lru_cache(maxsize=4)
def sheet(name: str) -> MatLike:
    """The sheet as BGR picture of `PAPER_SIZE`. `KeyError` for a name that `names` does not list."""
    paper = Image.new("RGB", PAPER_SIZE, _PAPER)
    _SHEETS[name](paper)
    return cv2.cvtColor(np.asarray(paper), cv2.COLOR_RGB2BGR)


def _contract(paper: Image.Image) -> None:
    draw = ImageDraw.Draw(paper)
    _title(draw, "房屋租赁合同")
    body = _font(34)
    for row, line in enumerate(_CONTRACT):
        draw.text((_LEFT, 300 + row * 78), line, font=body, fill=_INK)
    code = qrcode.QRCode(box_size=7, border=2)
    code.add_data(FILING_NUMBER)
    paper.paste(code.make_image(fill_color="#26262a", back_color="#f2f0eb").get_image(), (900, 1480))
    draw.text((900, 1690), "备案编号", font=_font(26), fill=_INK)
    _signatures(draw)


def _inventory(paper: Image.Image) -> None:
    draw = ImageDraw.Draw(paper)
    _title(draw, "附件：房屋交接清单")
    body = _font(36)
    for row, cells in enumerate(_INVENTORY):
        for x, cell in zip((_LEFT, 330, 610, 800), cells, strict=True):
            draw.text((x, 310 + row * 84), cell, font=body, fill=_INK)
    _signatures(draw)


def _plan(paper: Image.Image) -> None:
    """A drawing in grey tones, for what is not text."""
    draw = ImageDraw.Draw(paper)
    _title(draw, "房屋平面示意图")
    tones = ((214, 222, 226), (226, 218, 206), (206, 220, 208), (222, 210, 214))
    rooms = ((180, 340, 640, 800), (640, 340, 1060, 640), (640, 640, 1060, 1140), (180, 800, 640, 1140))
    for room, tone, name in zip(rooms, tones, ("客厅", "卧室", "厨房", "卫生间"), strict=True):
        draw.rectangle(room, fill=tone, outline=_INK, width=6)
        draw.text((room[0] + 40, room[1] + 40), name, font=_font(40), fill=_INK)


def _blank(paper: Image.Image) -> None:
    """The back of a sheet: nothing on it."""
    del paper


def _title(draw: ImageDraw.ImageDraw, text: str) -> None:
    draw.text((PAPER_SIZE[0] / 2, 190), text, font=_font(64, bold=True), fill=_INK, anchor="mm")


def _signatures(draw: ImageDraw.ImageDraw) -> None:
    body = _font(34)
    draw.text((_LEFT, 1400), "甲方签字：__________　　　乙方签字：__________", font=body, fill=_INK)
    draw.text((_LEFT, 1500), "2025 年 2 月 26 日", font=body, fill=_INK)


@lru_cache(maxsize=8)
def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    try:
        return ImageFont.truetype(f"NotoSerifCJK-{'Bold' if bold else 'Regular'}.ttc", size, index=2)
    except OSError:
        # Without fonts-noto-cjk the sheets show boxes, which are still ink on paper.
        return ImageFont.load_default(size)


_SHEETS: dict[str, Callable[[Image.Image], None]] = {
    "contract-1": _contract,
    "contract-2": _inventory,
    "plan": _plan,
    "blank": _blank,
}
