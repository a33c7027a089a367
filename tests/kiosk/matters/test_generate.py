"""Made-up matters for load: varied, clean, found quickly, and the same from the same seed."""

import time
from random import Random

import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.exchange import import_tables
from kiosk.matters.exchange_columns import exchange_of
from kiosk.matters.export import to_tables
from kiosk.matters.generate import DEPARTMENTS, _Maker, generate, write_catalogue
from kiosk.matters.lint import lint
from kiosk.matters.problems import Severity
from kiosk.matters.search import SearchIndex
from kiosk.matters.service import ServiceMode
from kiosk.services.rehearsal import rehearse


@pytest.fixture(scope="module")
def thousands():
    return {matter.code: matter for matter in generate(2000)}


def test_no_two_are_the_same_and_every_kind_is_among_them(thousands):
    matters = list(thousands.values())
    assert len({matter.title.zh for matter in matters}) == len(matters)
    assert len({matter.national.task_code for matter in matters}) == len(matters)
    assert {matter.service_mode for matter in matters} >= {
        ServiceMode.INSTANT,
        ServiceMode.PROMISED,
        ServiceMode.AUTOMATIC,
    }
    assert len({matter.department.zh for matter in matters}) == DEPARTMENTS
    ways = [[way.key for way in matter.deliveries] for matter in matters if not matter.at_counter_only]
    assert {tuple(each) for each in ways} == {("post", "pickup"), ("pickup",)}
    assert not {"delivery", "mail_address"} & {spec.key for matter in matters for spec in matter.fields}, (
        "asked by the ways"
    )
    assert any(way.fee_fen for matter in matters for way in matter.deliveries)
    for part in ("situations", "fees", "materials", "documents", "opening", "counter", "automatic"):
        share = sum(bool(getattr(matter, part)) for matter in matters) / len(matters)
        assert 0.005 < share < 0.95, part


def test_the_same_seed_makes_the_same():
    assert list(generate(20, seed=7)) == list(generate(20, seed=7))
    assert list(generate(20, seed=7)) != list(generate(20, seed=8))


def test_twelve_thousand_titles_differ():
    titles = {_Maker(Random(str(number)), number, DEPARTMENTS)._titles() for number in range(12_800)}
    assert len(titles) == 12_800


def test_more_offices_than_names_are_refused():
    with pytest.raises(ValueError, match="1 to 40"):
        list(generate(1, departments=41))


def test_a_catalogue_of_them_has_no_problem_and_no_warning(tmp_path):
    catalogue = load_catalogue(write_catalogue(tmp_path / "m", 60, departments=4))
    assert catalogue.problems == ()
    assert len(catalogue.matters) == 60
    told = [
        problem
        for matter in catalogue.matters.values()
        for problem in lint(matter, catalogue.root / matter.code, catalogue.sources)
        if problem.severity is not Severity.NOTICE
    ]
    assert told == []


def test_every_kind_of_them_can_be_walked_to_its_receipt():
    calendar = load_calendar()
    assert isinstance(calendar, WorkCalendar)
    assert {matter.code: wrong for matter in generate(60) if (wrong := rehearse(matter, calendar))} == {}


def test_their_exchange_tables_come_back(tmp_path):
    matters = tuple(generate(60))
    to_tables(matters, tmp_path)
    result = import_tables(tmp_path, theme="business")
    assert result.problems == ()
    by_code = {matter.national.task_code: exchange_of(matter) for matter in result.matters}
    for matter in matters:
        assert by_code[matter.national.task_code] == exchange_of(matter)


@pytest.mark.parametrize("query", ["sbk", "社保卡", "shenfenzheng", "jz", "x", "passport"])
def test_two_thousand_are_searched_in_150_milliseconds(index, query):
    began = time.process_time()
    found = index.search(query)
    assert time.process_time() - began < 0.15
    assert found


@pytest.fixture(scope="module")
def index(thousands):
    return SearchIndex(thousands)
