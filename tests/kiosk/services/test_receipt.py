"""The receipt, read line by line."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from devices.api.receipt_printer import Pair, QrCode, Receipt, TextLine
from kiosk.matters.coded import Term, Unit
from kiosk.matters.deadline import WorkCalendar, load_calendar
from kiosk.matters.model import HolderKind
from kiosk.protocol.messages import CaseAnswer
from kiosk.services.receipt import guide_receipt, receipt_of
from kiosk.visit.state import (
    FiledCase,
    Holder,
    MaterialState,
    Page,
    Payment,
    PaymentState,
    Signature,
    Source,
    Value,
    Visit,
)
from tests.kiosk.matters.samples import CERTIFICATE, REPLACEMENT, baseline
from tests.kiosk.matters.whole import whole_matter

APPLIED = datetime(2026, 9, 30, 1, 41, 7, tzinfo=UTC)
URL = "http://127.0.0.1:8000/r/abc"
HOLDER = Holder(
    kind=HolderKind.CITIZEN,
    name="赵㐂𬎆",
    number="990101199608213680",
    sex="2",
    birth=date(1996, 8, 21),
    address="云桥区清水湾路12号",
    valid_to=None,
    age=30,
)
ANSWER = CaseAnswer(
    case_no="BJ20260930000023",
    application_id="0" * 32,
    application_sha256="0" * 64,
    accepted_at=APPLIED,
    due=date(2026, 10, 10),
)


@pytest.fixture
def calendar() -> WorkCalendar:
    known = load_calendar()
    assert isinstance(known, WorkCalendar)
    return known


def visit(code: str = REPLACEMENT, *, online: bool = True, language: str = "zh_CN") -> Visit:
    return Visit(
        id="1" * 32,
        matter=baseline(code),
        language=language,
        holder=HOLDER,
        values={
            "name": Value(HOLDER.name, Source.CARD),
            "delivery": Value("post", Source.CITIZEN),
            "mail_address": Value("北桥路100弄5号602室", Source.CITIZEN),
        },
        materials={"home_proof": MaterialState(pages=(Page(b"x"), Page(b"y")), finished=True)},
        signature=Signature(strokes=()),
        payment=Payment(PaymentState.PAID, order_no="P1"),
        case=FiledCase("L-0412-0023", APPLIED, URL, ANSWER if online else None),
    )


def text_of(receipt: Receipt) -> str:
    lines = []
    for line in receipt.lines:
        match line:
            case TextLine():
                lines.append(line.text)
            case Pair():
                lines.append(f"{line.label}：{line.value}")
            case QrCode():
                lines.append(f"QR {line.data}")
    return "\n".join(lines)


def test_receipt_online(calendar):
    text = text_of(receipt_of(visit(), calendar))
    for line in (
        "业务受理回执",
        "办件编号：BJ20260930000023",
        "收件号：L-0412-0023",
        "事项：社会保障卡补领",
        "申请人：赵＊𬎆",
        "申请时间：2026年9月30日 09:41:07",
        "办结时间：2026年10月10日前",
        "签名：申请人已手写签名",
        "送达方式：邮寄到家 EMS，3 个工作日后寄出，免邮费",
        "寄到：北桥路＊弄＊号＊室",
        "居民身份证：免提交",
        "租房合同或房产证：已拍 2 页",
        "工本费：20.00 元 已付",
        f"QR {URL}",
    ):
        assert line in text.splitlines()
    assert "网络断了" not in text


def test_receipt_offline_says_so_and_promises_no_case_number(calendar):
    text = text_of(receipt_of(visit(online=False), calendar))
    assert "网络断了，申请已经收下" in text
    assert "收件号：L-0412-0023" in text
    assert "办件编号" not in text
    assert "办结时间：2026年10月10日前" in text
    assert "申请时间：2026年9月30日 09:41:07" in text


def test_receipt_veils_the_person(calendar):
    """The planted bug: any full name, number or door on paper that is left lying about."""
    for language in ("zh_CN", "en"):
        text = text_of(receipt_of(visit(language=language), calendar))
        for secret in (HOLDER.name, HOLDER.number, "100弄", "602"):
            assert secret not in text


def test_owed_paper_and_money_stand_on_the_receipt_with_their_date(calendar):
    owing = replace(
        visit(online=False),
        materials={"home_proof": MaterialState(deferred=True)},
        payment=Payment(PaymentState.DEFERRED),
    )
    text = text_of(receipt_of(owing, calendar))
    assert "租房合同或房产证：还没交（容缺受理）" in text
    assert "请在2026年10月10日前补交" in text
    assert "办结时间：材料补齐后 3 个工作日内" in text, "not before the day by which the paper is due"
    assert "20.00 元 还没付" in text
    assert "缴费单号" not in text


def test_a_date_in_a_year_without_a_notice_is_called_expected(calendar):
    late = replace(visit(online=False), case=FiledCase("L-1", datetime(2026, 12, 30, 1, tzinfo=UTC), URL))
    assert "办结时间：预计2027年1月4日前" in text_of(receipt_of(late, calendar))


def test_instant_matter_never_claims_a_paper_that_does_not_exist(calendar):
    assert "办结时间：当场办结" in text_of(receipt_of(visit(CERTIFICATE), calendar))
    offline = text_of(receipt_of(visit(CERTIFICATE, online=False), calendar))
    assert "当场办结" not in offline
    assert "网络恢复后出具证明" in offline


def test_english(calendar):
    text = text_of(receipt_of(visit(online=False, language="en"), calendar))
    assert "Applied at：30 Sep 2026 09:41:07" in text
    assert "Network down, application kept" in text
    assert "Production fee：CNY 20.00 paid" in text


def test_no_receipt_before_filing(calendar):
    with pytest.raises(ValueError, match="before the application is filed"):
        receipt_of(replace(visit(), case=None), calendar)


def test_guide_of_a_matter_done_here():
    text = text_of(guide_receipt(baseline(REPLACEMENT)))
    for line in (
        "社会保障卡补领",
        "多久办好：3 个工作日（法定 20 个工作日）",
        "费用：20.00 元",
        "· 租房合同或房产证 在本机拍照",
    ):
        assert line in text.splitlines()


def test_guide_of_a_counter_matter_says_where_and_when():
    text = text_of(guide_receipt(baseline("passport-issue"), "en"))
    assert "Go to：Linjiang Exit-Entry Hall" in text
    assert "Time here" not in text


def test_a_receipt_does_not_show_itself_in_logs(calendar):
    assert HOLDER.name not in repr(receipt_of(visit(), calendar))


def test_a_guide_on_paper_says_hours_law_and_whom_to_ask():
    text = text_of(guide_receipt(whole_matter()))
    for line in (
        "办理时间：工作日 08:00–20:00",
        "多久办好：8 个工作日（法定 20 个工作日）",
        "费用：按情形，最多 10.00 元",
        "（按情形）",
        "· 中华人民共和国食品安全法 第三十五条",
        "咨询电话：0990-1234567",
        "监督电话：12345",
    ):
        assert line in text
    assert "24 小时" not in text


def test_a_guide_on_paper_says_what_sending_costs():
    matter = whole_matter()
    [way, *_] = matter.deliveries
    dear = matter.model_copy(update={"deliveries": (way.model_copy(update={"fee_fen": 1200}),)})
    assert "最多 10.00 元，邮资另付 12.00 元" in text_of(guide_receipt(dear))
    assert "Free; postage CNY 12.00 more" in text_of(guide_receipt(dear.model_copy(update={"fees": ()}), "en"))


def test_a_promise_in_months_has_its_day_on_the_receipt(calendar):
    months = whole_matter().model_copy(update={"promised": Term(count=2, unit=Unit.MONTHS)})
    done = replace(visit(online=False), matter=months, language="en")
    assert "30 Nov 2026" in text_of(receipt_of(done, calendar))


@pytest.mark.parametrize(
    ("language", "card"), [("zh_CN", "居民身份证 请带来，在本机读取"), ("en", "ID card bring it, read here")]
)
def test_who_reads_the_guide_at_home_is_told_to_bring_the_card(language: str, card: str) -> None:
    """The planted bug: 免提交 of everything that is not photographed, the card among it."""
    lines = text_of(guide_receipt(baseline(REPLACEMENT), language)).splitlines()
    assert f"· {card}" in lines


def test_the_guide_of_a_counter_promises_no_kiosk_around_the_clock() -> None:
    assert "本机 24 小时可办" not in text_of(guide_receipt(baseline("company-seal")))
    assert "本机 24 小时可办" in text_of(guide_receipt(baseline(REPLACEMENT)))
