"""The demo's album: numbered pictures with captions and times, papers beside them, and a page that shows it all."""

import html
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from PySide6.QtGui import QImage

_STYLE = """
body{margin:0;padding:32px;background:#0a1b2d;color:#e8eef4;font:18px/1.5 "Noto Sans CJK SC","Noto Sans SC",sans-serif}
h1{font-size:32px;margin:0 0 4px}h2{margin:48px 0 12px;border-bottom:2px solid #2b4a68;padding-bottom:6px}
p{margin:0 0 8px;color:#a9bacb}div{display:flex;flex-wrap:wrap;gap:20px;align-items:flex-start}
figure{margin:0;width:270px}figure img{width:100%;border-radius:10px;background:#fff;display:block}
figcaption{padding-top:6px;font-size:16px}time{color:#a9bacb;font-variant-numeric:tabular-nums}a{color:#9ecbff}
"""


@dataclass(frozen=True, slots=True)
class _Leaf:
    file: str
    caption: str
    seconds: float


@dataclass(slots=True)
class Album:
    """Collects into `folder`, which is emptied first."""

    folder: Path
    _chapters: list[tuple[str, list[_Leaf]]] = field(default_factory=list)
    _count: int = 0
    _began: float = field(default_factory=monotonic)

    def __post_init__(self) -> None:
        """Begin with an empty folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    @property
    def seconds(self) -> float:
        """Since the album was opened."""
        return monotonic() - self._began

    def chapter(self, title: str) -> None:
        """What follows belongs together."""
        self._chapters.append((title, []))
        print(f"\n{title}", flush=True)

    def add(self, picture: QImage, name: str, caption: str) -> None:
        """One screen. Raises ``OSError`` when it cannot be saved."""
        self._count += 1
        file = f"{self._count:02}-{name}.png"
        # Light compression: the album is looked at, not kept, and a kiosk's screen takes long to squeeze.
        if not picture.save(str(self.folder / file), quality=70):
            raise OSError(f"{self.folder / file} cannot be written")
        self._note(file, caption)

    def paper(self, source: Path, name: str, caption: str) -> None:
        """A printed paper: a picture as it is, a PDF with a rendering where pdftoppm is there."""
        target = self.folder / f"{name}{source.suffix}"
        shutil.copyfile(source, target)
        program = shutil.which("pdftoppm")
        if source.suffix == ".pdf" and program is not None:
            stem = self.folder / name
            subprocess.run([program, "-png", "-r", "110", "-singlefile", str(target), str(stem)], check=True)
            self._note(f"{name}.png", f"{caption} (PDF: {target.name})")
        else:
            self._note(target.name, caption)

    def _note(self, file: str, caption: str) -> None:
        self._chapters[-1][1].append(_Leaf(file, caption, self.seconds))
        print(f"  {self.seconds:6.1f} s  {file:<34} {caption}", flush=True)

    def write_index(self, remarks: Sequence[str] = ()) -> Path:
        """The page; `remarks` stand at its top."""
        said = "".join(f"<p>{html.escape(remark)}</p>" for remark in remarks)
        body = "".join(
            f"<h2>{html.escape(title)}</h2><div>{''.join(map(_figure, leaves))}</div>"
            for title, leaves in self._chapters
        )
        page = (
            '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>随时办</title>'
            f"<style>{_STYLE}</style><h1>随时办</h1>{said}{body}</html>"
        )
        path = self.folder / "index.html"
        path.write_text(page, encoding="utf-8")
        return path


def _figure(leaf: _Leaf) -> str:
    file, caption = html.escape(leaf.file), html.escape(leaf.caption)
    if leaf.file.endswith(".pdf"):
        return f'<figure><a href="{file}">{file}</a><figcaption>{caption}</figcaption></figure>'
    return (
        f'<figure><a href="{file}"><img src="{file}" alt="{caption}" loading="lazy"></a>'
        f"<figcaption>{caption} <time>{leaf.seconds:.1f} s</time></figcaption></figure>"
    )
