"""An officer works on a case, and the citizen sees it at the address on the receipt's paper."""

from tests.central.applications import WANG, filed, replacement_application
from tests.central.running import RunningCentral
from tests.console.desk import Desk


def test_an_officer_finds_a_case_and_sees_nobody_s_name(platform: RunningCentral, desk: Desk) -> None:
    answer = filed(platform, replacement_application())
    name, password = platform.command("admin").split()
    desk.login(name, password)
    desk.picture("home")
    desk.go("/admin/cases/case/")
    desk.sees("王＊国", "社会保障卡补领", answer.case_no)
    desk.sees_not(WANG.name, WANG.number)
    desk.picture("list")
    desk.go(f"/admin/cases/case/?q={answer.case_no.replace(' ', '+')}")
    desk.sees(answer.case_no)
    desk.page.get_by_role("link", name=answer.case_no).first.click()
    desk.page.wait_for_load_state("load")
    desk.sees("社会保障卡补领")
    desk.sees_not(WANG.number)
    desk.picture("case")
