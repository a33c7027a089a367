"""The kiosk's end of the enrolment: what it believes, what it keeps, and what it says when it does not work."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509

from central.kiosks.authority import Authority, key_of
from kiosk.protocol.enrolment import EnrolAnswer, Enrolment, EnrolRequest, answer_mac, code_key, new_code, request_mac
from kiosk.sync import identity
from kiosk.sync.identity import EnrolmentFailed, PlatformFolder, enrol, tls_context
from kiosk.sync.transport import NotEnrolled
from offline_cache.vault import Vault
from tests.kiosk.sync.test_hostile_platform import Hostile, says

CODE = new_code()
Answer = Callable[[EnrolRequest], bytes]


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.of(tmp_path)


@pytest.fixture
def folder(tmp_path: Path) -> PlatformFolder:
    return PlatformFolder(tmp_path)


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


def honest(authority: Authority, **other: str) -> Answer:
    """What a platform answers that knows the code."""

    def answer(request: EnrolRequest) -> bytes:
        parts = {
            "kiosk_id": request.kiosk_id,
            "certificate": authority.issue_client(request.kiosk_id, key_of(request.csr)).pem,
            "authority": authority.certificate_pem,
            "intake_key": "-----BEGIN PUBLIC KEY-----\n",
            "release_root": "e30=",
        } | other
        enrolment = Enrolment(**parts).model_dump_json()
        return (
            EnrolAnswer(enrolment=enrolment, mac=answer_mac(code_key(CODE), request.csr, enrolment))
            .model_dump_json()
            .encode()
        )

    return answer


def enrolled_by(answer: Answer, vault: Vault, folder: PlatformFolder, monkeypatch: pytest.MonkeyPatch) -> EnrolRequest:
    """Enrol at a platform that answers so; the request that was made."""
    asked: list[EnrolRequest] = []

    def ask(url: str, body: bytes) -> bytes:
        assert url == "https://platform.example"
        asked.append(EnrolRequest.model_validate_json(body))
        return answer(asked[-1])

    monkeypatch.setattr(identity, "_ask", ask)
    enrol("https://platform.example", "K-0412", CODE, vault=vault, folder=folder)
    return asked[-1]


def test_what_was_given_is_kept_for_this_kiosk_only(authority, vault, folder, monkeypatch) -> None:
    request = enrolled_by(honest(authority), vault, folder, monkeypatch)
    assert request.mac == request_mac(code_key(CODE), "K-0412", request.csr)
    assert CODE.replace("-", "") not in request.model_dump_json().replace("-", "")
    assert sorted(file.name for file in folder.path.iterdir()) == [
        "authority.pem", f"client-{vault.fingerprint}.pem", "intake.pem", "root.json"
    ]  # fmt: skip
    assert all(file.stat().st_mode & 0o077 == 0 for file in (folder.path, *folder.path.iterdir()))
    assert folder.release_root.read_bytes() == b"{}"
    certificate = folder.certificate(vault)
    assert certificate is not None
    assert certificate.begins < certificate.renew_at < certificate.expires
    tls_context(folder, vault)


def test_an_enrolment_that_breaks_off_is_none(authority, vault, folder, monkeypatch) -> None:
    real = os.fsync
    written: list[int] = []

    def full(descriptor: int) -> None:
        if len(written) == 5:
            raise OSError(28, "No space left on device")
        written.append(descriptor)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        enrolled_by(honest(authority), vault, folder, monkeypatch)
    assert folder.certificate(vault) is None
    assert not [file for file in folder.path.iterdir() if file.name.startswith(".")]
    monkeypatch.undo()
    enrolled_by(honest(authority), vault, folder, monkeypatch)
    assert folder.certificate(vault) is not None


def forged(_request: EnrolRequest) -> bytes:
    return EnrolAnswer(enrolment="{}", mac="0" * 64).model_dump_json().encode()


def for_another_request(authority: Authority) -> Answer:
    def answer(request: EnrolRequest) -> bytes:
        genuine = EnrolAnswer.model_validate_json(honest(authority)(request))
        mac = answer_mac(code_key(CODE), "another", genuine.enrolment)
        return EnrolAnswer(enrolment=genuine.enrolment, mac=mac).model_dump_json().encode()

    return answer


def of_another_key(authority: Authority, folder: Path) -> Answer:
    request = identity.signing_request("K-0412", Vault.open(folder / "another.key"))
    return honest(authority, certificate=authority.issue_client("K-0412", key_of(request)).pem)


def test_an_answer_by_somebody_else_leaves_nothing_behind(authority, vault, folder, tmp_path, monkeypatch) -> None:
    answers: list[tuple[Answer, str]] = [
        (forged, "does not know the code"),
        (for_another_request(authority), "does not know the code"),
        (lambda _: b"<html>", "is no enrolment"),
        (lambda _: b"", "is no enrolment"),
        (honest(authority, kiosk_id="K-0001"), "enrols K-0001, but this kiosk is K-0412"),
        (of_another_key(authority, tmp_path), "for another key"),
        (honest(authority, certificate="-----BEGIN X-----\nAAAA"), "no readable certificate"),
        (honest(authority, release_root="%%%"), "no base64"),
    ]
    for answer, sentence in answers:
        with pytest.raises(EnrolmentFailed, match=sentence):
            enrolled_by(answer, vault, folder, monkeypatch)
        assert folder.certificate(vault) is None


@pytest.mark.parametrize(
    ("head", "sentence"),
    [
        ("403 Forbidden", "does not accept the code"),
        ("302 Found\r\nLocation: http://127.0.0.1:1/", "answered with 302"),
        ("500 Oh", "answered with 500"),
        ("200 OK", "is no enrolment"),
    ],
)
def test_a_platform_that_does_not_want_us_is_a_sentence(vault, folder, head, sentence) -> None:
    platform = Hostile(says(head))
    try:
        with pytest.raises(EnrolmentFailed, match=sentence):
            enrol(platform.url, "K-0412", CODE, vault=vault, folder=folder)
    finally:
        platform.close()


@pytest.mark.parametrize(
    ("url", "code", "sentence"),
    [
        ("http://127.0.0.1:1", CODE, "cannot be reached"),
        ("http://192.0.2.1", CODE, "needs https"),
        ("http://127.0.0.1.example", CODE, "needs https"),
        ("https://127.0.0.1:1", "0815", "no enrolment code: an enrolment code has 26"),
    ],
    ids=["nobody there", "another machine", "a name that only looks like this machine", "too short"],
)
def test_what_cannot_work_is_said_at_once(vault, folder, url, code, sentence) -> None:
    with pytest.raises(EnrolmentFailed, match=sentence):
        enrol(url, "K-0412", code, vault=vault, folder=folder)
    assert not folder.path.exists()


def test_without_an_enrolment_there_is_no_tls(vault, folder, authority, monkeypatch) -> None:
    with pytest.raises(NotEnrolled):
        tls_context(folder, vault)
    enrolled_by(honest(authority), vault, folder, monkeypatch)
    folder.certificate_file(vault).write_text("damaged")
    assert folder.certificate(vault) is None
    with pytest.raises(NotEnrolled):
        tls_context(folder, vault)


def test_another_authority_may_vouch_for_the_platform(vault, folder, authority, tmp_path, monkeypatch) -> None:
    enrolled_by(honest(authority), vault, folder, monkeypatch)
    public = tmp_path / "public.pem"
    public.write_text(Authority(tmp_path / "public").certificate_pem)
    (known,) = tls_context(folder, vault, public).get_ca_certs()
    assert known["serialNumber"] == f"{x509.load_pem_x509_certificate(public.read_bytes()).serial_number:X}".zfill(40)
    assert json.dumps(known)
