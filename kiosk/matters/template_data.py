"""What the Typst template of a document is given, by the kiosk and by the platform alike (docs/add-a-matter.md).

``sys.inputs.data`` is a JSON text with ``document`` (number, issued_on in both languages, verify_url, qr: an SVG) and
``data``, what the platform certified. Templates are data that administrators publish: they fetch no packages.
"""

import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage

from kiosk.clock import CHINA

_PACKAGE = re.compile(r'(?:import|include)\s*"@')


def template_inputs(number: str, issued_at: datetime, verify_url: str, data: Mapping[str, Any]) -> dict[str, str]:
    """The ``sys.inputs`` of one document; `issued_at` is aware, the page says the day in China."""
    moment = issued_at.astimezone(CHINA)
    document = {
        "number": number,
        "issued_on": {
            "zh": f"{moment.year}年{moment.month}月{moment.day}日",
            "en": f"{moment.day} {moment:%B} {moment.year}",
        },
        "verify_url": verify_url,
        "qr": _qr_svg(verify_url),
    }
    return {"data": json.dumps({"document": document, "data": data}, ensure_ascii=False)}


def package_line(source: str) -> int | None:
    """The first line of a template at which it fetches a package, counted from 1."""
    package = _PACKAGE.search(source)
    return None if package is None else source[: package.start()].count("\n") + 1


def _qr_svg(text: str) -> str:
    """`text` as a QR code (level M) in SVG, quiet zone of four modules included."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(text)
    code.make(fit=True)
    out = io.BytesIO()
    code.make_image().save(out)
    return out.getvalue().decode()
