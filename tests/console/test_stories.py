"""The console's main stories, from a click in a real browser to the kiosk's real screen, and from the kiosk to the console."""

import re
from datetime import date, datetime, timedelta

import pytest
from playwright.sync_api import Locator, expect

from kiosk.clock import CHINA
from kiosk.matters.plan import Step
from kiosk.protocol.progress import CaseProgress, ProgressAnswer, ProgressRequest, holder_sha256
from kiosk.sync.calls import Reply, Request
from tests.central.inside import inside
from tests.console.desk import Desk
from tests.console.street import REGION, Crew
from tools.rig import KIOSK_ID

CARD, CARD_TITLE = "social-security-card-replacement", "社保卡补领"
PASSPORT = "passport-issue"
BUNDLE, BUNDLE_TITLE = "flexible_work", "灵活就业"
FIRST, FIRST_TITLE, MEMBER = "flexible-employment-insurance", "灵活就业人员参保登记", "pension-transfer"
MEMBER_TITLE, MEMBER_SHORT = "养老保险关系转移接续", "养老保险转移"
RULE = "situation.outsider == 'yes'"
WANG_NUMBER = "990101198403171216"
SHOWN_S = 60.0
"""Ten are promised of an idle machine (`make bench`); here a browser works beside, and other tests"""
KIOSK_PAGE = f"/admin/fleet/kioskreport/{KIOSK_ID}/change/"


def written(lin: Desk) -> None:
    """A slower promise: too slow at first, which is said beside the field; seen as citizens will; tried out."""
    said = lin.page.locator('[data-said="promised_days"]')
    lin.go("/admin/writing/matterdraft/add/")
    lin.chooses(base=CARD)
    lin.press("开始编制")
    lin.page.get_by_role("tab", name=re.compile("办理方式与时限")).click()
    lin.fill(promised_days="30")
    expect(said).to_contain_text("法定")
    lin.picture("lint")
    lin.fill(promised_days="5")
    expect(said).to_be_empty()
    lin.press("保存草稿")
    lin.sees("已保存")
    lin.press("预览本机画面")
    assert lin.page.locator(".w-pictures img").count() >= 4
    lin.page.locator(".w-pictures img").last.scroll_into_view_if_needed()
    lin.page.wait_for_function(
        "[...document.querySelectorAll('.w-pictures img')].every(one => one.naturalWidth === 1080)"
    )
    lin.picture("preview")
    lin.press("返回草稿")
    lin.press("试办")
    lin.sees("试办通过")
    lin.picture("dry-run")


def handed_in(lin: Desk) -> str:
    """Where the proposal is reviewed. It is a red card, and blocked until a law is named."""
    lin.press("提交审核")
    lin.fill(notes="制卡排期改变，承诺时限由 3 个工作日改为 5 个")
    lin.press("提交")
    lin.sees("红牌，待补依据", "承诺办结变慢：由 3 个工作日 改为 5 个工作日")
    lin.picture("red-card")
    return lin.place


def test_a_change_goes_from_an_author_s_desk_to_the_kiosk_s_screen(crew: Crew) -> None:
    kiosk, citizen = crew.street.citizen.kiosk, crew.street.citizen
    assert kiosk.catalogue.matters[CARD].promised_days == 3
    lin, zhao = crew.sits("lin"), crew.sits("zhao")
    written(lin)
    proposal = handed_in(lin)
    zhao.go(proposal)
    zhao.sees("红牌，待补依据")
    assert zhao.page.get_by_role("button", name="同意").count() == 0, "blocked is blocked"
    lin.fill(legal_basis="《云桥区社会保障卡管理办法》第十二条")
    lin.press("补充法律依据")
    lin.sees("待审核")
    for name, desk in (("zhao", zhao), ("qian", crew.sits("qian"))):
        desk.go(proposal)
        desk.press("同意")
        desk.sees(name)
        desk.picture(f"approved-by-{name}")
    zhao.go(proposal)
    zhao.sees("已批准，待发布")
    lin.go("/admin/review/matterrelease/add/")
    lin.page.locator('input[name="proposals"]').check()
    lin.fill(notes="社保卡补领：承诺时限 5 个工作日")
    lin.press("提交")
    lin.sees("作者已签，待复核签发")
    zhao.go(lin.place)
    zhao.fill(percent="100")
    zhao.page.locator(f'input[name="regions"][value="{REGION}"]').check()
    zhao.picture("sign")
    zhao.press("签发")
    zhao.sees("灰度中")
    crew.waits("the kiosk to show it", lambda: kiosk.catalogue.matters[CARD].promised_days == 5, SHOWN_S)
    citizen.opens(CARD_TITLE).reads("5 个工作日")
    crew.kiosk_picture("guide")
    citizen.walks_away()
    crew.waits_to_see(zhao, zhao.place, "1 / 1", SHOWN_S)  # the kiosk has said so by itself
    zhao.picture("taken")


def bundled(lin: Desk) -> None:
    """One more member of a bundle: each mistake is said at its field; the bundle as citizens will see it; tried out."""

    def said(path: str) -> Locator:
        return lin.page.locator(f'[data-said="{path}"]')

    lin.go("/admin/writing/matterdraft/add/")
    lin.chooses(base=f"bundle:{BUNDLE}")
    lin.press("开始编制")
    lin.picture("bundle-basics")
    lin.page.get_by_role("tab", name=re.compile("事项与先后")).click()
    lin.press("添加 事项")
    for code, words in (("no-such-matter", "没有事项 no-such-matter"), ("", "必须填写"), (MEMBER, "")):
        lin.fill(**{"members.3.code": code})
        expect(said("members.3.code")).to_contain_text(words) if words else expect(said("members.3.code")).to_be_empty()
    expect(lin.page.locator('[name="members.3.code"] + output')).to_have_text(MEMBER_TITLE)
    lin.page.locator(f'input[name="members.3.depends_on"][value="{FIRST}"]').check()
    lin.page.locator(f'input[name="members.1.depends_on"][value="{MEMBER}"]').check()
    expect(said("members.1.depends_on")).to_contain_text(f"互相等待：{FIRST_TITLE} → {MEMBER_TITLE} → {FIRST_TITLE}")
    lin.picture("bundle-cycle")
    lin.page.locator(f'input[name="members.1.depends_on"][value="{MEMBER}"]').uncheck()
    expect(said("members.1.depends_on")).to_be_empty()
    for rule, words in (("situation.moon == 'yes'", "moon"), ("situation.outsider ==", "有误"), (RULE, "")):
        lin.fill(**{"members.3.when": rule})
        expect(said("members.3.when")).to_contain_text(words) if words else expect(said("members.3.when")).to_be_empty()
    lin.picture("bundle-members")
    lin.press("保存草稿")
    lin.sees("已保存")
    lin.press("预览本机画面")
    assert lin.page.locator(".w-pictures img").count() >= 4
    lin.page.locator(".w-pictures img").last.scroll_into_view_if_needed()
    lin.picture("bundle-preview")
    lin.press("返回草稿")
    lin.press("试办")
    lin.sees("试办通过")


def test_a_bundle_goes_from_an_author_s_desk_to_the_kiosk(crew: Crew) -> None:
    kiosk, citizen = crew.street.citizen.kiosk, crew.street.citizen
    assert MEMBER not in {one.code for one in kiosk.catalogue.bundles[BUNDLE].members}
    lin, zhao = crew.sits("lin"), crew.sits("zhao")
    bundled(lin)
    lin.press("提交审核")
    lin.fill(notes="外地户口的人一并转移养老保险", legal_basis="《云桥区灵活就业一件事实施办法》第四条")
    lin.press("提交")
    lin.sees("红牌", f"符合条件的人必须多办一个事项：{MEMBER_TITLE}（{RULE}）")
    lin.picture("bundle-red-card")
    proposal = lin.place
    for desk in (zhao, crew.sits("qian")):
        desk.go(proposal)
        desk.press("同意")
    lin.go("/admin/review/matterrelease/add/")
    lin.page.locator('input[name="proposals"]').check()
    lin.fill(notes="灵活就业一件事：一并转移养老保险")
    lin.press("提交")
    zhao.go(lin.place)
    zhao.fill(percent="100")
    zhao.press("签发")
    zhao.sees("灰度中")
    crew.waits(
        "the kiosk to have it",
        lambda: MEMBER in {one.code for one in kiosk.catalogue.bundles[BUNDLE].members},
        SHOWN_S,
    )
    citizen.opens(BUNDLE_TITLE).reads(MEMBER_SHORT)
    crew.kiosk_picture("bundle")
    citizen.walks_away()
    lin.go("/admin/writing/matterdraft/?kind__exact=bundle")
    assert lin.page.locator("#result_list tbody tr").count() == 1
    lin.picture("bundle-list")


def test_an_officer_asks_for_a_paper_and_decides_and_the_citizen_sees_it(crew: Crew) -> None:
    citizen = crew.street.citizen
    citizen.chooses(CARD_TITLE).puts_card("wang").confirms_form(delivery="pickup").scans(2).reviews().signs().pays()
    citizen.sees_case_number().leaves()
    answer = citizen.case.answer
    assert answer is not None
    officer, stranger = crew.sits("he"), crew.sits("away")
    officer.go("/admin/cases/case/?work=open")
    officer.picture("work")
    officer.press(answer.case_no)
    officer.sees("社会保障卡补领", "王＊国")
    officer.sees_not(WANG_NUMBER)
    case = officer.place
    officer.press("第 1 页")
    officer.page.wait_for_function("document.querySelector('.case-picture img')?.naturalWidth > 500")
    officer.picture("case-with-its-page")
    stranger.is_refused(case, 404, "没有这一条，或者不在您负责的区域")
    stranger.picture("elsewhere")
    officer.press("要求补正")
    officer.page.locator('input[name="materials"]').last.check()
    officer.fill(reason="租房合同缺最后一页，请补交有签名的那页")
    officer.picture("asks")
    officer.page.locator("button.act.primary").click()
    officer.sees("暂停")
    told = asked(crew)
    assert (told.state, told.paused) == ("supplement", True)
    assert [one.why for one in told.wanted] == ["租房合同缺最后一页，请补交有签名的那页"]
    for step in ("收到补正材料", "开始审查", "准予"):
        officer.press(step)
        officer.page.locator("button.act.primary").click()
        officer.page.wait_for_url(re.compile("change/$"))
    officer.picture("granted")
    told = asked(crew)
    assert told.state in ("decided", "done")
    assert told.due is None or told.due > date(2020, 1, 1)


def asked(crew: Crew) -> CaseProgress:
    """What the kiosk is told of the newest case of the card on its reader."""
    calls = crew.street.citizen.kiosk._client.calls
    question = ProgressRequest(holder=holder_sha256(WANG_NUMBER))
    reply = calls.call(Request("POST", "cases/progress", question.model_dump_json().encode()))
    assert isinstance(reply, Reply)
    return ProgressAnswer.model_validate_json(reply.content).cases[0]


@pytest.mark.expects_log("no new visits: withdrawn", "open for visits again")
def test_a_kiosk_falls_ill_and_is_seen_to(crew: Crew) -> None:
    citizen, kiosk = crew.street.citizen, crew.street.citizen.kiosk
    sun, wu = crew.sits("sun"), crew.sits("wu")
    citizen.turns("receipt_printer", "empty_paper")
    crew.waits("the printer to be missed", lambda: not kiosk.devices.receipt_printer.status.usable, SHOWN_S)
    crew.waits_to_see(sun, "/admin/fleet/alarm/", "凭条打印机：缺纸", SHOWN_S)
    sun.picture("alarm")
    sun.go(KIOSK_PAGE)
    sun.picture("kiosk")
    commanded(crew, sun, wu, "out-of-service")
    crew.waits("the kiosk to close", lambda: citizen.screen == "outOfService", SHOWN_S)
    crew.kiosk_picture("closed")
    citizen.turns("receipt_printer", "load_paper")
    crew.waits("the printer to be back", lambda: kiosk.devices.receipt_printer.status.usable, SHOWN_S)
    commanded(crew, sun, wu, "in-service")
    crew.waits("the kiosk to open", lambda: citizen.screen != "outOfService", SHOWN_S)
    crew.waits("the end of the alarm", lambda: over(sun), SHOWN_S)
    sun.picture("over")


def over(sun: Desk) -> bool:
    """Whether no alarm is open any more."""
    sun.go("/admin/fleet/alarm/?over_at__isempty=1")
    return sun.page.locator("#result_list tbody tr").count() == 0


def commanded(crew: Crew, sun: Desk, wu: Desk, verb: str) -> None:
    """`sun` asks for it and cannot approve it; `wu` does; the kiosk answers."""
    sun.go(KIOSK_PAGE)
    sun.press("下达指令")
    sun.chooses(verb=verb)
    sun.picture(f"asks-{verb}")
    sun.press("保存")
    sun.sees("须由另一人审批")
    wu.go("/admin/commands/kioskcommand/?state__exact=requested")
    wu.page.locator("#result_list tbody th a").first.click()
    wu.page.wait_for_load_state("load")
    wu.press("审批并下发")
    wu.picture(f"approves-{verb}")
    crew.waits_to_see(wu, wu.place, "已回复", SHOWN_S)


def test_a_matter_is_rolled_back_and_switched_off_in_one_action_each(crew: Crew) -> None:
    citizen, kiosk = crew.street.citizen, crew.street.citizen.kiosk
    release = inside(crew.street.state, "tests.console.staff.release", PASSPORT, 77)
    crew.waits("the release", lambda: kiosk.catalogue.matters[PASSPORT].minutes == 77, SHOWN_S)
    wu = crew.sits("wu")
    wu.go(f"/admin/review/matterrelease/{release}/change/")
    wu.picture("rolling")
    wu.fill(why="预计用时写错了")
    wu.press("停止并全部回退")
    wu.sees("已回退")
    wu.picture("back")
    crew.waits("the way back", lambda: kiosk.catalogue.matters[PASSPORT].minutes != 77, SHOWN_S)
    wu.go("/admin/review/matterswitch/add/")
    wu.chooses(code=CARD)
    wu.fill(why="制卡中心停电")
    wu.picture("switch")
    wu.press("提交")
    wu.sees("已停办")
    crew.waits("the matter to be gone", lambda: CARD not in kiosk.catalogue.matters, SHOWN_S)
    citizen.comes_home()
    assert citizen.find(f"popular-{CARD}") is None
    crew.kiosk_picture("without-it")
    wu.press("恢复办理")
    crew.waits("the matter to be back", lambda: CARD in kiosk.catalogue.matters, SHOWN_S)
    citizen.opens(CARD_TITLE).is_at(Step.GUIDE).walks_away()


def test_an_urgent_notice_is_on_the_kiosk_before_any_release(crew: Crew) -> None:
    said, today = "今晚八点至十点停电检修，请错峰办理", datetime.now(CHINA).date()
    lin, wu = crew.sits("lin"), crew.sits("wu")
    lin.go("/admin/review/notice/add/")
    lin.fill(
        key="power_tonight",
        text_zh=said,
        text_en="Power is off from 8 to 10 tonight",
        first=f"{today}",
        last=f"{today + timedelta(days=1)}",
    )
    lin.picture("notice")
    lin.press("保存")
    lin.sees("立即公布")
    wu.go("/admin/review/notice/")
    wu.page.locator('tbody input[name="_selected_action"]').first.check()
    wu.chooses(action="tell_chosen")
    wu.picture("chosen")
    wu.page.locator('[name="index"]').click()
    wu.sees(said, "Power is off from 8 to 10 tonight")
    wu.picture("read")
    wu.press("全部终端立即公布")
    wu.sees("已办")
    wu.picture("told")
    citizen = crew.street.citizen.comes_home()
    crew.waits("the notice", lambda: citizen.kiosk.catalogue.announcements, SHOWN_S)
    citizen.reads(said)
    crew.kiosk_picture("told")
    wu.page.locator('tbody input[name="_selected_action"]').first.check()
    wu.chooses(action="take_back_chosen")
    wu.page.locator('[name="index"]').click()
    crew.waits("it to be gone", lambda: said not in citizen.texts(), SHOWN_S)


ENGLISH_PAGES = (
    *("fleet/kioskreport/", f"fleet/kioskreport/{KIOSK_ID}/change/", f"fleet/kioskreport/{KIOSK_ID}/shows/"),
    *("fleet/fleetmap/", "fleet/convergence/", "fleet/kioskday/", "fleet/alarm/", "commands/kioskcommand/add/"),
    *("kiosks/kiosk/", "review/matterrelease/", "review/matterswitch/add/"),
)
CHROME = "nav, h1, h2, h3, th, dt, label, button, legend"
"""What is the console's own and not somebody's data"""
CHINESE = re.compile(r"[\u4e00-\u9fff]+")
NAMES = {"\u6f14", "\u7b80\u4f53\u4e2d\u6587", "\u4e2d\u6587"}


def test_the_console_speaks_english_and_knows_its_regions(crew: Crew) -> None:
    wu = crew.sits("wu", language="en-GB")
    left: dict[str, set[str]] = {}
    for path in ENGLISH_PAGES:
        wu.go(f"/admin/{path}")
        texts = wu.page.locator(CHROME).all_inner_texts()
        left[path] = {found for text in texts for found in CHINESE.findall(text)} - NAMES
        wu.picture(path.strip("/").replace("/", "-"))
    assert {path: words for path, words in left.items() if words} == {}
    far = crew.sits("far")
    far.go("/admin/fleet/kioskreport/")
    far.sees_not(KIOSK_ID)
    far.is_refused(KIOSK_PAGE, 404, "不在您负责的区域")
    far.is_refused("/admin/review/matterswitch/add/", 403, "您的角色不能做这一步")
    far.picture("refused")
