"""From a draft to the kiosks, inside of the platform: nobody passes their own work, and there is a way back."""

from datetime import timedelta
from typing import Any

import pytest

from central.review.budget import Measured, judge
from tests.central.inside import inside

DEEDS = "tests.central.review.deeds"


DONE: dict[str, Any] = {
    # a red card needs a law and two people
    "gate_of_a_red_card": {
        "blocked": ["blocked", 1, "in_review"],
        "approve blocked": "BLOCKED",
        "short basis": "NO_BASIS",
        "basis of a stranger": "NOT_YOURS",
        "basis": "done",
        "lin 5": "OWN_WORK",
        "zhao 6": "done",
        "zhao 7": "TWICE",
        "after one": "waiting",
        "after two": ["approved", "approved"],
        "card": ["promise", "承诺办结变慢：由 3 个工作日 改为 60 个工作日", "某某条例第三条", "qian"],
    },
    # what harms nobody needs one other person, and must be clean
    "gate_of_the_harmless": {
        "not rehearsed": "NOT_REHEARSED",
        "twice": "NOT_WRITING",
        "own": "OWN_WORK",
        "changed": "CHANGED",
        "no reason": "NO_REASON",
        "send back": "done",
        "states": ["refused", "refused"],
        "one approver": "approved",
        "not clean": "NOT_CLEAN",
    },
    # whoever wrote in it neither approves nor signs it
    "many_hands": ["OWN_WORK", "OWN_WORK", "OWN_WORK", "done", "OWN_WORK", "OWN_WORK", "done"],
    # two people make a release
    "release": {
        "before": [1, 1],
        "second": "UNSIGNED_WAITS",
        "own": "OWN_WORK",
        "signed": "done",
        "after": [2, 2],
        "minutes": [7, 2],
        "problems": [],
        "stage": [2, 1.0],
        "states": ["released", "released"],
        "working copy": True,
        "departments": [["exit-entry", "hrss"], ["exit-entry", "hrss"]],
        "left": False,
    },
    # only what the author signed is approved
    "another_proposal_in_between": "CHANGED",
    # keys that are elsewhere or locked are said
    "without_keys": ["NO_KEY", "NO_KEY", "done", "NO_KEY"],
    # what was signed by its author alone can be dropped
    "dropped": ["done", "NOT_OPEN", "done"],
    # the next stage waits for the budget
    "stages": {
        "nobody": "OVER_BUDGET",
        "too early": "OVER_BUDGET",
        "percents": [10.0, 50.0, 100.0],
        "state": "complete",
        "beyond": "LAST_STAGE",
        "published": [2, 100.0],
    },
    # what kiosks say spends the budget
    "budget": {
        "well": "holds",
        "of another release": "holds",
        "rolled back by themselves": ["over", [["refused", "2/102"]]],
        "further": "OVER_BUDGET",
        "ill": [["ill", "6/100"]],
        "ill everywhere": [],
        "broken": ["broken"],
    },
    "silence": [["silent", "2/20"]],
    "regions": {
        "fewer": "NOT_SMALLER",
        "more": ["990101", "990201"],
        "not yet": "OVER_BUDGET",
        "everywhere": [],
        "state": "complete",
    },
    # the clock goes on where the budget holds, and not out of a region
    "by_the_clock": {
        "too early": 0,
        "for people": 0,
        "steps": [[1, 10.0], [1, 50.0], [1, 100.0], [0, 100.0]],
        "published": 100.0,
        "over": "NOT_OPEN",
    },
    "spent_by_the_clock": [0, 1.0, True],
    "out_of_a_region": [0, ["990101"]],
    "somebody_first": ["NOT_OPEN", 0, 0.0],
    # a first share in which nobody stands is gone through at once, to the first with a kiosk, which is watched
    "a_share_of_nobody": [[1.0, "holds"], 1, 10.0, ["nobody"], 0],
    # what is not everywhere goes no further with the next release, and back with it
    "taken_along": {
        "wider": "WIDER_THAN_BEFORE",
        "not there": "WIDER_THAN_BEFORE",
        "new to it": 0,
        "states": ["merged", "rolling"],
        "back": "done",
        "both": ["rolled_back", "rolled_back"],
        "minutes": 1,
        "proposal": "refused",
    },
    "stopped_before": ["STOPPED_BEFORE", "done"],
    "after_everywhere": ["complete"],
    "first_for_all": [0, 1, "complete", "LAST_STAGE"],
    # one action leads back without anybody's key
    "way_back": {
        "stop": "done",
        "stopped": 0.0,
        "no reason": "NO_REASON",
        "back": "done",
        "published": [4, 3],
        "minutes": 8,
        "states": ["rolled_back", "refused", "refused"],
        "again": "NOT_OPEN",
    },
    # one matter disappears everywhere and comes back
    "switches": {
        "unknown": "NO_MATTER",
        "no reason": "NO_REASON",
        "off": ["passport-issue"],
        "twice": "NOT_OPEN",
        "on": [],
        "on twice": "NOT_OPEN",
        "not published": "NOT_PUBLISHED",
        "rows": 1,
    },
    # everybody hears an urgent notice, whoever has which release
    "told_at_once": {
        "own": "OWN_WORK",
        "over": "NOT_OPEN",
        "another than was read": "NOT_AS_READ",
        "told": ["done", "NOT_OPEN", "done"],
        "rollout": [["power", "water"], [10.0]],
        "after a stop": ["power", "water"],
        "back": ["done", "NOT_OPEN", ["water"]],
        "not published": ["NOT_PUBLISHED", None],
    },
    # a bundle goes the same way as a matter, and has its card
    "bundles_from_desk_to_street": {
        "beside a matter": "matter",
        "once": True,
        "new": ["新一件事“搬家”，首页末尾多一张卡片；一并办理：社会保障卡补领、普通护照申领与换发"],
        "on kiosks": [["moving"], []],
        "card": [["moving", "Moving house", "squares-four"]],
        "working copy": [["moving"], True],
        "blocked": "blocked",
        "own": "OWN_WORK",
        "changed": ["事项“普通护照申领与换发”由可不办改为必须办", "“事项”的先后次序有改动"],
        "in use": ["passport-issue", "social-security-card-replacement"],
        "back": ["social-security-card-replacement", "passport-issue"],
    },
    # what is wrong with a bundle is said at its field
    "bundles_linted": {
        "good": [],
        "stranger": ["members.1.code bundle.member", "questions.0 bundle.useless"],
        "nobody": ["members.1.code"],
        "circle": ["members.0.depends_on"],
        "cel": ["members.0.when rule.cel"],
        "unknown name": ["members.0.when rule.unknown_name"],
        "never": ["members.0.when bundle.unreachable"],
        "no use": ["questions.0 bundle.useless"],
        "no English": ["title.en"],
        "later": ["members.1.later bundle.member"],
    },
    # what a change of a bundle means for citizens
    "bundles_compared": [
        "谁要办“普通护照申领与换发”有改动：由 situation.abroad == 'yes' 改为 所有人",
        "“普通护照申领与换发”要等的事项由“没有”改为“社会保障卡补领”",
        "事项“社会保障卡补领”由必须办改为可不办",
        "“事项 › 社会保障卡补领 › 说明”增加：可以以后办",
        "“事项”的先后次序有改动",
        "承诺办结变快：由 5 个工作日 改为 3 个工作日",
        "“一件事名称”由“搬家”改为“迁居”",
        "“依据”去掉：关于某某的意见",
        "“情形问答 › 出国吗？ › 问题”由“要出境吗？”改为“出国吗？”",
        "可以一并办理的多一个事项：普通护照申领与换发",
        "不再一并办理：普通护照申领与换发（仍可单独办理）",
        "红 符合条件的人必须多办一个事项：no-such（holder.age > 60）",
        "红 承诺办结变慢：由 5 个工作日 改为 9 个工作日",
        "红 “搬家”不再承诺办结时限（原来：5 个工作日）",
    ],
    # a notice alone is a release
    "notices": {"notice": ["a", "系统升级", ["passport-issue"]], "nothing new": "NOTHING"},
}
WRONGS = [
    "taken along unasked",
    *("cards not seen", "basis not asked", "own work passes", "one is enough", "budget not asked"),
    *("digest not compared", "members not red", "silence not counted"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of every deed; one process for all."""
    outcome: dict[str, Any] = inside(tmp_path_factory.mktemp("review") / "state", f"{DEEDS}.run", list(DONE), WRONGS)
    return outcome


@pytest.mark.parametrize("deed", DONE)
def test_what_comes_of_it(found: dict[str, Any], deed: str) -> None:
    assert found[deed] == DONE[deed]


@pytest.mark.parametrize("wrong", WRONGS)
def test_a_planted_wrong_is_found_out(found: dict[str, Any], wrong: str) -> None:
    assert isinstance(found[wrong], dict | list | str)
    assert not str(found[wrong]).startswith(("TypeError", "AttributeError", "NameError"))
    assert found[wrong] not in DONE.values()


# ---------------------------------------------------------------- the judgement, pure


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("more", "word"),
    [
        ({}, "holds"),
        ({"refused": 1}, "holds"),
        ({"refused": 3}, "over"),
        ({"silent": 4}, "holds"),
        ({"silent": 5}, "over"),
        ({"silent": 40, "others": 100, "others_silent": 20}, "holds"),
        ({"ill": 11}, "over"),
        ({"ill": 60, "others": 10, "others_ill": 5}, "holds"),
        ({"broken": 1}, "over"),
        ({"wanted": 400}, "wait"),
        ({"taken": 0}, "wait"),
        ({"watched": HOUR / 4}, "wait"),
        ({"watched": HOUR / 4, "wanted": 0, "taken": 0, "empty": True}, "holds"),
        ({"watched": HOUR / 4, "broken": 1}, "over"),
    ],
)
def test_the_budget_is_arithmetic(more: dict[str, Any], word: str) -> None:
    facts: dict[str, Any] = {"watched": HOUR, "wanted": 200, "taken": 200, **more}
    assert judge(Measured(**facts)).word == word
