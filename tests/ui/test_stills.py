"""A still is whole when it is shown, however late the machine draws."""

import os
import subprocess
import sys

LATE = """
from tests.gallery.all_samples import all_samples, look_of
from tests.gallery.stage import Stage
from tests.ui.visual_tree import all_complaints

stage = Stage(with_keyboard=False)
sample = all_samples()["guide"]
for variant in ("normal", "elder"):
    stage.show(sample.screen, sample.view("en"), look_of(sample, "en", variant))
print(all_complaints(stage.stage))
stage.close()
"""


def test_a_still_waits_for_its_frame() -> None:
    """Planted: six rounds of events and no frame; the footer's row then keeps the places of the smaller type."""
    late = {**os.environ, "QT_QPA_UPDATE_IDLE_TIME": "400", "QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run(
        [sys.executable, "-c", LATE], env=late, capture_output=True, text=True, check=False, timeout=60
    )
    assert said.stdout.splitlines()[-1:] == ["[]"], said.stdout + said.stderr
