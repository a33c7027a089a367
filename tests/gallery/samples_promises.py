"""Screens of what is promised or handed in later, of how the result travels, and of questions with many answers."""

from collections.abc import Callable
from dataclasses import replace

from kiosk.matters.model import Answer, Matter, SituationQuestion, Text
from kiosk.visit import events as happened
from kiosk.visit.state import Source, Value, Visit
from tests.gallery import visits
from tests.gallery.samples import Sample
from tests.gallery.samples_visit import bare, sample
from tests.gallery.visits import LONG, walk
from tests.kiosk.visit.people import CARD_REPLACEMENT, WANG

PROMISE = Text(
    zh="我承诺在备案地居住、工作 6 个月以上，所填的地址、单位和联系方式都是真实的，有变化会在 30 日内告诉医保部门",
    en="I promise that I have lived or worked there for more than six months, and will tell the office of any change "
    "within thirty days",
)
_WORDS = (
    ("按月领取养老金", "Monthly pension"),
    ("一次性领取", "Everything at once"),
    ("户口迁到本市投靠配偶或子女", "Joining spouse or children in this city"),
    ("本市购买住房并已办理不动产登记", "Bought a home in this city, registered"),
)


def promising(*, deferrable: bool = False) -> Matter:
    """A paper that a promise can stand for."""
    papers = tuple(
        spec.model_copy(update={"by_promise": PROMISE, "deferrable_days": 5 if deferrable else None})
        if spec.origin == "scan"
        else spec
        for spec in CARD_REPLACEMENT.materials
    )
    return CARD_REPLACEMENT.model_copy(update={"materials": papers})


def at_desk(language: str, *, deferrable: bool = False) -> Visit:
    """Before the camera."""
    return walk(
        visits.at_form(promising(deferrable=deferrable), LONG, language),
        happened.PageAnswered({"delivery": "pickup"}, {}),
    )


def reading(language: str, *, deferrable: bool = False) -> Visit:
    """The promise is read."""
    return walk(at_desk(language, deferrable=deferrable), happened.PromiseOpened("home_proof"))


def promised(language: str) -> Visit:
    """It was made."""
    return walk(reading(language), happened.MaterialPromised("home_proof"))


def address_known(language: str) -> Visit:
    """The government account holds an address."""
    form = visits.at_form(CARD_REPLACEMENT, LONG, language)
    known = Value(LONG.address, Source.GOVERNMENT, ("政务账户", "Your account"))
    return walk(replace(form, values={**form.values, "mail_address": known}), happened.PageAnswered({}, {}))


def asking_one_of(count: int, *, lines: bool = True, place: int = 0) -> Callable[[str], Visit]:
    """A question with `count` answers, the longest among them; the one at `place` stands chosen."""
    answers = tuple(
        Answer(
            key=f"a{number}",
            title=Text(zh=f"{_WORDS[number % 4][0]}（{number + 1}）", en=f"{_WORDS[number % 4][1]} ({number + 1})"),
            line=Text(zh="要带户口簿和结婚证", en="Bring the register and the certificate") if lines else None,
        )
        for number in range(count)
    )
    question = SituationQuestion(
        key="why",
        question=Text(zh="您是哪种情况？", en="Which is your case?"),
        help=Text(zh="选一项，要带的材料就知道了", en="One answer settles what you need"),
        answers=answers,
        default=f"a{place}",
    )
    many = CARD_REPLACEMENT.model_copy(update={"situations": (question,)})
    return lambda language: visits.at_form(many, WANG, language)


SAMPLES: dict[str, Sample] = {
    "form-address-known": sample(address_known),
    "materials-promise-only": sample(at_desk, chrome_live=bare),
    "materials-either": sample(lambda language: at_desk(language, deferrable=True), chrome_live=bare),
    "promise": sample(reading),
    "promise-either": sample(lambda language: reading(language, deferrable=True)),
    "review-promised": sample(promised),
    "sign-promised": sample(lambda language: walk(promised(language), happened.ReviewAccepted())),
    "situation-12": sample(asking_one_of(12)),
    "situation-18": sample(asking_one_of(18, place=13)),
}
