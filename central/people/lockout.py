"""What somebody sees after too many wrong logins."""

from django.http import HttpRequest, HttpResponse

from central.pages import Page, answer_with


def locked_out(request: HttpRequest, *_: object, **__: object) -> HttpResponse:
    """429, in both languages, without saying whether there is such an account."""
    del request
    answer = answer_with(
        Page(
            "wait",
            "尝试次数过多",
            "Too many attempts",
            "登录已暂停 15 分钟，请稍后再试；忘记密码请联系安全员。",
            "Logging in is paused for 15 minutes. Please try again later, or ask the security officer for a new password.",
        ),
        429,
    )
    answer["Retry-After"] = str(15 * 60)
    return answer
