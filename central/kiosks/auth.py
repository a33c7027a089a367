"""Who calls. Every call under ``/v1`` but the enrolment is signed by the device key of an active kiosk.

Four ways to ask, as ninja's ``auth=`` of a route:

* `authenticated_kiosk`, the default: the call is believed once; its nonce is kept.
* `transacting_kiosk`: believed once likewise, but the route keeps the `nonce_of` the call itself, in its own transaction.
* `repeatable_kiosk`: for calls that change nothing, or do the same thing however often they come (an idempotency key).
* `streaming_kiosk`: repeatable, and the body is not read here: the route compares it with `signed_sha256`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import DateTimeField, Q
from django.http import HttpRequest

from central.kiosks.connection import PEER, RAW_URI
from central.kiosks.models import FormerKey, Kiosk
from central.kiosks.nonces import remember
from central.kiosks.signatures import Call, Refusal, Signed, signed
from central.statements import rows_of
from kiosk.protocol.enrolment import kiosk_urn

# Times are left out: SQLite gives them as text, and nearly no call asks for them.
_COLUMNS = [one.attname for one in Kiosk._meta.concrete_fields if not isinstance(one, DateTimeField)]  # noqa: SLF001  Django's public _meta
_ACTIVE = f"SELECT {', '.join(_COLUMNS)} FROM kiosks_kiosk WHERE id = %s AND active"  # noqa: S608  names of our own model
SEEN_EVERY = timedelta(minutes=1)
_BODILESS = ("GET", "HEAD", "DELETE", "OPTIONS")


class NotBelieved(Exception):  # noqa: N818  a verdict, not a mistake
    """The call is not answered; `refusal` says why, in the problem's kind."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def verify(method: str, target: str, headers: Mapping[str, str]) -> Kiosk | Refusal:
    """The kiosk that signed this call without a body, for servers other than ninja's; however often it comes.

    `target` is path and query as on the wire. `headers` must not care for case.
    """
    found = _found(Call(method, target, headers, has_body=method not in _BODILESS))
    if isinstance(found, Refusal):
        return found
    kiosk, signature = found
    return kiosk if signature.is_of(b"") else Refusal.UNSIGNED


def authenticated_kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk whose call this is, the first time it comes. Raises `NotBelieved`."""
    kiosk, signature = _believed(request)
    _check_body(request, signature)
    if not remember(kiosk.id, signature.nonce):
        raise NotBelieved(Refusal.REPLAYED)
    return kiosk


def transacting_kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk whose call this is, if the route finds that it has not come before. Raises `NotBelieved`."""
    kiosk, signature = _believed(request)
    _check_body(request, signature)
    request.META[_NONCE] = signature.nonce
    return kiosk


def repeatable_kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk whose call this is, however often it comes. Raises `NotBelieved`."""
    kiosk, signature = _believed(request)
    _check_body(request, signature)
    return kiosk


def streaming_kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk that signed for the body to come, which must be `signed_sha256`. Raises `NotBelieved`."""
    kiosk, signature = _believed(request)
    request.META[_SIGNED] = signature.body_sha256
    return kiosk


_SIGNED, _NONCE = "suishiban.signed_sha256", "suishiban.nonce"


def nonce_of(request: HttpRequest) -> str:
    """What `central.kiosks.nonces` must not know yet; of a route with `transacting_kiosk`."""
    nonce: str = request.META[_NONCE]
    return nonce


def signed_sha256(request: HttpRequest) -> bytes:
    """The SHA-256 (32 bytes) of the body that the caller signed for; of a route with `streaming_kiosk`."""
    digest: bytes = request.META[_SIGNED]
    return digest


def caller(request: HttpRequest) -> Kiosk:
    """The kiosk that was found; ninja keeps it as ``request.auth``."""
    kiosk = getattr(request, "auth", None)
    if not isinstance(kiosk, Kiosk):
        raise TypeError("this address is reached without authentication")
    return kiosk


def note_seen(kiosk: Kiosk, now: datetime) -> None:
    """Remember that `kiosk` is alive, at most once a minute: a write per call would serialise the fleet."""
    long_ago = Q(last_seen_at=None) | Q(last_seen_at__lt=now - SEEN_EVERY)
    Kiosk.objects.filter(long_ago, id=kiosk.id).update(last_seen_at=now)


def _believed(request: HttpRequest) -> tuple[Kiosk, Signed]:
    method = request.method or ""
    announced = request.headers.get("Content-Length", "") not in ("", "0") or "Transfer-Encoding" in request.headers
    found = _found(Call(method, _target(request), request.headers, announced or method not in _BODILESS))
    if isinstance(found, Refusal):
        raise NotBelieved(found)
    peer = request.META.get(PEER)
    if peer is not None and peer != kiosk_urn(found[0].id):
        raise NotBelieved(Refusal.UNSIGNED)
    return found


def _target(request: HttpRequest) -> str:
    """Path and query as on the wire, where the server says so; WSGI itself hands the path on decoded."""
    raw = request.META.get(RAW_URI)
    return raw if isinstance(raw, str) else request.get_full_path()


def _check_body(request: HttpRequest, signature: Signed) -> None:
    if not signature.is_of(request.body):
        raise NotBelieved(Refusal.UNSIGNED)


def _found(call: Call) -> tuple[Kiosk, Signed] | Refusal:
    known: dict[str, Kiosk] = {}

    def keys_of(kiosk_id: str) -> tuple[str, ...]:
        found = rows_of(_ACTIVE, (kiosk_id,))
        if not found:
            return ()
        known[kiosk_id] = kiosk = Kiosk.from_db(connection.alias, _COLUMNS, found[0])
        return tuple(filter(None, (kiosk.public_key, kiosk.next_key)))

    signature = signed(call, keys_of)
    if isinstance(signature, Refusal):
        return signature
    kiosk = known[signature.kiosk_id]
    if signature.public_key != kiosk.public_key:
        _follow(kiosk)
    return kiosk, signature


def _follow(kiosk: Kiosk) -> None:
    """The first call signed by the key that a renewal asked for: from here on it is the key."""
    with transaction.atomic():
        changed = Kiosk.objects.filter(id=kiosk.id, next_key=kiosk.next_key).update(
            public_key=kiosk.next_key, next_key=""
        )
        if changed:
            FormerKey.objects.create(kiosk=kiosk, public_key=kiosk.public_key)
