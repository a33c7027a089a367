"""Who calls. Every call under ``/v1`` but the enrolment is signed by the device key of an active kiosk.

Four ways to ask, as ninja's ``auth=`` of a route:

* `authenticated_kiosk`, the default: the call is believed once; its nonce is kept.
* `TransactingKiosk`: believed once likewise, but the route keeps the `nonce_of` the call itself, in its own transaction.
* `repeatable_kiosk`: for calls that change nothing, or do the same thing however often they come (an idempotency key).
* `streaming_kiosk`: repeatable, and the body is not read here: the route compares it with `signed_sha256`.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import DEFAULT_DB_ALIAS, transaction
from django.db.models import DateTimeField, Q
from django.http import HttpRequest

from central.kiosks.connection import PEER, RAW_URI
from central.kiosks.models import FormerKey, Kiosk
from central.kiosks.nonces import remember
from central.kiosks.signatures import Call, Refusal, Signed, signed
from central.statements import Row, rows_of
from kiosk.protocol.enrolment import kiosk_urn

# Times are left out: SQLite gives them as text, and nearly no call asks for them.
_COLUMNS = [one.attname for one in Kiosk._meta.concrete_fields if not isinstance(one, DateTimeField)]  # noqa: SLF001  Django's public _meta
_ACTIVE = (
    f"SELECT {', '.join(f'k.{one}' for one in _COLUMNS)}{{}} FROM kiosks_kiosk k {{}} WHERE k.id = %s AND k.active"  # noqa: S608  names of our own model
)
_PLAIN = _ACTIVE.format("", "")
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
    kiosk, signature, _ = found
    return kiosk if signature.is_of(b"") else Refusal.UNSIGNED


def authenticated_kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk whose call this is, the first time it comes. Raises `NotBelieved`."""
    kiosk, signature, _ = _believed(request)
    _check_body(request, signature)
    if not remember(kiosk.id, signature.nonce):
        raise NotBelieved(Refusal.REPLAYED)
    return kiosk


class TransactingKiosk:
    """``auth=`` of a route that notes the nonce itself, and is told in the same look what else lies there about the kiosk.

    `columns` and `joins` are SQL beside ``kiosks_kiosk k``; what they give is `beside_of` the call.
    """

    def __init__(self, columns: str, joins: str) -> None:
        self._statement = _ACTIVE.format(f", {columns}", joins)

    def __call__(self, request: HttpRequest) -> Kiosk:
        """The kiosk whose call this is, if the route finds that it has not come before. Raises `NotBelieved`."""
        kiosk, signature, beside = _believed(request, self._statement)
        _check_body(request, signature)
        request.META[_NONCE], request.META[_BESIDE] = signature.nonce, beside
        return kiosk


def repeatable_kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk whose call this is, however often it comes. Raises `NotBelieved`."""
    kiosk, signature, _ = _believed(request)
    _check_body(request, signature)
    return kiosk


def streaming_kiosk(request: HttpRequest) -> Kiosk:
    """The kiosk that signed for the body to come, which must be `signed_sha256`. Raises `NotBelieved`."""
    kiosk, signature, _ = _believed(request)
    request.META[_SIGNED] = signature.body_sha256
    return kiosk


_SIGNED, _NONCE, _BESIDE = "suishiban.signed_sha256", "suishiban.nonce", "suishiban.beside"


def nonce_of(request: HttpRequest) -> str:
    """What `central.kiosks.nonces` must not know yet; of a route with `TransactingKiosk`."""
    nonce: str = request.META[_NONCE]
    return nonce


def beside_of(request: HttpRequest) -> Row:
    """The columns that a route's `TransactingKiosk` asked for."""
    beside: Row = request.META[_BESIDE]
    return beside


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


def _believed(request: HttpRequest, statement: str = _PLAIN) -> tuple[Kiosk, Signed, Row]:
    method = request.method or ""
    announced = request.headers.get("Content-Length", "") not in ("", "0") or "Transfer-Encoding" in request.headers
    found = _found(Call(method, _target(request), request.headers, announced or method not in _BODILESS), statement)
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


def _found(call: Call, statement: str = _PLAIN) -> tuple[Kiosk, Signed, Row] | Refusal:
    known: dict[str, tuple[Kiosk, Row]] = {}

    def keys_of(kiosk_id: str) -> tuple[str, ...]:
        found = rows_of(statement, (kiosk_id,))
        if not found:
            return ()
        kiosk = Kiosk.from_db(DEFAULT_DB_ALIAS, _COLUMNS, found[0][: len(_COLUMNS)])
        known[kiosk_id] = kiosk, found[0][len(_COLUMNS) :]
        return tuple(filter(None, (kiosk.public_key, kiosk.next_key)))

    signature = signed(call, keys_of)
    if isinstance(signature, Refusal):
        return signature
    kiosk, beside = known[signature.kiosk_id]
    if signature.public_key != kiosk.public_key:
        _follow(kiosk)
    return kiosk, signature, beside


def _follow(kiosk: Kiosk) -> None:
    """The first call signed by the key that a renewal asked for: from here on it is the key."""
    with transaction.atomic():
        changed = Kiosk.objects.filter(id=kiosk.id, next_key=kiosk.next_key).update(
            public_key=kiosk.next_key, next_key=""
        )
        if changed:
            FormerKey.objects.create(kiosk=kiosk, public_key=kiosk.public_key)
