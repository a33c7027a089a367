import logging
from datetime import date
from email.utils import format_datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.clock import SystemClock
from kiosk.protocol.messages import Holder, PrefillRequest
from kiosk.protocol.outcome import Delivered, NotAllowed, Refused, TryLater
from kiosk.sync import calls as calls_module
from kiosk.sync.client import CentralClient
from tests.kiosk.sync.stand_in import LOSE_ANSWER, LOSE_REQUEST, signer
from tests.offline_cache.samples import NAME, NUMBER, application, rating

PERSON = PrefillRequest(
    matter_code="x", holder=Holder(kind="citizen", name=NAME, number=NUMBER, birth=date(1990, 3, 7))
)


def test_a_platform_that_knows_us_answers_the_ping(client):
    assert client.ping() == Delivered(None)


@pytest.mark.parametrize("status", [200, 302, 500, 503])
def test_whoever_else_answers_a_ping_is_not_the_platform(client, platform, status):
    platform.ping_status = status
    assert client.ping() == TryLater(f"http_{status}", everyone=True)


def test_a_kiosk_that_is_not_known_is_told_so(platform):
    stranger = CentralClient(platform.url, signer(Ed25519PrivateKey.generate()))
    message = application(pages=1)
    page = message.attachments[0]
    assert stranger.ping() == NotAllowed(401)
    assert stranger.post_submission(message.body, message.id, "case") == NotAllowed(401)
    assert stranger.put_blob(page.sha256, page.data, page.media_type) == NotAllowed(401)
    stranger.close()


def test_a_case_is_delivered_and_again_gets_the_same_answer(client, platform):
    message = application()
    first = client.post_submission(message.body, message.id, "case")
    assert isinstance(first, Delivered)
    assert first.answer.case_no == "B0001"
    assert client.post_submission(message.body, message.id, "case") == first
    assert platform.received == [message.id]


def test_what_a_younger_platform_says_besides_is_read_past(client, platform):
    """Else its acknowledgement would not be one, and the kiosk would keep and send the application for ever."""
    message = application()
    platform.script.append({"expected_by": "2026-03-09"})
    assert isinstance(client.post_submission(message.body, message.id, "case"), Delivered)


@pytest.mark.parametrize("wrong", [{"application_sha256": "0" * 64}, {"application_id": "0" * 32}])
def test_an_answer_to_something_else_is_not_believed(client, platform, wrong):
    message = application()
    platform.script.append(wrong)
    assert client.post_submission(message.body, message.id, "case") == TryLater("answer_mismatch")


@pytest.mark.parametrize("page", [b"<html>please log in</html>", b"", b"{}", b"[" * 100_000])
def test_an_answer_that_is_none_is_not_believed(client, platform, page):
    message = application()
    platform.script.append((200, {}, page))
    assert client.post_submission(message.body, message.id, "case") == TryLater("answer_unreadable")


def test_an_endless_answer_is_cut_off(client, platform, monkeypatch):
    monkeypatch.setattr(calls_module, "LONGEST_ANSWER", 100_000)
    message = application()
    platform.script.append((200, {}, b" " * 300_000))
    assert client.post_submission(message.body, message.id, "case") == TryLater("answer_too_long")


@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_will_never_be_taken_is_refused(client, platform, status):
    message = application()
    platform.script.append((status, {}, b'{"type": "urn:suishiban:problem:x", "title": "no", "status": %d}' % status))
    outcome = client.post_submission(message.body, message.id, "case")
    assert isinstance(outcome, Refused)
    assert (outcome.problem.title, outcome.problem.status) == ("no", status)


@pytest.mark.parametrize(
    "page", [b"<center>The SSL certificate error</center>", b'{"title": "Bad Request", "status": 400}']
)
def test_what_a_proxy_calls_bad_is_no_fault_of_the_message(client, platform, page):
    message = application()
    platform.script.append((400, {}, page))
    assert client.post_submission(message.body, message.id, "case") == TryLater("http_400", everyone=True)


@pytest.mark.parametrize("status", [410, 411, 413, 414, 415, 422])
@pytest.mark.parametrize("page", [b"<h1>Request Entity Too Large</h1>", b"", b'{"title": "no", "status": 413}'])
def test_what_a_proxy_refuses_sets_no_message_aside(client, platform, status, page):
    """It holds up nobody else, and is tried seldom."""
    message = application()
    platform.script.append((status, {}, page))
    assert client.post_submission(message.body, message.id, "case") == TryLater(f"http_{status}", 300.0)


@pytest.mark.parametrize(
    ("status", "everyone"), [(302, False), (404, False), (409, False), (500, False), (429, True), (503, True)]
)
def test_what_may_pass_is_tried_later(client, platform, status, everyone):
    message = application()
    platform.script.append((status, {"Retry-After": "7", "Location": "http://127.0.0.1:9/"}, b""))
    assert client.post_submission(message.body, message.id, "case") == TryLater(f"http_{status}", 7.0, everyone)


def test_one_service_that_is_down_holds_up_no_other_message(client, platform):
    message = application()
    said = b'{"type": "urn:suishiban:problem:service-down", "title": "no", "status": 503, "service": "ratings"}'
    platform.script.append((503, {"Retry-After": "30"}, said))
    assert client.post_submission(message.body, message.id, "rating") == TryLater("service_down", 30.0)


def test_retry_after_may_be_a_date(client, platform):
    message = application()
    platform.script.append((503, {"Retry-After": format_datetime(SystemClock().now(), usegmt=True)}, b""))
    platform.script.append((503, {"Retry-After": "soon"}, b""))
    assert client.post_submission(message.body, message.id, "case").retry_after == 0.0
    assert client.post_submission(message.body, message.id, "case").retry_after is None


@pytest.mark.parametrize("wrong", [LOSE_REQUEST, LOSE_ANSWER])
def test_a_line_that_breaks_tells_whoever_listens(client, platform, wrong):
    told = []
    client.when_unreachable(lambda: told.append(wrong))
    message = application()
    platform.script.append(wrong)
    assert client.post_submission(message.body, message.id, "case") == TryLater("no_connection", everyone=True)
    assert told == [wrong]


def test_nobody_at_home(client, platform):
    platform.down()
    assert client.ping() == TryLater("no_connection", everyone=True)


def test_a_blob_travels_once(client, platform):
    page = application(pages=1).attachments[0]
    assert client.put_blob(page.sha256, page.data, page.media_type) == Delivered(None)
    assert client.put_blob(page.sha256, page.data, page.media_type) == Delivered(None)
    assert (platform.puts, platform.blobs) == (1, {page.sha256: page.data})


def test_what_is_there_of_a_blob_does_not_travel_again(client, platform):
    page = application(pages=1).attachments[0]
    platform.parts[page.sha256] = page.data[:100]
    assert client.put_blob(page.sha256, page.data, page.media_type) == Delivered(None)
    assert platform.blobs == {page.sha256: page.data}
    assert platform.lengths == [len(page.data) - 100]


@pytest.mark.parametrize("offset", ["", "x", "-1", "999999999", "²"])
def test_an_offset_that_makes_no_sense_is_passed_over(client, platform, offset):
    page = application(pages=1).attachments[0]
    platform.offsets[page.sha256] = offset
    assert client.put_blob(page.sha256, page.data, page.media_type) == Delivered(None)
    assert platform.lengths == [len(page.data)]


def test_a_blob_damaged_on_the_way_is_sent_again_later(client):
    assert client.put_blob("0" * 64, b"page", "image/jpeg") == TryLater("blob_damaged")


def test_a_rating_and_a_prefill(client, platform):
    message = rating()
    assert client.post_submission(message.body, message.id, "rating") == Delivered(None)
    assert platform.ratings == {message.id: message.body}
    outcome = client.prefill(PERSON)
    assert isinstance(outcome, Delivered)
    assert outcome.answer.values == {"a": "1"}


def test_a_proxy_of_the_environment_is_not_asked(client, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert client.ping() == Delivered(None)


@pytest.mark.parametrize("address", ["platform.example", "ftp://platform.example", "http://", "http://192.0.2.1"])
def test_an_address_that_is_none_is_refused(address):
    with pytest.raises(ValueError, match="http"):
        CentralClient(address, signer())


def test_no_log_shows_a_citizen(client, platform, caplog):
    caplog.set_level(logging.DEBUG)
    message = application(pages=1)
    page = message.attachments[0]
    platform.script.extend([LOSE_ANSWER, (422, {}, b"990101")])
    outcomes = [client.post_submission(message.body, message.id, "case") for _ in range(3)]
    outcomes += [client.put_blob(page.sha256, page.data, page.media_type), client.prefill(PERSON)]
    shown = caplog.text + repr(outcomes)
    assert message.id not in shown
    for secret in (NAME, NUMBER):
        assert secret not in shown
