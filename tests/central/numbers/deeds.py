"""What tests do inside of the platform: random cases and ratings counted the slow way, and the pages of the numbers."""

import hashlib
import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.db import transaction

from central.cases.models import Case, Step
from central.fleet.hours import CHINA
from central.kiosks.models import Kiosk, Region
from central.numbers import rollup
from central.numbers.figures import Asked, per_head, population_of, shares_of, sums_by, sums_of
from central.numbers.models import MEASURES, CaseCount, Channel, DutyItem, Export, Grain, OtherChannel, VisitCount
from central.numbers.rollup import catch_up, rebuild, recount
from central.ratings.models import RatingRecord
from central.reports.intake import report_received
from central.reports.models import ReportRecord
from tests.central.people.deeds import inside_as, person

REGIONS = ("990101", "990102", "990201")
MATTERS = ("a", "b", "c")
BEGIN = datetime(2026, 8, 20, tzinfo=CHINA)
DAYS = 70
_LEVELS = ("best", "good", "fair", "poor", "worst")


def counted() -> dict[str, Any]:
    """Counted anew, and then followed: each time the same as by hand."""
    chance = random.Random(11)
    _kiosks()
    with transaction.atomic():
        _add(chance, 400)
    found: dict[str, Any] = {"days": rebuild() > 0, "rebuilt": _kept() == _by_hand(), "some": len(_by_hand()) > 100}
    with transaction.atomic():
        old = chance.sample(list(Case.objects.order_by("case_no")), 60)
        _add(chance, 150, DAYS - 10)  # what is decided now is of days of which nothing new came
        for case in old:
            case.state = "done"
            case.save()
            Step.objects.create(case=case, action="finish", target="done", at=datetime.now(UTC))
    found["behind"] = _kept() == _by_hand()
    found["followed"] = catch_up() > 0
    found["caught up"] = _kept() == _by_hand()
    found["seen meanwhile"] = _seen_while_rebuilt()
    found["months"] = _months() == _kept_months()
    found["period"] = _period()
    found["kiosk"] = _of_one_kiosk()
    return found


def _seen_while_rebuilt() -> bool:
    """Whether at every moment of counting anew, and after it, all that was counted before is there; what is of no day goes."""
    whole, seen = _kept(), []
    CaseCount.objects.create(grain=Grain.DAY, start=date(2020, 1, 1), region="990101", matter_code="a", arrived=1)

    def looked(days: Any) -> None:
        seen.append(sum(row["arrived"] for row in CaseCount.objects.filter(grain=Grain.DAY).values("arrived")))
        recount(days)

    with patch.object(rollup, "recount", looked):
        rebuild()
    total = sum(row["arrived"] for row in CaseCount.objects.filter(grain=Grain.DAY).values("arrived"))
    return len(seen) > 1 and set(seen) == {total} and _kept() == whole


def _kiosks() -> None:
    for number, region in enumerate(REGIONS):
        Kiosk.objects.get_or_create(id=f"K-70{number}", defaults={"region": region, "public_key": "x"})


def _add(chance: random.Random, many: int, first_day: int = 0) -> None:
    for _ in range(many):
        at = BEGIN + timedelta(seconds=chance.randrange(first_day * 86_400, DAYS * 86_400))
        kiosk = f"K-70{chance.randrange(len(REGIONS))}"
        case = Case.objects.create(
            application_id=uuid4().hex,
            case_no=uuid4().hex[:16],
            kiosk_id=kiosk,
            receipt_no="R",
            matter_code=chance.choice(MATTERS),
            matter_title="x",
            state=chance.choice(("accepted", "done", "delivered", "refused")),
            applied_at=at,
            accepted_at=at,
            body="{}",
            body_sha256="0" * 64,
            answer="{}",
        )
        for action, share in (("ask-supplement", 0.2), ("decide-by-rule", 0.3)):
            if chance.random() < share:
                Step.objects.create(case=case, action=action, target=case.state, at=datetime.now(UTC))
        if chance.random() < 0.5:
            RatingRecord.objects.create(
                id=uuid4().hex,
                kiosk_id=kiosk,
                matter_code=case.matter_code,
                score=chance.randint(1, 5),
                rated_at=at,
                received_at=at,
            )


def _by_hand() -> dict[tuple[date, str, str], dict[str, int]]:
    """Row by row, as slowly as can be."""
    region = dict(Kiosk.objects.values_list("id", "region"))
    asked = set(Step.objects.filter(action="ask-supplement").values_list("case_id", flat=True))
    ruled = set(Step.objects.filter(action="decide-by-rule").values_list("case_id", flat=True))
    sums: dict[tuple[date, str, str], Counter[str]] = {}
    for case in Case.objects.all():
        one = sums.setdefault(
            (case.accepted_at.astimezone(CHINA).date(), region[case.kiosk_id], case.matter_code), Counter()
        )
        finished = case.state in ("done", "delivered")
        one["arrived"] += 1
        one["finished"] += finished
        one["once"] += finished and case.pk not in asked
        one["by_rule"] += case.pk in ruled
    for rating in RatingRecord.objects.all():
        key = (rating.rated_at.astimezone(CHINA).date(), region[rating.kiosk_id], rating.matter_code)
        sums.setdefault(key, Counter())[_LEVELS[rating.score - 1]] += 1
    return {key: {name: one[name] for name in MEASURES} for key, one in sums.items()}


def _kept() -> dict[tuple[date, str, str], dict[str, int]]:
    rows = CaseCount.objects.filter(grain=Grain.DAY)
    return {(row.start, row.region, row.matter_code): {name: getattr(row, name) for name in MEASURES} for row in rows}


def _months() -> Counter[tuple[date, str]]:
    sums: Counter[tuple[date, str]] = Counter()
    for (day, region, _matter), one in _by_hand().items():
        sums[day.replace(day=1), region] += one["arrived"]
    return sums


def _kept_months() -> Counter[tuple[date, str]]:
    sums: Counter[tuple[date, str]] = Counter()
    for row in CaseCount.objects.filter(grain=Grain.MONTH):
        sums[row.start, row.region] += row.arrived
    return sums


def _period() -> bool:
    """A period of a month and the days around it, of one city and one matter."""
    asked = Asked(date(2026, 8, 25), date(2026, 10, 3), "9901", "b")
    hand = [
        one
        for (day, region, matter), one in _by_hand().items()
        if asked.first <= day <= asked.last and region.startswith("9901") and matter == "b"
    ]
    sums = sums_of(asked)
    return all(getattr(sums, name) == sum(one[name] for one in hand) for name in MEASURES) and sums.arrived > 0


def _of_one_kiosk() -> bool:
    asked = Asked(date(2026, 8, 20), date(2026, 11, 1), kiosk="K-700")
    hand = sum(one["arrived"] for (_, region, _m), one in _by_hand().items() if region == REGIONS[0])
    return sums_of(asked).arrived == hand > 0


def told() -> dict[str, Any]:
    """Population, channels, and what is too few to be told."""
    for code, people in (("9901", 1_000_000), ("990101", 400_000), ("9902", None), ("990201", 250_000)):
        Region.objects.create(code=code, name=code, population=people)
    CaseCount.objects.all().delete()
    for start, grain, n in ((date(2026, 9, 1), Grain.MONTH, 300), (date(2026, 9, 3), Grain.DAY, 300)):
        CaseCount.objects.create(
            grain=grain, start=start, region="990101", matter_code="a", arrived=n, finished=9, once=9
        )
    asked = Asked(date(2026, 9, 1), date(2026, 9, 30), "9901")
    found: dict[str, Any] = {
        "people": [population_of(""), population_of("9901"), population_of("990102"), population_of("9902")],
        "per head": round(per_head(300, population_of("9901")) or 0, 6),
        "nobody": per_head(300, None),
        "few": sums_of(asked).once_share,
        "untold": shares_of(asked).self_share,
    }
    for region, channel, n in (
        ("9901", Channel.WINDOW, 500),
        ("990101", Channel.WINDOW, 400),
        ("9901", Channel.WEB, 150),
        ("9901", Channel.MOBILE, 50),
    ):
        OtherChannel.objects.create(month=date(2026, 9, 15), region=region, channel=channel, cases=n)
    shares = shares_of(asked)
    found["shares"] = [shares.self_share, shares.online_share, shares.months]
    found["part of a month"] = shares_of(Asked(date(2026, 9, 2), date(2026, 9, 30), "9901")).self_share
    found["by region"] = [(code, one.arrived) for code, one in sums_by(asked, "region")]
    return found


def visited() -> dict[str, Any]:
    """Two reports of an hour add up; another subject counts nothing; few are not told."""
    _kiosks()
    day = datetime.now(CHINA).date()
    facts = {"day": str(day), "a@1/began": 12, "a@1/reached.guide": 12, "a@1/reached.form": 9, "a@1/filed": 11}
    facts |= {"a@1/typed": 33, "a@1/asked": 40, "a@1/prefilled": 30, "a@2/began": 3, "a@1/ended.left.form": 9}
    for subject, told in (("visits", facts), ("visits", {"day": str(day), "a@1/began": 1}), ("other", facts)):
        _report(subject, told)
    found: dict[str, Any] = {
        "sums": {
            f"{row.version} {row.measure}": row.n for row in VisitCount.objects.filter(measure__in=("began", "filed"))
        }
    }
    person("reader", "viewer", region="9901")
    person("west", "viewer", region="9902")
    page = inside_as("reader").get("/admin/numbers/funnel/?matter=").content.decode()
    found["page"] = ["&lt;10" in page, "3.0" in page, "75.0 %" in page]
    elsewhere = inside_as("west").get("/admin/numbers/funnel/?region=9901").content.decode()
    found["elsewhere"] = ["3.0" in elsewhere, "c-bar" in elsewhere]
    return found


def _report(subject: str, facts: dict[str, object]) -> None:
    now = datetime.now(UTC)
    with transaction.atomic():
        report = ReportRecord.objects.create(
            id=uuid4().hex,
            kiosk_id="K-700",
            subject=subject,
            reported_at=now,
            received_at=now,
            facts=facts,
            key_id="k",
            posted_sha256="0" * 64,
        )
        report_received.send(sender=ReportRecord, report=report)


def handed_out() -> dict[str, Any]:
    """A file, its hash in three places, and who may have one."""
    DutyItem.objects.create(region="9901", code="=1+1", title="t", claimed=True)
    person("boss", "fleet_admin")
    person("look", "viewer", region="9901")
    found: dict[str, Any] = {}
    for kind in ("csv", "xlsx"):
        for page in ("casecount", "funnel"):
            answer = inside_as("boss").get(f"/admin/numbers/{page}/?export={kind}")
            digest = hashlib.sha256(answer.content).hexdigest()
            kept = Export.objects.filter(sha256=digest, by="boss").first()
            found[f"{page} {kind}"] = [
                answer.status_code,
                kept is not None and kept.name in answer["Content-Disposition"] and digest[:12] in kept.name,
                "sha-256=:" in answer["Content-Digest"],
            ]
            found[f"{page} {kind} refused"] = inside_as("look").get(f"/admin/numbers/{page}/?export={kind}").status_code
    empty = inside_as("look").get("/admin/numbers/casecount/?first=2020-01-01&last=2020-01-02").content.decode()
    found["empty"] = "f-empty" in empty
    found["nonsense"] = [
        inside_as("look").get(f"/admin/numbers/{page}/?{asked}").status_code
        for page in ("casecount", "funnel")
        for asked in ("first=x&last=9999&region=abc&kiosk=%00", "last=9999-12-31", "first=0001-01-01&last=0001-01-02")
    ]
    return found


def everything() -> dict[str, Any]:
    """One after the other."""
    return {deed.__name__: deed() for deed in (counted, told, visited, handed_out)}
