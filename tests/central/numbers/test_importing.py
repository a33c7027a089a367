"""What only people know comes in from files: all rows, or none with every problem named by row and column."""

from pathlib import Path
from typing import Any

import pytest

from tests.central import databases
from tests.central.inside import inside

ITEMS = [
    ["990101", "service", "A-1", "护照", True],
    ["990101", "supervision", "A-1", "检查", False],
    ["990102", "service", "A-2", "户口", False],
]


def done(state: Path, plant: str = "") -> dict[str, Any]:
    databases.fresh(state)
    found: dict[str, Any] = inside(state, "tests.central.numbers.import_deeds.imported", plant=plant)
    return found


def test_a_file_comes_in_whole_or_not_at_all(tmp_path: Path) -> None:
    found = done(tmp_path)
    bad, columns = "\n".join(found.pop("bad")), "\n".join(found.pop("columns"))
    for part in (
        "第 3 行 类别",
        "第 3 行 名称",
        "第 3 行 已认领",
        "第 4 行与前面的一行重复",
        "第 5 行不在",
        "第 6 行的单元格",
    ):
        assert part in bad
    assert all(part in columns for part in ("没有“已认领吗”这一列", "是不是 已认领", "缺少“目录编码”"))
    assert found == {
        "button": [True, False],
        "refused": [403, 403],
        "bad kept": 0,
        "broken": True,
        "good": [200, ITEMS],
        "again": [True, ["990102", "service", "A-2", "户口迁移", True]],
        "months": [["2026-10-01", "window", 12], ["2026-11-01", "web", 3]],
        "people": [["云桥区", 812000]],
    }


_HALF = "from central import rows_from_files as r; made = r._made; r._made = lambda *a: (made(*a)[0], [])"


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [(_HALF, "bad kept"), ("from central import rows_from_files as r; r.covers = lambda *_: True", "bad")],
    ids=["half-taken", "beyond-the-region"],
)
def test_a_wrong_import_would_be_noticed(tmp_path: Path, planted: str, noticed: str) -> None:
    found = done(tmp_path, planted)[noticed]
    assert (found > 0) if noticed == "bad kept" else ("第 5 行不在" not in "\n".join(found))
