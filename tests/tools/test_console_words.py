"""The console's words: what is asked for, what a .po says, what Django reads from the .mo, and that no English is missing."""

import gettext
import io
from pathlib import Path

import pytest

from tools.console_words import compiled, look, main, page_messages, python_messages, read_po

SOURCE = """
from django.utils.translation import gettext_lazy as _
title = _("标题")
shown = gettext("%d 件") % 3
nobody = _("already English")
both = ngettext("一件", "多件", 3)
state = pgettext("终端", "状态")
plain = "没有翻译"
"""


def made(root: Path, source: str = SOURCE) -> Path:
    app = root / "cases"
    app.mkdir()
    (app / "apps.py").write_text("")
    (app / "admin.py").write_text(source)
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def test_messages_are_the_literals_of_gettext_calls():
    assert python_messages(SOURCE) == ["标题", "%d 件", "一件\0多件", "终端\x04状态"]


def test_messages_of_a_page():
    page = """{% translate "登录" %} {% trans '密码' as p %} {% blocktranslate trimmed with n=a.b %}
      共 {{ n }} 条
      记录 {% endblocktranslate %}{% translate "OK" %}"""
    assert page_messages(page) == ["登录", "密码", "共 %(n)s 条 记录"]


def test_new_words_are_added_without_english_and_what_people_wrote_stays(tmp_path, capsys):
    catalogue = made(tmp_path)
    assert main(["--root", str(tmp_path)]) == 0
    words = read_po(catalogue.read_text())
    assert words["标题"] == ""
    catalogue.write_text(catalogue.read_text().replace('msgid "标题"\nmsgstr ""', 'msgid "标题"\nmsgstr "Title"'))
    assert main(["--root", str(tmp_path)]) == 0
    assert read_po(catalogue.read_text())["标题"] == "Title"
    assert main(["--root", str(tmp_path), "--check"]) == 1
    assert "'%d 件'" in capsys.readouterr().out


def test_python_reads_what_is_compiled():
    words = {"标题": "Title", "一件\0多件": "one\0many", "终端\x04状态": "State", "空": ""}
    catalogue = gettext.GNUTranslations(io.BytesIO(compiled(words)))
    assert catalogue.gettext("标题") == "Title"
    assert [catalogue.ngettext("一件", "多件", n) for n in (1, 2)] == ["one", "many"]
    assert catalogue.pgettext("终端", "状态") == "State"
    assert catalogue.gettext("空") == "空"


@pytest.mark.parametrize(
    ("source", "catalogue", "said"),
    [
        ('_("标题")', 'msgid "标题"\nmsgstr ""\n', "no English"),
        ('_("别的")', 'msgid "标题"\nmsgstr "Title"\n\nmsgid "别的"\nmsgstr "Other"\n', "nobody says"),
        ('_("%d 件")', 'msgid "%d 件"\nmsgstr "some"\n', "other places"),
        ('_("标题")', 'msgid "标题"\nmsgstr "Title"\n', "not what its .po compiles to"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, source, catalogue, said):
    path = made(tmp_path, source)
    path.parent.mkdir(parents=True)
    path.write_text(catalogue)
    assert any(said in sentence for sentence in look(tmp_path).sentences())


def test_no_word_of_the_console_lacks_its_english():
    root = Path(__file__).parents[2] / "central"
    assert list(look(root).sentences()) == []
