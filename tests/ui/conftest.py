"""One offscreen application for all tests of the screens, with our keyboard chosen before it starts."""

import os
from collections.abc import Iterator

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"
os.environ["QT_QUICK_BACKEND"] = "software"

from tests.gallery.stage import FOREIGN, Stage
from ui import keyboard

keyboard.prepare()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/ui/" in item.path.as_posix():
            item.add_marker(pytest.mark.qt_log_ignore(*FOREIGN, extend=True))


@pytest.fixture(scope="module")
def stage(qapp: object) -> Iterator[Stage]:
    assert qapp is not None
    shown = Stage()
    yield shown
    shown.close()
