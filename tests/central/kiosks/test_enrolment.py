"""Enrolment by a one-time code, renewal, and what a certificate says."""

import json
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID
from requests import Response

from kiosk.protocol.enrolment import EnrolAnswer, Enrolment, answer_mac, code_key, new_code, request_mac
from kiosk.sync.signing import RequestSigner
from tests.central.applications import certificate_application
from tests.central.databases import dump
from tests.central.receipts.test_views import token_of
from tests.central.running import ROOT, RunningCentral

EMPTY = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([]))


MAKE_CODES = """
import json, sys
from pathlib import Path
from central.bootstrap import prepare
prepare(Path(sys.argv[1]))
from central.kiosks.enrolment import make_code
print(json.dumps({kiosk_id: [make_code(kiosk_id) for _ in range(int(n))] for kiosk_id, n in json.loads(sys.argv[2]).items()}))
"""
NEEDED = {f"K-{number:04d}": 1 for number in range(501, 512)}
CODES: dict[str, list[str]] = {}


@pytest.fixture(scope="module", autouse=True)
def codes(central: RunningCentral) -> None:
    """Some kiosks' codes, made at once, for a process takes its time."""
    command = [sys.executable, "-c", MAKE_CODES, str(central.state), json.dumps(NEEDED)]
    CODES.update(json.loads(subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30).stdout))


def fresh_code(central: RunningCentral, kiosk_id: str) -> str:
    """The code that waits for `kiosk_id`, or another one."""
    if CODES.get(kiosk_id):
        return CODES[kiosk_id].pop()
    file = central.state / f"code-{kiosk_id}"
    central.command("enroll", "--kiosk", kiosk_id, "--code-file", str(file))
    return file.read_text()


def csr_of(key: Any) -> str:
    algorithm = None if isinstance(key, Ed25519PrivateKey) else hashes.SHA256()
    return EMPTY.sign(key, algorithm).public_bytes(Encoding.PEM).decode()


def ask(central: RunningCentral, kiosk_id: str, csr: str, mac: str) -> Response:
    body = {"kiosk_id": kiosk_id, "csr": csr, "mac": mac}
    return central.session().post(f"{central.url}/v1/enrol", json=body, timeout=30)


def kind(response: Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].removeprefix("urn:suishiban:problem:")


def ping(central: RunningCentral, kiosk_id: str, key: Ed25519PrivateKey) -> int:
    headers = RequestSigner(kiosk_id, key.sign).headers("GET", "/v1/ping")
    return central.session().get(f"{central.url}/v1/ping", headers=headers, timeout=30).status_code


def test_a_code_is_good_for_one_key(central: RunningCentral) -> None:
    code, key = fresh_code(central, "K-0501"), Ed25519PrivateKey.generate()
    assert ping(central, "K-0501", key) == 401
    assert central.enrol("K-0501", code, key).status_code == 200
    assert ping(central, "K-0501", key) == 204
    assert central.enrol("K-0501", code, key).status_code == 200, "an answer may be lost"
    assert kind(central.enrol("K-0501", code, Ed25519PrivateKey.generate())) == (403, "no-code")
    assert ping(central, "K-0501", key) == 204


def test_only_the_newest_code_of_this_kiosk_counts(central: RunningCentral) -> None:
    key = Ed25519PrivateKey.generate()
    first, others = fresh_code(central, "K-0502"), fresh_code(central, "K-0503")
    second = fresh_code(central, "K-0502")
    for code in (first, others, new_code()):
        assert kind(central.enrol("K-0502", code, key)) == (403, "no-code")
    assert kind(central.enrol("K-9999", second, key)) == (403, "no-code")
    assert central.enrol("K-0502", second, key).status_code == 200


def test_a_code_is_good_for_a_day(central: RunningCentral) -> None:
    code = fresh_code(central, "K-0504")
    central.sql("UPDATE kiosks_enrolmentcode SET expires_at = '2026-01-01 00:00:00' WHERE kiosk_id = 'K-0504'")
    assert kind(central.enrol("K-0504", code, Ed25519PrivateKey.generate())) == (403, "no-code")


def test_the_code_is_for_this_very_request(central: RunningCentral) -> None:
    key, mine, theirs = code_key(fresh_code(central, "K-0505")), *(csr_of(Ed25519PrivateKey.generate()) for _ in "ab")
    assert kind(ask(central, "K-0505", theirs, request_mac(key, "K-0505", mine))) == (403, "no-code")


def damaged(csr: str) -> str:
    middle = len(csr) // 2
    return csr[:middle] + ("A" if csr[middle] != "A" else "B") + csr[middle + 1 :]


@pytest.mark.parametrize(
    "csr",
    [
        csr_of(ec.generate_private_key(ec.SECP256R1())),
        damaged(csr_of(Ed25519PrivateKey.generate())),
        "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n",
    ],
    ids=["another kind of key", "damaged", "nonsense"],
)
def test_a_signing_request_must_be_one(central: RunningCentral, csr: str) -> None:
    CODES["K-0506"] = CODES["K-0506"] or [fresh_code(central, "K-0506")]
    key = code_key(CODES["K-0506"][0])
    assert kind(ask(central, "K-0506", csr, request_mac(key, "K-0506", csr))) == (422, "bad-request")


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        {"kiosk_id": "K-0501", "csr": 5, "mac": "0" * 64},
        {"kiosk_id": "0501'; --", "csr": "-----BEGIN X-----\n", "mac": "0" * 64},
        {"kiosk_id": "K-0501", "csr": "-----BEGIN X-----\n" + "A" * 9000, "mac": "0" * 64},
        {"kiosk_id": "K-0501", "csr": "-----BEGIN X-----\n", "mac": "0" * 63},
    ],
)
def test_a_message_that_is_none_is_refused(central: RunningCentral, body: Any) -> None:
    response = central.session().post(f"{central.url}/v1/enrol", json=body, timeout=30)
    assert kind(response) == (422, "invalid-message")


def test_the_answer_proves_that_the_platform_knows_the_code(central: RunningCentral) -> None:
    code, csr = fresh_code(central, "K-0507"), csr_of(Ed25519PrivateKey.generate())
    key = code_key(code)
    answer = EnrolAnswer.model_validate_json(ask(central, "K-0507", csr, request_mac(key, "K-0507", csr)).content)
    assert answer.mac == answer_mac(key, csr, answer.enrolment)
    assert code.replace("-", "") not in answer.enrolment
    enrolment = Enrolment.model_validate_json(answer.enrolment)
    assert enrolment.kiosk_id == "K-0507"
    assert "BEGIN PUBLIC KEY" in enrolment.intake_key
    assert enrolment.authority == (central.state / "authority" / "ca.pem").read_text()


def certificate_in(response: Response) -> x509.Certificate:
    enrolment = Enrolment.model_validate_json(EnrolAnswer.model_validate_json(response.content).enrolment)
    return x509.load_pem_x509_certificate(enrolment.certificate.encode())


def test_what_a_certificate_says(central: RunningCentral) -> None:
    key = Ed25519PrivateKey.generate()
    certificate = certificate_in(central.enrol("K-0508", fresh_code(central, "K-0508"), key))
    assert certificate.public_key() == key.public_key()
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == ["urn:kiosk:K-0508"]
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [ExtendedKeyUsageOID.CLIENT_AUTH]
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(days=30, minutes=5)
    certificate.verify_directly_issued_by(
        x509.load_pem_x509_certificate((central.state / "authority" / "ca.pem").read_bytes())
    )


def test_a_new_enrolment_replaces_the_key_but_papers_stay_genuine(central: RunningCentral) -> None:
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    assert central.enrol("K-0509", fresh_code(central, "K-0509"), old).status_code == 200
    assert central.enrol("K-0509", fresh_code(central, "K-0509"), new).status_code == 200
    assert (ping(central, "K-0509", old), ping(central, "K-0509", new)) == (401, 204)
    application = certificate_application().model_copy(update={"kiosk_id": "K-0509"})
    for key, status in ((old, 200), (new, 200), (Ed25519PrivateKey.generate(), 404)):
        address = f"{central.url}/r/{token_of(application, key)}"
        assert central.session().get(address, timeout=10).status_code == status


def renew(central: RunningCentral, kiosk_id: str, key: Ed25519PrivateKey, csr: str) -> Response:
    body = b'{"csr": "%s"}' % csr.replace("\n", "\\n").encode()
    headers = RequestSigner(kiosk_id, key.sign).headers("POST", "/v1/renew", body)
    headers["Content-Type"] = "application/json"
    return central.session().post(f"{central.url}/v1/renew", data=body, headers=headers, timeout=30)


def test_a_renewal_gives_the_same_key_more_time(central: RunningCentral) -> None:
    key = Ed25519PrivateKey.generate()
    first = certificate_in(central.enrol("K-0510", fresh_code(central, "K-0510"), key))
    answer = renew(central, "K-0510", key, csr_of(key)).json()
    second = x509.load_pem_x509_certificate(answer["certificate"].encode())
    assert second.public_key() == first.public_key()
    assert second.serial_number != first.serial_number
    assert answer["expires"] == int(second.not_valid_after_utc.timestamp())
    assert kind(renew(central, "K-0510", key, "-----BEGIN X-----\nAAAA\n")) == (422, "bad-request")
    assert renew(central, "K-0510", Ed25519PrivateKey.generate(), csr_of(key)).status_code == 401


def test_another_key_follows_at_its_first_call_and_not_before(central: RunningCentral) -> None:
    old, new = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    assert central.enrol("K-0511", fresh_code(central, "K-0511"), old).status_code == 200
    assert ping(central, "K-0511", new) == 401
    assert renew(central, "K-0511", old, csr_of(new)).status_code == 200
    assert ping(central, "K-0511", old) == 204, "the kiosk may have died before it kept the answer"
    assert ping(central, "K-0511", new) == 204
    assert (ping(central, "K-0511", old), ping(central, "K-0511", new)) == (401, 204)


def test_the_authority_is_shown_to_whoever_sets_up_a_proxy(central: RunningCentral) -> None:
    assert central.command("authority") == (central.state / "authority" / "ca.pem").read_text()


def test_the_code_is_shown_to_people_and_kept_by_nobody(central: RunningCentral) -> None:
    said = central.command("enroll", "--kiosk", "K-0512", "--place", "南门", "--region", "990101")
    (code,) = [word for word in said.split() if word.count("-") == 6]
    assert "█" in said or "▄" in said
    assert central.enrol("K-0512", code.lower().replace("-", " "), Ed25519PrivateKey.generate()).status_code == 200
    assert b"K-0512" in dump(central.state)
    for kept in (dump(central.state), central.log.encode()):
        assert code.encode() not in kept
    assert central.sql("SELECT place, region FROM kiosks_kiosk WHERE id = 'K-0512'") == [("南门", "990101")]
    central.command("enroll", "--kiosk", "K-0512")
    assert central.sql("SELECT place, region FROM kiosks_kiosk WHERE id = 'K-0512'") == [("南门", "990101")]


def test_what_is_no_region_is_said(central: RunningCentral) -> None:
    with pytest.raises(subprocess.CalledProcessError) as refused:
        central.command("enroll", "--kiosk", "K-0513", "--region", "Pudong")
    assert "'Pudong' is no administrative area code: 2 to 12 digits" in refused.value.stderr
    assert central.sql("SELECT id FROM kiosks_kiosk WHERE id = 'K-0513'") == []


def test_codes_are_all_different_and_only_codes_are_codes() -> None:
    codes = {new_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code_key(code)) == 32 for code in codes)
    for wrong in ("", "A" * 25, "A" * 27, "1" * 26, "Ä" * 26):
        with pytest.raises(ValueError, match="26 letters"):
            code_key(wrong)
