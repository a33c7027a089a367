"""What the sheets over a visit and the banner over the lobby say."""

from dataclasses import replace

import pytest

from kiosk.visit import events as happened
from kiosk.visit.state import Absence, EndReason
from tests.gallery import visits
from ui.views.chrome import Chrome, LeftCardView, TimeoutView
from ui.views.progress import in_visit
from ui.views.sheets import left_card

CHROME = Chrome(
    zone="",
    network="online",
    date_text="",
    clock_text="",
    language="zh_CN",
    seconds_left=18,
    idle_total=25,
    timeout=TimeoutView(open=True, seconds=18, card_on_reader=True),
)


def shown(visit, *, leave_asked=False):
    return in_visit(CHROME, visit, visits.context("zh_CN"), leave_asked=leave_asked)


def test_the_sheet_for_the_card_counts_and_stands_instead_of_the_warning():
    away = shown(visits.walk(visits.at_form(), happened.CardTaken()))
    assert (away.card_away.open, away.card_away.seconds, away.card_away.total) == (True, 18, 25)
    assert not away.timeout.open
    assert not away.can_go_back


@pytest.mark.parametrize("visit", [visits.at_form(), visits.begun(), visits.done()])
def test_without_an_absence_there_is_no_such_sheet(visit):
    assert not shown(visit).card_away.open
    assert shown(visit).timeout.open


def test_what_went_wrong_with_the_card_is_said_in_words():
    troubled = replace(visits.at_form(), absence=Absence(fault="card.moved"))
    assert shown(troubled).card_away.trouble
    assert shown(troubled).card_away.advice


@pytest.mark.parametrize(
    ("visit", "money"), [(visits.at_form(), False), (visits.offered(), True), (visits.at_payment(), True)]
)
def test_what_becomes_of_the_money_is_said_while_an_order_is_open(visit, money):
    assert shown(visits.walk(visit, happened.CardTaken())).card_away.money is money
    assert shown(visit, leave_asked=True).leave.money is money


@pytest.mark.parametrize(
    ("visit", "is_open"),
    [
        (visits.at_form(), True),
        (visits.begun(), False),
        (visits.paid(), False),
        (visits.done(), False),
        (visits.walk(visits.at_form(), happened.CardTaken()), False),
    ],
)
def test_leaving_is_asked_about_only_where_something_would_be_lost(visit, is_open):
    assert shown(visit, leave_asked=True).leave.open is is_open
    assert not shown(visit).leave.open


def test_the_question_names_the_card_that_lies_there():
    assert shown(visits.at_form(), leave_asked=True).leave.card_on_reader


@pytest.mark.parametrize(
    ("reason", "present", "banner"),
    [
        (EndReason.LEFT, True, LeftCardView(open=True)),
        (EndReason.FINISHED, False, LeftCardView(open=False, on_reader=False)),
        (EndReason.OTHER_CARD, True, LeftCardView(open=True, other=True)),
        (EndReason.OTHER_CARD, False, LeftCardView(open=False, on_reader=False)),
    ],
)
def test_the_banner_of_an_empty_lobby(reason, present, banner):
    ended = replace(visits.begun(), ended=reason)
    assert left_card(ended, card_present=present, just_ended=False) == banner
    assert left_card(None, card_present=present, just_ended=True).other is False


def test_why_a_visit_has_ended_is_said_as_long_as_it_takes_to_read():
    ended = replace(visits.begun(), ended=EndReason.OTHER_CARD)
    shown = left_card(ended, card_present=False, just_ended=True)
    assert shown == LeftCardView(open=True, other=True, on_reader=False)
