"""The table of what is done by the clock. A room that has something to do regularly adds a row.

A task may run twice, late, or in any process: it looks at what there is and does what is missing. What it says are counts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import import_module

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Run = Callable[[datetime], Mapping[str, int]]
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Task:
    """`run` is ``module:function``, loaded when it is first due; it gets the moment and says how many of what it did.

    `longest` is how long one run may take: a process that has not come back by then is taken for dead.
    """

    name: str
    title: str | Promise
    every: timedelta
    run: str
    longest: timedelta = 10 * _MINUTE

    def function(self) -> Run:
        """What is to be run."""
        module, _colon, name = self.run.partition(":")
        found: Run = getattr(import_module(module), name)
        return found


TASKS: tuple[Task, ...] = (
    Task("fleet.silence", _("终端静默告警"), _MINUTE, "central.fleet.alarms:keep_watch"),
    Task("fleet.days", _("终端在线率按日汇总"), 10 * _MINUTE, "central.fleet.uptime:keep_days", 30 * _MINUTE),
    Task("fleet.supplies", _("预测耗材用完时间"), 30 * _MINUTE, "central.fleet.running_out:keep_forecasts"),
    Task("rollout.stages", _("灰度发布进入下一阶段"), _MINUTE, "central.review.pacing:keep_pace"),
    Task("payments.settle", _("查询处理中的缴费和退款"), _MINUTE, "central.payments.settling:keep_settling"),
    Task("payments.papers", _("缴费以后出具证照"), _MINUTE, "central.certificates.paid_for:keep_issuing"),
    Task("payments.books", _("每日对账"), 60 * _MINUTE, "central.payments.settling:keep_books"),
    Task(
        "cases.calendar",
        _("按新的放假安排重算办件期限"),
        15 * _MINUTE,
        "central.cases.recounting:keep_counting",
        60 * _MINUTE,
    ),
    Task("cases.clock", _("办件督办（黄牌红牌、逾期未告知）"), 15 * _MINUTE, "central.cases.watch:keep_clock"),
    Task("cases.pages", _("材料清晰度检查"), _MINUTE, "central.cases.legibility:keep_inspecting"),
    Task("cases.blobs", _("清理无人引用的材料文件"), 24 * 60 * _MINUTE, "central.cases.unnamed_blobs:keep_named"),
    Task(
        "government.lookups", _("清理过期的数据调用记录"), 24 * 60 * _MINUTE, "central.government.retention:keep_some"
    ),
    Task("numbers.sums", _("办件数据汇总"), _MINUTE, "central.numbers.rollup:keep_sums", 30 * _MINUTE),
    Task("services.health", _("统一服务状态检查"), _MINUTE, "central.services.health:keep_looking"),
    Task("people.sessions", _("清理过期会话和登录失败记录"), 60 * _MINUTE, "central.people.tidying:keep_few"),
)
"""In the order in which those that are due together are run"""
