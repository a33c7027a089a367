"""The page behind a receipt's QR: genuine or not, and where the case is, without a person in it."""

import hashlib
from base64 import urlsafe_b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.protocol.messages import Application
from kiosk.protocol.receipt_token import ClockState, claims_of, payload_of
from tests.central.applications import (
    PAGE_BYTES,
    WANG,
    certificate_application,
    complete_application,
    filed,
    replacement_application,
    unpaid_application,
)
from tests.central.running import RunningCentral


def token_of(
    application: Application, key: Ed25519PrivateKey, *, release: int = 0, clock: ClockState | None = None
) -> str:
    claims = claims_of(
        kiosk_id=application.kiosk_id,
        receipt_no=application.receipt_no,
        matter_code=application.matter_code,
        applied_at=application.applied_at,
        application_sha256=hashlib.sha256(application.model_dump_json().encode()).hexdigest(),
        release=release,
        clock=clock,
    )
    payload = payload_of(claims)
    return ".".join(urlsafe_b64encode(part).rstrip(b"=").decode() for part in (payload, key.sign(payload)))


def test_a_receipt_is_genuine_before_its_case_has_arrived(central: RunningCentral) -> None:
    application = replacement_application()
    address = f"{central.url}/r/{token_of(application, central.device_key)}"
    page = central.session().get(address, timeout=10)
    assert page.status_code == 200
    assert "已在一体机上收下，等待网络" in page.text
    assert "2026年11月20日 23:40" in page.text
    answer = filed(central, application)
    page = central.session().get(address, timeout=10)
    assert answer.case_no in page.text
    assert "已受理" in page.text
    assert "欠的材料补齐以后开始计时" in page.text
    assert WANG.name not in page.text
    assert "王＊国" not in page.text


def test_an_instant_case_is_done(central: RunningCentral) -> None:
    application = certificate_application()
    filed(central, application)
    page = central.session().get(f"{central.url}/r/{token_of(application, central.device_key)}", timeout=10)
    assert "已办结" in page.text


def test_a_fee_that_is_still_open_is_said_and_a_paid_one_is_not(central: RunningCentral) -> None:
    for application, owed in ((unpaid_application(), True), (replacement_application(), False)):
        filed(central, application)
        page = central.session().get(f"{central.url}/r/{token_of(application, central.device_key)}", timeout=10)
        assert ("费用未缴" in page.text) is owed


def test_only_a_clock_that_stands_still_is_said_to(central: RunningCentral) -> None:
    application = certificate_application()
    case = filed(central, application).case_no.replace(" ", "")
    address = f"{central.url}/r/{token_of(application, central.device_key)}"
    for paused in (True, False):
        central.sql(f"UPDATE cases_case SET state = 'special', paused = {paused} WHERE case_no = '{case}'")  # noqa: S608  of the test
        page = central.session().get(address, timeout=10)
        assert "在特别程序中" in page.text
        assert ("在特别程序中，暂停计时" in page.text) is paused


def test_a_day_in_a_year_without_its_notice_or_that_nobody_promised_is_called_expected(central: RunningCentral) -> None:
    application = complete_application()
    case = filed(central, application, [PAGE_BYTES]).case_no.replace(" ", "")
    address = f"{central.url}/r/{token_of(application, central.device_key)}"
    for due, promised, called in (
        ("2026-11-25", "promised", False),
        ("2090-03-01", "promised", True),
        ("2026-11-25", "NULL", True),
    ):
        central.sql(f"UPDATE cases_case SET due = '{due}', promised = {promised} WHERE case_no = '{case}'")  # noqa: S608  of the test
        page = central.session().get(address, timeout=10).text
        said = ("承诺办结", "Promised", "预计办结", "Expected")
        assert [one in page for one in said] == [not called, not called, called, called]


def test_a_receipt_signed_by_somebody_else_is_not_ours(central: RunningCentral) -> None:
    forged = token_of(certificate_application(), Ed25519PrivateKey.generate())
    for token in (forged, "x", "e30.e30", forged[:-4] + "AAAA"):
        page = central.session().get(f"{central.url}/r/{token}", timeout=10)
        assert page.status_code == 404
        assert "不是本平台的回执" in page.text


def test_the_page_says_which_catalogue_and_how_good_the_clock_was(central: RunningCentral) -> None:
    clock = ClockState(synchronised=False, offset_ms=-2340)
    token = token_of(certificate_application(), central.device_key, release=17, clock=clock)
    page = central.session().get(f"{central.url}/r/{token}", timeout=10).text
    for said in ("第 17 版", "release 17", "未校准，平台时间比它快 -2.3 秒", "not synchronised"):
        assert said in page
    old = central.session().get(
        f"{central.url}/r/{token_of(certificate_application(), central.device_key)}", timeout=10
    )
    assert "一体机时钟" not in old.text
    assert "出厂版" in old.text
