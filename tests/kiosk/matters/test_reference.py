from kiosk.matters.model import Matter
from kiosk.matters.national import National
from tools.matter_reference import FILE, text


def test_the_page_of_every_field_is_up_to_date():
    assert FILE.read_text(encoding="utf-8") == text(), "run tools/matter_reference.py"


def test_every_field_has_its_chinese_name():
    for model in (Matter, National):
        assert [name for name, info in model.model_fields.items() if not info.title] == []
