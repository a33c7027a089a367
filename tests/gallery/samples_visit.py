"""The screens of the visit, from the product's own views of visits that the product's own machine made."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

from devices.api.document_camera import PageQuality, Preview
from devices.api.errors import DeviceFault
from kiosk.visit import events as happened
from kiosk.visit.state import InkPoint, Source, Value, Visit
from kiosk.visit.steps.form import SITUATION, situations
from tests.gallery import pictures, visits
from tests.gallery.samples import Sample, pick
from tests.gallery.visits import FOREIGN, LONG, RARE, context, walk
from tests.kiosk.visit.people import CERTIFICATE, EXPIRED, TODAY, matter
from tests.kiosk.visit.situated import answer, asked
from tests.kiosk.visit.steps.test_form_kinds import asking
from ui.views.chrome import Chrome
from ui.views.live import Shot, live_view
from ui.views.progress import in_visit
from ui.views.qml_map import qml_map
from ui.views.visit import view_of

Make = Callable[[str], Visit]
BOTH = ("normal", "elder")


def sample(make: Make, design: str = "", *, variants: tuple[str, ...] = BOTH, **changes: Any) -> Sample:
    """One state: `make` answers the visit in a language; other changes go to the context, ``chrome_…`` to the shell."""
    shell = {key.removeprefix("chrome_"): value for key, value in changes.items() if key.startswith("chrome_")}
    around = {key: value for key, value in changes.items() if not key.startswith("chrome_")}
    make = cache(make)  # a visit stays as it is, and walking there takes its time
    shown = view_of(make("zh_CN"), context("zh_CN", **around))
    assert shown is not None
    screen = shown[0]

    def view(language: str) -> dict[str, Any]:
        found = view_of(make(language), context(language, **around))
        assert found is not None
        answer = qml_map(found[1])
        assert isinstance(answer, dict)
        return answer

    return Sample(screen, view, {**_progress(make, around), **shell}, design, variants)


def _progress(make: Make, around: dict[str, Any]) -> dict[str, Any]:
    """The parts of the shell that the visit decides, asked in the language of the picture."""

    def part(name: str) -> Callable[[str], Any]:
        def of(language: str) -> Any:
            chrome = Chrome(zone="", network="online", date_text="", clock_text="", language=language)
            dressed = qml_map(in_visit(chrome, make(language), context(language, **around)))
            assert isinstance(dressed, dict)
            return dressed[name]

        return of

    return {name: part(name) for name in ("steps", "stepText", "matterTitle", "canGoBack", "inVisit", "locked")}


def live(language: str, *, glare: bool = True) -> dict[str, Any]:
    """The desk with a page on it."""
    chips = [
        {"text": pick(language, "看得清", "Sharp"), "tone": "ok"},
        {"text": pick(language, "四个角都在", "All corners"), "tone": "ok"},
        {"text": pick(language, "有反光，往左移一点", "Glare: move it left"), "tone": "warn"}
        if glare
        else {"text": pick(language, "没有反光", "No glare"), "tone": "ok"},
    ]
    return {
        "url": "image://frame/camera/1",
        "corners": pictures.corners(),
        "glare": [0.47, 0.34, 0.16, 0.16] if glare else [],
        "chips": chips,
        "ready": not glare,
        "trouble": "",
    }


def shooting(phase: str, progress: float = -1.0) -> Callable[[str], dict[str, Any]]:
    """A good page on the desk, and what is said of its picture."""

    def seen(language: str) -> dict[str, Any]:
        corners: Any = pictures.corners()
        preview = Preview(b"", 640, 480, corners, PageQuality(), steady=True, number=1)
        shown = qml_map(live_view(preview, "", language, Shot(phase, progress)))  # type: ignore[arg-type]  # a phase of the test
        assert isinstance(shown, dict)
        return shown

    return seen


def bare(language: str) -> dict[str, Any]:
    """Nothing lies there."""
    preview = Preview(b"", 640, 480, None, PageQuality((DeviceFault.PAGE_MISSING,)), steady=False, number=1)
    shown = qml_map(live_view(preview, "", language))
    assert isinstance(shown, dict)
    return shown


def blind(language: str) -> dict[str, Any]:
    """No picture comes."""
    trouble = pick(language, "拍摄台暂时用不了", "The camera is down")
    return {"url": "", "corners": [], "glare": [], "chips": [], "ready": False, "trouble": trouble}


def card_fault(fault: str, times: int = 1) -> Make:
    """The reader said no, `times` in a row."""

    def make(language: str) -> Visit:
        return walk(visits.begun(language=language), *[happened.Failed("ReadCard", fault)] * times)

    return make


def paper_failed(make: Make, effect: str, fault: str, paper: str) -> Make:
    """A paper did not come."""
    return lambda language: walk(make(language), happened.Failed(effect, fault, of=paper))


def pages(number: int) -> Make:
    """So many pages are taken."""
    return lambda language: visits.at_materials(language, pages=number)


def phone_asked(language: str) -> Visit:
    """The government knows no number; a wrong one was typed."""
    form = visits.at_form(language=language, missing=("phone",))
    asked = walk(form, happened.PageAnswered({"delivery": "pickup"}, {}))
    return walk(asked, happened.PageAnswered({"phone": "138000"}, {"phone": 6}))


SILENT = ("photo", "residence", "insurance_status", "phone")


def phone_unavailable(language: str) -> Visit:
    """The number on record could not be fetched: it is typed."""
    form = visits.at_form(language=language, silent=("phone",))
    return walk(form, happened.PageAnswered({}, {}), happened.PageAnswered({"delivery": "pickup"}, {}))


def nothing_told(code: str, language: str) -> Visit:
    """The government could not be asked at all."""
    found = matter(code)
    silent = tuple(spec.key for spec in found.form if spec.source is not None and spec.source.startswith("government."))
    visit = visits.at_form(found, language=language, silent=silent)
    while visit.form_page < len(asked := situations(visit)):
        [*_, last] = asked[visit.form_page].answers
        visit = walk(visit, happened.PageAnswered({SITUATION + asked[visit.form_page].key: last.key}, {}))
    return visit


def situated_review() -> Visit:
    """A lost document: two papers, two fees."""
    lost = walk(asked(), answer("why", "lost"), answer("abroad", "there"), happened.PageAnswered({}, {}))
    where = walk(lost, happened.PageAnswered({"where": "车站"}, {"where": 2}))
    return walk(where, happened.MaterialDeferred("report"), happened.MaterialDeferred("ticket"))


def typed_wrong(kind: str, text: str) -> Callable[[str], Visit]:
    """A page that asks for one `kind`, and does not take what was typed."""

    def made(language: str) -> Visit:
        return replace(walk(asking(kind), happened.PageAnswered({"it": text}, {"it": len(text)})), language=language)

    return made


def address_missing(language: str) -> Visit:
    """填好了 with nothing in the field."""
    return walk(visits.at_address(language=language), happened.PageAnswered({"mail_address": ""}, {}))


def address_without_number(language: str) -> Visit:
    """A village, perhaps."""
    answer = happened.PageAnswered({"mail_address": "金穗县云岭乡白石寺旁边"}, {"mail_address": 11})
    return walk(visits.at_address(language=language), answer)


def _refused_page(language: str) -> Visit:
    taking = walk(visits.at_materials(language, pages=1), happened.CaptureTapped())
    return walk(taking, happened.Failed("CaptureMaterial", "page.blurred", of="home_proof"))


def _rated(language: str) -> Visit:
    return walk(visits.done(language), happened.Printed("receipt"), happened.Rated(1))


def _pending(language: str) -> Visit:
    visit = visits.offered(language)
    return walk(visit, happened.PaymentPending(visits.order(visit)))


def _signed_by_a_slip(language: str) -> Visit:
    return walk(visits.at_sign(language), happened.Signed(((InkPoint(0.5, 0.5, 0.0),),)))


def _review_offline(language: str) -> Visit:
    """Without the platform more is typed, and the address is as long as they get."""
    visit = visits.at_review(language, LONG)
    typed = {
        "phone": Value("13800136621", Source.CITIZEN, typed=11),
        "mail_address": Value(LONG.address + "，请放在门口的快递柜里", Source.CITIZEN, typed=40),
    }
    return replace(visit, values={**visit.values, **typed})


def _two_lines(language: str) -> Visit:
    lines = tuple((InkPoint(0.2, y, 500 * y), InkPoint(0.5, y, 500 * y + 90)) for y in (0.4, 0.6))
    return walk(visits.at_sign(language), happened.Signed(lines))


def _no_fee_unreachable(language: str) -> Visit:
    visit = visits.unreachable(language)
    fee = visit.matter.fee
    assert fee is not None
    strict = visit.matter.model_copy(update={"fee": fee.model_copy(update={"deferrable": False})})
    return replace(visit, matter=strict)


def _not_filed(language: str, *, was_paid: bool) -> Visit:
    visit = visits.filing(language) if was_paid else visits.at_form(CERTIFICATE, language=language)
    started = visit if was_paid else walk(visit, happened.PageAnswered({}, {}))
    return walk(started, happened.Failed("FileCase", "filing.storage"))


SAMPLES: dict[str, Sample] = {
    "identify": sample(lambda lang: visits.begun(language=lang), "04a-identify-place-card"),
    "identify-elder-night": sample(lambda lang: visits.begun(language=lang), variants=("elder",), chrome_night=True),
    "identify-unreadable": sample(card_fault("card.unreadable"), "04b-identify-card-error"),
    "identify-moved": sample(card_fault("card.moved", 3), variants=("normal",)),
    "identify-forged": sample(card_fault("card.forged"), variants=("normal",)),
    "identify-transport-card": sample(card_fault("card.not_an_id"), variants=("normal",)),
    "identify-left-behind": sample(card_fault("card.left"), variants=("normal",)),
    "identify-garbled": sample(card_fault("card.garbled"), variants=("normal",)),
    "identify-expired": sample(
        lambda lang: walk(
            visits.begun(language=lang),
            happened.CardRead(EXPIRED, TODAY),
        ),
    ),
    "identify-kind": sample(card_fault("card.kind_not_served"), variants=("normal",)),
    "identify-checking": sample(lambda lang: visits.read(language=lang)),
    "identify-not-eligible": sample(visits.CHILD_READ),
    "identify-reader-down": sample(
        lambda lang: visits.begun(language=lang), "12b-reader-fault", reader_down=True, card_present=False
    ),
    "form": sample(lambda lang: visits.at_form(language=lang), "05a-form-prefilled"),
    "form-night": sample(lambda lang: visits.at_form(language=lang), chrome_night=True, variants=("normal",)),
    "form-longest": sample(lambda lang: visits.at_form(holder=LONG, language=lang)),
    "form-rare-name": sample(lambda lang: visits.at_form(holder=RARE, language=lang), variants=("normal",)),
    "form-foreign": sample(lambda lang: visits.at_form(holder=FOREIGN, language=lang), variants=("normal",)),
    "form-unknown": sample(
        lambda lang: visits.at_form(language=lang, missing=("photo", "residence", "insurance_status", "phone")),
        variants=("normal",),
    ),
    "form-unavailable": sample(lambda lang: visits.at_form(holder=LONG, language=lang, silent=SILENT)),
    "form-unavailable-phone": sample(phone_unavailable, variants=("elder",)),
    "form-unavailable-company": sample(lambda lang: nothing_told("company-registration", lang), variants=("normal",)),
    "form-certificate": sample(lambda lang: visits.at_form(CERTIFICATE, language=lang)),
    "form-certificate-offline": sample(
        lambda lang: visits.at_form(CERTIFICATE, language=lang),
        variants=("elder",),
        online=False,
        chrome_network="offline",
    ),
    "form-address": sample(lambda lang: visits.at_address(language=lang), "05b-form-pinyin-input"),
    "form-address-missing": sample(address_missing),
    "form-address-no-number": sample(address_without_number),
    "form-phone-wrong": sample(phone_asked),
    "form-situation": sample(lambda lang: replace(asked(), language=lang)),
    "form-situation-nothing": sample(lambda lang: walk(replace(asked(), language=lang), answer("why", ""))),
    "review-situation": sample(lambda lang: replace(situated_review(), language=lang)),
    "form-id-number-wrong": sample(typed_wrong("id_number", "11010519491231002")),
    "form-credit-code-wrong": sample(typed_wrong("credit_code", "11370800MB2855918")),
    "materials-first": sample(pages(0), chrome_live=lambda lang: live(lang, glare=False)),
    "materials": sample(pages(1), "06-scan-materials", chrome_live=live),
    "materials-three": sample(pages(3), chrome_live=lambda lang: live(lang, glare=False)),
    "materials-full": sample(pages(6), variants=("normal",), chrome_live=lambda lang: live(lang, glare=False)),
    "materials-taking": sample(
        lambda lang: walk(visits.at_materials(lang, pages=1), happened.CaptureTapped()),
        variants=("normal",),
        chrome_live=lambda lang: live(lang, glare=False),
    ),
    "materials-empty": sample(pages(0), chrome_live=bare),
    "materials-counting": sample(pages(0), chrome_live=shooting("counting", 0.6)),
    "materials-taken": sample(pages(1), chrome_live=shooting("taken")),
    "materials-asked": sample(pages(1), chrome_live=shooting("asked")),
    "materials-by-hand": sample(pages(1), chrome_live=shooting("by hand"), variants=("normal",)),
    "materials-refused": sample(_refused_page, chrome_live=lambda lang: live(lang, glare=False)),
    "materials-camera-down": sample(pages(0), chrome_live=blind),
    "review": sample(visits.at_review, "09a-review"),
    "review-longest": sample(lambda lang: visits.at_review(lang, LONG)),
    "review-offline": sample(_review_offline),
    "review-deferred": sample(lambda lang: visits.at_review(lang, deferred=True)),
    "sign": sample(visits.at_sign, "07-sign"),
    "sign-rare-name": sample(lambda lang: visits.at_sign(lang, RARE), variants=("normal",)),
    "sign-missing": sample(_signed_by_a_slip),
    "sign-two-lines": sample(_two_lines),
    "payment-asking": sample(visits.at_payment, variants=("normal",)),
    "payment": sample(visits.offered, "08a-pay-qr"),
    "payment-pending": sample(_pending),
    "payment-paid": sample(visits.paid, "08b-paid"),
    "payment-expired": sample(lambda lang: visits.refused("payment.expired", lang)),
    "payment-refused": sample(lambda lang: visits.refused("payment.refused", lang), variants=("normal",)),
    "payment-unreachable": sample(visits.unreachable, online=False, chrome_network="offline"),
    "payment-unreachable-strict": sample(
        _no_fee_unreachable, variants=("normal",), online=False, chrome_network="offline"
    ),
    "filing": sample(visits.filing, "09b-submitting", filing_stage="sending"),
    "filing-offline": sample(
        visits.filing, variants=("normal",), filing_stage="sending", online=False, chrome_network="offline"
    ),
    "result": sample(visits.done, "10a-success"),
    "result-rated": sample(_rated, "10b-success-rated"),
    "result-night": sample(_rated, variants=("normal",), chrome_night=True),
    "result-owed": sample(visits.owing),
    "result-answered-late": sample(visits.answered),
    "result-offline": sample(
        lambda lang: walk(visits.done(lang, online=False), happened.Printed("receipt")),
        "11-success-offline",
        online=False,
        chrome_network="offline",
    ),
    "result-paper-out": sample(
        paper_failed(visits.done, "PrintReceipt", "receipt.paper_out", "receipt"), "12a-printer-out-of-paper"
    ),
    "result-certificate": sample(visits.certificate),
    "result-certificate-done": sample(
        lambda lang: walk(visits.certificate(lang), happened.Printed("certificate"), happened.Printed("receipt")),
        card_present=False,
    ),
    "result-certificate-jam": sample(paper_failed(visits.certificate, "PrintDocument", "printer.jam", "certificate")),
    "result-certificate-no-receipt": sample(
        paper_failed(visits.certificate, "PrintReceipt", "receipt.paper_out", "receipt")
    ),
    "result-certificate-offline": sample(
        lambda lang: visits.certificate(lang, online=False), online=False, chrome_network="offline"
    ),
    "out-of-service": sample(
        lambda lang: _not_filed(lang, was_paid=False), "12c-out-of-service", chrome_network="down"
    ),
    "out-of-service-paid": sample(
        lambda lang: _not_filed(lang, was_paid=True), variants=("normal",), chrome_network="down"
    ),
}
