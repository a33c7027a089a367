"""What is written reads back as the same matter; JSON has an English key for every national element."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings

from kiosk.matters.bundles import BundleSpec, load_bundles
from kiosk.matters.exchange_columns import TABLES
from kiosk.matters.export import bundle_to_file, from_json, part_from_json, to_folder, to_json, to_toml
from kiosk.matters.model import Matter
from kiosk.matters.parse import parse_matter
from kiosk.matters.problems import MatterProblem
from tests.kiosk.matters.made_up import bundles, matters
from tests.kiosk.matters.samples import CERTIFICATE, REPLACEMENT, baseline

ENDLESS = settings(
    max_examples=15,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
FILE = Path("a.json")


@ENDLESS
@given(matters())
@example(baseline(REPLACEMENT))
def test_a_matter_survives_toml(matter):
    assert Matter.model_validate(tomllib.loads(to_toml(matter))) == matter


@ENDLESS
@given(matters())
@example(baseline(CERTIFICATE))
def test_a_matter_survives_json(matter):
    assert from_json(to_json(matter), FILE) == matter


@ENDLESS
@given(bundles())
def test_a_bundle_survives_toml_and_json_and_is_no_matter(bundle):
    assert BundleSpec.model_validate(tomllib.loads(to_toml(bundle))) == bundle
    assert part_from_json(to_json(bundle), FILE) == bundle
    assert isinstance(from_json(to_json(bundle), FILE), MatterProblem)


def test_control_characters_and_quotes_survive(tmp_path):
    sentence = 'a "b" \\ \x7f \x1b\t\u2028 中'
    matter = baseline(REPLACEMENT)
    matter = matter.model_copy(update={"title": matter.title.model_copy(update={"zh": sentence})})
    to_folder(matter, tmp_path)
    assert parse_matter(tmp_path / REPLACEMENT) == matter
    assert [file.name for file in (tmp_path / REPLACEMENT).iterdir()] == ["matter.toml"]


def test_a_bundle_file_is_found_again(tmp_path):
    bundle = BundleSpec.model_validate(
        {"key": "b", "title": {"zh": "事", "en": "B"}, "members": [{"code": "x"}, {"code": "y", "depends_on": ["x"]}]}
    )
    bundle_to_file(bundle, tmp_path)
    assert load_bundles(tmp_path) == {"b": bundle}


def test_json_has_every_column_of_every_exchange_table():
    exchange = json.loads(to_json(baseline(REPLACEMENT)))["exchange"]
    assert exchange["basic"].keys() >= TABLES["basic"].keys()
    assert exchange["extend"].keys() >= TABLES["extend"].keys()
    assert exchange["directory"].keys() == TABLES["directory"].keys()
    assert exchange["materials"][0].keys() == TABLES["material"].keys()
    assert exchange["fees"][0].keys() >= TABLES["fee"].keys()
    basic = exchange["basic"]
    assert (basic["task_name"], basic["promise_day"], basic["promise_type"], basic["is_fee"]) == (
        "社会保障卡补领",
        "3",
        "1",
        "1",
    )


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("{", "", "valid JSON"),
        ("[" * 100_000, "", "valid JSON"),
        ("[]", "format", "suishiban.matter/1"),
        ('{"format": "other"}', "format", "suishiban.matter/1"),
        ('{"format": []}', "format", "suishiban.matter/1"),
        ('{"format": "suishiban.matter/1", "matter": 7}', "", "table of keys"),
        ('{"format": "suishiban.matter/1", "matter": {"code": "a"}}', "title", "required"),
    ],
)
def test_what_is_no_matter_is_told(text, path, expected):
    problem = from_json(text, FILE)
    assert isinstance(problem, MatterProblem)
    assert problem.path == path
    assert expected in problem.expected
    assert "bundle" not in problem.expected


def test_where_a_bundle_will_do_its_format_is_told_too():
    problem = part_from_json('{"format": "other"}', FILE)
    assert isinstance(problem, MatterProblem)
    assert problem.expected == "expected a JSON object with format 'suishiban.matter/1' or 'suishiban.bundle/1'"
    assert problem.zh == "应为本平台导出的 JSON，其中 format 为“suishiban.matter/1”或“suishiban.bundle/1”"
