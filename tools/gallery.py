"""Draw every screen with sample data to build/gallery and lay it beside the design: ``make gallery``.

``--only home`` draws the samples whose name contains the word; any Qt warning ends it with an error.
"""

import argparse
import html
import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.gallery.all_samples import all_samples, look_of  # noqa: E402 - needs the path above
from tests.gallery.samples import chrome  # noqa: E402 - as above
from tests.gallery.stage import Stage  # noqa: E402 - needs the environment above

DESIGN = ROOT.parent / "shared" / "design" / "png"


def main() -> int:
    """Draw, then write the index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="draw only samples whose name contains this")
    parser.add_argument("--language", default="", help="zh_CN or en; both without it")
    parser.add_argument("--variant", default="", help="normal or elder; both without it")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "gallery")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    stage, rows, failed = Stage(), [], False
    for name, sample in all_samples().items():
        if options.only not in name:
            continue
        for language in (options.language,) if options.language else ("zh_CN", "en"):
            for variant in (options.variant,) if options.variant else sample.variants:
                if variant not in sample.variants:
                    continue
                file = f"{name}-{variant}-{language}.png"
                stage.show(sample.screen, sample.view(language), look_of(sample, language, variant))
                stage.picture().save(str(options.out / file))
                failed = _report(file, stage) or failed
                rows.append((file, sample.design if variant == "normal" and language == "zh_CN" else ""))
                print(file)
    for file, design in (
        ("ControlsSheet", "16a-states-controls"),
        ("FeedbackSheet", "16b-states-feedback"),
        ("VisitSheet", ""),
    ):
        if options.only in file:
            stage.show("home", all_samples()["home-day"].view("zh_CN"), chrome("zh_CN"))
            sheet = stage.show_file(ROOT / "tests" / "gallery" / "sheets" / f"{file}.qml")
            stage.picture().save(str(options.out / f"{file}.png"))
            stage.take_away(sheet)
            failed = _report(file, stage) or failed
            rows.append((f"{file}.png", design))
    _index(options.out, rows)
    stage.close()
    return 1 if failed else 0


def _report(file: str, stage: Stage) -> bool:
    """Print what Qt complained of; whether it did."""
    for warning in stage.warnings:
        print(f"{file}: {warning}")
    said = bool(stage.warnings)
    stage.warnings.clear()
    return said


def _index(out: Path, rows: list[tuple[str, str]]) -> None:
    cells = []
    for file, design in rows:
        beside = DESIGN / f"{design}.png"
        other = f'<img src="{beside.as_uri()}">' if design and beside.exists() else ""
        cells.append(f'<section><h2>{html.escape(file)}</h2><img src="{html.escape(file)}">{other}</section>')
    style = (
        "body{font:16px sans-serif;background:#456;color:#fff}section{display:inline-block;margin:8px}img{width:400px}"
    )
    page = f'<!doctype html><meta charset="utf-8"><title>Gallery</title><style>{style}</style>{"".join(cells)}'
    (out / "index.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
