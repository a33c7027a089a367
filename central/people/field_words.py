"""What fields are called in the trail where their model does not say it, and the parts of a draft by their path."""

from typing import Any, get_args, get_origin

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from central.writing.kinds import SHAPES
from central.writing.models import DraftKind

_NAMES: dict[str, str | Promise] = {
    "after": _("前置事项"),
    "application_id": _("申请标识"),
    "asked_at": _("最近查询"),
    "back_to": _("回退到"),
    "base": _("修改前的内容"),
    "body": _("内容"),
    "body_sha256": _("原文哈希"),
    "counted_at": _("计算时间"),
    "difference": _("修改内容"),
    "digest": _("摘要"),
    "draft": _("草稿"),
    "epoch": _("跟踪轮次"),
    "events": _("轨迹"),
    "fee_fen": _("费用（分）"),
    "fingerprint": _("指纹"),
    "id": _("编号"),
    "inspected": _("清晰度已查"),
    "key": _("材料标识"),
    "key_id": _("密钥编号"),
    "message_id": _("消息标识"),
    "next_key": _("下一把公钥"),
    "papers_at": _("下次出证时间"),
    "path_days": _("连同前置事项的工作日"),
    "posted_sha256": _("收到的哈希"),
    "received_at": _("收到时间"),
    "records_from": _("记录起点"),
    "revision": _("修订次数"),
    "sha256": _("文件哈希"),
    "signed": _("签名内容"),
    "title_en": _("英文名称"),
}
"""Of fields that no form shows; a test holds that every field that is followed has a name"""
_PARTS: dict[str, str | Promise] = {"zh": _("中文"), "en": _("英文"), "zh_hant": _("繁体中文")}


def name_of(field: Any) -> str:  # noqa: ANN401  a field of any model
    """The name of `field` in the reader's language."""
    said = str(field.verbose_name)
    # What nobody named is called by its attribute, in lower case with blanks.
    return str(_NAMES.get(field.name, said)) if said == field.name.replace("_", " ") or said == "ID" else said


def part_of(path: str, draft: str = DraftKind.MATTER) -> str:
    """Where in a matter or bundle ``situations/1/title/en`` is, as its form says it; what no form has keeps its name."""
    kind: Any = SHAPES[draft].model
    said = []
    for step in path.split("/"):
        info = kind.model_fields.get(step) if kind is not None and not step.isdigit() else None
        title = info.title if info is not None and info.title else None
        said.append(gettext(title) if title else str(_PARTS.get(step, step)))
        if not step.isdigit():
            kind = _model_in(info.annotation) if info is not None else None
    return " / ".join(said)


def _model_in(annotation: Any) -> Any:  # noqa: ANN401  whatever a field declares
    """The model within ``tuple[Annotated[Model, …], ...]`` or ``Model | None``; None where there is none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) is None:
        return None
    return next(filter(None, map(_model_in, get_args(annotation))), None)
