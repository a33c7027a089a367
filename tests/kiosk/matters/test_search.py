import pytest

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.search import Hit, SearchIndex
from tests.kiosk.matters.samples import REPLACEMENT

CATALOGUE = load_catalogue()
INDEX = SearchIndex(CATALOGUE.matters, CATALOGUE.home.popular)


def marked(hit: Hit) -> str:
    return "".join(hit.matter.title.zh[start:end] for start, end in hit.ranges)


@pytest.mark.parametrize("query", ["sbk", "SBK", "s b k", "社保卡", "shebaoka", "社bk", "shebk", "ｓｂｋ"])
def test_the_social_security_card_is_found_however_it_is_typed(query):
    hits = INDEX.search(query)
    assert len(hits) >= 4
    assert hits[0].matter.code == REPLACEMENT
    assert marked(hits[0]) == "社保卡"
    assert all("社会保障卡" in hit.matter.title.zh for hit in hits[:4])


@pytest.mark.parametrize("query", ["shehuibaozhangka", "shbzk", "社会保障卡", "shehbaozhk"])
def test_full_pinyin_marks_the_whole_word(query):
    hits = INDEX.search(query)
    assert hits[0].matter.code == REPLACEMENT
    assert marked(hits[0]) == "社会保障卡"


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("canbao", "社会保险参保证明打印"),  # 参 is also shen and cen
        ("yinhang", "企业银行开户预约"),  # 行 is also xing
        ("gjj", "住房公积金提取"),
        ("gongjijin", "住房公积金提取"),
        ("jiazhao", "机动车驾驶证期满换证"),
        ("护照", "普通护照申领与换发"),
        ("passport", "普通护照申领与换发"),
        ("tuixiu", "职工退休养老待遇核定"),
        ("yingyezhizhao", "企业设立登记"),
    ],
)
def test_found_first(query, title):
    assert INDEX.search(query)[0].matter.title.zh == title


def test_rare_reading_is_tried_only_when_nothing_else_fits():
    assert any("参保" in hit.matter.title.zh for hit in INDEX.search("shenbaozhengming"))


@pytest.mark.parametrize("query", ["", "   ", "zzzzqq", "'", "x" * 500, "(.*", "\ud800"])
def test_nothing_is_found_for_nothing(query):
    assert INDEX.search(query) == ()
    assert INDEX.candidates(query) == ()


def test_candidates_are_short_phrases_of_our_own():
    candidates = INDEX.candidates("sbk")
    assert candidates[0] == "社保卡"
    assert len(candidates) <= 6
    assert INDEX.candidates("shbzk")[0] == "社会保障卡"


def test_english():
    hits = INDEX.search("social security", "en")
    assert hits[0].matter.code == REPLACEMENT
    start, end = hits[0].ranges[0]
    assert hits[0].matter.title.en[start:end] == "social"
    assert all(len(text) <= 26 for text in INDEX.candidates("card", "en"))


def test_ranges_lie_inside_the_title_and_do_not_overlap():
    for query in ("s", "sh", "sb", "zm", "x", "card", "登记", "dengji"):
        for language in ("zh_CN", "en"):
            for hit in INDEX.search(query, language):
                flat = [edge for pair in hit.ranges for edge in pair]
                assert flat == sorted(flat)
                assert not flat or flat[-1] <= len(hit.matter.title.get(language))
