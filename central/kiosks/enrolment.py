"""Enrolment by a one-time code, and renewal: which key and which certificate belong to a kiosk."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import transaction

from central.kiosks.authority import AUTHORITY_FOLDER, Authority, ClientKey, Issued, key_of
from central.kiosks.models import EnrolmentCode, FormerKey, Kiosk
from central.kiosks.welcome import platform_parts
from kiosk.protocol.enrolment import (
    EnrolAnswer,
    Enrolment,
    EnrolRequest,
    RenewAnswer,
    answer_mac,
    code_key,
    new_code,
    request_mac,
)

CODE_LIFE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class NotEnrolled:
    """Nobody with a good code asked: a wrong one, one too old, or one that another key has used."""


def authority() -> Authority:
    """The authority of this platform."""
    return Authority(Path(settings.STATE) / AUTHORITY_FOLDER)


def make_code(kiosk_id: str, *, place: str = "", region: str = "") -> str:
    """A fresh code for `kiosk_id`; every earlier one of it is void. The kiosk is made known, not yet active anew.

    `place` and `region` (administrative area code) are kept as they are unless given.
    """
    code = new_code()
    with transaction.atomic():
        kiosk, _ = Kiosk.objects.get_or_create(id=kiosk_id)
        given = {name: value for name, value in (("place", place), ("region", region)) if value}
        if given:
            Kiosk.objects.filter(id=kiosk_id).update(**given)
        EnrolmentCode.objects.filter(kiosk=kiosk).delete()
        EnrolmentCode.objects.create(kiosk=kiosk, key=code_key(code), expires_at=datetime.now(UTC) + CODE_LIFE)
    return code


def enrol(request: EnrolRequest) -> EnrolAnswer | NotEnrolled:
    """Make the key that signed the request the kiosk's, if the request knows the code.

    Raises:
        BadSigningRequest: the code is good, the signing request is not.
    """
    with transaction.atomic():
        code = _code_of(request)
        if code is None:
            return NotEnrolled()
        key = key_of(request.csr)
        fingerprint = sha256(key.pem.encode()).hexdigest()
        if code.used_by not in ("", fingerprint):
            return NotEnrolled()
        EnrolmentCode.objects.filter(pk=code.pk).update(used_by=fingerprint)
        kiosk = code.kiosk
        _replace_key(kiosk, key)
        issued = _certify(kiosk, key)
        Kiosk.objects.filter(id=kiosk.id).update(active=True)
    enrolment = Enrolment(
        kiosk_id=kiosk.id, certificate=issued.pem, authority=authority().certificate_pem, **platform_parts()
    ).model_dump_json()
    return EnrolAnswer(enrolment=enrolment, mac=answer_mac(bytes(code.key), request.csr, enrolment))


def renew(kiosk: Kiosk, csr: str) -> RenewAnswer:
    """The next certificate. A request by a new key lets that key follow, from the first call on that it signs.

    Raises:
        BadSigningRequest: the signing request is none.
    """
    key = key_of(csr)
    with transaction.atomic():
        if key.pem != kiosk.public_key:
            Kiosk.objects.filter(id=kiosk.id).update(next_key=key.pem)
        issued = _certify(kiosk, key)
    return RenewAnswer(
        certificate=issued.pem, authority=authority().certificate_pem, expires=int(issued.expires.timestamp())
    )


def _code_of(request: EnrolRequest) -> EnrolmentCode | None:
    now = datetime.now(UTC)
    EnrolmentCode.objects.filter(expires_at__lt=now).delete()
    for code in EnrolmentCode.objects.select_for_update().filter(kiosk_id=request.kiosk_id):
        if hmac.compare_digest(request.mac, request_mac(bytes(code.key), request.kiosk_id, request.csr)):
            return code
    return None


def _replace_key(kiosk: Kiosk, key: ClientKey) -> None:
    if kiosk.public_key not in ("", key.pem):
        FormerKey.objects.create(kiosk=kiosk, public_key=kiosk.public_key)
    Kiosk.objects.filter(id=kiosk.id).update(public_key=key.pem, next_key="")


def _certify(kiosk: Kiosk, key: ClientKey) -> Issued:
    issued = authority().issue_client(kiosk.id, key)
    Kiosk.objects.filter(id=kiosk.id).update(certificate_expires_at=issued.expires)
    return issued
