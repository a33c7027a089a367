"""Drafts of matters and bundles: what an author writes, until it is released."""

from hashlib import sha256
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from central.people.region_codes import REGION_DIGITS, region_code
from central.words import in_english

LONGEST_TITLE = 300


class DraftKind(models.TextChoices):
    """What a draft is of. `central.writing.kinds` has what follows from it."""

    MATTER = "matter", _("事项")
    BUNDLE = "bundle", _("一件事")


class DraftState(models.TextChoices):
    """Where a draft is on its way to the kiosks. `central.review` moves it on from `WRITING`."""

    WRITING = "writing", _("编制中")
    IN_REVIEW = "in_review", _("审核中")
    APPROVED = "approved", _("已批准")
    RELEASED = "released", _("已发布")
    REFUSED = "refused", _("已退回")


EDITABLE = frozenset({DraftState.WRITING, DraftState.REFUSED})


class MatterDraft(models.Model):
    """One matter or bundle as its author has it now.

    `body` is what ``model_dump(mode="json", exclude_defaults=True)`` of its model gives; while it cannot be read as one it is
    what was typed, so that a half-written draft can be kept. `base` is the released one it began from.
    """

    kind = models.CharField(
        _("类型"),
        max_length=10,
        choices=DraftKind.choices,
        default=DraftKind.MATTER,
        db_default=DraftKind.MATTER,
        editable=False,
    )
    code = models.CharField(_("本机代码"), max_length=60)
    title = models.CharField(_("事项名称"), max_length=LONGEST_TITLE)
    department = models.CharField(_("实施主体"), max_length=LONGEST_TITLE, blank=True)
    region = models.CharField(
        _("行政区划"), max_length=REGION_DIGITS, blank=True, validators=[region_code], db_index=True
    )
    body = models.JSONField(editable=False)
    base = models.JSONField(null=True, editable=False)
    base_release = models.PositiveIntegerField(_("始于发布版"), default=0, editable=False)
    state = models.CharField(
        _("状态"), max_length=10, choices=DraftState.choices, default=DraftState.WRITING, editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("作者"), related_name="drafts", editable=False
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    """One more with every save: whoever saves an older one is told, and loses nothing"""
    updated_at = models.DateTimeField(_("修改时间"), auto_now=True)

    class Meta:
        """Names, order, and one open draft of each."""

        verbose_name = verbose_name_plural = _("事项草稿")
        ordering: ClassVar = ["-updated_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "code"],
                condition=models.Q(state__in=["writing", "in_review", "approved"]),
                name="one_open_draft",
                violation_error_message=_("这个事项已有一份未发布的草稿"),
            )
        ]

    def __str__(self) -> str:
        """The matter's name and code."""
        return f"{self.title}（{self.code}）"

    def get_additional_data(self) -> dict[str, str]:
        """What the trail keeps with each change: by the kind it names the parts of the body."""
        return {"kind": self.kind}

    @property
    def shown_title(self) -> str:
        """The matter's name in the language of the page, as far as the draft says it."""
        said = self.body.get("title") if in_english() and isinstance(self.body, dict) else None
        english = said.get("en") if isinstance(said, dict) else None
        return english if isinstance(english, str) and english else self.title

    @property
    def editable(self) -> bool:
        """Whether its author may go on writing."""
        return self.state in EDITABLE


class DraftFile(models.Model):
    """A file in the matter's folder: a Typst template, its sample, a form or a picture."""

    draft = models.ForeignKey(MatterDraft, models.CASCADE, related_name="files")
    name = models.CharField(_("文件名"), max_length=100)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64, editable=False)

    class Meta:
        """Names, and each file once."""

        verbose_name = verbose_name_plural = _("草稿文件")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["draft", "name"], name="draft_file_once")]

    def __str__(self) -> str:
        """Its name."""
        return self.name

    def save(self, *args: object, **more: object) -> None:
        """Keep the hash beside the content."""
        self.sha256 = sha256(self.content).hexdigest()
        super().save(*args, **more)  # type: ignore[arg-type]  # as Django declares them


class DryRun(models.Model):
    """What came of walking every plan of one revision of a draft through the kiosk's own visit."""

    draft = models.ForeignKey(MatterDraft, models.CASCADE, related_name="dry_runs")
    fingerprint = models.CharField(max_length=64)
    """Of the body and the files that were walked (`central.writing.drafts.fingerprint`)"""
    ran_at = models.DateTimeField(_("试办时间"), auto_now_add=True)
    passed = models.BooleanField(_("通过"))
    findings = models.JSONField(default=list)
    """Sentences, each naming the step, as ``{"en": …, "zh": …}``; text as it stands in runs of before"""
    seconds = models.FloatField(_("用时（秒）"))

    class Meta:
        """Names and order."""

        verbose_name = verbose_name_plural = _("试办记录")
        ordering: ClassVar = ["-ran_at", "-id"]

    def __str__(self) -> str:
        """Whose and when."""
        return f"{self.draft_id} {self.ran_at:%Y-%m-%d %H:%M}"

    @property
    def sentences(self) -> list[str]:
        """`findings` in the language of the page."""
        language = "en" if in_english() else "zh"
        return [one if isinstance(one, str) else one[language] for one in self.findings]
