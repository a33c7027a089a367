"""Accounts: made, given roles and regions, and taken back by security officers; never by oneself."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.admin import ModelAdmin, StackedInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from central.people import accounts, second_factor
from central.people.auditing import note
from central.people.models import ConsoleSession, Person
from central.people.regions import RegionScopedAdmin, covers
from central.people.roles import ROLE_NAMES, ROLES


class _Roles(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # Django's class takes none at run time
    def label_from_instance(self, obj: Group) -> str:
        """The role in the console's words."""
        return str(ROLE_NAMES[obj.name])


class AccountForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """An account without a password: that is drawn, told once, and changed by its owner."""

    groups = _Roles(
        label=_("角色"),
        queryset=Group.objects.filter(name__in=ROLES).order_by("pk"),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        """What is entered."""

        model = User
        fields = ("username", "last_name", "first_name", "is_active", "groups")


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """Region, department and last day. Nobody gives a region that they do not reach themselves."""

    giver: User
    """Set by the inline: whoever fills in the form"""

    class Meta:
        """What is entered."""

        model = Person
        fields = ("region", "department", "valid_until")

    def clean_region(self) -> str:
        """Refuse a region outside one's own."""
        region: str = self.cleaned_data["region"]
        if not covers(self.giver, region):
            raise ValidationError(_("只能授予本人所辖区域内的行政区划。"))
        return region


class PersonInline(StackedInline):
    """The account's place."""

    model = Person
    form = PersonForm
    can_delete = False

    def get_formset(self, request: HttpRequest, obj: User | None = None, **more: Any) -> Any:  # noqa: ANN401  as Django
        """The forms, which know who fills them in."""
        more["form"] = type("PersonForm", (PersonForm,), {"giver": request.user})
        return super().get_formset(request, obj, **more)


class AccountAdmin(RegionScopedAdmin, ModelAdmin):
    """账号. A row is taken back by ticking it off: the trail keeps naming it."""

    region_path = "person__region"
    form = AccountForm
    inlines = (PersonInline,)
    list_display = (
        "username",
        "last_name",
        "first_name",
        "roles",
        "region",
        "department",
        "until",
        "bound",
        "is_active",
    )
    list_filter = ("groups", "is_active")
    search_fields = ("username", "last_name", "first_name", "person__department")
    list_select_related = ("person",)
    ordering = ("username",)
    actions = ("new_passwords", "new_second_factors", "end_sessions")

    @admin.display(description=_("角色"))
    def roles(self, user: User) -> str:
        """In the console's words."""
        names = [str(ROLE_NAMES.get(group.name, group.name)) for group in user.groups.all()]
        return gettext("超级管理员") if user.is_superuser else "、".join(names)

    @admin.display(description=_("行政区划"), ordering="person__region")
    def region(self, user: User) -> str:
        """The prefix."""
        person = accounts.person_of(user)
        return person.region if person else ""

    @admin.display(description=_("部门"), ordering="person__department")
    def department(self, user: User) -> str:
        """Where they work."""
        person = accounts.person_of(user)
        return person.department if person else ""

    @admin.display(description=_("有效期至"), ordering="person__valid_until")
    def until(self, user: User) -> str:
        """Their last day."""
        person = accounts.person_of(user)
        return f"{person.valid_until}" if person and person.valid_until else ""

    @admin.display(description=_("二次验证"), boolean=True)
    def bound(self, user: User) -> bool:
        """Whether an authenticator is bound."""
        return bool(getattr(user, "has_factor", False))

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """With roles and whether there is an authenticator, which every row shows."""
        bound = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        found: QuerySet[User] = (
            super().get_queryset(request).prefetch_related("groups").annotate(has_factor=Exists(bound))
        )
        return found

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever assigns roles; not to themselves, and not to a superuser who is more than they are."""
        if not request.user.has_perm("people.assign_roles") or not super().has_change_permission(request, obj):
            return False
        if obj is None:
            return True
        return obj.pk != request.user.pk and (not obj.is_superuser or bool(request.user.is_superuser))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never."""
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: User, form: forms.Form, change: Any) -> None:  # noqa: ANN401  as Django
        """A new account has a drawn password. Its region is checked by the form of its place."""
        if not change:
            obj.is_staff = True
            request.drawn_password = accounts.draw_password()  # type: ignore[attr-defined]  # for `response_add`
            obj.set_password(request.drawn_password)  # type: ignore[attr-defined]  # as above
        ModelAdmin.save_model(self, request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:  # noqa: ANN401  as Django
        """Everybody has a place; a new account's owner changes the password; who is ticked off is out at once."""
        super().save_related(request, form, formsets, change)
        user = form.instance
        Person.objects.get_or_create(user=user)
        if not covers(request.user, Person.objects.get(user=user).region):
            raise PermissionDenied
        if not change:
            Person.objects.filter(user=user).update(must_change_password=True)
        elif not user.is_active:
            ConsoleSession.end_all(user)

    def response_add(self, request: HttpRequest, obj: User, post_url_continue: str | None = None) -> HttpResponse:
        """Show the drawn password: in this answer, and nowhere else."""
        del post_url_continue
        return self._told(request, [(obj.get_username(), request.drawn_password)])  # type: ignore[attr-defined]  # ours

    @admin.action(description=_("重置密码"), permissions=["change"])
    def new_passwords(self, request: HttpRequest, chosen: QuerySet[User]) -> HttpResponse:
        """Drawn anew and shown once; all sessions of theirs end."""
        told = []
        for user in self._theirs(request, chosen):
            told.append((user.get_username(), accounts.reset(user)))
            note(user, "password-reset")
        return self._told(request, told)

    @admin.action(description=_("解除二次验证"), permissions=["change"])
    def new_second_factors(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """They bind an authenticator anew at the next login; all sessions of theirs end."""
        users = self._theirs(request, chosen)
        for user in users:
            second_factor.forget_devices(user)
            ConsoleSession.end_all(user)
            note(user, "second-factor-reset")
        messages.success(request, gettext("已解除二次验证：%d 人") % len(users))

    @admin.action(description=_("结束全部会话"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, chosen: QuerySet[User]) -> None:
        """They have to log in again everywhere."""
        users = self._theirs(request, chosen)
        for user in users:
            note(user, "sessions-ended", number=str(ConsoleSession.end_all(user)))
        messages.success(request, gettext("已结束会话：%d 人") % len(users))

    def _theirs(self, request: HttpRequest, chosen: QuerySet[User]) -> list[User]:
        """Those of `chosen` that whoever asks may change: not themselves, no superuser."""
        return [user for user in chosen if self.has_change_permission(request, user)]

    def _told(self, request: HttpRequest, told: list[tuple[str, str]]) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "title": gettext("新密码"), "told": told}
        answer = TemplateResponse(request, "central/passwords.html", context)
        answer["Cache-Control"] = "no-store"
        return answer
