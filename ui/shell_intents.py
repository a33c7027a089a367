"""Header, footer and sheets: what a press there makes of the shell. Pure."""

from dataclasses import replace
from typing import Any

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
            return None
