"""The gate of a reply: empty words do not reach a citizen, good ones do."""

import pytest

from central.voice.quality import COMPLAINT, shortcomings

CONSULTATION = "consultation"
QUESTION = "自助机打印的参保证明上单位名称不对，应该找谁改？"
GOOD = "单位名称来自社保登记信息。请单位经办人携带营业执照到人社局 3 号窗口变更，1 个工作日内生效，之后可在任一自助机重新打印。"
CHECKED = "经查，11 月 20 日 21 时该机凭条打印机缺纸，已更换纸卷并增加每日两次巡检。您的办件不受影响，回执可在任一自助机补打。"


def rules(kind: str, reply: str, question: str = QUESTION) -> set[str]:
    return {one.rule for one in shortcomings(kind, question, reply)}


def test_a_reply_that_says_something_passes() -> None:
    assert rules(CONSULTATION, GOOD) == set()
    assert rules(COMPLAINT, CHECKED) == set()


@pytest.mark.parametrize(
    ("reply", "rule"),
    [
        ("", "reply-empty"),
        ("您好，感谢您的来信，您反映的问题已收悉，已转交相关部门处理，请耐心等待，祝您生活愉快！", "reply-empty"),
        (GOOD + "经办人电话 13800001111。", "reply-personal"),
        (GOOD + "已核对 990101199003070018 的记录。", "reply-personal"),
        (QUESTION + "请找相关人员。", "reply-echo"),
        ("这件事情我们都已经知道了，会一直放在心上，也请您继续多多支持和理解我们的难处。", "reply-groundless"),
    ],
)
def test_what_says_nothing_or_too_much_is_held(reply: str, rule: str) -> None:
    assert rule in rules(CONSULTATION, reply)


def test_a_complaint_wants_to_know_what_was_found() -> None:
    assert "complaint-unchecked" in rules(COMPLAINT, GOOD)
    assert "complaint-unchecked" not in rules(CONSULTATION, GOOD)
