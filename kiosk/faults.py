"""Every fault there is: one row with a code, the citizen's sentence, the technician's hint, and what to do next.

`headline` says what happened in at most 16 characters, `advice` one thing to do (DESIGN.md section 7). Codes of the
device layer equal ``devices.api.errors.DeviceFault``; a test holds both in step.
"""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """Gamboge: the user can mend it, or it works differently for now. Cinnabar: failed or blocked."""

    WARN = "warn"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Words:
    """Headline and advice in one language."""

    headline: str
    advice: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One row. `retry` says whether trying the same again can help."""

    code: str
    zh: Words
    en: Words
    hint: str
    tone: Tone = Tone.WARN
    retry: bool = True

    def words(self, language: str) -> Words:
        """The citizen's sentences in `language`."""
        return self.en if language.startswith("en") else self.zh


def _row(
    code: str, zh: tuple[str, str], en: tuple[str, str], hint: str, tone: Tone = Tone.WARN, *, retry: bool = True
) -> Fault:
    return Fault(code, Words(*zh), Words(*en), hint, tone, retry)


_READER_DOWN = (
    ("读卡器暂时用不了", "不是您的问题，换个办法就能继续办"),
    ("The card reader is down", "Not your fault. Choose another way"),
)
_PAPER_DOWN = (
    ("回执打印机用不了", "不影响办理。扫屏幕上的码，保存回执"),
    ("The receipt printer is down", "Your application is safe. Scan the code for the receipt"),
)
_PRINTER_DOWN = (
    ("打印机暂时用不了", "申请已经交了。等一会儿，可以再打一次"),
    ("The printer is down", "Your application is in. You can print again later"),
)
_CAMERA_DOWN = (
    ("拍摄台暂时用不了", "不是您的问题，换个办法就能继续办"),
    ("The camera is down", "Not your fault. Choose another way"),
)

_SCANNER_DOWN = (
    ("扫码口暂时用不了", "不是您的问题，换个办法就能继续办"),
    ("The code scanner is down", "Not your fault. Choose another way"),
)
_SMART_CARD_DOWN = (
    ("插卡口暂时用不了", "不是您的问题，换个办法就能继续办"),
    ("The card slot is down", "Not your fault. Choose another way"),
)
_UNSEEN = (
    ("这台机器要检修一下", "不影响您办事，请继续"),
    ("This machine needs a look", "It does not stop you; please go on"),
)
_CLOSING = (
    ("停电了，马上要关机", "已经提交的都在，来电后再来办"),
    ("Power is out, closing soon", "What was submitted is safe; come back later"),
)
_FACE_CAMERA_DOWN = (
    ("人脸摄像头用不了", "不是您的问题，可以换一种方式核验"),
    ("The face camera is down", "Not your fault. You can be verified another way"),
)

_ROWS = (
    # any device
    _row(
        "device.swapped",
        ("这台机器要检修一下", "不是您的问题，换个办法就能继续办"),
        ("This machine needs a look", "Not your fault. Choose another way"),
        "Another device than the bound one answers: check the cabling, or bind the new device.",
        Tone.ERROR,
        retry=False,
    ),
    _row("scanner.lost", *_SCANNER_DOWN, "Line gone: check the plug and the by-id link."),
    _row("scanner.no_answer", *_SCANNER_DOWN, "The scanner does not answer: check baud rate and mode."),
    _row("smart_card.lost", *_SMART_CARD_DOWN, "pcscd or its reader is gone: check the service and the plug."),
    _row("smart_card.no_answer", *_SMART_CARD_DOWN, "The reader does not answer within the deadline."),
    _row("cabinet.lost", *_UNSEEN, "The cabinet board's line is gone: check the plug and the by-id link."),
    _row("cabinet.no_answer", *_UNSEEN, "The cabinet board is silent: check unit number, baud rate and power."),
    _row("cabinet.refused", *_UNSEEN, "The board refuses: check the addresses of inputs and lights."),
    _row("ups.lost", *_UNSEEN, "The UPS line is gone: check the plug and the by-id link."),
    _row("ups.no_answer", *_UNSEEN, "The UPS is silent: check baud rate and cable (2400 baud)."),
    _row("ups.on_battery", *_UNSEEN, "Mains have failed; the kiosk runs on its battery."),
    _row("ups.battery_low", *_CLOSING, "A few minutes of battery are left: the kiosk closes.", retry=False),
    _row("ups.failed", *_UNSEEN, "The UPS says that it is broken: replace it."),
    _row("watchdog.lost", *_UNSEEN, "The watchdog device does not open: check the module and its permissions."),
    # reader
    _row("reader.lost", *_READER_DOWN, "Line gone: check the plug and the by-id link.", Tone.ERROR),
    _row("reader.no_answer", *_READER_DOWN, "No answer within the deadline: check baud rate and power.", Tone.ERROR),
    _row("reader.self_test_failed", *_READER_DOWN, "SAM answers 60: replace the module.", Tone.ERROR, retry=False),
    _row("reader.unauthorised", *_READER_DOWN, "SAM answers 66: module not authorised.", Tone.ERROR, retry=False),
    _row(
        "reader.refused",
        *_READER_DOWN,
        "SAM answers 21 or 23: wrong options or another family of module.",
        Tone.ERROR,
        retry=False,
    ),
    # card
    _row(
        "card.unreadable",
        ("没读到，请再放一次", "从卡套、钱包里拿出来，平放在感应区"),
        ("Not read. Please try again", "Take it out of the wallet and lay it flat"),
        "SW3 41, 47 or 81.",
    ),
    _row(
        "card.moved",
        ("身份证拿开得太早", "请再放一次，放着别动，办完再拿"),
        ("The card was lifted too early", "Lay it down again and leave it there"),
        "Card left the field during the read.",
    ),
    _row(
        "card.forged",
        ("这张证核验不了", "请再放一次；还不行，请到窗口核验"),
        ("This card cannot be verified", "Try once more; if it fails again, go to the counter"),
        "SW3 31, 32 or 33: mutual authentication failed.",
        Tone.ERROR,
    ),
    _row(
        "card.not_an_id",
        ("这不是身份证", "请放居民身份证、居住证或永久居留证"),
        ("This is not an ID card", "Lay your ID card or residence permit down"),
        "SW3 40: other card type.",
    ),
    _row(
        "card.garbled",
        ("没读清楚，请再放一次", "拿起来，再平放在感应区"),
        ("Not read clearly", "Lift the card and lay it down again"),
        "The text block contradicts itself (check digit, dates).",
    ),
    _row(
        "card.left",
        ("感应区已经有一张证", "请先拿起来；是您的，再放一次"),
        ("A card is already there", "Lift it first; if it is yours, lay it down again"),
        "A card of the last visit was left on the reader; it is not read for the next citizen.",
    ),
    _row(
        "card.expired",
        ("身份证过期了", "请先到派出所换证；换一张有效的证可以继续"),
        ("The card has expired", "Please renew it first; a valid card can go on"),
        "valid_to is before today.",
        retry=False,
    ),
    _row(
        "card.kind_not_served",
        ("这种证件本机办不了", "请看办事指南里的窗口地址"),
        ("This kind of card cannot be used here", "See the guide for the counter"),
        "The matter's holders do not include this card kind.",
        retry=False,
    ),
    _row(
        "matter.not_eligible",
        ("现在还不能办这件事", "原因写在下面"),
        ("This cannot be done now", "The reason is below"),
        "An eligibility rule is false.",
        retry=False,
    ),
    # form
    _row("field.required", ("这里还没有填", "请填好再继续"), ("This is still empty", "Please fill it in"), "-"),
    _row("field.too_long", ("写得太长了", "请写短一点"), ("This is too long", "Please make it shorter"), "-"),
    _row("field.too_short", ("地址不够详细", "请写到门牌号"), ("Too short", "Please include the door number"), "-"),
    _row(
        "field.door_number",
        ("地址是不是还缺门牌号？", "没有就再按一次“填好了”"),
        ("Is the door number missing?", "No number there? Press Done again"),
        "-",
    ),
    _row(
        "field.phone",
        ("手机号不对", "手机号是 11 位数字，1 开头"),
        ("Not a mobile number", "It has 11 digits and begins with 1"),
        "-",
    ),
    _row("field.choice", ("还没有选", "请从下面选一项"), ("Nothing chosen yet", "Please choose one"), "-"),
    _row("field.number", ("这里要填数字", "请只填数字"), ("Not a number", "Please type digits only"), "-"),
    _row(
        "field.date",
        ("没有这一天", "年月日共 8 位数字，例如 19900307"),
        ("No such day", "8 digits: year, month, day, such as 19900307"),
        "-",
    ),
    _row(
        "field.id_number",
        ("身份证号码不对", "请对照证件核对这 18 位，最后一位可能是 X"),
        ("Not an ID number", "Please compare all 18 characters with the card; the last may be X"),
        "-",
    ),
    _row(
        "field.credit_code",
        ("统一社会信用代码不对", "请对照执照核对这 18 位"),
        ("Not a credit code", "Please compare all 18 characters with the licence"),
        "-",
    ),
    # materials
    _row("camera.lost", *_CAMERA_DOWN, "The camera does not open: check plug and by-id link.", Tone.ERROR),
    _row("camera.stalled", *_CAMERA_DOWN, "No fresh frame for 2.5 s; reopened with back-off.", Tone.ERROR),
    _row("face_camera.lost", *_FACE_CAMERA_DOWN, "It does not open: check plug and by-id link.", Tone.ERROR),
    _row("face_camera.stalled", *_FACE_CAMERA_DOWN, "No fresh frame for 2.5 s; reopened with back-off.", Tone.ERROR),
    _row(
        "page.missing",
        ("没看到材料", "请把材料平放在拍摄台中间"),
        ("No paper seen", "Lay the paper flat in the middle"),
        "No quadrilateral found.",
    ),
    _row(
        "page.cut",
        ("有一边没露出来", "往中间移一点，四个角都要露出来"),
        ("One edge is cut off", "Move it to the middle, all four corners showing"),
        "The page touches the frame's border.",
    ),
    _row(
        "page.blurred",
        ("拍糊了", "放平，松开手，再拍一次"),
        ("The picture is blurred", "Lay it flat, take your hand away, try again"),
        "Variance of the Laplacian below the limit.",
    ),
    _row(
        "page.glare",
        ("有反光", "往左移一点，或转一个角度"),
        ("There is glare", "Move it left or turn it a little"),
        "Clipped pixels inside the page.",
    ),
    _row(
        "page.dark",
        ("太暗了", "把遮住灯的东西拿开"),
        ("Too dark", "Remove what covers the lamp"),
        "Mean brightness inside the page below the limit.",
    ),
    _row(
        "material.too_few_pages",
        ("还没有拍", "至少拍 1 页，或者选“先办后补”"),
        ("Nothing photographed yet", "Take at least one page, or hand it in later"),
        "-",
    ),
    _row(
        "signature.missing",
        ("还没看到名字", "请在框里写上您的名字"),
        ("No name seen yet", "Please write your name in the box"),
        "-",
    ),
    _row(
        "signature.too_little",
        ("只看到一两笔", "请写下您的全名"),
        ("Only a line or two", "Please write your full name"),
        "-",
    ),
    # money
    _row(
        "payment.unreachable",
        ("现在付不了款", "没有扣钱。可以先提交，费用以后再缴"),
        ("Payment is not possible now", "Nothing was charged. Submit now, pay later"),
        "The payment provider cannot be reached.",
    ),
    _row(
        "payment.expired",
        ("付款码过期了", "没有扣钱。点一下，换一个新码"),
        ("The code has expired", "Nothing was charged. Tap for a new code"),
        "Order closed unpaid after its time.",
    ),
    _row(
        "payment.refused",
        ("没有付成功", "没有扣钱。可以换个方式再付一次"),
        ("The payment failed", "Nothing was charged. You can try again"),
        "The provider reported failure.",
        Tone.ERROR,
    ),
    # filing
    _row(
        "filing.storage",
        ("没能存下您的申请", "没有提交，付的钱会原路退回"),
        ("Your application could not be kept", "Nothing was sent; money will be returned"),
        "The cache could not commit: check disk space and database.",
        Tone.ERROR,
    ),
    # paper
    _row("receipt.lost", *_PAPER_DOWN, "Line gone: check the plug and the by-id link.", Tone.WARN),
    _row("receipt.no_answer", *_PAPER_DOWN, "Silent: powered off, or offline without status."),
    _row(
        "receipt.paper_out",
        ("打印机没纸了", "不影响办理，申请已经交了。扫右边的码，保存回执"),
        ("Out of paper", "Your application is in. Scan for the receipt"),
        "Load a new roll (80 mm).",
    ),
    _row("receipt.cover_open", *_PAPER_DOWN, "The cover is open."),
    _row("receipt.cutter", *_PAPER_DOWN, "Cutter error: clear the jam, power-cycle.", Tone.WARN),
    _row("receipt.overheated", *_PAPER_DOWN, "Print head hot: it recovers by itself."),
    _row("receipt.hardware", *_PAPER_DOWN, "Unrecoverable error bit: replace."),
    _row(
        "receipt.in_doubt",
        ("回执可能没打完整", "不影响办理。出纸口没有，就扫屏幕上的码"),
        ("The receipt may be incomplete", "Your application is safe. No paper? Scan the code on the screen"),
        "Power or line failed while printing: nobody knows what came out, so nothing is printed again unasked.",
    ),
    _row("printer.lost", *_PRINTER_DOWN, "Connection refused: printer off or address changed."),
    _row(
        "printer.paper_out",
        ("A4 打印机没纸了", "申请已经交了。加纸后可以再打一次"),
        ("The A4 printer is out of paper", "Your application is in. Print again once paper is loaded"),
        "media-empty / media-needed: load A4.",
    ),
    _row(
        "printer.jam",
        ("A4 打印机卡纸了", "申请已经交了。纸取出来后，可以再打一次"),
        ("Paper jam", "Your application is in. Print again once it is cleared"),
        "media-jam: open and clear.",
    ),
    _row("printer.cover_open", *_PRINTER_DOWN, "A cover or door is open."),
    _row("printer.toner_empty", *_PRINTER_DOWN, "Replace the toner."),
    _row("printer.stopped", *_PRINTER_DOWN, "printer-state is stopped: see its reasons."),
    _row("printer.job_failed", *_PRINTER_DOWN, "The job was aborted; the queue has been purged."),
    _row(
        "printer.in_doubt",
        ("证明可能没打完整", "申请已经交了。出纸口没有，等一会儿再打一次"),
        ("The document may be incomplete", "Your application is in. No paper? Print again later"),
        "The printer vanished or forgot the job while printing: look whether the paper is there.",
    ),
    _row(
        "document.template",
        ("证明没能排好版", "申请已经交了，不用再办。请带回执到窗口取"),
        ("The document could not be set", "Your application is in. Collect it at the counter with your receipt"),
        "The template does not compile with this data.",
        Tone.ERROR,
        retry=False,
    ),
)

FAULTS: dict[str, Fault] = {row.code: row for row in _ROWS}


def fault(code: str) -> Fault:
    """The row of `code`; ``KeyError`` for a code that has none, which is a bug."""
    return FAULTS[code]
