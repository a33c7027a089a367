"""In a real browser: no page of the console breaks its own policy, in Chinese and in English, and the gate can be passed."""

import base64
import shutil
from collections.abc import Iterator

import pytest
from django_otp.oath import totp
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.central.running import RunningCentral

CHROMIUM = shutil.which("chromium")
PASSWORD = "a-password-that-nobody-drew"

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt-get install chromium)")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


def opened(browser: Browser, language: str, said: list[str]) -> Page:
    """A page that writes down what the browser complains about."""

    def complains(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            said.append(f"{page.url} {message.text}")

    page = browser.new_context(locale=language, viewport={"width": 1400, "height": 1000}).new_page()
    page.on("console", complains)
    page.on("pageerror", lambda error: said.append(f"{page.url} {error}"))
    return page


def enters(page: Page, central: RunningCentral, name: str, password: str) -> None:
    page.goto(f"{central.url}/admin/")
    page.fill("[name=username]", name)
    page.fill("[name=password]", password)
    page.click("#login-form button[type=submit]")


@pytest.mark.parametrize(("language", "title"), [("zh-CN", "安全与审计"), ("en-US", "Security and audit")])
def test_no_page_breaks_the_policy(central: RunningCentral, browser: Browser, language: str, title: str) -> None:
    said: list[str] = []
    page = opened(browser, language, said)
    enters(page, central, *central.command("admin").split())
    page.get_by_text(title).first.wait_for(state="attached")
    links = page.eval_on_selector_all("a[href^='/admin/']", "all => all.map(one => one.getAttribute('href'))")
    lists = sorted({link.partition("?")[0] for link in links if link.count("/") == 4})
    assert len(lists) > 10
    for link in [
        *lists,
        "/admin/auth/user/add/",
        "/admin/sessions/",
        "/admin/password_change/",
        "/admin/second-factor/",
    ]:
        answer = page.goto(central.url + link)
        assert answer is not None
        assert answer.status == 200, link
    assert said == []


def test_the_second_factor_is_bound_by_its_picture(central: RunningCentral, browser: Browser) -> None:
    name, password = central.command("people", "add", "wang", "--role", "auditor").split()
    said: list[str] = []
    page = opened(browser, "zh-CN", said)
    enters(page, central, name, password)
    page.fill("[name=old_password]", password)
    page.fill("[name=new_password1]", PASSWORD)
    page.fill("[name=new_password2]", PASSWORD)
    page.locator("[name=new_password2]").press("Enter")
    page.wait_for_url("**/admin/")
    page.goto(f"{central.url}/admin/second-factor/")
    assert page.locator("img[src^='data:image/svg+xml']").evaluate("picture => picture.naturalWidth") > 0
    page.fill("[name=otp_token]", f"{totp(secret_of(page)):06d}")
    page.locator("[name=otp_token]").press("Enter")
    page.wait_for_selector("#recovery-codes")
    codes = page.locator("#recovery-codes li").all_inner_texts()
    assert len(codes) == 10
    page.context.clear_cookies()
    enters(page, central, name, PASSWORD)
    assert "/admin/login/" in page.url
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=otp_token]", codes[0])
    page.click("#login-form button[type=submit]")
    page.wait_for_url("**/admin/")
    assert said == []


def test_a_file_that_is_chosen_writes_its_name_nowhere(central: RunningCentral, browser: Browser) -> None:
    said: list[str] = []
    page = opened(browser, "zh-CN", said)
    enters(page, central, *central.command("admin").split())
    for form in ("/admin/writing/matterdraft/add/", "/admin/kiosks/region/import/"):
        page.goto(central.url + form)
        page.set_input_files("input[type=file]", {"name": "drawn.json", "mimeType": "", "buffer": b"{}"})
        assert page.eval_on_selector_all("input[type=text]", "all => all.map(one => one.value).join('')") == "", form
    assert said == []


def secret_of(page: Page) -> bytes:
    """What a person types who cannot photograph the picture."""
    text = page.inner_text("#secret").replace(" ", "")
    return base64.b32decode(text + "=" * (-len(text) % 8))
