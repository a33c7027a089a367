"""Header, footer and sheets: what a press there makes of the shell. Pure."""

from dataclasses import replace
from typing import Any

from ui.views.more import MorePlace
from ui.views.shell import Shell


def shell_after(shell: Shell, intent: str, args: dict[str, Any]) -> Shell | None:
    """The shell once `intent` was asked for; ``None`` for an intent that is none of its."""
    match intent:
        case "language":
            return replace(shell, language=str(args.get("language", "zh_CN")))
        case "elder":
            return replace(shell, elder=not shell.elder)
        case "reach":
            return replace(shell, reach=not shell.reach)
        case "help" | "staff":
            return replace(shell, help_open=True)
        case "back" if shell.help_open:
            return replace(shell, help_open=False)
        case "closeHelp" | "close_help" | "helpWay":
            return replace(shell, help_open=False)
        case "stay" | "keep_going" | "leave":
            return replace(shell, leave_open=False)
        case _:
            return _more_after(shell, intent, args)


def _more_after(shell: Shell, intent: str, args: dict[str, Any]) -> Shell | None:
    """The sheet behind 更多 of a guide: back leads from a topic to the topics, and from there to the guide."""
    if intent == "more":
        return replace(shell, more=MorePlace())
    if shell.more is None:
        return None
    match intent:
        case "moreTopic":
            return replace(shell, more=MorePlace(str(args["key"])))
        case "morePage":
            return replace(shell, more=replace(shell.more, page=int(args["page"])))
        case "back":
            return replace(shell, more=MorePlace() if shell.more.topic else None)
        case _:
            return None
