"""An author writes a matter in the console: real HTTP, the real form, the kiosk's own engine and screens behind it."""

import re
from html import unescape

import pytest
from requests import Response, Session

from tests.central.running import RunningCentral
from tests.central.test_console import form_token, logged_in

CODE = "social-security-card-replacement"
INPUT = re.compile(r'<input type="(?:text|number|date|time|hidden)"[^>]*? name="([^"]+)" value="([^"]*)"')
CHECKED = re.compile(r'<input type="checkbox"[^>]*? name="([^"]+)" value="([^"]*)" checked>')
TEXT = re.compile(r'<textarea id="[^"]*" name="([^"]+)"[^>]*>([^<]*)</textarea>')
SELECT = re.compile(r'<select id="[^"]*" name="([^"]+)">(.*?)</select>', re.DOTALL)
MORE = "还有更多检查，先改好这些"
SELECTED = re.compile(r'<option value="([^"]*)" selected>')


@pytest.fixture(scope="module")
def author(central: RunningCentral) -> Session:
    return logged_in(central)


@pytest.fixture(scope="module")
def draft(central: RunningCentral, author: Session) -> str:
    """The address of a draft of the card replacement."""
    address = f"{central.url}/admin/writing/matterdraft/add/"
    form = {"base": CODE, "csrfmiddlewaretoken": form_token(author.get(address, timeout=10))}
    page = author.post(address, data=form, timeout=20)
    assert page.status_code == 200
    return page.url.removesuffix("change/")


def fields_of(page: Response) -> dict[str, list[str]]:
    """What a browser would send of the draft's form as it stands."""
    text = page.text[page.text.index('id="writing-form"') :]
    text = re.sub(r"<template>.*?</template>", "", text.partition('class="w-files"')[0], flags=re.DOTALL)
    found: dict[str, list[str]] = {}
    for name, value in [*INPUT.findall(text), *TEXT.findall(text), *CHECKED.findall(text)]:
        found.setdefault(name, []).append(unescape(value))
    for name, options in SELECT.findall(text):
        found[name] = [unescape(value) for value in SELECTED.findall(options)][:1]
    return found


def findings(author: Session, draft: str, form: dict[str, list[str]]) -> list[dict[str, str]]:
    answer = author.post(f"{draft}lint", data=form, timeout=20)
    assert answer.status_code == 200
    found: list[dict[str, str]] = answer.json()["findings"]
    return found


def errors(found: list[dict[str, str]]) -> dict[str, str]:
    return {one["path"]: one["sentence"] for one in found if one["severity"] == "error"}


def test_a_draft_begins_as_the_matter_that_is_in_use_and_only_once(
    central: RunningCentral, author: Session, draft: str
) -> None:
    page = author.get(f"{draft}change/", timeout=20)
    assert "社会保障卡补领" in page.text
    assert errors(findings(author, draft, fields_of(page))) == {}
    address = f"{central.url}/admin/writing/matterdraft/add/"
    form = {"base": CODE, "csrfmiddlewaretoken": form_token(author.get(address, timeout=10))}
    assert author.post(address, data=form, timeout=20).url == f"{draft}change/"


def test_what_is_wrong_is_said_at_its_field_before_anything_is_saved(author: Session, draft: str) -> None:
    page = author.get(f"{draft}change/", timeout=20)
    form = fields_of(page)
    place = next(name for name, values in form.items() if values == ["card.name"])
    key = place.replace(".source", ".key")
    for name, value, path in (
        (place, "card.shoe_size", place),
        (key, "", key),
        ("promised_days", "400", "promised_days"),
        ("theme", "moon", "theme"),
    ):
        found = errors(findings(author, draft, {**form, name: [value]}))
        assert path in found, (name, found)
    assert fields_of(author.get(f"{draft}change/", timeout=20)) | {"csrfmiddlewaretoken": []} == form | {
        "csrfmiddlewaretoken": []
    }


@pytest.fixture(scope="module")
def broken(central: RunningCentral, author: Session) -> str:
    """The address of a draft of a bundle in which much is wrong at once."""
    address = f"{central.url}/admin/writing/matterdraft/add/"
    form = {"base": "bundle:newborn", "csrfmiddlewaretoken": form_token(author.get(address, timeout=10))}
    page = author.post(address, data=form, timeout=20)
    bad = {
        **fields_of(page),
        "title.zh": [""],
        "promised.count": ["-3"],
        "members.0.depends_on": ["newborn-social-security-card"],
        "members.1.when": ["situation.moon == 'full'"],
        "members.4.code": ["nobody-knows"],
    }
    author.post(page.url, data=bad, timeout=20)
    return page.url.removesuffix("change/")


def test_mistakes_are_all_told_at_once_and_members_by_their_names(author: Session, broken: str) -> None:
    form = fields_of(author.get(f"{broken}change/", timeout=20))
    found = errors(findings(author, broken, form))
    circle = next(found.pop(path) for path in list(found) if path.endswith("depends_on"))
    assert set(found) == {"title.zh", "promised.count", "members.1.when", "members.4.code"}
    assert "社会保障卡" in circle
    assert "newborn-" not in circle
    nameless = {name: [""] for name in form if re.fullmatch(r"questions\.\d+\.key", name)}
    assert len(nameless) > 1
    assert MORE not in [one["sentence"] for one in findings(author, broken, {**form, **nameless})]
    too_many = findings(author, broken, {**form, **{f"questions.{at}.key": [f"q{at}"] for at in range(21)}})
    assert MORE in [one["sentence"] for one in too_many]


def test_what_keeps_a_draft_back_is_said_by_the_labels_of_its_form(
    central: RunningCentral, author: Session, broken: str
) -> None:
    token = {"csrfmiddlewaretoken": form_token(author.get(f"{broken}change/", timeout=20))}
    hand_in = f"{central.url}/admin/review/proposal/add/"
    asked = {**token, "draft": broken.rstrip("/").rpartition("/")[2], "notes": "改名称"}
    for page in (
        author.post(f"{broken}dry-run", data=token, timeout=20),
        author.get(f"{broken}preview", timeout=20),
        author.post(hand_in, data=asked, timeout=20),
    ):
        assert "一件事名称 › 简体中文：必须填写" in page.text, page.url
        assert "事项 › 5 › 事项代码：没有事项 nobody-knows" in page.text, page.url


def test_what_was_written_is_kept_also_half_written_and_never_under_somebody_else(author: Session, draft: str) -> None:
    page = author.get(f"{draft}change/", timeout=20)
    form = fields_of(page)
    saved = author.post(
        f"{draft}change/", data={**form, "title.zh": ["社会保障卡补领换领"], "minutes": ["many"]}, timeout=20
    )
    again = fields_of(saved)
    assert again["title.zh"] == ["社会保障卡补领换领"]
    assert again["minutes"] == ["many"]
    assert again["revision"] == [str(int(form["revision"][0]) + 1)]
    late = author.post(f"{draft}change/", data={**form, "title.zh": ["别的名字"]}, timeout=20)
    assert "还没有保存" in late.text
    assert fields_of(late)["title.zh"] == ["别的名字"], "what was typed is still there"
    assert fields_of(author.get(f"{draft}change/", timeout=20))["title.zh"] == ["社会保障卡补领换领"]
    mended = {**fields_of(late), "minutes": ["8"], "title.zh": ["社会保障卡补领"]}
    assert fields_of(author.post(f"{draft}change/", data=mended, timeout=20))["minutes"] == ["8"]


def test_a_form_of_more_values_than_most_programs_take_is_still_read(author: Session, draft: str) -> None:
    """The largest matter that is shipped has 956; Django stops at 1,000 unless told otherwise."""
    form = fields_of(author.get(f"{draft}change/", timeout=20))
    assert errors(findings(author, draft, {**form, "synonyms": ["补卡"] * 1200})).keys() <= {"synonyms"}


def test_the_dry_run_names_the_step_and_is_of_what_it_was_run_on(author: Session, draft: str) -> None:
    page = author.get(f"{draft}change/", timeout=20)
    form = fields_of(page)
    token = {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"][0]}
    passed = author.post(f"{draft}dry-run", data=token, timeout=60)
    assert "试办通过" in passed.text
    question = next(name for name in form if name.endswith(".source") and form[name] == ["government.phone"])
    label = question.replace(".source", ".question.zh")
    broken = {
        **fields_of(passed),
        question: [""],
        label: ["?"],
        label.replace(".zh", ".en"): ["?"],
        question.replace(".source", ".max_length"): ["1"],
    }
    changed = author.post(f"{draft}change/", data=broken, timeout=20)
    assert "请重新试办" in changed.text
    failed = author.post(f"{draft}dry-run", data=token, timeout=60)
    assert "试办未通过" in failed.text
    assert "在“填写信息”这一步" in failed.text
    english = author.get(f"{draft}change/", headers={"accept-language": "en"}, timeout=20)
    assert " at form (a man of 36" in english.text
    author.post(f"{draft}change/", data={**form, "revision": fields_of(failed)["revision"]}, timeout=20)


def test_the_preview_shows_the_screens_of_the_draft(author: Session, draft: str) -> None:
    page = author.get(f"{draft}preview", timeout=90)
    shots = re.findall(r'<img src="([^"]+)" alt="(\w+)"', page.text)
    assert [screen for _, screen in shots][:2] == ["办事指南", "刷证"]
    assert {"填写信息", "提交材料", "核对", "签名", "缴费"} <= {screen for _, screen in shots}
    assert [screen for _, screen in shots][-3:] == ["结果", "结果", "断网时的结果"]
    host = draft.partition("/admin/")[0]
    picture = author.get(f"{host}{shots[0][0]}", timeout=20)
    assert picture.headers["Content-Type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")
    assert author.get(f"{draft}preview/../../secret/x.png", timeout=20).status_code == 404


def test_the_preview_shows_how_somebody_is_sent_away(author: Session, draft: str) -> None:
    page = author.get(f"{draft}preview", timeout=90)
    people = re.findall(r'<option value="(\w+)"( selected)?>([^<]+)</option>', page.text.partition("</select>")[0])
    assert people[0] == ("wang", " selected", "普通居民 王建国，41 岁")
    child = next(key for key, _, said in people if re.match(r"(8|15) 岁.*办不了$", said))
    away = author.get(f"{draft}preview?person={child}&answer.none=such&answer.../x=--out", timeout=90)
    assert re.findall(r'alt="([^"]+)" width', away.text) == ["办事指南", *["刷证"] * 3]
    assert "屏幕上说：</strong> 16 岁以下，请监护人带户口簿到窗口办" in away.text


def test_a_preview_of_a_mistake_says_it_as_the_lint_does(author: Session, draft: str) -> None:
    form = fields_of(author.get(f"{draft}change/", timeout=20))
    wrong = {**form, "eligibility.0.rule": ["holder.age >"]}
    [said] = errors(findings(author, draft, wrong)).values()
    saved = author.post(f"{draft}change/", data=wrong, timeout=20)
    page = unescape(author.get(f"{draft}preview", timeout=90).text)
    assert said in page
    assert not {"/previews/", "matter.toml", "CEL rule"} & {*re.findall(r"/previews/|matter\.toml|CEL rule", page)}
    author.post(f"{draft}change/", data={**form, "revision": fields_of(saved)["revision"]}, timeout=20)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("guide.typ", b"= Title\n", True),
        ("sample.json", b"{}", True),
        ("../evil.typ", b"x", True),  # what a browser sends of a path is its last name
        ("UPPER.typ", b"x", False),
        ("form.exe", b"MZ", False),
        ("broken.json", b"{", False),
        ("bomb.png", b"\x89PNG\r\n\x1a\n" + bytes(64), False),
        ("latin.typ", b"\xff\xfe", False),
    ],
    ids=lambda value: value.replace("/", "-") if isinstance(value, str) else "",
)
def test_a_file_is_looked_at_before_it_is_kept(
    author: Session, draft: str, name: str, content: bytes, kept: bool
) -> None:
    token = form_token(author.get(f"{draft}change/", timeout=20))
    page = author.post(
        f"{draft}files", data={"csrfmiddlewaretoken": token}, files={"file": (name, content)}, timeout=20
    )
    last = name.rpartition("/")[2]
    assert (f"<td>{last}</td>" in page.text) is kept
    assert page.status_code == 200


def test_nobody_writes_without_the_right(central: RunningCentral, draft: str) -> None:
    stranger = central.session()
    assert "/login/" in stranger.get(f"{draft}change/", timeout=10).url
    assert stranger.post(f"{draft}lint", data={}, timeout=10).status_code in (302, 403)
