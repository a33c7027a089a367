"""What a data file should have said, in two languages; nobody is told in English on a Chinese page."""

import re

import pytest
from pydantic import BaseModel, ValidationError

from kiosk.expected import expectations
from kiosk.matters.bundles import BundleSpec
from kiosk.matters.model import Matter
from tests.kiosk.matters.samples import baseline

CODE = "social-security-card-replacement"
WRONG: dict[str, tuple[dict[str, object], str, str]] = {
    "missing": ({"theme": None}, "theme", "“主题”应为文字"),
    "too large": ({"minutes": 900}, "minutes", "“预计用时（分钟）”不能大于 120"),
    "pattern": ({"code": "Bad"}, "code", "“本机代码”的写法不对，应符合 ^[a-z][a-z0-9-]*$"),
    "number": ({"minutes": "drei"}, "minutes", "“预计用时（分钟）”应为整数"),
    "date": ({"valid_until": "morgen"}, "valid_until", "“最后办理日”应为日期，例如 2026-01-31"),
    "unknown": ({"minuten": 3}, "minuten", "没有“minuten”这一项，请核对名称"),
    "hours": (
        {"opening": [{"opens": "10:00", "closes": "09:00"}]},
        "opening[0]",
        "前后不一致：结束时间要晚于开始时间；跨午夜请分成两段",
    ),
    "promise": ({"promised_days": None}, "", "前后不一致：承诺件要填承诺办结时限"),
    "mode": ({"mode": "automatic"}, "", "前后不一致：秒批要填秒批规则"),
}


def said(model: type[BaseModel], body: object) -> dict[str, str]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(body)
    return {one.path: one.zh for one in expectations(model, refused.value)}


@pytest.mark.parametrize("name", WRONG)
def test_every_kind_of_mistake_is_said_in_chinese_by_the_title_of_its_field(name: str) -> None:
    change, path, sentence = WRONG[name]
    body = {**baseline(CODE).model_dump(mode="json", exclude_defaults=True), **change}
    assert said(Matter, body)[path] == sentence


def test_nothing_of_an_empty_matter_or_bundle_is_said_in_english_words() -> None:
    for model in (Matter, BundleSpec):
        for path, sentence in said(model, {}).items():
            assert re.search(r"[\u4e00-\u9fff]", sentence), path
            assert not re.search(r"[a-z]{3,} [a-z]{2,}", sentence), sentence
