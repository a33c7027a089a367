"""Pictures for QML, drawn once and kept: icons in any colour, scenery, QR codes and live camera frames.

Address forms, all relative to ``image://``:

- ``icon/<name>/<bold|fill>/<rrggbb>``: a Phosphor icon, square, at the asked ``sourceSize``.
- ``art/<name>``: one SVG of ``ui/assets/art`` at the asked ``sourceSize`` (natural size without one).
- ``qr/<quoted text>``: a dark-on-white QR code, error correction M, whole pixels a module.
"""

import zlib
from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtQml import QQmlEngine
from PySide6.QtQuick import QQuickImageProvider
from PySide6.QtSvg import QSvgRenderer

ASSETS = Path(__file__).parent / "assets"
_DEFAULT_ICON_PX = 48
_QR_INK = 0xFF13212F
_QR_QUIET_ZONE = 2  # modules; the card around the code is white and supplies the rest of the four


def _draw(svg: bytes, size: QSize) -> QImage:
    renderer = QSvgRenderer(QByteArray(svg))
    target = size if size.isValid() and not size.isEmpty() else renderer.defaultSize()
    image = QImage(target, QImage.Format.Format_ARGB32_Premultiplied)
    # Transparent. `fill` would make every name of `Qt`, which takes a tenth of the way to the first screen.
    memoryview(image.bits())[:] = bytes(image.sizeInBytes())
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    renderer.render(painter, QRectF(0, 0, target.width(), target.height()))
    painter.end()
    return image


@lru_cache(maxsize=512)
def icon(name: str, weight: str, colour: str, pixels: int) -> QImage:
    """Draw one icon. ``colour`` is ``rrggbb``; an unknown name raises ``FileNotFoundError``."""
    svg = (ASSETS / "icons" / weight / f"{name}.svg").read_text(encoding="ascii")
    return _draw(svg.replace("currentColor", f"#{colour}").encode("ascii"), QSize(pixels, pixels))


def scene(name: str, width: int, height: int) -> QImage:
    """One piece of art at ``width`` × ``height`` px; 0 × 0 means its natural size."""
    size, packed = _packed_scene(name, width, height)
    pixels = zlib.decompress(packed)
    return QImage(pixels, *size, 4 * size[0], QImage.Format.Format_ARGB32_Premultiplied).copy()


@lru_cache(maxsize=24)
def _packed_scene(name: str, width: int, height: int) -> tuple[tuple[int, int], bytes]:
    """Width and height, and the drawn pixels deflated.

    A drawing takes 10 to 30 ms to draw, 2 to 5 to unpack, and 3 MB to keep as it is; flat colours pack to a fiftieth.
    """
    image = _draw((ASSETS / "art" / f"{name}.svg").read_bytes(), QSize(width, height))
    return (image.width(), image.height()), zlib.compress(image.constBits(), 1)


@lru_cache(maxsize=4)
def qr_code(text: str, pixels: int) -> QImage:
    """Draw ``text`` as a QR code of at most ``pixels`` px a side, each module a whole number of pixels."""
    matrix = qr_matrix(text)
    side = len(matrix)
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("#FFFFFF"))
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                image.setPixel(x, y, _QR_INK)
    step = max(1, pixels // side)
    return image.scaled(side * step, side * step)


@lru_cache(maxsize=4)
def qr_matrix(text: str) -> list[list[bool]]:
    """The modules of ``text`` as a QR code. Takes 20 ms and more: may be asked on any thread before a screen needs it."""
    from qrcode.constants import ERROR_CORRECT_M  # noqa: PLC0415 - no code is on the first screen, and it brings much along
    from qrcode.main import QRCode  # noqa: PLC0415 - as above

    code = QRCode(error_correction=ERROR_CORRECT_M, border=_QR_QUIET_ZONE)
    code.add_data(text)
    code.make(fit=True)
    matrix: list[list[bool]] = code.get_matrix()
    return matrix


def forget() -> None:
    """Forget the codes that were drawn; part of ending a visit."""
    qr_code.cache_clear()
    qr_matrix.cache_clear()


class IconProvider(QQuickImageProvider):
    """``image://icon/<name>/<weight>/<rrggbb>``."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Answer Qt with the drawn icon."""
        name, weight, colour = address.split("/")
        pixels = requested.width() if requested.width() > 0 else _DEFAULT_ICON_PX
        size.setWidth(pixels)
        size.setHeight(pixels)
        return icon(name, weight, colour, pixels)


class ArtProvider(QQuickImageProvider):
    """``image://art/<name>``."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Answer Qt with the drawn scenery."""
        image = scene(address, max(0, requested.width()), max(0, requested.height()))
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


class QrProvider(QQuickImageProvider):
    """``image://qr/<quoted text>``."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:  # noqa: N802 - Qt's name
        """Answer Qt with the drawn code."""
        image = qr_code(unquote(address), requested.width() if requested.width() > 0 else 480)
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


class FrameProvider(QQuickImageProvider):
    """``image://frame/<slot>/<serial>``: the newest picture put into a slot; the serial defeats Qt's cache."""

    def __init__(self) -> None:
        super().__init__(QQuickImageProvider.ImageType.Image)
        self._frames: dict[str, QImage] = {}

    def put(self, slot: str, image: QImage) -> None:
        """Show ``image`` from the next request on."""
        self._frames[slot] = image

    def wipe(self) -> None:
        """Forget every picture; part of ending a visit."""
        self._frames.clear()

    def requestImage(self, address: str, size: QSize, requested: QSize) -> QImage:  # noqa: ARG002, N802 - Qt's signature
        """Answer Qt with the slot's picture, or one dark pixel before the first frame."""
        image = self._frames.get(address.split("/", maxsplit=1)[0])
        if image is None:
            image = QImage(1, 1, QImage.Format.Format_RGB32)
            image.fill(QColor("#2A2D31"))
        size.setWidth(image.width())
        size.setHeight(image.height())
        return image


def install(engine: QQmlEngine) -> FrameProvider:
    """Give ``engine`` all four providers and answer the one that takes live pictures."""
    frames = FrameProvider()
    engine.addImageProvider("icon", IconProvider())
    engine.addImageProvider("art", ArtProvider())
    engine.addImageProvider("qr", QrProvider())
    engine.addImageProvider("frame", frames)
    return frames


def unpacked(jpeg: bytes) -> QImage:
    """The picture; a null image where it is no JPEG.

    The format is named: otherwise every plug-in of Qt looks at the bytes first, and the one for SVG connects two objects to do
    so. That takes one of Qt's locks while this thread holds the interpreter. The GUI thread, which lets go of an object at that
    moment, holds the lock and wants the interpreter: both wait for good.
    """
    return QImage.fromData(jpeg, "JPG")  # type: ignore[arg-type]  # the stubs say bytes, the binding takes text only
