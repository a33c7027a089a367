"""The forms of the gate: name, password and code; a password of one's own; binding the authenticator."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_otp.forms import OTPAuthenticationFormMixin
from unfold.forms import AdminOwnPasswordChangeForm, AuthenticationForm
from unfold.widgets import UnfoldAdminTextInputWidget

from central.people import second_factor
from central.people.auditing import note
from central.people.models import ConsoleSession, Person

_CODE = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "characters", "spellcheck": "false"}
_SENTENCES = {
    **OTPAuthenticationFormMixin.otp_error_messages,
    "token_required": _("请输入验证码。"),
    "invalid_token": _("验证码不正确，或已经用过。"),
    "n_failed_attempts": _("刚才的验证码不对。请稍等一秒，再输入下一个验证码；连续输错，要等的时间每次加倍。"),
    "verification_not_allowed": _("暂时不能验证，请稍后再试。"),
    "device_required": _("没有恢复码，请输入验证器上的 6 位数字。"),
}


def _code_field(*, required: bool) -> forms.CharField:
    return forms.CharField(
        label=_("动态验证码"), required=required, max_length=16, widget=UnfoldAdminTextInputWidget(_CODE)
    )


class ConsoleLogin(OTPAuthenticationFormMixin, AuthenticationForm):
    """Name, password, and the code of whoever has bound an authenticator; a wrong code counts as a refused login."""

    error_messages: ClassVar = {
        **AuthenticationForm.error_messages,
        "invalid_login": _("用户名或密码不对（区分大小写）"),
    }
    otp_error_messages = _SENTENCES
    otp_token = _code_field(required=False)

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  as Django's forms take them
        super().__init__(*args, **more)
        if not second_factor.in_use():
            del self.fields["otp_token"]

    def clean(self) -> dict[str, Any]:
        """Both factors, or none."""
        self.cleaned_data = super().clean()
        user = self.get_user()
        if user is not None and second_factor.confirmed(user) is not None:
            try:
                self.clean_otp(user)
            except ValidationError:
                credentials = {"username": user.get_username()}
                user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
                raise
        cleaned: dict[str, Any] = self.cleaned_data
        return cleaned

    def _chosen_device(self, user: User) -> object:
        return second_factor.device_for(user, self.cleaned_data.get("otp_token") or "")

    def _update_form(self, user: User) -> None:
        """Nothing: the password is typed again, never sent back."""


class OwnPassword(AdminOwnPasswordChangeForm):
    """A password of one's own: another than before."""

    def clean_new_password1(self) -> str:
        """Refuse the old one: who has to change it would keep what others have seen."""
        fresh: str = self.cleaned_data["new_password1"]
        if self.user.check_password(fresh):
            raise ValidationError(_("新密码不能与原密码相同。"))
        return fresh

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002  as declared by Django
        """Keep it, and end every other session."""
        user: User = super().save(commit=commit)
        Person.objects.filter(user=user).update(must_change_password=False)
        ConsoleSession.end_all(user)
        note(user, "password-changed")
        return user


class BindAuthenticator(OTPAuthenticationFormMixin, forms.Form):
    """The code that shows that the authenticator works, or that its owner is here."""

    otp_error_messages = _SENTENCES
    otp_token = _code_field(required=True)

    def __init__(self, *arguments: Any, user: User, device: object, **more: Any) -> None:  # noqa: ANN401  Django's
        """A form for the code of `device`, which belongs to `user`; without one the code itself says which."""
        super().__init__(*arguments, **more)
        self._user, self._device = user, device

    def clean(self) -> dict[str, Any]:
        """Check the code."""
        cleaned: dict[str, Any] = super().clean() or {}
        if token := cleaned.get("otp_token"):
            self._verify_token(self._user, token, self._device or second_factor.device_for(self._user, token))
        return cleaned
