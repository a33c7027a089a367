"""What typesetting can fail with, apart from the typesetter: the kiosk knows the one, its helper process the other."""

from pathlib import Path


class TemplateError(Exception):
    """A template that cannot be typeset: which file, which line, and what Typst said. Never shows the data."""

    def __init__(self, file: Path, line: int | None, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}" if line is not None else f"{file}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason
