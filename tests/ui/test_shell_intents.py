"""What a press in header, footer or sheet makes of the shell."""

from typing import Any

import pytest

from ui.shell_intents import shell_after
from ui.views.more import MorePlace
from ui.views.shell import Shell

SHELL = Shell(language="zh_CN")
WITH_HELP = Shell(language="zh_CN", help_open=True)
TOPICS = Shell(language="zh_CN", more=MorePlace())
READING = Shell(language="zh_CN", more=MorePlace("faqs", 2))
ASKED = Shell(language="zh_CN", leave_open=True)


@pytest.mark.parametrize(
    ("shell", "intent", "args", "after"),
    [
        (SHELL, "language", {"language": "en"}, Shell(language="en")),
        (SHELL, "elder", {}, Shell(language="zh_CN", elder=True)),
        (SHELL, "reach", {}, Shell(language="zh_CN", reach=True)),
        (SHELL, "help", {}, WITH_HELP),
        (SHELL, "quick", {"key": "hotline"}, None),
        (WITH_HELP, "back", {}, SHELL),
        (WITH_HELP, "closeHelp", {}, SHELL),
        (WITH_HELP, "helpWay", {"key": "restart"}, SHELL),
        (ASKED, "keep_going", {}, SHELL),
        (ASKED, "leave", {}, SHELL),
        (SHELL, "more", {}, TOPICS),
        (TOPICS, "moreTopic", {"key": "faqs"}, Shell(language="zh_CN", more=MorePlace("faqs"))),
        (READING, "morePage", {"page": 3}, Shell(language="zh_CN", more=MorePlace("faqs", 3))),
        (READING, "back", {}, TOPICS),
        (TOPICS, "back", {}, SHELL),
        (TOPICS, "exit", {}, None),
        (SHELL, "moreTopic", {"key": "faqs"}, None),
        (SHELL, "back", {}, None),
        (SHELL, "quick", {"key": "progress"}, None),
        (SHELL, "start", {}, None),
    ],
)
def test_the_shell_after_a_press(shell: Shell, intent: str, args: dict[str, Any], after: Shell | None) -> None:
    assert shell_after(shell, intent, args) == after
