"""What cannot be done with a proposal or a release, and the sentence for whoever tried."""

from collections.abc import Mapping, Sequence
from enum import Enum, auto

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Why(Enum):
    """The reason."""

    NOT_WRITING = auto()
    NOT_YOURS = auto()
    NOT_CLEAN = auto()
    NOT_REHEARSED = auto()
    OLD_BASE = auto()
    OWN_WORK = auto()
    TWICE = auto()
    CHANGED = auto()
    BLOCKED = auto()
    NOT_OPEN = auto()
    NOT_AS_READ = auto()
    NO_BASIS = auto()
    NO_REASON = auto()
    NOTHING = auto()
    UNSIGNED_WAITS = auto()
    NO_KEY = auto()
    NOT_PUBLISHED = auto()
    LAST_STAGE = auto()
    OVER_BUDGET = auto()
    NO_WAY_BACK = auto()
    NOT_SMALLER = auto()
    NO_MATTER = auto()
    BEYOND_REGION = auto()
    WIDER_THAN_BEFORE = auto()
    STOPPED_BEFORE = auto()


SENTENCES: Mapping[Why, Promise] = {
    Why.NOT_WRITING: _("这份草稿不在编制状态"),
    Why.NOT_YOURS: _("只有作者可以补充依据"),
    Why.NOT_CLEAN: _("校验没有通过"),
    Why.NOT_REHEARSED: _("现在的内容还没有通过试办：请先试办"),
    Why.OLD_BASE: _("在用事项已有新的发布版：请从在用事项重新开始"),
    Why.OWN_WORK: _("作者不能审核、签发自己的内容"),
    Why.TWICE: _("您已经同意过，须由另一位审核人复核"),
    Why.CHANGED: _("内容或在用事项在提交之后有变化：请退回，由作者重新提交"),
    Why.BLOCKED: _("红牌：缺少法律依据，不能审核"),
    Why.NOT_OPEN: _("已不在可操作的状态"),
    Why.NOT_AS_READ: _("内容刚刚改过：请再看一遍"),
    Why.NO_BASIS: _("请写明法律依据（名称、文号、条款）"),
    Why.NO_REASON: _("请写明原因"),
    Why.NOTHING: _("没有可发布的内容"),
    Why.UNSIGNED_WAITS: _("已有一个发布版等待签发：请先签发或作废"),
    Why.NO_KEY: _("签名密钥不在平台上或口令不对"),
    Why.NOT_PUBLISHED: _("没有成功发布"),
    Why.LAST_STAGE: _("已经全量"),
    Why.OVER_BUDGET: _("错误预算不足，不能进入下一阶段"),
    Why.NO_WAY_BACK: _("没有已签的回退：须由作者和签发人另签"),
    Why.NOT_SMALLER: _("比例只能扩大；要收回请停止或回退"),
    Why.NO_MATTER: _("没有这个在用事项"),
    Why.WIDER_THAN_BEFORE: _("这一版带着还没有全量的发布版，首批不能比它更广：请缩小首批，或先把它推进、回退"),
    Why.STOPPED_BEFORE: _("这一版会带着已停止扩大的发布版：请先把它回退"),
    Why.BEYOND_REGION: _("这项操作超出您的账号负责的区域，请由上级操作"),
}


class ReviewRefused(Exception):  # noqa: N818 - reads as the fact it is
    """This cannot be done."""

    def __init__(self, why: Why, detail: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(why.name)
        self.why = why
        self.detail = detail
        self.details = details

    @property
    def sentence(self) -> str:
        """For whoever tried."""
        said = str(SENTENCES[self.why])
        return f"{said}：{self.detail}" if self.detail else said

    @property
    def sentences(self) -> list[str]:
        """`sentence`, and each of the things that have to be mended first."""
        return [self.sentence, *self.details]
