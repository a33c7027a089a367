"""The console: who logs in sees veiled cases and can decide them; everybody else sees the login."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from requests import Response, Session

from kiosk.protocol.messages import Rating, Report
from tests.central.applications import (
    CERTIFICATE,
    PAGE_BYTES,
    WANG,
    attachment,
    complete_application,
    filed,
    replacement_application,
    unpaid_application,
)
from tests.central.running import KIOSK, RunningCentral
from tests.central.sealing import submit
from tests.central.stored import count


def form_token(page: Response) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def logged_in(central: RunningCentral) -> Session:
    name, password = central.command("admin").split()
    session = central.session()
    address = f"{central.url}/admin/login/"
    form = {"username": name, "password": password, "csrfmiddlewaretoken": form_token(session.get(address, timeout=10))}
    page = session.post(address, data=form, timeout=10)
    assert page.status_code == 200
    assert page.url.endswith("/admin/")
    return session


@pytest.fixture(scope="module")
def officer(central: RunningCentral) -> Session:
    return logged_in(central)


@pytest.mark.parametrize("path", ["", "admin/cases/case/"])
def test_without_a_login_there_is_only_the_login(central: RunningCentral, path: str) -> None:
    page = central.session().get(f"{central.url}/{path}", timeout=10)
    assert "/admin/login/" in page.url


def test_a_login_asks_for_what_is_needed_here_and_says_what_is_wrong(central: RunningCentral) -> None:
    session, address = central.session(), f"{central.url}/admin/login/"
    page = session.get(address, timeout=10)
    assert "otp_token" not in page.text, "the second factor is off here"
    form = {"username": "nobody", "password": "wrong", "csrfmiddlewaretoken": form_token(page)}
    for language, said in (
        ("zh-hans", "用户名或密码不对（区分大小写）"),
        ("en", "Wrong username or password (capitals count)"),
    ):
        answer = session.post(address, data=form, headers={"accept-language": language}, timeout=10)
        assert said in answer.text


def test_the_case_list_veils_people_and_filters_by_state(central: RunningCentral, officer: Session) -> None:
    answer = filed(central, replacement_application())
    page = officer.get(f"{central.url}/admin/cases/case/?state__exact=accepted", timeout=10)
    assert answer.case_no in page.text
    assert "王＊国" in page.text
    assert "社会保障卡补领" in page.text
    assert WANG.name not in page.text
    assert WANG.number not in page.text
    page = officer.get(f"{central.url}/admin/cases/case/?state__exact=returned", timeout=10)
    assert answer.case_no not in page.text
    page = officer.get(f"{central.url}/admin/cases/case/", params={"q": answer.case_no}, timeout=10)
    assert answer.case_no in page.text


def test_the_case_list_says_which_fee_is_open(central: RunningCentral, officer: Session) -> None:
    for application, said, other in (
        (unpaid_application(), "费用未缴 20.00 元", "已缴 20.00 元"),
        (replacement_application(), "已缴 20.00 元", "费用未缴 20.00 元"),
    ):
        answer = filed(central, application)
        page = officer.get(f"{central.url}/admin/cases/case/", params={"q": answer.case_no}, timeout=10)
        assert said in page.text
        assert other not in page.text


def test_ratings_are_found_by_the_title_of_their_matter(central: RunningCentral, officer: Session) -> None:
    moment = datetime(2026, 11, 22, 1, 52, tzinfo=UTC)
    for code in (CERTIFICATE, "matter-of-another-catalogue"):
        one = Rating(id=uuid4().hex, kiosk_id=KIOSK, matter_code=code, score=5, rated_at=moment)
        assert submit(central, one).status_code == 201
    address = f"{central.url}/admin/ratings/ratingrecord/"
    for asked, found, other in (
        ("参保证明", "社会保险参保证明打印", "matter-of-another-catalogue"),
        (CERTIFICATE, "社会保险参保证明打印", "matter-of-another-catalogue"),
        ("matter-of-another-catalogue", "matter-of-another-catalogue", "社会保险参保证明打印"),
    ):
        rows = officer.get(address, params={"q": asked}, timeout=10).text.partition("<tbody")[2]
        assert found in rows, asked
        assert other not in rows, asked


@pytest.mark.parametrize(
    "path", ["", "kiosks/kiosk/", "ratings/ratingrecord/", "reports/reportrecord/", "certificates/certificate/"]
)
def test_the_other_lists_render(central: RunningCentral, officer: Session, path: str) -> None:
    assert officer.get(f"{central.url}/admin/{path}", timeout=10).status_code == 200


def test_an_officer_finishes_a_case(central: RunningCentral, officer: Session) -> None:
    answer = filed(central, complete_application(), [PAGE_BYTES])
    address = f"{central.url}/admin/cases/case/"
    page = officer.get(address, params={"q": answer.case_no}, timeout=10)
    (row,) = set(re.findall(r"/admin/cases/case/(\d+)/change/", page.text))
    detail = officer.get(f"{address}{row}/change/", timeout=10)
    assert answer.case_no in detail.text
    assert WANG.name not in detail.text
    for act in ("examine", "grant", "finish"):
        asked = officer.get(f"{address}{row}/do/{act}", timeout=10)
        revision = re.search(r'name="revision" value="(\d+)"', asked.text)
        assert revision is not None
        form = {"revision": revision[1], "reason": "", "csrfmiddlewaretoken": form_token(asked)}
        assert officer.post(f"{address}{row}/do/{act}", data=form, timeout=10).url.endswith(f"{row}/change/")
    page = officer.get(f"{address}?state__exact=done", timeout=10)
    assert answer.case_no in page.text


def test_the_pages_find_their_styles(central: RunningCentral) -> None:
    page = central.session().get(f"{central.url}/admin/login/", timeout=10)
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page.text)
    assert styles
    for style in styles:
        assert central.session().get(central.url + style, timeout=10).status_code == 200


def test_an_officer_looks_at_a_sealed_page_and_the_look_is_written_down(
    central: RunningCentral, officer: Session
) -> None:
    page = b"\xff\xd8 a scanned page"
    answer = filed(central, replacement_application(attachment(page)), [page])
    listed = officer.get(f"{central.url}/admin/cases/case/", params={"q": answer.case_no}, timeout=10)
    (row,) = set(re.findall(r"/admin/cases/case/(\d+)/change/", listed.text))
    case = f"{central.url}/admin/cases/case/{row}/change/"
    (chosen,) = re.findall(r'href="(\?look=\d+)#picture"', officer.get(case, timeout=10).text)
    (link,) = re.findall(rf'img src="(/admin/cases/case/{row}/page/\d+)"', officer.get(case + chosen, timeout=10).text)
    shown = officer.get(central.url + link, timeout=10)
    assert (shown.content, shown.headers["Content-Type"]) == (page, "image/jpeg")
    assert "no-store" in shown.headers["Cache-Control"]
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert count(central.state, "django_admin_log", "change_message", "查看 租房合同或房产证 第 1 页") == 1
    assert officer.get(f"{central.url}/admin/cases/case/0{row}9/page/1", timeout=10).status_code == 404
    stranger = central.session().get(central.url + link, timeout=10)
    assert "/admin/login/" in stranger.url


def test_a_page_that_was_changed_on_the_disk_is_not_shown(central: RunningCentral, officer: Session) -> None:
    page = b"\xff\xd8 another page"
    application = replacement_application(attachment(page))
    filed(central, application, [page])
    query = "SELECT c.id, d.id, d.blob_id FROM cases_case c JOIN cases_casedocument d ON d.case_id = c.id"
    ((case, document, blob),) = central.sql(f"{query} WHERE c.application_id = '{application.id}'")
    path = central.state / "blobs" / blob[:2] / blob
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    assert officer.get(f"{central.url}/admin/cases/case/{case}/page/{document}", timeout=10).status_code == 404


def test_a_file_of_a_report_is_handed_out_and_never_run(central: RunningCentral, officer: Session) -> None:
    bundle = b"<script>alert(1)</script>"
    report = Report(
        id=uuid4().hex,
        kiosk_id=KIOSK,
        subject="command",
        about="c-1",
        reported_at=datetime(2026, 11, 22, tzinfo=UTC),
        facts={"verb": "collect-logs"},
        files=(attachment(bundle).model_copy(update={"media_type": "text/html"}),),
    )
    assert submit(central, report, [bundle]).status_code == 201
    detail = officer.get(f"{central.url}/admin/reports/reportrecord/{report.id}/change/", timeout=10).text
    assert "collect-logs" in detail
    (link,) = re.findall(rf'href="(/admin/reports/reportrecord/{report.id}/file/\d+)"', detail)
    handed = officer.get(central.url + link, timeout=10)
    assert handed.content == bundle
    assert handed.headers["Content-Type"] == "application/octet-stream"
    assert handed.headers["Content-Disposition"].startswith("attachment")
