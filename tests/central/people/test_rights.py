"""Roles are given by security officers within their reach; the trail is added to, read by auditors, and never changed."""

from pathlib import Path

import pytest

from tests.central.people.test_gate import AGAIN, done

ASSIGNED = {
    "told once": [200, "no-store, max-age=0, no-cache, must-revalidate, private", True],
    "new": ["officer", "operator", "9902", True, False, True],
    "adds wider": [200, False],
    "adds all": [403, False],
    "adds other": [200, False],
    "adds inner": [200, True],
    "adds op": [403, False],
    "changes themselves": [403, "security_officer"],
    "changes a superuser": [403],
    "narrow sees": [404, False],
    "resets": [True, False, False],
    "ends": [403, "200", AGAIN],
    "groups page": [404, 404],
    "devices page": 404,
}


def test_nobody_gives_more_than_they_reach_or_anything_to_themselves(tmp_path: Path) -> None:
    assert done(tmp_path, "assigning") == ASSIGNED


_CHANGES_ONESELF = """
from unfold.admin import ModelAdmin
from central.people.account_pages import AccountAdmin
AccountAdmin.has_change_permission = lambda page, request, obj=None: ModelAdmin.has_change_permission(page, request, obj)
"""


@pytest.mark.parametrize(
    ("planted", "noticed"),
    [
        ("from central.people import account_pages as p; p.covers = lambda *_: True", "adds wider"),
        (_CHANGES_ONESELF, "changes themselves"),
    ],
    ids=["any-region", "oneself"],
)
def test_a_giver_without_bounds_would_be_noticed(tmp_path: Path, planted: str, noticed: str) -> None:
    assert done(tmp_path, "assigning", planted)[noticed] != ASSIGNED[noticed]


def test_a_change_leaves_its_before_and_after(tmp_path: Path) -> None:
    found = done(tmp_path, "trail")
    assert found == {
        "changed": 302,
        "entry": [["老地方", "=新地方"], "fa", "127.0.0.1", True],
        "never again": [True, True, True, True],
        "read": [True, True, True],
        "by action": True,
        "by kind": [2, True],
        "others": [403, 403],
        "exported": [True, True, True],
        "export noted": 1,
        "export refused": 403,
        "unnamed": [],
        "parts": ["情形问答 / 2 / 问题 / 英文", "事项名称 / 中文"],
        "parts of a bundle": ["内容 事项", "内容 一件事名称"],
        "secrets": [],
    }
