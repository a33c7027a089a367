"""A QR code as a picture in a page."""

import io
from base64 import b64encode

import qrcode
from qrcode.image.svg import SvgPathImage


def code_of(address: str) -> str:
    """`address` as the source of an image."""
    code = qrcode.QRCode(border=2, image_factory=SvgPathImage)
    code.add_data(address)
    out = io.BytesIO()
    code.make_image().save(out)
    return "data:image/svg+xml;base64," + b64encode(out.getvalue()).decode()
