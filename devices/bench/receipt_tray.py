"""What comes out of the simulated receipt printer: strips hang together until the blade cuts them, pieces lie as PNG files."""

from pathlib import Path

from PIL import Image

from devices.bench.thermal_head import stacked

HEAD_TO_BLADE = 80
"""dots between the head and the blade: the white top of every receipt"""
_MARGIN_DOTS = 32
"""of paper on either side of the head"""
_PAPER, _INK = 252, 24


class ReceiptTray:
    """The paper behind the head. Used under the printer's lock."""

    def __init__(self, folder: Path) -> None:
        """`folder` is made by `empty`."""
        self.folder = folder
        self.papers: list[Path] = []
        self.torn: list[Path] = []
        self._strips: list[Image.Image] = []
        self._falling: list[tuple[Image.Image, list[Path], str]] = []
        self._count = 0

    def empty(self) -> None:
        """Make the folder; throw away what an earlier bench left."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for old in self.folder.glob("receipt-*.png"):
            old.unlink()

    def come_out(self, strip: Image.Image) -> None:
        """A strip has passed the head. A new roll reaches as far as the blade before anything is printed on it."""
        if not self._strips:
            self._strips.append(Image.new("1", (strip.width, HEAD_TO_BLADE), 0))
        self._strips.append(strip)

    def cut(self, width_dots: int) -> None:
        """The blade falls; what lies between it and the head becomes the top of the next piece."""
        whole = stacked(self._strips, width_dots)
        blade = max(0, whole.height - HEAD_TO_BLADE)
        self._strips = [whole.crop((0, blade, width_dots, whole.height))]
        self._lay(whole.crop((0, 0, width_dots, blade)), self.papers, "receipt")

    def tear_off(self, width_dots: int) -> None:
        """The end of a roll, or a strip at the tear bar, is pulled out with what was printed on it."""
        if self._strips:
            self._lay(stacked(self._strips, width_dots), self.torn, "receipt-torn")
        self._strips = []

    @property
    def unsettled(self) -> bool:
        """Whether there are pieces that `settle` has not laid down yet."""
        return bool(self._falling)

    def settle(self) -> None:
        """Write the pieces as files: for whoever looks, and not while the printer is being asked something."""
        for piece, pile, stem in self._falling:
            self._write(piece, pile, stem)
        self._falling = []

    def take(self) -> None:
        """Somebody takes everything that lies there."""
        self.settle()
        for path in (*self.papers, *self.torn):
            path.unlink(missing_ok=True)
        self.papers, self.torn = [], []

    def _lay(self, piece: Image.Image, pile: list[Path], stem: str) -> None:
        """Lay the piece on the pile. A strip without a dot of ink is dropped: nobody picks it up."""
        if piece.getbbox() is not None:
            self._falling.append((piece, pile, stem))

    def _write(self, piece: Image.Image, pile: list[Path], stem: str) -> None:
        self._count += 1
        path = self.folder / f"{stem}-{self._count:04}.png"
        sheet = Image.new("1", (piece.width + 2 * _MARGIN_DOTS, piece.height), 0)
        sheet.paste(piece, (_MARGIN_DOTS, 0))
        shades = sheet.convert("L").point(lambda dot: _INK if dot else _PAPER)
        fresh = path.with_suffix(".new")
        shades.save(fresh, format="PNG", dpi=(203, 203))
        fresh.replace(path)
        pile.append(path)
