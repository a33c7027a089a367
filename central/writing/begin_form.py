"""How a draft begins: as a matter or bundle in use, as a new one, or from a file."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from central.catalogue import catalogue, in_language, named_bundles, named_matters
from central.uploads import UploadCheck
from central.writing.importing import KINDS
from central.writing.models import DraftKind

_CODES = {
    DraftKind.MATTER: RegexValidator(
        r"\A[a-z][a-z0-9-]*\Z", _("小写英文字母开头，只用小写字母、数字和连字符，例如 passport-issue；以后不能改")
    ),
    DraftKind.BUNDLE: RegexValidator(
        r"\A[a-z][a-z0-9_]{0,39}\Z",
        _("小写英文字母开头，只用小写字母、数字和下划线，最多 40 个，例如 new_company；以后不能改"),
    ),
}
"""As `kiosk.matters.text.Code` and ``Key`` have it"""
_BUNDLE = f"{DraftKind.BUNDLE}:"
"""Before the key of a bundle among the codes of matters, which have no colon"""


class BeginForm(forms.Form):
    """A new matter or bundle, one that is in use, or whatever a file brings. `base` comes to its kind and code."""

    base = forms.ChoiceField(label=_("从在用的开始"), required=False, widget=UnfoldAdminSelectWidget)
    kind = forms.ChoiceField(
        label=_("新建的是"), required=False, choices=DraftKind.choices, widget=UnfoldAdminSelectWidget
    )
    code = forms.CharField(
        label=_("本机代码"),
        max_length=60,
        required=False,
        widget=UnfoldAdminTextInputWidget,
        help_text=_("事项例如 passport-issue，一件事例如 new_company；以后不能改"),
    )
    title = forms.CharField(label=_("名称"), max_length=300, required=False, widget=UnfoldAdminTextInputWidget)
    file = forms.FileField(
        label=_("从文件导入"),
        required=False,
        validators=[UploadCheck(KINDS)],
        help_text=_("国家交换表（.xlsx、.csv，或打成一个 .zip），或本平台导出的 .json、.zip。有一处不对就一个也不导入"),
    )
    theme = forms.ChoiceField(
        label=_("交换表的事项归入主题"),
        required=False,
        widget=UnfoldAdminSelectWidget,
        help_text=_("只用于交换表，其他文件自带主题"),
    )

    def __init__(self, *args: Any, **more: Any) -> None:  # noqa: ANN401  as Django's forms take them
        super().__init__(*args, **more)
        choices = [
            ("", gettext("（新建）")),
            (DraftKind.BUNDLE.label, [(_BUNDLE + key, named) for key, named in named_bundles()]),
            (DraftKind.MATTER.label, named_matters()),
        ]
        self.fields["base"].choices = choices  # type: ignore[attr-defined]  # a choice field has them
        themes = [(theme.key, in_language(theme.title)) for theme in catalogue().home.themes]
        self.fields["theme"].choices = themes  # type: ignore[attr-defined]  # as above

    def clean_base(self) -> tuple[DraftKind, str] | None:
        """The kind and the code of what is in use."""
        base: str = self.cleaned_data["base"]
        if not base:
            return None
        if base.startswith(_BUNDLE):
            return DraftKind.BUNDLE, base.removeprefix(_BUNDLE)
        return DraftKind.MATTER, base

    def clean_kind(self) -> DraftKind:
        """A matter, where nobody chose."""
        return DraftKind(self.cleaned_data["kind"] or DraftKind.MATTER)

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        cleaned = super().clean() or {}
        if self.errors or cleaned.get("file") or cleaned.get("base"):
            return cleaned
        code = cleaned.get("code")
        if not (code and cleaned.get("title")):
            raise ValidationError(_("选择一个在用的事项或一件事，填写新的代码和名称，或选择一个文件"))
        try:
            _CODES[cleaned["kind"]](code)
        except ValidationError as wrong:
            self.add_error("code", wrong)
        if code in catalogue().matters or code in catalogue().bundles:
            raise ValidationError(_("这个代码已经在用：请从它开始，或换一个"))
        return cleaned
