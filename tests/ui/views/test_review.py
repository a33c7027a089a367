"""The last look: what will be handed in, and what can still be changed."""

from dataclasses import replace

from kiosk.visit.state import Source, Value
from tests.gallery import visits
from tests.gallery.visits import context
from ui.views import form, review
from ui.views.review import ReviewCard, ReviewView


def cards(view: ReviewView) -> dict[str, ReviewCard]:
    return {card.key: card for card in view.cards}


def test_it_shows_person_answers_materials_and_the_fee_to_come() -> None:
    shown = cards(review.view_of(visits.at_review(), context("zh_CN")))
    assert list(shown) == ["applicant", "delivery", "mail_address", "materials", "fee"]
    assert (shown["delivery"].value, shown["delivery"].edit) == ("邮寄到家", "form")
    assert (shown["materials"].value, shown["materials"].edit) == ("免提交 3 份，拍摄 1 份（2 页）", "materials")
    assert (shown["fee"].value, shown["fee"].chip) == ("20 元", "下一步缴纳")


def test_the_person_cannot_be_changed_and_is_veiled() -> None:
    person = cards(review.view_of(visits.at_review(), context("zh_CN")))["applicant"]
    assert (person.edit, person.mark, person.value, person.full_value) == ("", "已核验", "王＊国", "王建国")
    assert "138 ＊＊＊＊ 6621" in person.text


def test_a_promised_paper_says_until_when_and_claims_no_quality() -> None:
    paper = cards(review.view_of(visits.at_review(deferred=True), context("zh_CN")))["materials"]
    assert (paper.value, paper.chip, paper.thumbs) == ("免提交 3 份，后补 1 份", "11月25日前补交", ())


def test_a_phone_looks_the_same_on_the_form_and_here_whoever_gave_it() -> None:
    known = cards(review.view_of(visits.at_review(), context("zh_CN")))["applicant"]
    typed = visits.at_review()
    typed = replace(typed, values={**typed.values, "phone": Value("13800006621", Source.CITIZEN, typed=11)})
    card = cards(review.view_of(typed, context("zh_CN")))["phone"]
    [row] = [row for row in form.view_of(visits.at_form(), context("zh_CN")).rows if row.key == "phone"]
    assert row.value == card.value == "138 ＊＊＊＊ 6621"
    assert card.value in known.text
