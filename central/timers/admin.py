"""What the platform does by itself, in the console: when each task ran, what came of it, and what does not come off."""

from datetime import UTC, datetime

from django.contrib import admin
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.decorators import display

from central.admin_site import Marked, ReadOnlyAdmin
from central.timers.figures import said_of
from central.timers.models import TaskRecord
from central.timers.standing import is_late
from central.timers.tasks import TASKS

_TITLES = {task.name: task.title for task in TASKS}


@admin.register(TaskRecord)
class TaskRecordAdmin(ReadOnlyAdmin):
    """定时任务."""

    list_display = ("title", "name", "standing", "done_at", "next_at", "took_ms", "outcome")
    fields = ("title", "name", "standing", "failures", "began_at", "done_at", "next_at", "took_ms", "outcome")
    show_full_result_count = False

    @admin.display(description=_("任务内容"), ordering="name")
    def title(self, record: TaskRecord) -> str:
        """What it does."""
        return str(_TITLES.get(record.name, record.name))

    @admin.display(description=_("结果"))
    def outcome(self, record: TaskRecord) -> str:
        """How many of what it did; of a failure the kind of the error."""
        return said_of(record.said)

    @display(description=_("状态"), label={"good": "success", "late": "warning", "bad": "danger"})  # type: ignore[untyped-decorator]  # unfold ships no types
    def standing(self, record: TaskRecord) -> Marked:
        """Whether it comes off."""
        if record.failures:
            return Marked("bad", gettext("连续失败 %d 次") % record.failures)
        if is_late(record, datetime.now(UTC)):
            return Marked("late", gettext("逾时未运行"))
        return Marked("good", gettext("正常"))
