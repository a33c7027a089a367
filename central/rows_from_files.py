"""Rows of a list from a file (CSV, XLSX), as provinces keep them: all of it, or nothing with every problem named.

What is there already, by the list's key, is brought up to date; nothing is deleted. A page gets its button with `FromFileAdmin`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _
from unfold.decorators import action

from central.people.regions import covers
from central.uploads import Kind, UploadCheck, checked
from kiosk.matters.exchange_files import Sheet, sheets_of
from kiosk.matters.problems import MatterProblem

KINDS = frozenset({Kind.XLSX, Kind.TEXT})
MOST = 5_000
"""Rows of one file"""
_TOLD = 50
_YES, _NO = frozenset({"1", "是", "true", "yes", "y"}), frozenset({"", "0", "否", "false", "no", "n"})
_DAY = re.compile(r"(\d{4})[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?|月)?")


@dataclass(frozen=True, slots=True)
class RowsFile:
    """What a file of rows of `model` has: columns by the fields' names, or by their titles in Chinese or English.

    `key` tells one row from another; `region` is the field of the area's code; of `months` the first day is kept.
    """

    model: type[models.Model]
    fields: tuple[str, ...]
    key: tuple[str, ...]
    region: str
    months: tuple[str, ...] = ()

    def titled(self, name: str) -> str:
        """What the column is called in the reader's language."""
        return str(self._field(name).verbose_name)

    def named(self) -> dict[str, str]:
        """Every name that a column may have, in small letters, with the field."""
        found: dict[str, str] = {}
        for name in self.fields:
            with override("zh-hans"):
                titles = {name, self.titled(name)}
            found |= {title.lower(): name for title in titles | {self.titled(name)}}
        return found

    def needed(self) -> list[str]:
        """Columns that have to be there."""
        return [name for name in self.fields if not (self._field(name).blank or self._field(name).has_default())]

    def value_of(self, name: str, text: str) -> Any:  # noqa: ANN401  each field has its own
        """What stands in a cell, for the model to clean. Raises ``ValidationError``."""
        field = self._field(name)
        if isinstance(field, models.BooleanField):
            if text.lower() not in _YES | _NO:
                raise ValidationError(_("应为 是 或 否"))
            return text.lower() in _YES
        if isinstance(field, models.DateField) and text:
            day = _day_of(text)
            return day.replace(day=1) if name in self.months else day
        if not text and (field.null or field.has_default()):
            return field.get_default()
        if field.choices:
            with override("zh-hans"):
                known = {str(label): value for value, label in field.flatchoices}
            return {**known, **{str(label): value for value, label in field.flatchoices}}.get(text, text)
        return text

    def _field(self, name: str) -> Any:  # noqa: ANN401  Django's field, whose stubs want two types
        return self.model._meta.get_field(name)  # noqa: SLF001  Django's public _meta


class BadRowsError(Exception):
    """Nothing of it was taken; `sentences` say why, by row and column."""

    def __init__(self, sentences: Sequence[str]) -> None:
        super().__init__(f"{len(sentences)} problems")
        more = len(sentences) - _TOLD
        self.sentences = [*sentences[:_TOLD], *([gettext("另有 %d 处问题") % more] if more > 0 else [])]


def rows_from(kind: RowsFile, name: str, content: bytes, user: AbstractBaseUser | AnonymousUser) -> tuple[int, int]:
    """Keep the rows of the file that was called `name`: how many are new, and how many were there.

    Raises:
        BadRowsError: something in it cannot be used, or lies outside of what `user` may reach.
        RefusedUploadError: it is not of `KINDS`, or dangerous to open.
    """
    sheet = _sheet_of(name, content)
    with transaction.atomic():
        made, wrong = _made(kind, sheet, user)
        if wrong:
            raise BadRowsError(wrong)
        new = sum(one._state.adding for one in made)  # noqa: SLF001  as Django's own forms ask
        for one in made:
            one.save()
    return new, len(made) - new


def _sheet_of(name: str, content: bytes) -> Sheet:
    suffix = ".xlsx" if checked(content, KINDS).kind is Kind.XLSX else ".csv"
    with TemporaryDirectory(prefix="rows-") as folder:
        file = Path(folder) / f"{Path(name).stem or 'rows'}{suffix}"
        file.write_bytes(content)
        sheets = sheets_of(file)
    if isinstance(sheets, MatterProblem):
        raise BadRowsError([one.say(get_language() or "zh") for one in sheets.all])
    filled = [sheet for sheet in sheets if sheet.rows]
    if len(filled) != 1:
        raise BadRowsError([gettext("应有一张表：第一行是列名，下面至少一行")])
    if len(filled[0].rows) > MOST:
        raise BadRowsError([gettext("一个文件最多 %d 行") % MOST])
    return filled[0]


def _made(kind: RowsFile, sheet: Sheet, user: AbstractBaseUser | AnonymousUser) -> tuple[list[models.Model], list[str]]:
    """The rows to save, cleaned; or what is wrong with the file."""
    columns, wrong = _columns(kind, sheet), list(_wrong_columns(kind, sheet))
    if wrong:
        return [], wrong
    regions = {row[columns.index(kind.region)] for _, row in sheet.rows if len(row) > columns.index(kind.region)}
    there = {
        tuple(getattr(one, name) for name in kind.key): one
        for one in kind.model._default_manager.filter(**{f"{kind.region}__in": regions})  # noqa: SLF001  public
    }
    made: dict[tuple[Any, ...], models.Model] = {}
    for number, row in sheet.rows:
        cells = dict.fromkeys((*kind.key, *columns), "") | dict(zip(columns, row, strict=False))
        values, faults = _values(kind, cells)
        key = tuple(values.get(name) for name in kind.key)
        one = there.get(key) or kind.model()
        for name, value in values.items():
            setattr(one, name, value)
        faults |= _faults(one, kind, faults)
        wrong += [gettext("第 %(row)d 行 %(column)s：%(why)s") % {"row": number, "column": kind.titled(name), "why": why}
                  for name, why in faults.items()]  # fmt: skip
        if not faults and not covers(user, cells[kind.region]):
            wrong.append(gettext("第 %d 行不在您负责的区域") % number)
        if len(row) > len(columns):
            wrong.append(gettext("第 %d 行的单元格比列多") % number)
        if not faults and key in made:
            wrong.append(gettext("第 %d 行与前面的一行重复") % number)
        made[key] = one
    return list(made.values()), wrong


def _columns(kind: RowsFile, sheet: Sheet) -> list[str]:
    known = kind.named()
    return [known.get(title, "") for title in sheet.header]


def _wrong_columns(kind: RowsFile, sheet: Sheet) -> Iterator[str]:
    columns, known = _columns(kind, sheet), kind.named()
    for title, name in zip(sheet.header, columns, strict=True):
        if not name:
            near = get_close_matches(title, known, n=1)
            hint = gettext("，是不是 %s") % near[0] if near else ""
            names = "、".join(kind.titled(one) for one in kind.fields)
            yield gettext("没有“%(title)s”这一列%(hint)s；可用：%(names)s") % {
                "title": title,
                "hint": hint,
                "names": names,
            }
        elif columns.count(name) > 1:
            yield gettext("“%s”这一列有两个") % title
    for name in kind.needed():
        if name not in columns:
            yield gettext("缺少“%s”这一列") % kind.titled(name)


def _values(kind: RowsFile, cells: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    values, faults = {}, {}
    for name, text in cells.items():
        try:
            values[name] = kind.value_of(name, text)
        except ValidationError as refused:
            faults[name] = "；".join(refused.messages)
    return values, faults


def _faults(one: models.Model, kind: RowsFile, known: dict[str, str]) -> dict[str, str]:
    """What the model itself says of its fields; which row is which, the key has told."""
    try:
        one.clean_fields(exclude={"id", *known})
    except ValidationError as refused:
        return {name: "；".join(said) for name, said in refused.message_dict.items() if name in kind.fields}
    return {}


def _day_of(text: str) -> date:
    """``2026-11``, ``2026年11月``, ``20261101`` and the like."""
    found = _DAY.fullmatch(text)
    parts = [int(part or 1) for part in found.groups()] if found is not None else []
    try:
        return date(*parts)
    except (TypeError, ValueError):
        raise ValidationError(_("应为日期，例如 2026-11-01")) from None


class RowsForm(forms.Form):
    """The file."""

    file = forms.FileField(label=_("文件（.xlsx 或 .csv）"), validators=[UploadCheck(KINDS)])


class FromFileAdmin:
    """A mixin before ``ModelAdmin``: a button above the list for whoever may add and change its rows."""

    rows_file: RowsFile
    actions_list = ("import_rows",)

    def has_import_rows_permission(self, request: HttpRequest) -> bool:
        """To add and to change: a file does both."""
        may: bool = self.has_add_permission(request) and self.has_change_permission(request)  # type: ignore[attr-defined]  # of ModelAdmin
        return may

    @action(description=_("从文件导入"), url_path="import", permissions=["import_rows"])  # type: ignore[untyped-decorator]  # Unfold ships no types
    def import_rows(self, request: HttpRequest) -> HttpResponse:
        """Ask for the file; take all of it, or say what is wrong."""
        site, opts = self.admin_site, self.model._meta  # type: ignore[attr-defined]  # noqa: SLF001  of ModelAdmin
        form, back = RowsForm(request.POST or None, request.FILES or None), f"admin:{opts.app_label}_{opts.model_name}"
        if request.method == "POST" and form.is_valid():
            file = form.cleaned_data["file"]
            try:
                new, known = rows_from(self.rows_file, file.name or "", file.read(), request.user)
            except BadRowsError as bad:
                form.add_error("file", bad.sentences)
            else:
                messages.success(
                    request, gettext("已导入：新增 %(new)d 行，更新 %(known)d 行") % {"new": new, "known": known}
                )
                return HttpResponseRedirect(reverse(f"{back}_changelist"))
        kind = self.rows_file
        context = {
            **site.each_context(request),
            "opts": opts,
            "title": gettext("从文件导入"),
            "form": form,
            "columns": [(kind.titled(name), name, name in kind.needed()) for name in kind.fields],
            "most": MOST,
            "back": reverse(f"{back}_changelist"),
        }
        return TemplateResponse(request, "rows_from_file.html", context)
