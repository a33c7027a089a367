"""What waits for a review, what is rolled out, what is told at once, and which matters are switched off."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from central.review.difference import RedKind
from central.review.words import RED_WORDS
from central.writing.models import MatterDraft

PEOPLE = settings.AUTH_USER_MODEL


class ProposalState(models.TextChoices):
    """Where a proposal is."""

    BLOCKED = "blocked", _("红牌，待补依据")
    WAITING = "waiting", _("待审核")
    APPROVED = "approved", _("已批准，待发布")
    RELEASED = "released", _("已发布")
    REFUSED = "refused", _("已退回")


class ReleaseState(models.TextChoices):
    """Where a release is."""

    SIGNED = "signed", _("作者已签，待复核签发")
    ROLLING = "rolling", _("灰度中")
    COMPLETE = "complete", _("已全量")
    STOPPED = "stopped", _("已停止")
    BACK = "rolled_back", _("已回退")
    MERGED = "merged", _("未全量，已并入下一版")
    DROPPED = "dropped", _("已作废")


class MatterRelease(models.Model):
    """One release of the catalogue: what it brings, who stands behind it, and how far it is."""

    number = models.PositiveIntegerField(_("发布版"), db_index=True)
    digest = models.CharField(max_length=64, editable=False)
    """SHA-256 of the document that the author signed: nothing else is approved under this number"""
    notes = models.TextField(_("发布说明"), max_length=300)
    state = models.CharField(_("状态"), max_length=12, choices=ReleaseState.choices, default=ReleaseState.SIGNED)
    author = models.ForeignKey(PEOPLE, models.PROTECT, verbose_name=_("作者"), related_name="releases_made")
    approver = models.ForeignKey(
        PEOPLE, models.PROTECT, verbose_name=_("签发人"), related_name="releases_signed", null=True, blank=True
    )
    percent = models.FloatField(_("比例"), default=0)
    regions = models.JSONField(_("地区"), default=list)
    stage_since = models.DateTimeField(_("本阶段始于"), null=True, blank=True)
    records_from = models.PositiveBigIntegerField(default=0, editable=False)
    """Entries of audit logs after this one were told since it is public"""
    made_at = models.DateTimeField(_("制作时间"), default=timezone.now)
    published_at = models.DateTimeField(_("发布时间"), null=True, blank=True)
    back_to = models.PositiveIntegerField(default=0, editable=False)
    """The release whose content its way back brings; 0 before this was kept: the one before it"""
    went_back_as = models.PositiveIntegerField(_("回退为"), null=True, blank=True)
    by_hand = models.BooleanField(_("由人推进"), default=False)
    """Whether the next stage waits for somebody although the budget holds"""
    said = models.TextField(_("最近一次判定"), blank=True)
    """Why the last step was taken or not, in Chinese"""

    class Meta:
        """Names, order, rights."""

        verbose_name = verbose_name_plural = _("发布版")
        ordering: ClassVar = ["-id"]
        permissions: ClassVar = [
            ("compose_release", "put approved proposals together and sign as author"),
            ("sign_release", "sign as approver and publish"),
            ("steer_rollout", "next stage, stop, roll back"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state"], condition=models.Q(state="signed"), name="one_waits_for_its_signature"
            )
        ]

    def __str__(self) -> str:
        """Its number."""
        return f"{self.number}"


class Proposal(models.Model):
    """A draft that its author handed in, and what it changes for citizens."""

    draft = models.ForeignKey(MatterDraft, models.PROTECT, verbose_name=_("事项草稿"), related_name="proposals")
    fingerprint = models.CharField(max_length=64, editable=False)
    """What was handed in, and nothing else, is approved"""
    author = models.ForeignKey(PEOPLE, models.PROTECT, verbose_name=_("作者"), related_name="proposals")
    approver = models.ForeignKey(
        PEOPLE, models.PROTECT, verbose_name=_("审核人"), related_name="+", null=True, blank=True
    )
    second_approver = models.ForeignKey(
        PEOPLE, models.PROTECT, verbose_name=_("第二审核人"), related_name="+", null=True, blank=True
    )
    difference = models.JSONField(default=list, editable=False)
    red_cards = models.PositiveIntegerField(_("红牌"), default=0)
    legal_basis = models.TextField(_("法律依据"), blank=True, max_length=1000)
    notes = models.TextField(_("修改说明"), max_length=300)
    state = models.CharField(
        _("状态"), max_length=10, choices=ProposalState.choices, default=ProposalState.WAITING, db_index=True
    )
    why = models.TextField(_("退回原因"), blank=True)
    release = models.ForeignKey(
        MatterRelease, models.PROTECT, verbose_name=_("发布版"), related_name="proposals", null=True, blank=True
    )
    made_at = models.DateTimeField(_("提交时间"), default=timezone.now)
    decided_at = models.DateTimeField(_("审核时间"), null=True, blank=True)

    class Meta:
        """Names, order, rights, and one open proposal of a draft."""

        verbose_name = verbose_name_plural = _("待审事项")
        ordering: ClassVar = ["-id"]
        permissions: ClassVar = [("approve_proposal", "approve or send back what others handed in")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["draft"],
                condition=models.Q(state__in=["blocked", "waiting", "approved"]),
                name="one_open_proposal",
                violation_error_message=_("这份草稿已经提交"),
            )
        ]

    def __str__(self) -> str:
        """The matter's name and code."""
        return str(self.draft)

    @property
    def approvers_needed(self) -> int:
        """Two where a red card lies."""
        return 2 if self.red_cards else 1


class RedCard(models.Model):
    """红牌: a change that makes it harder for citizens. It stays on record whatever becomes of the proposal."""

    proposal = models.ForeignKey(Proposal, models.PROTECT, verbose_name=_("待审事项"), related_name="cards")
    kind = models.CharField(_("类别"), max_length=12, choices=[(kind.value, RED_WORDS[kind]) for kind in RedKind])
    sentence = models.TextField(_("内容"))
    by_law = models.TextField(_("依据"), blank=True)
    shown_at = models.DateTimeField(_("亮牌时间"), default=timezone.now)
    lifted_by = models.ForeignKey(
        PEOPLE, models.PROTECT, verbose_name=_("放行人"), related_name="+", null=True, blank=True
    )
    lifted_at = models.DateTimeField(_("放行时间"), null=True, blank=True)

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("红牌")
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        """What it is about."""
        return self.sentence


class Notice(models.Model):
    """应急公告: an announcement that the next release carries, or that every kiosk tells at once; for all matters or for one."""

    key = models.SlugField(_("标识"), max_length=40, unique=True)
    text_zh = models.TextField(_("公告内容"), max_length=300)
    text_en = models.TextField(_("英文内容"), max_length=600)
    matter = models.CharField(_("事项代码"), max_length=60, blank=True, help_text=_("不填即为全部事项"))
    first = models.DateField(_("首日"))
    last = models.DateField(_("末日"))
    author = models.ForeignKey(
        PEOPLE, models.PROTECT, verbose_name=_("作者"), related_name="+", null=True, editable=False
    )
    told_at = models.DateTimeField(_("立即公布时间"), null=True, editable=False)
    """Since when every kiosk tells it without waiting for a release"""
    told_by = models.ForeignKey(
        PEOPLE, models.PROTECT, verbose_name=_("立即公布人"), related_name="+", null=True, editable=False
    )

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("应急公告")
        ordering: ClassVar = ["-first", "key"]

    def __str__(self) -> str:
        """Its beginning."""
        return self.text_zh[:40]


class MatterSwitch(models.Model):
    """一键停办: a matter that disappeared everywhere at once, why, and when it came back."""

    code = models.CharField(_("本机代码"), max_length=60, db_index=True)
    title = models.CharField(_("事项名称"), max_length=300, editable=False)
    why = models.CharField(_("停办原因"), max_length=200)
    stopped_by = models.ForeignKey(PEOPLE, models.PROTECT, verbose_name=_("停办人"), related_name="+", editable=False)
    stopped_at = models.DateTimeField(_("停办时间"), default=timezone.now, editable=False)
    restored_by = models.ForeignKey(
        PEOPLE, models.PROTECT, verbose_name=_("恢复人"), related_name="+", null=True, editable=False
    )
    restored_at = models.DateTimeField(_("恢复时间"), null=True, editable=False)

    class Meta:
        """Names, order, and each matter stopped once at a time."""

        verbose_name = verbose_name_plural = _("一键停办")
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(restored_at=None),
                name="stopped_once",
                violation_error_message=_("这个事项已经停办"),
            )
        ]

    def __str__(self) -> str:
        """The matter's name and code."""
        return f"{self.title}（{self.code}）"
