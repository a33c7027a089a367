"""One door for everything sealed: what gets through it, and what is told at it."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from requests import Response

from kiosk.protocol.messages import Report
from kiosk.protocol.sealed import Sealer, attachment_context, wrap
from kiosk.protocol.supplement import Supplement, SuppliedMaterial
from tests.central.applications import (
    APPLIED,
    PAGE_BYTES,
    WANG,
    attachment,
    certificate_application,
    complete_application,
    filed,
    replacement_application,
    send_blob,
)
from tests.central.running import KIOSK, RunningCentral
from tests.central.sealing import bring, post, sealed, sealed_content, sealer_of, submit
from tests.central.stored import cases_of

PROBLEM = "urn:suishiban:problem:"


def kind_of(response: Response) -> str:
    assert response.headers["Content-Type"] == "application/problem+json"
    assert WANG.name not in response.text
    return str(response.json()["type"]).removeprefix(PROBLEM)


def altered(body: bytes, **changes: Any) -> bytes:
    return json.dumps(json.loads(body) | changes).encode()


def test_missing_attachments_are_named_and_the_case_waits_for_them(central: RunningCentral) -> None:
    page = uuid4().bytes
    application = replacement_application(attachment(page))
    ready = sealed(central, application, [page])
    refused = post(central, ready, application.id)
    assert (refused.status_code, kind_of(refused)) == (409, "missing-attachments")
    assert refused.json()["missing"] == [hashlib.sha256(ready.attachments[0]).hexdigest()]
    assert cases_of(central.state, application.id) == 0
    bring(central, ready)
    assert post(central, ready, application.id).status_code == 201


def test_papers_for_a_case_go_through_the_same_door_and_stay_sealed(central: RunningCentral) -> None:
    case, page = filed(central, complete_application(), [PAGE_BYTES]), uuid4().bytes
    material = SuppliedMaterial(key="home_proof", pages=(attachment(page),))
    supplement = Supplement(
        id=uuid4().hex,
        kiosk_id=KIOSK,
        receipt_no="B-0412-0001",
        case_no=case.case_no.replace(" ", ""),
        handed_at=APPLIED,
        language="zh_CN",
        holder=WANG,
        materials=(material,),
    )
    ready = sealed(central, supplement, [page])
    assert (post(central, ready, supplement.id).status_code, page in ready.body) == (409, False)
    bring(central, ready)
    first, again = (post(central, ready, supplement.id) for _ in range(2))
    assert (first.status_code, again.status_code, first.content) == (201, 200, again.content)
    for materials in ((), (material, material)):
        wrong = supplement.model_copy(update={"id": uuid4().hex, "materials": materials})
        assert kind_of(submit(central, wrong, [page] * len(materials))) == "invalid-message"
    unnamed = supplement.model_copy(update={"id": uuid4().hex})
    assert kind_of(submit(central, unnamed, [b"another"])) == "unnamed-page"


def test_an_attachment_of_another_size_is_refused(central: RunningCentral) -> None:
    page = uuid4().bytes
    application = replacement_application(attachment(page))
    ready = sealed(central, application, [page])
    bring(central, ready)
    named = json.loads(ready.body)["attachments"][0]
    body = altered(ready.body, attachments=[named | {"size": named["size"] + 1}])
    response = central.post("/v1/submissions", body, key=application.id)
    assert (response.status_code, kind_of(response)) == (422, "wrong-size")


def pages_must_be_those_that_are_named(central: RunningCentral) -> None:
    for stated in (attachment(b"another page"), attachment(b"one page", size=9)):
        application = replacement_application(stated)
        response = submit(central, application, [b"one page"])
        assert (response.status_code, kind_of(response)) == (422, "unnamed-page")


def test_a_page_inside_that_nothing_outside_holds_is_refused(central: RunningCentral) -> None:
    pages_must_be_those_that_are_named(central)


def test_the_key_must_be_there_and_be_the_id(central: RunningCentral) -> None:
    ready = sealed(central, certificate_application())
    assert central.post("/v1/submissions", ready.body).status_code == 400
    assert post(central, ready, uuid4().hex).status_code == 422


def test_a_message_of_another_kiosk_is_refused(central: RunningCentral) -> None:
    application = certificate_application().model_copy(update={"kiosk_id": "K-9999"})
    assert kind_of(post(central, sealed(central, application), application.id)) == "other-kiosk"


def inside_must_be_what_stands_outside(central: RunningCentral) -> None:
    for name, value in (("id", "0" * 32), ("kiosk_id", "K-9999")):
        application = certificate_application()
        other = application.model_copy(update={name: value})
        refused = post(central, sealed(central, application, body=other.model_dump_json().encode()), application.id)
        assert (refused.status_code, kind_of(refused)) == (422, "key-mismatch")


def test_what_is_inside_must_be_what_stands_outside(central: RunningCentral) -> None:
    inside_must_be_what_stands_outside(central)


@pytest.mark.parametrize(
    ("check", "planted_bug"),
    [
        (inside_must_be_what_stands_outside, "opening._is_named_so = lambda *_: True"),
        (pages_must_be_those_that_are_named, "opening._are_there = lambda *_: True"),
    ],
    ids=["names-not-compared", "pages-not-compared"],
)
def test_planted_bugs_are_caught(tmp_path: Path, check: Callable[[RunningCentral], None], planted_bug: str) -> None:
    bug = f"from central.submissions import opening; {planted_bug}"
    with RunningCentral.start(tmp_path / "central", bug) as mutant, pytest.raises((AssertionError, KeyError)):
        check(mutant)


def test_a_seal_cannot_be_opened_under_another_name_kind_or_key(central: RunningCentral) -> None:
    application = certificate_application()
    ready = sealed(central, application)
    other_id = uuid4().hex
    tries = {
        other_id: altered(ready.body, id=other_id),
        application.id: altered(ready.body, kind="rating"),
        (bare := uuid4().hex): altered(ready.body, id=bare, key_id="0" * 16),
        (noise := uuid4().hex): altered(ready.body, id=noise, sealed=b64encode(b"\0" * 200).decode()),
        (text := uuid4().hex): altered(ready.body, id=text, sealed="申请"),
    }
    for key, body in tries.items():
        response = central.post("/v1/submissions", body, key=key)
        assert (response.status_code, kind_of(response)) == (422, "not-for-us")
    assert cases_of(central.state, application.id) == 0


def test_an_attachment_that_was_sealed_for_another_message_is_not_taken(central: RunningCentral) -> None:
    page = uuid4().bytes
    first, second = (replacement_application(attachment(page)) for _ in range(2))
    ready = sealed(central, first, [page])
    bring(central, ready)
    blob = json.loads(ready.body)["attachments"]
    stolen = altered(sealed(central, second).body, attachments=blob)
    assert kind_of(central.post("/v1/submissions", stolen, key=second.id)) == "not-for-us"
    assert post(central, ready, first.id).status_code == 201


@pytest.mark.parametrize(
    "content", [b"{}", b"[]", b"\xff", b"{", b'{"id": 1}', b"[" * 100_000], ids=lambda content: str(content[:9])
)
def test_what_is_no_application_inside_is_a_problem_that_quotes_nothing(
    central: RunningCentral, content: bytes
) -> None:
    application = certificate_application()
    response = post(central, sealed(central, application, body=content), application.id)
    assert (response.status_code, kind_of(response)) == (422, "invalid-message")


def test_the_place_of_a_fault_inside_is_told_without_its_value(central: RunningCentral) -> None:
    application = certificate_application()
    body = application.model_dump_json().replace('"birth":"1984-03-17"', '"birth":"secret"').encode()
    response = post(central, sealed(central, application, body=body), application.id)
    assert [one["place"] for one in response.json()["errors"]] == ["holder.birth"]
    assert "secret" not in response.text


@pytest.mark.parametrize(
    ("body", "status"), [(b"{", 400), (b"[]", 422), (b'{"id": "x"}', 422), (b"\xff", 400), (b"[" * 100_000, 400)]
)
def test_what_is_no_submission_is_a_problem(central: RunningCentral, body: bytes, status: int) -> None:
    response = central.post("/v1/submissions", body, key=uuid4().hex)
    assert response.status_code == status
    kind_of(response)


def test_a_huge_message_is_refused(central: RunningCentral) -> None:
    assert central.post("/v1/submissions", b" " * 1_100_000, key=uuid4().hex).status_code == 413


@pytest.mark.parametrize("path", ["/v1/cases", "/v1/ratings"])
def test_nothing_is_taken_unsealed_any_more(central: RunningCentral, path: str) -> None:
    application = certificate_application()
    assert central.post(path, application.model_dump_json().encode(), key=application.id).status_code == 404


def test_many_attachments_are_one_message(central: RunningCentral) -> None:
    pages = [uuid4().bytes * 10 for _ in range(30)]
    application = replacement_application(*map(attachment, pages))
    assert submit(central, application, pages).status_code == 201


def test_more_attachments_than_a_kiosk_ever_makes_are_refused(central: RunningCentral) -> None:
    key = uuid4().hex
    body = wrap(message_id=key, kiosk_id=KIOSK, kind="case", key_id="0" * 16, sealed=b"x", attachments=[("0" * 64, 1)])
    named = json.loads(body)["attachments"]
    assert (
        kind_of(central.post("/v1/submissions", altered(body, attachments=named * 201), key=key)) == "invalid-message"
    )


def test_more_bytes_than_a_message_may_have_are_refused_before_any_is_opened(central: RunningCentral) -> None:
    key = uuid4().hex
    large = [(f"{number:064x}", 20 * 1024 * 1024) for number in range(13)]
    body = wrap(message_id=key, kiosk_id=KIOSK, kind="case", key_id="0" * 16, sealed=b"x", attachments=large)
    assert kind_of(central.post("/v1/submissions", body, key=key)) == "too-large"


def test_a_new_intake_key_is_for_new_messages_and_the_old_one_still_opens(central: RunningCentral) -> None:
    before = certificate_application()
    ready = sealed(central, before)
    newest = central.command("intake-key", "--new", "--crypto", "national")
    assert central.command("intake-key") == newest
    application = certificate_application()
    sealer = Sealer.to(newest)
    fresh = sealed_content(sealer, "case", application.id, application.model_dump_json().encode())
    assert post(central, fresh, application.id).status_code == 201
    assert post(central, ready, before.id).status_code == 201
    assert {path.stat().st_mode & 0o777 for path in (central.state / "intake").iterdir()} == {0o600}


def test_nothing_of_the_platforms_answers_or_log_shows_the_person(central: RunningCentral) -> None:
    assert WANG.name not in central.log
    assert WANG.number not in central.log


def test_a_blob_that_anybody_put_there_is_no_page(central: RunningCentral) -> None:
    application = replacement_application(attachment(b"plain page"))
    send_blob(central, b"plain page")
    body = altered(
        sealed(central, application).body,
        attachments=[{"sha256": attachment(b"plain page").sha256, "size": len(b"plain page")}],
    )
    assert kind_of(central.post("/v1/submissions", body, key=application.id)) == "not-for-us"
    context = attachment_context(KIOSK, application.id)
    assert sealer_of(central).seal(b"plain page", context=context) != b"plain page"


@pytest.mark.parametrize(
    ("fact", "moment"),
    [
        ("a\0b", "2026-11-22T00:00:00Z"),
        (float("nan"), "2026-11-22T00:00:00Z"),
        (float("inf"), "2026-11-22T00:00:00Z"),
        (1, "2026-11-22T00:00:00+23:59"),
        (1, "0001-01-01T00:00:00+10:00"),
        (1, "9999-12-31T23:59:59-10:00"),
    ],
)
def test_what_no_database_keeps_is_told_at_the_door(central: RunningCentral, fact: object, moment: str) -> None:
    report = Report.model_construct(
        id=uuid4().hex,
        kiosk_id=KIOSK,
        subject="alarm",
        about="",
        reported_at=moment,
        facts={"x": fact},
        files=(),
    )
    body = json.dumps(dict(report)).encode()
    assert kind_of(post(central, sealed(central, report, body=body), report.id)) == "invalid-message"


def test_an_open_call_with_a_nul_is_not_read(central: RunningCentral) -> None:
    response = central.post("/v1/prefill", json.dumps({"matter_code": "a\0b"}).encode())
    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
