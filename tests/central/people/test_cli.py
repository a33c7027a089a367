"""Accounts from the command line, and groups that are what the roles say after every start."""

from pathlib import Path

from tests.central import databases
from tests.central.inside import inside
from tests.central.people.test_gate import DEEDS


def test_accounts_from_the_command_line_and_groups_after_a_start(tmp_path: Path) -> None:
    databases.fresh(tmp_path)
    found = inside(tmp_path, f"{DEEDS}.command_line", str(tmp_path))
    assert found.pop("first").startswith("administrator admin, first password ")
    assert found == {
        "again": [0, "", ""],
        "added": [0, True],
        "no region": [1, "people: 行政区划代码是 2 到 12 位数字\n"],
        "left of it": False,
        "unknown": [1, "people: there is no such account\n"],
        "reset": [False, True],
        "listed": ["wang  officer,viewer  region 9901  until 2030-01-01  not usable  no second factor"],
        "groups": [True, 0, True],
        "written again": [],
    }
