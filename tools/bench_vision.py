"""Page detection, capture, codes and the way of a picture out of the helper, each beside its limit or its peer in this run."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import psutil
import qrcode
import zxingcpp
from cv2.typing import MatLike

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from devices.bench import page_set
from devices.bench.desk_scene import Scene, draw
from devices.bench.device import Places
from devices.bench.document_camera import DocumentCameraBench
from devices.bench.face_camera import FaceCameraBench
from devices.bench.sensor import encoded, noisy
from devices.drivers.document_camera_opencv import DocumentCameraOptions, OpenCvDocumentCamera
from devices.drivers.face_camera_opencv import FaceCameraOptions, OpenCvFaceCamera
from devices.transports.framed_pipe import Unpacker, packed
from devices.transports.shared_blobs import Half, SharedBlobs
from devices.vision.codes import find_codes
from devices.vision.page_outline import find_page
from devices.vision.page_quality import judge
from devices.vision.quad import Quad, overlap
from devices.vision.straighten import jpeg_of, straighten, thumbnail
from tools.bench_figures import Figure, median, percentile, table

_FOUND = 0.95
_MISSES = {"dark": 2, "light": 4, "white": 4}
_FRAME_MS, _CAPTURE_MS, _IDLE_PERCENT = 25.0, 200.0, 3.0
_CODES = 40
_CAPTURES = 9
_WATCH_S = 8.0
_FRAME_BYTES = 2_500_000


def vision_figures() -> list[Figure]:
    """All of it, in about a minute; OpenCV on one thread as in the helper, but for the capture."""
    cv2.setNumThreads(1)
    figures = [figure for plate in page_set.PLATE_NAMES for figure in _detection(plate)]
    figures += [_capture(), _codes(), _shared_memory(), *_helpers()]
    return figures


def _detection(plate: str) -> Iterator[Figure]:
    missed, simply_missed, times = 0, 0, []
    for frame, true in page_set.frames(plate):
        began = time.perf_counter()
        outline = find_page(frame)
        times.append((time.perf_counter() - began) * 1000)
        missed += outline is None or overlap(outline.corners, true) <= _FOUND
        simple = _one_threshold(frame)
        simply_missed += simple is None or overlap(simple, true) <= _FOUND
    beside = f"of {page_set.PAGES}; one Canny threshold and the largest contour miss {simply_missed}"
    yield Figure(f"pages not found on the {plate} plate", missed, "", _MISSES[plate], beside)
    spread = f"p90 {percentile(times, 0.9):.1f}, slowest {max(times):.1f}; one thread"
    yield Figure(f"page detection on {plate}, a 1080p frame, median", median(times), "ms", _FRAME_MS, spread)


def _one_threshold(frame: MatLike) -> Quad | None:
    edges = cv2.Canny(cv2.GaussianBlur(cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY), (5, 5), 0), 75, 200)
    contours, _ = cv2.findContours(edges, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    largest = max(contours, key=cv2.contourArea, default=None)
    if largest is None:
        return None
    polygon = cv2.approxPolyDP(largest, 0.02 * cv2.arcLength(largest, closed=True), closed=True)
    return polygon.reshape(4, 2).astype(np.float32) if len(polygon) == 4 else None  # noqa: PLR2004  corners


def _capture() -> Figure:
    scene = Scene(width=3264, height=2448, page="contract-1", angle=4)
    frame = np.frombuffer(encoded(noisy(draw(scene), 0)), np.uint8)
    times, size = [], (0, 0)
    cv2.setNumThreads(2)
    for _ in range(_CAPTURES):
        began = time.perf_counter()
        picture = cv2.imdecode(frame, cv2.IMREAD_COLOR)
        outline = find_page(picture) if picture is not None else None
        if picture is None or outline is None or not judge(picture, outline)[0].good:
            raise RuntimeError("the bench's page was not found or not good")
        page = straighten(picture, outline.corners)
        jpeg_of(page)
        jpeg_of(thumbnail(page))
        times.append((time.perf_counter() - began) * 1000)
        size = (page.shape[1], page.shape[0])
    cv2.setNumThreads(1)
    beside = (
        f"{size[0]}×{size[1]}; decoded, found, judged, straightened, encoded; slowest {max(times):.0f}, two threads"
    )
    return Figure("capture, 8 MP JPEG to 300 dpi A4 JPEG, median", median(times), "ms", _CAPTURE_MS, beside)


def _codes() -> Figure:
    alone = ours = wrong = 0
    times: list[float] = []
    for number in range(_CODES):
        text, picture = code_picture(number)
        alone += any(each.text == text for each in zxingcpp.read_barcodes(picture))
        began = time.perf_counter()
        found = find_codes(picture)
        times.append((time.perf_counter() - began) * 1000)
        ours += any(each.text == text for each in found)
        wrong += any(each.text != text for each in found)
    beside = f"zxing-cpp alone misses {_CODES - alone} of {_CODES}; wrong: {wrong}; median {median(times):.1f} ms"
    return Figure("QR codes not read, blurred, slanted, noisy", _CODES - ours, "", _CODES - alone, beside)


def code_picture(number: int) -> tuple[str, MatLike]:
    """A QR code that is blurred, slanted and noisy, the same for the same number, and what it says."""
    rng = np.random.default_rng(7000 + number)
    text = f"FWZL-990101-2025-{number:06d}" if number % 2 else f"备案编号 {number:06d} 北桥街道"
    code = qrcode.QRCode(box_size=6, border=4)
    code.add_data(text)
    drawn = np.asarray(code.make_image().get_image().convert("L"))
    side = drawn.shape[0]
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], dtype=np.float32)
    slanted = corners * np.float32(0.62) + 90 + rng.uniform(-0.09, 0.09, (4, 2)).astype(np.float32) * side
    matrix = cv2.getPerspectiveTransform(corners, slanted.astype(np.float32))
    picture = cv2.warpPerspective(drawn, matrix, (420, 420), borderValue=(235.0,))
    picture = cv2.GaussianBlur(picture, (0, 0), float(rng.uniform(0.8, 2.4)))
    noise = rng.normal(0, 9, picture.shape)
    return text, (picture * 0.8 + 20 + noise).clip(0, 255).astype(np.uint8)


def _shared_memory() -> Figure:
    blob = os.urandom(_FRAME_BYTES)
    descriptor = SharedBlobs.descriptor()
    shared = SharedBlobs(descriptor)

    def through_memory() -> None:
        shared.take(Half.ANSWER, shared.put(Half.ANSWER, [blob]))

    reader, writer = os.pipe()

    def through_pipe() -> None:
        message, unpacker = memoryview(packed({}, [blob])), Unpacker()
        sent = 0
        os.set_blocking(writer, False)
        while unpacker.take() is None:
            if sent < len(message):
                sent += os.write(writer, message[sent : sent + (1 << 16)])
            unpacker.feed(os.read(reader, 1 << 16))

    memory, pipe = _fastest(through_memory), _fastest(through_pipe)
    for each in (descriptor, reader, writer):
        os.close(each)
    shared.close()
    beside = f"through the pipe {pipe:.2f} ms, both ends in one process"
    return Figure("  2.5 MB picture through shared memory", memory, "ms", None, beside)


def _fastest(call: Callable[[], None]) -> float:
    times = []
    for _ in range(15):
        began = time.perf_counter()
        call()
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def _helpers() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="suishiban-vision-") as folder:
        benches = DocumentCameraBench(Places(Path(folder))), FaceCameraBench(Places(Path(folder)))
        for bench in benches:
            bench.start()
        desk = OpenCvDocumentCamera(DocumentCameraOptions(source=benches[0].url))
        face = OpenCvFaceCamera(FaceCameraOptions(source=benches[1].url))
        try:
            desk.open()
            face.open()
            benches[1].command("stand", {})
            helpers = [psutil.Process(pid) for pid in (desk.helper_pid, face.helper_pid) if pid is not None]
            watched = _percent(helpers[1:], face.view, 0.5)
            _idle(4.0)  # three seconds without a question, and the cameras are off
            unwatched = _percent(helpers, lambda: None, 0.5)
        finally:
            for each in (desk, face, *benches):
                (each.close if isinstance(each, OpenCvDocumentCamera | OpenCvFaceCamera) else each.stop)()
    return [
        Figure("both cameras' helpers while nobody asks", unwatched, "%", _IDLE_PERCENT, "of one core"),
        Figure(
            "face camera's helper, asked twice a second", watched, "%", _IDLE_PERCENT, "of one core; somebody there"
        ),
    ]


def _percent(helpers: list[psutil.Process], ask: Callable[[], object], every_s: float) -> float:
    def used() -> float:
        return sum(sum(helper.cpu_times()[:2]) for helper in helpers)

    before, began = used(), time.monotonic()
    while time.monotonic() - began < _WATCH_S:
        ask()
        _idle(every_s)
    return (used() - before) / (time.monotonic() - began) * 100


def _idle(seconds: float) -> None:
    time.sleep(seconds)


if __name__ == "__main__":
    print(table(vision_figures()))
