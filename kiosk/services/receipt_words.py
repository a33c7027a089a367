"""The words on paper, in both languages. Placeholders are filled by `kiosk.services.receipt`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from kiosk.clock import CHINA
from kiosk.matters.coded import Unit


@dataclass(frozen=True, slots=True)
class Words:
    """Every word of a receipt or a printed guide in one language."""

    language: str
    brand: str
    receipt: str
    guide: str
    offline: tuple[str, ...]
    case_no: str
    receipt_no: str
    matter: str
    department: str
    applicant: str
    applied_at: str
    done_by: str
    at_once: str
    when_online: str
    before: str
    after_paper: str
    """What is promised while a paper that was put off holds the result back"""
    expected: str
    signature: str
    signed: str
    situation: str
    comma: str
    delivery: str
    materials: str
    not_needed: str
    scanned: str
    scanned_one: str
    to_scan: str
    to_lay: str
    """Of the card itself: whoever reads the guide at home has to bring it"""
    owed: str
    hand_in: str
    promised: str
    money: str
    paid: str
    to_pay: str
    order_no: str
    free: str
    fee: str
    follow: str
    document_later: str
    help_line: str
    place: str
    hours: str
    here: str
    minutes: str
    term: str
    lengths: Mapping[Unit, str]
    by_law: str
    by_case: str
    at_most: str
    postage: str
    opening: Mapping[str, str]
    """By the days that hours are for (`kiosk.matters.service.OpeningHours`)"""
    legal_basis: str
    consult: str
    complain: str
    who: str
    bring: str
    any_time: str
    slip: str
    slip_lines: tuple[str, ...]
    members: str
    number_later: str
    at_counter: str
    in_all: str


CHINESE = Words(
    language="zh_CN",
    brand="随时办",
    receipt="业务受理回执",
    guide="办事指南",
    offline=("网络断了，申请已经收下", "已存在本机，网络恢复后自动提交，不用再来。申请时间按下面的时间算。"),
    case_no="办件编号",
    receipt_no="收件号",
    matter="事项",
    department="办理部门",
    applicant="申请人",
    applied_at="申请时间",
    done_by="办结时间",
    at_once="当场办结",
    when_online="网络恢复后当天办结",
    before="{}前",
    after_paper="材料补齐后 {}内",
    expected="预计{}前",
    signature="签名",
    signed="申请人已手写签名",
    situation="您的情况",
    comma="，",
    delivery="送达方式",
    materials="材料",
    not_needed="免提交",
    scanned="已拍 {} 页",
    scanned_one="已拍 {} 页",
    to_scan="在本机拍照",
    to_lay="请带来，在本机读取",
    owed="还没交（容缺受理）",
    hand_in="请在{}补交",
    promised="以承诺代替（告知承诺）",
    money="{:.2f} 元",
    paid="已付",
    to_pay="还没付，请到窗口缴，或等部门联系",
    order_no="缴费单号",
    free="不收费",
    fee="费用",
    follow="扫码查进度、验真伪",
    document_later="网络恢复后出具证明，扫码查看",
    help_line="有问题请拨 12345，24 小时有人接",
    place="到这里办",
    hours="办理时间",
    here="在本机要用",
    minutes="约 {} 分钟",
    term="多久办好",
    lengths={
        Unit.WORKING_DAYS: "{} 个工作日",
        Unit.CALENDAR_DAYS: "{} 天",
        Unit.MONTHS: "{} 个月",
        Unit.HOURS: "{} 小时",
    },
    by_law="（法定 {}）",
    by_case="（按情形）",
    at_most="按情形，最多 {}",
    postage="，邮资另付 {}",
    opening={"every_day": "每天 {}–{}", "working_days": "工作日 {}–{}", "days_off": "休息日 {}–{}"},
    legal_basis="办理依据",
    consult="咨询电话",
    complain="监督电话",
    who="谁能办",
    bring="要准备什么",
    any_time="本机 24 小时可办",
    slip="重启后补打",
    slip_lines=("申请已经收下，按上面的时间算，不用再来。", "要查进度，带身份证到窗口，或打 12345 报上面的号。"),
    members="一起办的 {} 件事",
    number_later="联网后给号",
    at_counter="还要到别处办的",
    in_all="合计",
)

ENGLISH = Words(
    language="en",
    brand="Suishiban 随时办",
    receipt="Receipt",
    guide="Service guide",
    offline=(
        "Network down, application kept",
        "Stored on this kiosk and sent automatically; no need to return. The time below counts.",
    ),
    case_no="Case no.",
    receipt_no="Receipt no.",
    matter="Service",
    department="Office",
    applicant="Applicant",
    applied_at="Applied at",
    done_by="Done by",
    at_once="At once",
    when_online="On the day the network is back",
    before="{}",
    after_paper="{} after the owed paper",
    expected="{} (expected)",
    signature="Signature",
    signed="Signed by hand",
    situation="Your case",
    comma=", ",
    delivery="Delivery",
    materials="Papers",
    not_needed="not needed",
    scanned="{} pages",
    scanned_one="{} page",
    to_scan="photographed here",
    to_lay="bring it, read here",
    owed="still to hand in",
    hand_in="Please hand it in by {}",
    promised="promised instead",
    money="CNY {:.2f}",
    paid="paid",
    to_pay="not paid; pay at the counter, or when contacted",
    order_no="Order no.",
    free="Free",
    fee="Fee",
    follow="Scan to follow or verify",
    document_later="Issued when the network is back; scan to see it",
    help_line="Questions? Call 12345, day and night",
    place="Go to",
    hours="Hours",
    here="Time here",
    minutes="About {} min",
    term="Done in",
    lengths={
        Unit.WORKING_DAYS: "{} working days",
        Unit.CALENDAR_DAYS: "{} days",
        Unit.MONTHS: "{} months",
        Unit.HOURS: "{} hours",
    },
    by_law=" (law: {})",
    by_case=" (in some cases)",
    at_most="Depends, up to {}",
    postage="; postage {} more",
    opening={"every_day": "Daily {}–{}", "working_days": "Working days {}–{}", "days_off": "Days off {}–{}"},
    legal_basis="Legal basis",
    consult="Questions",
    complain="Complaints",
    who="Who can apply",
    bring="What you need",
    any_time="This kiosk is open 24 hours",
    slip="printed after a restart",
    slip_lines=(
        "Your application is accepted; the time above counts. No need to return.",
        "To follow it, bring your ID card to the counter, or call 12345 and give the number.",
    ),
    members="{} services at once",
    number_later="given when online",
    at_counter="Still to be done elsewhere",
    in_all="In all",
)


def words_in(language: str) -> Words:
    """The words in `language` (``zh_CN`` or ``en``)."""
    return ENGLISH if language.startswith("en") else CHINESE


def moment_on_paper(at: datetime, language: str) -> str:
    """``2026年11月22日 09:52``, ``22 Nov 2026 09:52``: in China's time, whatever that of `at` (aware)."""
    local = at.astimezone(CHINA)
    return f"{day_on_paper(local.date(), language)} {local:%H:%M}"


def day_on_paper(day: date, language: str) -> str:
    """``2026年11月22日``, ``22 Nov 2026``."""
    return f"{day.day} {day:%b %Y}" if language.startswith("en") else f"{day.year}年{day.month}月{day.day}日"
