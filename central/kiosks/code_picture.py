"""A code to be photographed, as SVG within a page: dark on white whatever the page looks like."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import QRCode

_QUIET = 4
"""Modules of white around it (ISO/IEC 18004)"""


def picture_of(text: str, said: str) -> SafeString:
    """The QR code of `text`; `said` is what it is, for whoever does not see it."""
    code = QRCode(border=_QUIET)
    code.add_data(text)
    matrix = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark)
    size = len(matrix)
    return format_html(
        '<svg viewBox="0 0 {} {}" class="f-qr" role="img" aria-label="{}" shape-rendering="crispEdges">'
        '<rect width="{}" height="{}" fill="#fff"/><path d="{}" fill="#000"/></svg>',
        *(size, size, said, size, size, path),
    )
