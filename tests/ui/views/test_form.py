"""The form: known values with their source, veiled; the question that is left; the error beside its field."""

from dataclasses import replace

import pytest

from kiosk.matters.model import Mask, Matter
from kiosk.matters.plan import Step
from kiosk.protocol.messages import PrefillAnswer
from kiosk.services.prefill import PrefillService
from kiosk.visit import events as happened
from kiosk.visit.effects import Prefill
from kiosk.visit.steps.form import pages
from tests.gallery import visits
from tests.gallery.visits import FOREIGN, context, walk
from tests.kiosk.services.bystanders import Hearer
from tests.kiosk.visit.people import CARD_REPLACEMENT, CERTIFICATE, WANG
from tests.kiosk.visit.situated import answer, asked
from tests.kiosk.visit.steps.test_form_kinds import asking
from ui.views import form
from ui.views.wording import Words


def test_rows_say_where_they_come_from_in_the_citizens_language() -> None:
    rows = {row.key: row for row in form.view_of(visits.at_form(), context("zh_CN")).rows}
    assert (rows["name"].origin, rows["name"].source) == ("card", "身份证")
    assert (rows["photo"].origin, rows["photo"].source) == ("government", "公安人像库")
    english = {row.key: row for row in form.view_of(visits.at_form(), context("en")).rows}
    assert english["photo"].source == "Police photos"


def test_values_are_veiled_and_whole_only_in_full() -> None:
    view = form.view_of(visits.at_form(), context("zh_CN"))
    rows = {row.key: row for row in view.rows}
    assert view.masked
    assert (rows["name"].value, rows["name"].full) == ("王＊国", "王建国")
    assert rows["id_number"].value == "990101 ＊＊＊＊＊＊＊＊ 1216"
    assert rows["phone"].value == "138 ＊＊＊＊ 6621"
    assert "602" not in rows["address"].value


@pytest.mark.parametrize("key", ["photo", "residence", "insurance_status"])
def test_what_nobody_knows_yet_is_said_so(key: str) -> None:
    view = form.view_of(visits.at_form(missing=(key,)), context("zh_CN"))
    row = next(row for row in view.rows if row.key == key)
    assert (row.origin, row.value, row.source) == ("later", "提交后由部门核查", "")


OPTIONAL_PHONE = Matter.model_validate(
    {
        **CARD_REPLACEMENT.model_dump(),
        "fields": [
            {**spec.model_dump(), **({"required": False} if spec.key == "phone" else {})}
            for spec in CARD_REPLACEMENT.fields
        ],
    }
)


def keeps_the_promise_of_silent_sources() -> bool:
    """A library down: the citizen reads which data is missing, may type what can be typed, and gets on."""
    hearer = Hearer()
    visit = visits.read(OPTIONAL_PHONE)
    silent = PrefillAnswer(values={"insurance_status": "正常参保"}, unavailable=("phone", "photo", "residence"))
    PrefillService(lambda _: silent).carry(visit, Prefill(), hearer)
    arrived = walk(visit, *hearer.events)
    view = form.view_of(arrived, context("zh_CN"))
    rows = {row.key: row.value for row in view.rows}
    named = (view.missing, view.missing_text) == (
        "有 3 项资料暂时取不到",
        "手机号：请您自己填。证件照片、居住登记：提交后由部门核查。不影响办理。",
    )
    told = rows.get("photo") == "没取到，由部门核查" and view.title == "有资料没取到，接着办就行"
    chosen = walk(arrived, happened.PageAnswered({}, {}))
    if "delivery" not in chosen.values:  # with the note on the summary it has a page of its own
        chosen = walk(chosen, happened.PageAnswered({"delivery": "pickup"}, {}))
    chosen = replace(chosen, form_page=len(pages(chosen)) - 1)
    asked = form.view_of(chosen, context("zh_CN"))
    opened = [question.key for question in asked.questions] == ["phone"] and "暂时取不到" in asked.questions[0].help
    left_empty = walk(chosen, happened.PageAnswered({"phone": ""}, {}))
    return named and told and opened and left_empty.step is not Step.FORM


def test_what_could_not_be_fetched_is_named_and_can_be_typed() -> None:
    assert keeps_the_promise_of_silent_sources()


@pytest.mark.parametrize(
    "bug", ["kiosk.services.prefill._unavailable", "kiosk.visit.steps.form.opened", "ui.views.form.opened"]
)
def test_a_kiosk_that_hears_no_silence_is_found_out(bug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bug, lambda *_, **__: ())
    assert not keeps_the_promise_of_silent_sources()


def test_a_card_without_an_address_says_so() -> None:
    rows = {row.key: row for row in form.view_of(visits.at_form(holder=FOREIGN), context("en")).rows}
    assert rows["address"].value == "Not on the card"


def test_an_instant_matter_asks_nothing_and_its_button_prints() -> None:
    view = form.view_of(visits.at_form(CERTIFICATE), context("zh_CN"))
    assert view.questions == ()
    assert view.next == "信息没错，打印证明"
    assert view.filled == "一个字都不用打"


def test_offline_nothing_but_a_receipt_is_printed_and_the_button_says_no_more() -> None:
    visit = visits.at_form(CERTIFICATE)
    assert form.view_of(visit, context("zh_CN", online=False)).next == "提交申请"
    assert form.view_of(visit, context("en", online=False)).next == "Submit application"


def test_one_question_a_page_with_a_shortcut_that_types_nothing() -> None:
    view = form.view_of(visits.at_address(), context("zh_CN"))
    question = view.questions[0]
    assert (view.kind, view.title) == ("question", "寄到哪里？")
    assert (question.shortcut, question.shortcut_text) == ("用户籍地址", WANG.address)
    assert question.typed == 0
    assert view.filled == "其他 7 项已自动填好"
    english = form.view_of(visits.at_address(), context("en"))
    assert english.questions[0].shortcut == "Use the registered address"


def test_no_shortcut_without_an_address_to_take_over() -> None:
    assert form.view_of(visits.at_address(FOREIGN), context("zh_CN")).questions[0].shortcut == ""


def test_a_wrong_answer_is_kept_and_the_error_names_its_field() -> None:
    asked = walk(visits.at_form(missing=("phone",)), happened.PageAnswered({"delivery": "pickup"}, {}))
    wrong = walk(asked, happened.PageAnswered({"phone": "138000"}, {"phone": 6}))
    view = form.view_of(wrong, context("zh_CN"))
    assert (view.error_key, view.error_title) == ("phone", "手机号不对")
    assert (view.questions[0].value, view.questions[0].typed) == ("138000", 6)


def test_an_address_that_follows_from_the_delivery_is_not_counted_as_a_question_of_its_own() -> None:
    assert form.view_of(visits.at_form(), context("zh_CN")).title == "都替您填好了，只剩\xa01\xa0项"
    assert form.view_of(visits.at_form(), context("en")).title == "All filled in, 1 question left"


@pytest.mark.parametrize(("silent", "said"), [(("photo",), "1 fact"), (("photo", "residence"), "2 facts")])
def test_english_says_one_fact_and_two_facts(silent: tuple[str, ...], said: str) -> None:
    view = form.view_of(visits.at_form(silent=silent), context("en"))
    assert view.missing == f"{said} cannot be fetched now"


def test_values_of_code_sets_are_said_in_english_and_names_and_addresses_stay() -> None:
    visit = visits.at_form(language="en")
    known = {"insurance_status": "正常参保", "residence": "有效至 2027年2月"}
    values = {key: replace(visit.values[key], text=text) for key, text in known.items()}
    rows = {row.key: row for row in form.view_of(replace(visit, values={**visit.values, **values}), context("en")).rows}
    assert (rows["insurance_status"].value, rows["insurance_status"].full) == ("Insured", "Insured")
    assert rows["residence"].value == "Valid until 2/2027"
    assert rows["name"].full == WANG.name
    assert rows["address"].full == WANG.address


@pytest.mark.parametrize(
    ("kind", "pad", "extra", "longest"),
    [
        ("text", "", "", 60),
        ("phone", "digits", "", 11),
        ("number", "digits", ".", 60),
        ("date", "digits", "", 8),
        ("id_number", "digits", "X", 18),
        ("credit_code", "code", "", 18),
    ],
)
def test_each_kind_has_its_keyboard(kind: str, pad: str, extra: str, longest: int) -> None:
    (question,) = form.view_of(asking(kind), context("zh_CN")).questions
    assert (question.kind, question.pad, question.extra, question.max_length) == (kind, pad, extra, longest)


def test_the_number_of_an_account_has_no_point() -> None:
    page = pages(asking("number"))[1]
    account = page.questions[0].model_copy(update={"mask": Mask.ID_NUMBER})
    assert form._question(asking("number"), account, Words("zh_CN")).extra == ""


def test_a_day_is_shown_as_it_is_typed() -> None:
    wrong = walk(asking("date"), happened.PageAnswered({"it": "20260230"}, {"it": 8}))
    assert form.view_of(wrong, context("zh_CN")).questions[0].value == "20260230"
    assert "8 digits" in form.view_of(asking("date"), context("en")).questions[0].help


def test_who_chose_nothing_is_told_to_choose_not_to_fill_in() -> None:
    visit = walk(asked(), answer("why", ""))
    view = form.view_of(visit, context("zh_CN"))
    assert (view.kind, view.error_title, view.error_text) == ("choice", "还没有选", "请选一项，再点下一步")
