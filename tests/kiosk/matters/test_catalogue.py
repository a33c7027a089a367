"""One bad matter is left out; a bad home, source list or template refuses the start."""

import json
from pathlib import Path

import pytest

from kiosk.matters.catalogue import BASELINE, load_catalogue
from kiosk.matters.home import Home
from kiosk.services.typesetting import check_template
from tests.kiosk.matters.samples import CERTIFICATE, REPLACEMENT, SMALL, write_matter, write_root

DOCUMENT = '\n[[documents]]\nkey = "paper"\ntitle = { zh = "证", en = "Paper" }\ntemplate = "paper.typ"\n'
SAMPLE = '{"key": "paper", "number": "1", "verify_url": "http://127.0.0.1/c", "issued_at": "2026-03-04T01:00:00Z", "data": {}}'


def test_shipped_catalogue_has_no_problems_and_its_templates_typeset():
    catalogue = load_catalogue(check_template=check_template)
    assert [str(problem) for problem in catalogue.problems] == []
    assert {CERTIFICATE, REPLACEMENT} <= set(catalogue.matters)
    assert len(catalogue.matters) >= 40
    assert len(catalogue.home.themes) == 8
    assert [len(catalogue.in_bundle(bundle.key)) for bundle in catalogue.home.bundles] == [7, 5, 6, 4, 3, 5]
    assert catalogue.popular[0].code == REPLACEMENT
    assert all(catalogue.in_theme(theme.key) for theme in catalogue.home.themes)


def test_the_kiosks_own_matters_come_first_in_a_theme():
    matters = load_catalogue().in_theme("social_security")
    assert [matter.at_counter_only for matter in matters] == sorted(matter.at_counter_only for matter in matters)


def test_one_bad_matter_is_left_out_and_the_rest_works(tmp_path):
    write_root(tmp_path)
    write_matter(tmp_path, SMALL.replace('code = "small"', 'code = "broken"\nversion = 0'), "broken")
    catalogue = load_catalogue(tmp_path)
    assert list(catalogue.matters) == ["small"]
    assert [(problem.path, problem.fatal) for problem in catalogue.problems] == [("version", False)]
    assert catalogue.fatal == ()


@pytest.mark.parametrize("name", ["home.toml", "sources.toml"])
def test_malformed_home_or_sources_refuses_the_start(tmp_path, name):
    write_root(tmp_path)
    (tmp_path / name).write_text("themes = [\n", encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert catalogue.fatal[0].file == tmp_path / name
    assert catalogue.fatal[0].line is not None
    assert catalogue.matters == {}


def test_missing_home_refuses_the_start(tmp_path):
    assert "does not exist" in load_catalogue(tmp_path).fatal[0].expected


def test_popular_name_without_a_matter_refuses_the_start(tmp_path):
    write_root(tmp_path)
    home = tmp_path / "home.toml"
    home.write_text('popular = ["small", "nobody"]\n' + home.read_text(encoding="utf-8"), encoding="utf-8")
    (problem,) = load_catalogue(tmp_path).fatal
    assert (problem.path, "'nobody'" in problem.expected) == ("popular[1]", True)


def test_popular_name_of_a_matter_that_was_left_out_does_not(tmp_path):
    write_root(tmp_path, SMALL.replace("max_length = 10", "max_length = 0"))
    home = tmp_path / "home.toml"
    home.write_text('popular = ["small"]\n' + home.read_text(encoding="utf-8"), encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    assert (catalogue.fatal, catalogue.popular) == ((), ())


def test_unknown_theme_and_bundle_leave_the_matter_out(tmp_path):
    write_root(tmp_path, SMALL.replace('theme = "social_security"', 'theme = "weather"\nbundles = ["storm"]'))
    catalogue = load_catalogue(tmp_path)
    assert [problem.path for problem in catalogue.problems] == ["theme", "bundles[0]"]
    assert not catalogue.matters


def test_missing_template_refuses_the_start(tmp_path):
    write_root(tmp_path, SMALL + DOCUMENT)
    (problem,) = load_catalogue(tmp_path).fatal
    assert (problem.path, "paper.typ and paper.sample.json" in problem.expected) == ("documents[0].template", True)


def test_template_outside_the_folder_refuses_the_start(tmp_path):
    write_root(tmp_path, SMALL + DOCUMENT.replace("paper.typ", "../../etc/passwd.typ"))
    (problem,) = load_catalogue(tmp_path).fatal
    assert "in the same folder" in problem.expected


def test_template_that_does_not_compile_refuses_the_start_with_its_line(tmp_path):
    write_root(tmp_path, SMALL + DOCUMENT)
    template = tmp_path / "small" / "paper.typ"
    template.with_suffix(".sample.json").write_text(SAMPLE, encoding="utf-8")
    template.write_text("#let a = 1\n#nothing\n", encoding="utf-8")
    (problem,) = load_catalogue(tmp_path, check_template).fatal
    assert (problem.file, problem.line) == (template, 2)
    template.write_text("#let a = 1\n", encoding="utf-8")
    assert load_catalogue(tmp_path, check_template).fatal == ()


def test_template_of_a_document_is_found():
    catalogue = load_catalogue()
    assert catalogue.template(CERTIFICATE, "certificate").is_file()
    with pytest.raises(KeyError):
        catalogue.template(CERTIFICATE, "nothing")


def test_home_refuses_the_same_theme_twice():
    theme = {"key": "a", "title": {"zh": "甲", "en": "A"}, "icon": "x"}
    with pytest.raises(ValueError, match="theme given twice: a"):
        Home.model_validate({"themes": [theme, theme]})


def test_every_counter_matter_says_where_and_when():
    counters = [matter for matter in load_catalogue().matters.values() if matter.at_counter_only]
    assert len(counters) >= 10
    assert all(matter.counter is not None and matter.who for matter in counters)


def test_a_sample_names_nobody_whose_traces_are_looked_for():
    """Releases lie open in the state folder: a sample with the data of one of the bench's people would hide a leak."""
    register = Path(__file__).parents[3] / "central" / "government" / "people.json"
    people = json.loads(register.read_text(encoding="utf-8"))["people"]
    personal = [
        text for number, person in people.items() for text in (number, person["name"], person.get("phone")) if text
    ]
    for sample in BASELINE.rglob("*.sample.json"):
        text = sample.read_text(encoding="utf-8")
        assert [one for one in personal if one in text] == [], sample.name
