"""The demonstration catalogue: every service that the seeds name is in it, whole, in three languages."""

from collections import Counter

import pytest
from pypinyin import lazy_pinyin

from kiosk.matters.catalogue import BASELINE, load_catalogue
from kiosk.matters.composed import chosen
from kiosk.matters.deadline import load_calendar
from kiosk.matters.lint import lint
from kiosk.matters.lint_bundles import lint_bundle
from kiosk.matters.parse import parse_toml
from kiosk.matters.problems import MatterProblem
from kiosk.matters.rules import HolderFacts
from kiosk.matters.search import SearchIndex
from kiosk.matters.selection import Facts, conditions, decide, fees, materials
from kiosk.matters.service import ServiceMode
from kiosk.matters.text import Part
from kiosk.services.rehearsal import rehearse

CATALOGUE = load_catalogue()
MATTERS = CATALOGUE.matters
CODES = sorted(MATTERS)
INDEX = SearchIndex(MATTERS, CATALOGUE.home.popular)

SEEDS = {
    "0-4 秒批": ("medical-insurance-remote-filing", "flexible-employment-insurance", "pensioner-life-check"),
    "0-9 工程建设项目": (
        "project-land-planning",
        "project-construction-permit",
        "project-work-permit",
        "project-acceptance",
    ),
    "0-10 企业开办": ("company-registration", "company-seal", "invoice-collection", "company-bank-account"),
    "0-11 远程勘验": ("food-business-licence", "project-construction-permit"),
    "0-17 监管线索": ("supervision-clue",),
    "0-19 零填报": ("pensioner-life-check", "property-query", "tax-certificate"),
    "1-6 网上预约": ("marriage-appointment",),
    "1-19 告知承诺": ("subsistence-allowance", "funeral-benefit"),
    "2-3 公共信用档案": ("credit-record-query",),
    "2-4 工商登记": ("company-registration", "business-licence-copy"),
    "2-5 税收服务": ("tax-certificate", "invoice-collection"),
    "2-6 居住证": ("residence-permit-application", "residence-permit-endorsement"),
    "2-6 户口迁移": ("household-transfer",),
    "2-6 新车选号": ("number-plate-selection",),
    "2-6 违法处理": ("traffic-violation-handling",),
    "2-7 市民卡、社保卡": ("social-security-card-replacement", "social-security-card-loss"),
    "2-14 准生证": ("birth-registration",),
    "2-20 并联审批": ("project-acceptance", "fire-safety-inspection"),
    "3-1 营业执照": ("company-registration",),
    "3-8 不动产": ("property-query", "property-registration"),
    "3-8 公积金": ("housing-fund-withdrawal", "company-housing-fund"),
    "3-8 车驾管": ("driving-licence-renewal", "vehicle-licence-replacement"),
    "3-8 人社": ("social-insurance-certificate", "unemployment-registration", "pension-approval"),
    "4-1 免申即享": ("maternity-allowance", "elderly-allowance"),
    "4-4 异地就医备案": ("medical-insurance-remote-filing",),
    "4-4 公积金异地转移": ("housing-fund-transfer",),
    "4-8 消防安全检查": ("fire-safety-inspection",),
    "4-9 食品经营许可、容缺": ("food-business-licence",),
    "出入境": ("passport-issue", "hk-macao-endorsement"),
    "民政": ("marriage-appointment", "subsistence-allowance", "elderly-allowance"),
    "教育": ("school-enrolment",),
}
"""The rows of the seeds that are services (domain.md section a), and the areas that the specification names"""

BUNDLES = {
    "新生儿一件事": "newborn",
    "退休一件事": "retirement",
    "企业开办": "new_company",
    "身后事": "after_death",
    "灵活就业": "flexible_work",
    "工程建设项目": "construction",
}


def test_it_is_as_large_as_promised():
    assert len(MATTERS) >= 40
    assert len([code for code in CODES if not MATTERS[code].at_counter_only]) >= 40
    assert set(BUNDLES.values()) == set(CATALOGUE.bundles)


@pytest.mark.parametrize("row", SEEDS)
def test_every_service_of_the_seeds_has_its_matters(row):
    assert set(SEEDS[row]) <= MATTERS.keys()


PRINTED = ("2-3 公共信用档案", "2-4 工商登记", "2-5 税收服务", "3-8 不动产")
"""Rows of the seeds in which something is printed for people to take along"""


@pytest.mark.parametrize("row", PRINTED)
def test_what_is_to_be_printed_is_printed(row):
    papers = [(MATTERS[code], document) for code in SEEDS[row] for document in MATTERS[code].documents]
    assert papers
    for matter, document in papers:
        assert CATALOGUE.template(matter.code, document.key).is_file()
        assert document.key in {result.document for result in matter.results}


def test_in_some_bundle_two_matters_wait_for_nothing_but_the_same():
    """并联审批: they are examined side by side."""
    waits = [(bundle.key, member.depends_on) for bundle in CATALOGUE.bundles.values() for member in bundle.members]
    assert any(waits.count(one) > 1 for one in waits if one[1])


def test_the_table_of_the_seeds_would_miss_a_matter():
    assert not {"no-such-matter"} <= MATTERS.keys()


@pytest.mark.parametrize("code", CODES)
def test_a_matter_is_clean_marked_and_in_three_languages(code):
    matter = MATTERS[code]
    told = lint(matter, BASELINE / code, CATALOGUE.sources)
    # A card or a certificate of an office that does not exist has no sample.
    assert [str(problem) for problem in told if problem.rule != "result.sample"] == []
    assert matter.demonstration
    assert all((text.zh, text.en, text.zh_hant) for text in (matter.title, matter.short_title, matter.department))


@pytest.mark.parametrize("code", CODES)
def test_a_matter_can_be_walked_from_guide_to_receipt(code):
    calendar = load_calendar()
    assert not isinstance(calendar, MatterProblem)
    assert rehearse(MATTERS[code], calendar) is None


@pytest.mark.parametrize("code", [code for code in CODES if not MATTERS[code].at_counter_only])
def test_what_a_kiosk_does_says_everything(code):
    matter = MATTERS[code]
    assert matter.conditions or matter.mode is ServiceMode.UNASKED
    assert matter.flow
    assert matter.results
    assert matter.faqs
    assert matter.national.task_code.startswith("DEMO-")
    assert matter.national.handle_area is not None
    assert all(paper.why or paper.origin == "card" for paper in matter.materials) or code in {
        "social-insurance-certificate",
        "social-security-card-replacement",
    }


def test_codes_of_the_national_list_are_given_once():
    given = Counter(matter.national.task_code for matter in MATTERS.values())
    assert [code for code, times in given.items() if times > 1] == []


@pytest.mark.parametrize("code", CODES)
def test_a_matter_is_found_by_its_title_its_initials_and_what_people_call_it(code):
    matter = MATTERS[code]
    initials = "".join(syllable[0] for syllable in lazy_pinyin(matter.title.zh) if syllable[0].isalpha())
    for query in (matter.title.zh, initials, *matter.aliases):
        language = "en" if query in matter.aliases and query.isascii() else "zh_CN"
        assert code in [hit.matter.code for hit in INDEX.search(query, language)[:10]], query


@pytest.mark.parametrize("key", sorted(BUNDLES.values()))
def test_a_bundle_is_clean_and_its_members_belong_to_it(key):
    bundle = CATALOGUE.bundles[key]
    cards = [card.key for card in CATALOGUE.home.bundles]
    assert [str(problem) for problem in lint_bundle(bundle, BASELINE, MATTERS, cards=cards)] == []
    assert bundle.demonstration
    assert all((bundle.title.zh, bundle.title.en, bundle.title.zh_hant))
    assert {member.code for member in bundle.members} <= MATTERS.keys()
    named = {code for code, matter in MATTERS.items() if key in matter.bundles}
    assert named <= {member.code for member in bundle.members}, "it says it belongs here, and the bundle does not know"


def test_answers_of_a_bundle_choose_its_members():
    course = CATALOGUE.courses["after_death"]
    few = chosen(course, Facts(answers={"insured": "no", "fund": "no", "home": "no"}))
    assert [member.code for member in few] == ["death-household-cancellation"]
    assert len(chosen(course, Facts(answers={"insured": "yes", "fund": "yes", "home": "yes"}))) == 4


def test_answers_choose_papers_conditions_and_fees():
    housing = MATTERS["housing-fund-withdrawal"]
    asked = {reason: _scanned(housing.code, {"reason": reason}) for reason in ("rent", "buy", "loan")}
    assert asked == {"rent": set(), "buy": {"contract"}, "loan": {"loan_statement"}}
    assert "retired" in {each.key for each in conditions(housing, Facts(answers={"reason": "retire"}))}
    assert _scanned("vehicle-licence-replacement", {"reason": "lost"}) == set()
    assert _scanned("vehicle-licence-replacement", {"reason": "worn"}) == {"old_licence"}
    travel = MATTERS["hk-macao-endorsement"]
    assert [fee.amount_fen for fee in fees(travel, Facts(answers={"times": "once"}))] == [1500]
    assert [fee.amount_fen for fee in fees(travel, Facts(answers={"times": "twice"}))] == [3000]


@pytest.mark.parametrize(
    ("code", "values", "answers", "outcome"),
    [
        ("medical-insurance-remote-filing", {"medical_insurance": "职工医保，正常"}, {"reason": "work"}, "approve"),
        ("medical-insurance-remote-filing", {"medical_insurance": "职工医保，正常"}, {"reason": "referral"}, "officer"),
        ("medical-insurance-remote-filing", {"medical_insurance": "未参保"}, {"reason": "work"}, "officer"),
        ("flexible-employment-insurance", {"insurance_status": "暂停缴费"}, {"scheme": "both"}, "approve"),
        ("flexible-employment-insurance", {"insurance_status": "正常参保"}, {"scheme": "both"}, "refuse"),
        ("hk-macao-endorsement", {"travel_permit": "有效至 2029年5月"}, {"times": "once"}, "approve"),
        ("hk-macao-endorsement", {"travel_permit": ""}, {"times": "once"}, "officer"),
        ("pensioner-life-check", {"pension_state": ""}, {}, "officer"),
    ],
)
def test_rules_decide_what_they_can_and_leave_the_rest_to_an_officer(code, values, answers, outcome):
    holder = HolderFacts("citizen", 50, "1")
    assert decide(MATTERS[code], Facts(values, answers, holder)).outcome == outcome


def test_nobody_is_refused_because_something_is_not_known():
    for code in CODES:
        matter = MATTERS[code]
        if matter.automatic is not None:
            assert decide(matter, Facts(holder=HolderFacts("citizen", 50, "1"))).outcome == "officer", code


def test_departments_sign_under_a_name_of_their_own():
    class Departments(Part):
        departments: dict[str, str]

    known = parse_toml(BASELINE / "departments.toml", Departments)
    assert isinstance(known, Departments)
    assert {matter.department.zh for matter in MATTERS.values()} <= set(known.departments.values())


def _scanned(code: str, answers: dict[str, str]) -> set[str]:
    return {paper.key for paper in materials(MATTERS[code], Facts(answers=answers)) if paper.origin == "scan"}
