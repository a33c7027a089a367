"""Where a call comes from. What a caller writes into a header is believed only when our own proxy wrote the end of it."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address of whoever called; behind the proxy the last that it added to ``X-Forwarded-For``.

    ``None`` when that is no address.
    """
    peer = request.META.get("REMOTE_ADDR") or ""
    if settings.BEHIND_PROXY and (not peer or _loopback(peer)):
        peer = request.headers.get("X-Forwarded-For", peer).rpartition(",")[2].strip()
    try:
        return str(ip_address(peer))
    except ValueError:
        return None


def _loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
