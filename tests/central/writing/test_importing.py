"""Matters come in from files and go out as files: all of a file, or nothing of it, and every reason said."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from requests import Response, Session

from tests.central.running import RunningCentral
from tests.central.test_console import form_token, logged_in
from tests.kiosk.matters.test_exchange import as_csv, as_xlsx, renamed, tables

CODE = "passport-issue"
DRAFTS = "/admin/writing/matterdraft/"


@pytest.fixture(scope="module")
def author(central: RunningCentral) -> Iterator[Session]:
    yield logged_in(central)
    central.sql("DELETE FROM writing_draftfile")
    central.sql("DELETE FROM writing_matterdraft")


def brought(central: RunningCentral, author: Session, name: str, content: bytes, language: str = "zh-hans") -> Response:
    address = f"{central.url}{DRAFTS}add/"
    form = {"csrfmiddlewaretoken": form_token(author.get(address, timeout=30)), "theme": "business"}
    author.cookies.set("suishiban_language", language)
    return author.post(address, data=form, files={"file": (name, content)}, timeout=60)


def drafts(central: RunningCentral) -> int:
    return int(str(central.sql("SELECT count(*) FROM writing_matterdraft")[0][0]))


def packed(files: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def of_folder(folder: Path) -> dict[str, bytes]:
    return {f"tables/{file.name}": file.read_bytes() for file in sorted(folder.iterdir())}


def test_a_draft_goes_out_and_comes_in_again_with_its_files(central: RunningCentral, author: Session) -> None:
    address = f"{central.url}{DRAFTS}add/"
    form = {"base": CODE, "csrfmiddlewaretoken": form_token(author.get(address, timeout=30))}
    draft = author.post(address, data=form, timeout=30).url.removesuffix("change/")
    as_json, as_zip = (author.get(f"{draft}export/{kind}", timeout=30) for kind in ("json", "zip"))
    names = zipfile.ZipFile(io.BytesIO(as_zip.content)).namelist()
    assert f"{CODE}/matter.toml" in names
    beside = author.get(f"{draft}change/", timeout=30).text
    assert all(f"<td>{Path(name).name}</td>" in beside for name in names if not name.endswith("matter.toml"))

    refused = brought(central, author, "again.json", as_json.content).text
    assert "已有一份未发布的草稿" in refused, "nobody's draft is written over"
    central.sql("DELETE FROM writing_draftfile")
    central.sql("DELETE FROM writing_matterdraft")
    for name, content in (("again.json", as_json.content), ("again.zip", as_zip.content)):
        page = brought(central, author, name, content)
        assert page.url.endswith("/change/"), page.url
        assert author.get(page.url.replace("change/", "export/json"), timeout=30).json() == as_json.json()
        central.sql("DELETE FROM writing_draftfile")
        central.sql("DELETE FROM writing_matterdraft")


def test_a_bundle_goes_out_and_comes_in_again_beside_a_matter(central: RunningCentral, author: Session) -> None:
    address = f"{central.url}{DRAFTS}add/"
    form = {"base": "bundle:newborn", "csrfmiddlewaretoken": form_token(author.get(address, timeout=30))}
    draft = author.post(address, data=form, timeout=30).url.removesuffix("change/")
    as_json, as_zip = (author.get(f"{draft}export/{kind}", timeout=30) for kind in ("json", "zip"))
    assert zipfile.ZipFile(io.BytesIO(as_zip.content)).namelist() == ["_bundles/newborn.toml"]
    assert "一件事 newborn 已有一份未发布的草稿" in brought(central, author, "again.json", as_json.content).text
    assert author.post(f"{draft}files", data=form, files={"file": ("a.json", b"{}")}, timeout=20).status_code == 403
    central.sql("DELETE FROM writing_matterdraft")
    for name, content in (("again.json", as_json.content), ("again.zip", as_zip.content)):
        page = brought(central, author, name, content)
        assert page.url.endswith("/change/"), page.url
        assert author.get(page.url.replace("change/", "export/json"), timeout=30).json() == as_json.json()
        central.sql("DELETE FROM writing_matterdraft")
    circle = as_json.json()
    circle["bundle"]["members"][0]["depends_on"] = ["newborn-household-registration"]
    said = brought(central, author, "circle.json", json.dumps(circle).encode()).text
    assert "members[0].depends_on" in said
    assert "事项互相等待" in said
    for begun, words in (
        ({"kind": "bundle", "code": "new-town", "title": "新"}, "下划线"),
        ({"kind": "matter", "code": "newborn", "title": "新"}, "已经在用"),
        ({"kind": "matter", "code": "new_town", "title": "新"}, "连字符，例如"),
        ({"base": "bundle:nosuch"}, "nosuch"),
    ):
        page = author.post(address, data={**form, "base": "", **begun}, timeout=30)
        assert words in page.text
        assert page.url == address
    assert drafts(central) == 0


def test_exchange_tables_come_in_as_csv_workbook_and_archive(
    central: RunningCentral, author: Session, tmp_path: Path
) -> None:
    folder = as_csv(tables(), tmp_path / "tables")
    for name, content in (
        ("tables.xlsx", as_xlsx(tables(), tmp_path / "tables.xlsx").read_bytes()),
        ("tables.zip", packed(of_folder(folder))),
    ):
        page = brought(central, author, name, content)
        assert (page.url.endswith("/change/"), drafts(central)) == (True, 1), name
        central.sql("DELETE FROM writing_matterdraft")


def test_what_is_wrong_is_named_and_nothing_is_kept(central: RunningCentral, author: Session, tmp_path: Path) -> None:
    wrong = as_csv(renamed(tables(), "basic", "task_name", "task_nme"), tmp_path / "wrong")
    bomb = packed({"a/matter.toml": bytes(210_000_000)})
    body = {"format": "suishiban.matter/1", "matter": {"code": CODE}}
    for name, content, said in (
        ("tables.zip", packed(of_folder(wrong)), "task_nme"),
        ("matter.json", b'{"format": "another"}', "suishiban.matter/1"),
        ("matter.json", json.dumps(body).encode(), "title"),
        ("matter.toml", "code = 护照".encode(), "matter.toml:1"),
        ("noise.xlsx", bytes(range(256)) * 40, "文件的内容不是所要求的格式"),
        ("bomb.zip", bomb, "展开后过大"),
        ("out.zip", packed({"../matter.toml": b"x"}), "不允许的文件名"),
        ("empty.zip", packed({"readme": b"x"}), ".csv"),
        ("none.csv", "一,二\n三,四\n".encode(), "none"),
    ):
        page = brought(central, author, name, content)
        assert said in page.text, (name, page.text[page.text.find("w-error") :][:300])
        assert (page.status_code, drafts(central)) == (200, 0), name


@pytest.mark.parametrize("code", ["Bad_Code", "new_company", "0-begins", "坏", "Bad Code"])
def test_a_code_that_can_never_be_right_is_refused_at_once(central: RunningCentral, author: Session, code: str) -> None:
    address = f"{central.url}{DRAFTS}add/"
    form = {"code": code, "title": "新事项", "csrfmiddlewaretoken": form_token(author.get(address, timeout=30))}
    page = author.post(address, data=form, timeout=30).text
    assert '<p class="w-error">小写英文字母开头' in page
    assert "选择一个在用事项" not in page, "one reason, the true one"
    assert drafts(central) == 0
