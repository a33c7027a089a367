"""Which class stands behind each service: ``settings.SERVICES`` names it, so that a province puts its own in its place.

Each module of this package has the interface (a ``Protocol``) of one service, its simulated implementation, and a function
that hands out whichever is in use. Every implementation may raise `Unavailable`, and has a `ping` that really asks.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

DEADLINE_S = 2.0
"""A service answers within this, or raises: nobody at a kiosk waits longer"""


class Kind(StrEnum):
    """七个统一 (seed 4-12), the libraries of personal data, and what takes money, carries and keeps dates."""

    IDENTITY = "identity"
    CERTIFICATES = "certificates"
    MATTERS = "matters"
    COMPLAINTS = "complaints"
    RATINGS = "ratings"
    USERS = "users"
    SEARCH = "search"
    POPULATION = "population"
    LEGAL_ENTITY = "legal_entity"
    CREDIT = "credit"
    PAYMENT = "payment"
    DELIVERY = "delivery"
    APPOINTMENT = "appointment"


NAMES: Mapping[Kind, str | Promise] = {
    Kind.IDENTITY: _("统一身份认证"),
    Kind.CERTIFICATES: _("统一电子证照"),
    Kind.MATTERS: _("统一事项"),
    Kind.COMPLAINTS: _("统一投诉建议"),
    Kind.RATINGS: _("统一好差评"),
    Kind.USERS: _("统一用户"),
    Kind.SEARCH: _("统一搜索"),
    Kind.POPULATION: _("人口库查询"),
    Kind.LEGAL_ENTITY: _("法人库查询"),
    Kind.CREDIT: _("信用库查询"),
    Kind.PAYMENT: _("统一支付"),
    Kind.DELIVERY: _("物流寄递"),
    Kind.APPOINTMENT: _("预约"),
}

WITHOUT: Mapping[Kind, str | Promise] = {
    Kind.IDENTITY: _("不预填，由群众填写；读卡和受理照常"),
    Kind.CERTIFICATES: _("证照查验页说明稍后再查；终端验收据不受影响"),
    Kind.MATTERS: _("终端按已下载的目录照常办理"),
    Kind.COMPLAINTS: _("投诉建议留在终端，恢复后上传"),
    Kind.RATINGS: _("评价留在终端，恢复后上传"),
    Kind.USERS: _("不预填手机号，由群众填写"),
    Kind.SEARCH: _("终端用本机搜索"),
    Kind.POPULATION: _("不预填，由群众填写；即办证明转部门办理"),
    Kind.LEGAL_ENTITY: _("不预填企业信息，由群众填写"),
    Kind.CREDIT: _("不预填信用记录，由部门受理后核对"),
    Kind.PAYMENT: _("缴款页显示处理中，恢复后自动查询；办理期限不受影响"),
    Kind.DELIVERY: _("审批人员稍后登记单号"),
    Kind.APPOINTMENT: _("暂停预约和取消，已约的不受影响"),
}
"""What happens while it is down: nobody is turned away"""


class Unavailable(Exception):  # noqa: N818  a state of the world, not a mistake
    """The service does not answer now. `kind` says which; nothing of what was asked is in it."""

    def __init__(self, kind: Kind) -> None:
        super().__init__(f"{kind} does not answer")
        self.kind = kind


class Service(Protocol):
    """What all of them have in common."""

    def ping(self) -> None:
        """Ask the smallest real question. Raises `Unavailable` when it is not answered."""


def service(kind: Kind) -> Any:  # noqa: ANN401  the module of each service gives it its type
    """What stands behind `kind` in this installation."""
    return _made(settings.SERVICES[kind.value])


@cache
def _made(path: str) -> Any:  # noqa: ANN401  as above
    return import_string(path)()
