"""The second factor: a code of an authenticator app (RFC 6238), and recovery codes on paper for when that is lost."""

import base64
import io

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from qrcode import QRCode
from qrcode.image.svg import SvgPathFillImage

RECOVERY_CODES = 10
_TOTP_DIGITS = 6


def required() -> bool:
    """Whether nobody enters the console without it; only a development platform may do without (docs/adr)."""
    return bool(settings.SECOND_FACTOR_REQUIRED)


def in_use() -> bool:
    """Whether anybody may have a code to give: where nobody must, somebody may have bound an authenticator all the same."""
    return required() or TOTPDevice.objects.filter(confirmed=True).exists()


def confirmed(user: object) -> TOTPDevice | None:
    """The authenticator of `user`, once it has been shown to work."""
    found: TOTPDevice | None = TOTPDevice.objects.filter(user=user, confirmed=True).first()
    return found


def device_for(user: User, token: str) -> Device | None:
    """Which of the two a code is meant for: six digits come from the authenticator, anything else from the paper.

    One is chosen, not both tried: a wrong code counts against that one only.
    """
    if len(token) == _TOTP_DIGITS and token.isascii() and token.isdigit():
        return confirmed(user)
    found: StaticDevice | None = StaticDevice.objects.filter(user=user, confirmed=True).first()
    return found


def begun(user: User) -> TOTPDevice:
    """The authenticator that `user` is about to bind: the same one until it has been shown to work."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "authenticator"})
    found: TOTPDevice = device
    return found


@transaction.atomic
def confirm(device: TOTPDevice) -> list[str]:
    """`device` works: from now on it is the one. Returns new recovery codes."""
    TOTPDevice.objects.filter(user=device.user).exclude(pk=device.pk).delete()
    device.confirmed = True
    device.save()
    return new_recovery_codes(device.user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Fresh ones; what was on the old paper is worth nothing from now on."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create([StaticToken(device=device, token=code) for code in codes])
    return codes


def recovery_codes_left(user: object) -> int:
    """How many of the paper are unused."""
    return int(StaticToken.objects.filter(device__user=user).count())


def forget_devices(user: User) -> None:
    """Who lost phone and paper binds anew at the next login."""
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()


def address_of(device: TOTPDevice) -> str:
    """The ``otpauth://`` address that an authenticator app photographs."""
    return str(device.config_url)


def secret_of(device: TOTPDevice) -> str:
    """The same secret to type, in groups of four."""
    plain = base64.b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(plain[start : start + 4] for start in range(0, len(plain), 4))


def picture(text: str) -> str:
    """A QR code of `text` as a data address of an SVG: no file, no other request, and the policy allows it."""
    code = QRCode(border=2, image_factory=SvgPathFillImage)
    code.add_data(text)
    stream = io.BytesIO()
    code.make_image().save(stream)
    return "data:image/svg+xml;base64," + base64.b64encode(stream.getvalue()).decode()
