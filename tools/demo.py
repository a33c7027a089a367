"""``make demo``: scripted visits on the real screens, without a display; pictures and papers go to build/demo.

The platform, the simulated hardware and the application are the real ones, in a world of their own that is gone afterwards.
Ends with 1 when a visit could not be finished.
"""

import argparse
import logging
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from shlex import quote
from types import FrameType
from typing import Self

# Nothing has been started yet: Ctrl-C during the imports just ends.
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.environ["QT_QPA_PLATFORM"] = "offscreen"
ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from PySide6.QtCore import qInstallMessageHandler  # noqa: E402 - needs the environment above
from PySide6.QtGui import QGuiApplication  # noqa: E402 - as above

from devices.bench.client import BenchError  # noqa: E402 - needs the path above
from kiosk.clock import SystemClock  # noqa: E402 - as above
from kiosk.config import DEVICE_ROLES, load_config  # noqa: E402 - as above
from kiosk.matters.plan import Step  # noqa: E402 - as above
from kiosk.runtime import Kiosk  # noqa: E402 - as above
from kiosk.visit.state import PaperState, PaymentState  # noqa: E402 - as above
from offline_cache.vault import Vault  # noqa: E402 - as above
from tools.album import Album  # noqa: E402 - as above
from tools.citizen import PATIENCE_S, StoryError  # noqa: E402 - as above
from tools.rig import KIOSK_ID, Rig, RigError  # noqa: E402 - as above
from tools.screen_citizen import ScreenCitizen  # noqa: E402 - as above
from ui.app import Application  # noqa: E402 - as above
from ui.opening import log_qt, prepare  # noqa: E402 - as above

REPLACEMENT, CERTIFICATE = "社保卡补领", "参保证明打印"
_SLOW_MS = 1500
"""So that the screen of the submission is there long enough for its picture"""
_LEAP_S = 66.0


class LeapingClock(SystemClock):
    """Time as it is, and now and then a minute in which nobody touched the screen."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def monotonic(self) -> float:
        """Seconds since boot, and what was leapt over."""
        return super().monotonic() + self._ahead

    def leap(self, seconds: float) -> None:
        """Let time pass at once."""
        self._ahead += seconds


class Patient(ScreenCitizen):
    """Leaves when Ctrl-C was pressed: at once would be in the middle of something of Qt's, where an exception is lost."""

    stopped = False

    def stop(self, *_: int | FrameType | None) -> None:
        """A handler of signals."""
        self.stopped = True

    def wait(self, what: str, reached: Callable[[], object], seconds: float = PATIENCE_S) -> Self:
        """As ever. Raises ``KeyboardInterrupt``."""

        def here() -> object:
            if self.stopped:
                raise KeyboardInterrupt
            return reached()

        return super().wait(what, here, seconds)


class Demo:
    """The script. `citizen` does it, `album` keeps what it looked like."""

    def __init__(self, citizen: ScreenCitizen, album: Album, clock: LeapingClock) -> None:
        self._citizen = citizen
        self._album = album
        self._clock = clock

    def run(self) -> None:
        """Every visit. Raises `StoryError` where one cannot go on."""
        citizen = self._citizen
        devices = citizen.kiosk.devices
        citizen.wait("the devices", lambda: all(devices.role(role).status.usable for role in DEVICE_ROLES))
        citizen.wait("the platform", lambda: citizen.kiosk.engine.online)
        self._lobby()
        self._replacement()
        self._certificate()
        self._offline()
        self._large_type_and_english()

    def _shot(self, name: str, caption: str) -> None:
        self._album.add(self._citizen.picture(), name, caption)

    def _lobby(self) -> None:
        citizen, shot = self._citizen, self._shot
        self._album.chapter("一、等人的时候")
        citizen.is_on("attract")
        shot("attract", "待机")
        citizen.comes_home()
        shot("home", "首页")
        citizen.press("helpButton").wait("the help sheet", lambda: citizen.find("help-hotline"))
        shot("help-sheet", "帮助")
        citizen.press("primaryAction").wait("the sheet to go", lambda: citizen.find("help-hotline") is None)
        citizen.press("searchBox").is_on("search").types("sbk")
        citizen.wait("the matter", lambda: citizen.find("result-social-security-card-replacement"))
        shot("search-sbk", "找：首字母 sbk")

    def _replacement(self) -> None:
        citizen, shot = self._citizen, self._shot
        self._album.chapter("二、社会保障卡补领，联网")
        citizen.press("result-social-security-card-replacement").is_at(Step.GUIDE).is_on("guide")
        shot("guide", "办事指南")
        citizen.begins().is_on("identify")
        shot("identify", "放身份证")
        citizen.lays_card("transport").reads_fault("card.not_an_id")
        shot("card-error", "放了一张公交卡")
        citizen.lifts_card().puts_card("wang").is_on("form")
        shot("form", "信息已填好，只剩一个问题")
        self._idles()
        citizen.press("choice-post").press("primaryAction").wait(
            "the keyboard", lambda: citizen.find("answerFieldInput")
        )
        citizen.types("beiqiaolu")
        shot("form-address-typing", "寄到哪里：拼音输入")
        citizen.press_key("空格").press("shortcut")
        shot("form-address-shortcut", "寄到哪里：用户籍地址")
        citizen.confirms_typing()
        self._materials()
        self._signs_and_pays()
        shot("result-rated", "评价过了")
        citizen.leaves()
        shot("home-again", "信息已清除")

    def _idles(self) -> None:
        citizen = self._citizen
        self._clock.leap(_LEAP_S)
        citizen.sees_warning()
        self._shot("timeout-sheet", "没人动了：还在吗？")
        citizen.touches().wait("the sheet to close", lambda: citizen.find("stayButton") is None)

    def _materials(self) -> None:
        citizen, shot = self._citizen, self._shot
        citizen.is_at(Step.MATERIALS).is_on("materials")
        citizen.lays_page("contract-1", angle=3.0).turns("document_camera", "blur", on=True)
        citizen.sees_under_the_camera("page.blurred")
        shot("materials-blurred", "拍摄台：拍糊了会直说")
        citizen.lays_page("contract-1", angle=3.0).sees_good_picture()
        shot("materials-live", "拍摄台：合格")
        citizen.captures().has_pages(1)
        citizen.lays_page("contract-2", angle=-2.0).captures().has_pages(2)
        shot("materials-two-pages", "已拍 2 页")
        citizen.finishes_pages().is_at(Step.REVIEW).is_on("review")

    def _signs_and_pays(self) -> None:
        citizen, shot = self._citizen, self._shot
        shot("review", "核对")
        citizen.reviews().is_on("sign").signs_only()
        shot("sign", "承诺与签名")
        citizen.press("primaryAction").is_asked_to_pay().is_on("payment")
        shot("payment-code", "扫码付 20 元")
        citizen.phone("pending")
        citizen.waits_for("处理中", lambda visit: visit.payment.state is PaymentState.PENDING)
        shot("payment-pending", "已扫码，等结果")
        citizen.phone("pay").is_told_paid()
        shot("payment-paid", "付好了")
        citizen.turns("network", "delay", ms=_SLOW_MS).submits().is_on("filing")
        shot("submitting", "正在提交")
        citizen.turns("network", "delay", ms=0).is_at(Step.RESULT).is_on("result")
        shot("result-printing", "交好了，回执在打印")
        citizen.sees_case_number()
        shot("result", "交好了，回执已打印")
        self._take_papers("replacement")
        citizen.rates(1)

    def _certificate(self) -> None:
        citizen, shot = self._citizen, self._shot
        self._album.chapter("三、社会保险参保证明打印，小票打印机没纸")
        citizen.comes_home().press("searchBox").is_on("search").types("cbzm")
        citizen.wait("the matter", lambda: citizen.find("result-social-insurance-certificate"))
        shot("search-cbzm", "找：首字母 cbzm")
        citizen.press("result-social-insurance-certificate").is_at(Step.GUIDE).is_on("guide")
        shot("certificate-guide", "办事指南")
        citizen.begins().puts_card("wang").is_on("form")
        shot("certificate-form", "零填报：只要核对")
        citizen.turns("receipt_printer", "empty_paper").confirms_form().sees_case_number()
        shot("printer-out-of-paper", "小票没纸：扫码留存")
        citizen.turns("receipt_printer", "load_paper")
        citizen.wait("the printer", lambda: citizen.kiosk.devices.receipt_printer.status.usable)
        citizen.prints_again("receipt")
        citizen.waits_for("the receipt", lambda visit: visit.papers["receipt"].state is PaperState.PRINTED)
        shot("certificate-result", "加了纸，再打一次")
        self._take_papers("certificate")
        citizen.rates(1).leaves()

    def _offline(self) -> None:
        citizen, shot = self._citizen, self._shot
        self._album.chapter("四、断网，照样收件")
        citizen.turns("document_camera", "clear").comes_home().loses_network().reads("离线可办")
        shot("home-offline", "首页，网络断了")
        citizen.opens(REPLACEMENT)
        shot("guide-offline", "办事指南：能受理")
        citizen.begins().puts_card("li").is_on("form")
        shot("form-offline", "只有身份证上的信息")
        citizen.confirms_form(delivery="pickup", phone="13900131102").is_on("materials").sees_the_desk()
        shot("materials-empty", "拍摄台：还没放材料")
        citizen.defers_material().is_on("review")
        shot("review-deferred", "核对：材料先办后补")
        citizen.reviews().signs().reads_fault("payment.unreachable")
        shot("payment-unreachable", "付不了款：没有扣钱，先提交")
        citizen.defers_payment().sees_receipt_number()
        shot("result-offline", "已收件，等网络")
        self._take_papers("offline")
        citizen.rates(2).leaves().gets_network_back()
        citizen.wait("the case to arrive", lambda: citizen.kiosk.outbox.depth() == 0, 40.0)
        shot("home-online-again", "网络恢复，办件已送达")

    def _large_type_and_english(self) -> None:
        citizen, shot = self._citizen, self._shot
        self._album.chapter("五、大字版与英文")
        citizen.comes_home().needs_large_type()
        shot("elder-home", "大字版首页")
        citizen.opens(CERTIFICATE)
        shot("elder-guide", "大字版办事指南")
        citizen.begins().is_on("identify")
        shot("elder-identify", "大字版放身份证")
        citizen.puts_card("li").is_on("form")
        shot("elder-form", "大字版核对")
        citizen.confirms_form().sees_case_number()
        shot("elder-result", "大字版结果")
        citizen.leaves()
        citizen.elder = False
        citizen.comes_home().speaks("en")
        shot("english-home", "English")
        citizen.opens(REPLACEMENT)
        shot("english-guide", "English: guide")
        citizen.begins().puts_card("smith").is_on("form")
        shot("english-form", "English: form")
        citizen.walks_away()

    def _take_papers(self, name: str) -> None:
        for device, word in (("document_printer", "a4"), ("receipt_printer", "receipt")):
            for path in self._citizen.control.send(device, "state")["papers"]:
                self._album.paper(Path(path), f"paper-{name}-{word}", "A4 证明" if word == "a4" else "回执")
            self._citizen.turns(device, "take_paper")


def main() -> int:
    """Run the script; say what is done; end with the path of the album."""
    parser = argparse.ArgumentParser(description="scripted visits on the real screens, without a display")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "demo", help="default: build/demo")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    prepare()
    qInstallMessageHandler(log_qt)
    QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    album = Album(options.out.resolve())
    failure = ""
    with tempfile.TemporaryDirectory(prefix="suishiban-demo-") as folder:
        try:
            with Rig(Path(folder)) as rig:
                failure = _filmed(rig, album)
        except (RigError, BenchError) as error:
            failure = str(error)
        except KeyboardInterrupt:
            failure = "stopped"
    index = album.write_index([failure] if failure else [f"{album.seconds:.0f} s", _how_to_verify(album.folder)])
    print(f"\ndemo: {failure}" if failure else f"\nEvery visit was finished, {album.seconds:.0f} s in all.")
    print(index)
    return 1 if failure else 0


def _how_to_verify(album: Path) -> str:
    folder = album.relative_to(ROOT) if album.is_relative_to(ROOT) else album
    receipt, key = folder / "paper-replacement-receipt.png", folder / f"{KIOSK_ID}.pem"
    return f"回执验真：.venv/bin/kioskctl receipt verify {quote(str(receipt))} --key {quote(str(key))}"


def _filmed(rig: Rig, album: Album) -> str:
    """Why it could not be finished, or nothing."""
    clock = LeapingClock()
    config = load_config(rig.config_path).model_copy(update={"dock": None})
    # The kiosk is gone afterwards, and its receipts are to be checked still.
    (album.folder / f"{KIOSK_ID}.pem").write_text(Vault.of(config.kiosk.state).public_key_pem, encoding="utf-8")
    application = Application(config, kiosk=Kiosk(config, clock=clock))
    window = application.open()
    window.resize(1080, 1920)
    window.requestActivate()
    citizen = Patient(application, rig.control)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, citizen.stop)
    try:
        Demo(citizen, album, clock).run()
    except StoryError as error:
        album.add(citizen.picture(), "stopped-here", "到这里停住了")
        return str(error)
    finally:
        application.close()
    return ""


if __name__ == "__main__":
    sys.exit(main())
