"""A slip of the finger still finds the matter; nonsense finds nothing, and what is spelt right is never overruled."""

import time

import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.generate import generate
from kiosk.matters.misspelt import nearly
from kiosk.matters.search import SearchIndex

CATALOGUE = load_catalogue()


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex({**CATALOGUE.matters, **CATALOGUE.courses})


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("shebaokka", "社会保障卡补领"),
        ("shebaoak", "社会保障卡补领"),
        ("sebaoka", "社会保障卡补领"),
        ("社宝卡", "社会保障卡补领"),
        ("hukouqinayi", "户口迁移"),
        ("hukoqianyi", "户口迁移"),
        ("xinsenger", "新生儿出生"),
        ("驾驶正", "机动车驾驶证期满换证"),
        ("pasport", "普通护照申领与换发"),
    ],
)
def test_one_slip_finds_what_was_meant_and_says_so(index: SearchIndex, query: str, title: str) -> None:
    first = index.search(query)[0]
    assert (first.matter.title.zh, first.alike) == (title, True)


@pytest.mark.parametrize("query", ["abcd", "qwert", "ssss", "1234", "zzzzqqq", "啊吧", "谁用过"])
def test_nonsense_finds_nothing(index: SearchIndex, query: str) -> None:
    assert index.search(query) == ()


@pytest.mark.parametrize("query", ["sbk", "jiazhao", "hukouqianyi", "准生证", "card"])
def test_what_is_spelt_right_is_no_guess(index: SearchIndex, query: str) -> None:
    hits = index.search(query)
    assert hits
    assert not any(hit.alike for hit in hits)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("bao", "bao", True),
        ("bao", "ba", True),
        ("ba", "bao", True),
        ("bao", "bap", True),
        ("bao", "boa", True),
        ("bao", "b", False),
        ("bao", "bpq", False),
        ("abcd", "badc", False),
    ],
)
def test_nearly_is_one_slip(one: str, other: str, *, alike: bool) -> None:
    assert nearly(one, other) is alike


def test_it_is_as_quick_among_two_thousand() -> None:
    many = SearchIndex({matter.code: matter for matter in generate(2000)})
    began = time.process_time()
    assert many.search("zhengmingggg") == ()
    assert time.process_time() - began < 0.15
