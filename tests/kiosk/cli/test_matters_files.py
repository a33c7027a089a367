"""``kioskctl matters lint | export | import | generate``."""

import json
import tomllib
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.export import to_tables
from kiosk.matters.model import Matter
from tests.kiosk.matters.samples import SMALL, write_matter, write_root
from tests.kiosk.matters.whole import whole_matter


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_root(tmp_path / "matters")


@pytest.fixture
def run(tmp_path: Path, root: Path, capsys: pytest.CaptureFixture[str]):
    def run(*arguments: object) -> tuple[int, str, str]:
        code = main(
            ["--config", str(tmp_path / "none.toml"), "matters", "--catalogue", str(root), *map(str, arguments)]
        )
        out, err = capsys.readouterr()
        return code, out, err

    return run


def test_lint_tells_warnings_and_ends_well(run, root):
    write_matter(root, SMALL.replace("[[fields]]", "visits = 1\n[[fields]]", 1))
    code, out, _ = run("lint", "--language", "zh", "--level", "warning")
    assert code == 0
    assert "visits_reason: 要到现场 1 次，请写明必须现场办理的原因  [visits.reason]" in out
    assert "phone.missing" not in out
    assert run("lint", "--strict")[0] == 1


def test_lint_ends_with_1_for_an_error_and_speaks_to_machines(run, root):
    write_matter(root, SMALL.replace('key = "pickup"', 'key = "post"'))
    code, out, _ = run("lint", "small", "--json")
    told = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert (told[0]["severity"], told[0]["rule"], told[0]["path"]) == ("error", "choice.duplicate", "fields[1].choices")
    assert told[0]["zh"]


def test_lint_tells_what_the_home_screen_does_not_have(run, root):
    write_matter(root, SMALL.replace('theme = "social_security"', 'theme = "elsewhere"\nbundles = ["storm"]'))
    code, out, _ = run("lint", "small", "--level", "error")
    assert (code, "small/matter.toml: theme: expected one of social_security; found 'elsewhere'" in out) == (1, True)
    _code, out, _ = run("lint", "small", "--level", "error", "--language", "zh")
    assert "theme: 首页没有主题 elsewhere；可用：social_security\n" in out
    assert "bundles[0]: 首页没有一件事 storm；一件也没有\n" in out


def test_lint_tells_what_does_not_parse(run, root):
    write_matter(root, "code = ")
    assert run("lint")[0] == 1


BUNDLE = """
key = "event"
title = { zh = "一件事", en = "Event" }
members = [{ code = "small" }]

[[questions]]
key = "kind"
question = { zh = "哪种？", en = "Which?" }
answers = [{ key = "one", title = { zh = "一", en = "1" } }, { key = "two", title = { zh = "二", en = "2" } }]
"""
CARD = """
[[bundles]]
key = "event"
title = { zh = "一件事", en = "Event" }
icon = "baby"
"""


def test_lint_tells_what_could_be_better_in_a_bundle(run, root):
    (root / "_bundles").mkdir()
    file = root / "_bundles" / "event.toml"
    file.write_text(BUNDLE, encoding="utf-8")
    code, out, _ = run("lint", "--level", "warning")
    assert (code, "[bundle.card]" in out) == (1, True)
    (root / "home.toml").write_text((root / "home.toml").read_text("utf-8") + CARD, encoding="utf-8")
    code, out, _ = run("lint", "event", "--level", "warning")
    assert (code, [line.rsplit("  ", 1)[-1] for line in out.splitlines()]) == (0, ["[bundle.useless]"])
    assert run("lint", "event", "--strict")[0] == 1
    assert "[bundle.useless]" not in run("lint", "small")[1]
    write_matter(root, "code = ")
    assert "[bundle.member]" not in run("lint", "event")[1], "it is there; that it does not parse is said of itself"
    file.write_text("key = ", encoding="utf-8")
    code, out, _ = run("lint", "event")
    assert (code, str(file) in out) == (1, True)


def test_export_of_one_is_printed(run):
    code, out, _ = run("export", "small")
    assert code == 0
    assert Matter.model_validate(tomllib.loads(out)).title.zh == "小事"
    assert json.loads(run("export", "small", "--as", "json")[1])["exchange"]["basic"]["task_name"] == "小事"


@pytest.mark.parametrize("arguments", [("export", "nobody"), ("export", "small", "--as", "tables")])
def test_export_says_what_it_cannot(run, arguments):
    code, _, err = run(*arguments)
    assert (code, err.startswith("kioskctl: ")) == (1, True)


@pytest.mark.parametrize("form", ["toml", "json", "tables"])
def test_export_into_a_folder(run, tmp_path, form):
    assert run("export", "--as", form, "--to", tmp_path / "out")[0] == 0
    assert list((tmp_path / "out").iterdir())


def test_what_was_exported_comes_in_again(run, tmp_path):
    run("export", "small", "--as", "json", "--to", tmp_path / "out")
    code, out, _ = run("import", tmp_path / "out" / "small.json", "--to", tmp_path / "new")
    assert (code, out.split()) == (0, ["small", "小事"])
    assert [folder.name for folder in (tmp_path / "new").iterdir()] == ["small"]


def test_tables_come_in_as_matters_of_the_catalogue(run, root, tmp_path):
    to_tables([whole_matter()], tmp_path / "tables")
    assert run("import", tmp_path / "tables", "--to", root, "--theme", "social_security")[0] == 0
    catalogue = load_catalogue(root)
    assert catalogue.problems == ()
    assert len(catalogue.matters) == 2


def test_nothing_is_saved_when_one_thing_is_wrong(run, root, tmp_path):
    folder = tmp_path / "tables"
    to_tables([whole_matter()], folder)
    text = (folder / "basic.csv").read_text(encoding="utf-8")
    (folder / "basic.csv").write_text(text.replace("promise_day", "promised"), encoding="utf-8")
    before = sorted(root.rglob("*"))
    code, out, err = run("import", folder, "--to", root, "--language", "zh")
    assert code == 1
    assert "缺少必填列 promise_day（承诺办结时限）" in out
    assert "nothing was saved" in err
    assert sorted(root.rglob("*")) == before


def test_a_matter_that_is_there_already_is_not_written_over(run, root, tmp_path):
    to_tables([whole_matter()], tmp_path / "tables")
    run("import", tmp_path / "tables", "--to", root)
    before = {file: file.read_bytes() for file in root.rglob("*.toml")}
    code, out, _ = run("import", tmp_path / "tables", "--to", root)
    assert (code, "is there already" in out) == (1, True)
    assert {file: file.read_bytes() for file in root.rglob("*.toml")} == before


def test_json_that_is_no_matter(run, root, tmp_path):
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert run("import", tmp_path / "a.json", "--to", root)[0] == 1
    assert run("import", tmp_path / "none.json", "--to", root)[0] == 1


def test_generated_matters_load(run, tmp_path):
    code, out, _ = run("generate", tmp_path / "many", "--count", "12")
    assert (code, "12 matters" in out) == (0, True)
    assert len(load_catalogue(tmp_path / "many").matters) == 12
    assert run("generate", tmp_path / "many")[0] == 1, "what is there is not written over"
