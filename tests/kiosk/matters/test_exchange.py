"""Exchange tables come in whole or not at all; what is wrong is named by file, sheet, row and column."""

import csv
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from kiosk.matters.catalogue import load_catalogue
from kiosk.matters.exchange import Imported, import_tables
from kiosk.matters.exchange_columns import BASIC, DIRECTORY, EXTEND, FEE, MATERIAL, exchange_of, tables_of
from kiosk.matters.export import to_tables
from kiosk.matters.lint import mistakes
from kiosk.matters.model import Handling, Matter
from tests.kiosk.matters.whole import SOURCES, whole, whole_matter

Tables = dict[str, list[dict[str, str]]]


def tables() -> Tables:
    return tables_of([whole_matter()])


def as_csv(tables: Tables, folder: Path, encoding: str = "utf-8") -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in tables.items():
        if rows:
            with (folder / f"up_task_{name}.csv").open("w", encoding=encoding, newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
    return folder


def as_xlsx(tables: Tables, file: Path) -> Path:
    book = Workbook()
    book.remove(book.active)
    for name, rows in tables.items():
        if rows:
            sheet = book.create_sheet(f"up_task_{name}")
            sheet.append(list(rows[0]))
            for row in rows:
                sheet.append([int(cell) if cell in {"8", "20"} else cell for cell in row.values()])
    book.save(file)
    return file


def imported(place: Path, *, clean: bool = False) -> Imported:
    return import_tables(place, theme="business", clean=clean)


def one(place: Path) -> Matter:
    result = imported(place)
    assert [str(problem) for problem in result.problems] == []
    (matter,) = result.matters
    return matter


def told(place: Path) -> list[tuple[str, str]]:
    result = imported(place)
    assert result.matters == (), "nothing half-saved"
    assert all(problem.zh for problem in result.problems)
    return [(problem.path, problem.expected) for problem in result.problems]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_tables_come_back_as_they_went(tmp_path, encoding):
    before, after = exchange_of(whole_matter()), exchange_of(one(as_csv(tables(), tmp_path / "t", encoding)))
    assert after == before


def test_a_workbook_says_the_same_as_csv(tmp_path):
    assert exchange_of(one(as_xlsx(tables(), tmp_path / "t.xlsx"))) == exchange_of(whole_matter())


def test_what_is_written_can_be_read(tmp_path):
    to_tables([whole_matter()], tmp_path)
    assert exchange_of(one(tmp_path)) == exchange_of(whole_matter())


def test_an_item_comes_in_as_a_matter_of_the_counter_that_passes_the_lint(tmp_path):
    matter = one(as_csv(tables(), tmp_path / "t"))
    assert matter.handling is Handling.PROMISED
    assert matter.counter is not None
    assert matter.code == "item-11370800mb285591843000131002000"
    assert [step.kind for step in matter.flow] == ["accept", "examine", "approve", "conclude", "deliver"]
    assert [fee.amount_fen for fee in matter.fees] == [1000]
    assert mistakes(matter, tmp_path, SOURCES) == ()


def test_our_own_catalogue_comes_back_as_it_went(tmp_path):
    matters = load_catalogue().matters.values()
    to_tables(matters, tmp_path)
    came = imported(tmp_path)
    assert [str(problem) for problem in came.problems] == []
    back = {matter.national.task_code: exchange_of(matter) for matter in came.matters}
    assert back == {matter.national.task_code: exchange_of(matter) for matter in matters}
    (tmp_path / "basic.csv").unlink()
    to_tables([matter.model_copy(update={"who": (), "conditions": ()}) for matter in matters], tmp_path)
    assert {path.rpartition(" ")[2] for path, _ in told(tmp_path)} == {"accept_condition"}


def test_chinese_headings_will_do(tmp_path):
    rows = tables()
    for table, columns in (("basic", BASIC), ("material", MATERIAL)):
        rows[table] = [
            {columns[key].title if key in columns else key: cell for key, cell in row.items()} for row in rows[table]
        ]
    assert exchange_of(one(as_csv(rows, tmp_path / "t"))) == exchange_of(whole_matter())


def test_of_several_versions_the_newest_comes_in(tmp_path):
    rows = tables()
    newer = {**rows["basic"][0], "task_version": "3", "task_name": "新名字"}
    rows["basic"] = [newer, *rows["basic"]]
    assert one(as_csv(rows, tmp_path / "t")).title.zh == "新名字"


def test_the_same_version_twice_is_told(tmp_path):
    rows = tables()
    rows["basic"] *= 2
    assert told(as_csv(rows, tmp_path / "t")) == [
        ("sheet up_task_basic, row 3, column task_code", "expected each item and version once; row 2 is the same")
    ]


@pytest.mark.parametrize(
    ("table", "column", "cell", "expected"),
    [
        ("basic", "promise_day", "soon", "a whole number"),
        ("basic", "promise_type", "4", "a unit: 1 工作日"),
        ("basic", "task_name", "", "a value (事项名称); it is required"),
        ("basic", "task_name", "名" * 301, "at most 300 characters"),
        ("basic", "task_code", "短", "of the form"),
        ("basic", "plan_effective_date", "2026-13-01", "a date as YYYYMMDD"),
        ("basic", "accept_condition", "一<br/>二", "plain text; found '<br/>'"),
        ("basic", "accept_condition", "甲&amp;nbsp;乙", "plain text; found '&amp;'"),
        ("basic", "accept_condition", "a\x07b", "plain text"),
        ("basic", "task_type", "行 政", "a code of GB/T 39046 A.1"),
        ("basic", "link_way", "问张三", "of the form"),
        ("extend", "is_online", "maybe", "1 or 0"),
        ("material", "is_need", "2", "1 or 0"),
        ("fee", "fee_stand", "看情况", "names an amount"),
        ("faq", "answer", "", "it is required"),
    ],
)
def test_a_wrong_cell_is_named(tmp_path, table, column, cell, expected):
    rows = tables()
    rows[table][0][column] = cell
    said = dict(told(as_csv(rows, tmp_path / "t")))
    assert expected in said[f"sheet up_task_{table}, row 2, column {column}"]


def renamed(rows: Tables, table: str, before: str, after: str | None) -> Tables:
    rows[table] = [
        {(after or key) if key == before else key: cell for key, cell in row.items() if key != before or after}
        for row in rows[table]
    ]
    return rows


def test_a_missing_column_is_named(tmp_path):
    rows = renamed(tables(), "basic", "promise_day", None)
    assert told(as_csv(rows, tmp_path / "t")) == [
        (
            "sheet up_task_basic, column promise_day",
            "expected this column (承诺办结时限); the table 'basic' cannot do without it",
        )
    ]


def test_a_column_nobody_knows_is_named_with_the_nearest(tmp_path):
    rows = renamed(tables(), "extend", "is_express", "is_expres")
    ((place, said),) = told(as_xlsx(rows, tmp_path / "t.xlsx"))
    assert place == "sheet up_task_extend, column is_expres"
    assert "did you mean 'is_express'?" in said
    assert "is_schedule" in said


def test_a_row_of_no_item_is_told(tmp_path):
    rows = tables()
    rows["material"][1]["task_code"] = "elsewhere"
    rows["basic"].append({**rows["basic"][0], "task_code": "other-item-1"})
    ((place, said),) = told(as_csv(rows, tmp_path / "t"))
    assert place == "sheet up_task_material, row 3, column task_guid"
    assert "of a row of 'basic'" in said


def test_a_sheet_that_is_none_of_the_tables_is_told(tmp_path):
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "weather.csv").write_text("sun,rain\n1,2\n", encoding="utf-8")
    ((place, said),) = told(tmp_path / "t")
    assert place == "sheet weather"
    assert "material (材料)" in said


def test_a_sheet_is_known_by_its_columns_too(tmp_path):
    folder = as_csv(tables(), tmp_path / "t")
    (folder / "up_task_faq.csv").rename(folder / "other.csv")
    assert exchange_of(one(folder)) == exchange_of(whole_matter())


def test_cleaning_takes_html_and_control_characters_out(tmp_path):
    rows = tables()
    rows["basic"][0]["accept_condition"] = "1.&lt;p&gt;有场所&amp;nbsp;的&lt;/p&gt;<br>2、有\x07厨房"
    result = imported(as_csv(rows, tmp_path / "t"), clean=True)
    assert result.problems == ()
    assert [condition.text.zh for condition in result.matters[0].conditions] == ["有场所 的", "有厨房"]


def packed(file: Path, parts: dict[str, bytes]) -> Path:
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return file


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.csv", b"", "one of the exchange tables"),
        ("a.csv", b"\x00\x01", "bytes that are none"),
        ("a.csv", b"\xff\xff\xff", "UTF-8 or GB18030"),
        ("a.csv", b"a,b\n" + b"x" * 10_001 + b",1\n", "at most 10000 characters"),
        ("a.csv", b"," * 300 + b"x\n", "at most 200 columns"),
        ("a.csv", b"a\n" + b"1\n" * 50_001, "at most 50000 rows"),
        ("a.xlsx", b"no zip", "damaged"),
        ("a.pdf", b"%PDF", "a .csv or .xlsx file"),
    ],
)
def test_a_file_that_is_no_table(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)
    assert any(expected in said for _, said in told(tmp_path / name)), told(tmp_path / name)


def test_a_workbook_that_unpacks_without_end_is_not_unpacked(tmp_path):
    bomb = packed(tmp_path / "b.xlsx", {"xl/worksheets/sheet1.xml": b"\0" * 210_000_000})
    assert bomb.stat().st_size < 1_000_000
    assert "bytes unpacked" in told(bomb)[0][1]


@pytest.mark.parametrize("declared", ['<!DOCTYPE l SYSTEM "http://127.0.0.1/l.dtd">', '<!ENTITY a "aaaaaaaa">'])
def test_a_workbook_with_entities_is_refused(tmp_path, declared):
    content = f'<?xml version="1.0"?>{declared}<workbook/>'.encode()
    assert "document types" in told(packed(tmp_path / "b.xlsx", {"xl/workbook.xml": content}))[0][1]


def test_an_empty_zip_is_no_workbook(tmp_path):
    assert "damaged" in told(packed(tmp_path / "b.xlsx", {"a": b"b"}))[0][1]


def test_a_file_that_is_not_there(tmp_path):
    assert "readable file" in told(tmp_path / "none.csv")[0][1]


def test_local_codes_come_back_as_they_were():
    raw = whole()
    raw["national"]["task_type"] = {"set": "山东 事项类型", "code": "11", "name": "公共服务"}
    kept = Matter.model_validate(raw)
    assert kept.national.task_type is not None
    assert (kept.national.task_type.set, exchange_of(kept)["basic"]["task_type"]) == ("山东 事项类型", "11")  # type: ignore[call-overload]


def test_every_column_leads_somewhere():
    matter = whole_matter()
    filled = exchange_of(matter)
    rare = {"local_catalog_code", "local_task_code", "entrust_name", "link_addr", "mobile_terminal_url", "service_type"}
    rare |= {"online_handle_url", "other_dept", "town_code", "town_name", "village_code", "village_name", "task_state"}
    for table, columns in (("basic", BASIC), ("extend", EXTEND), ("directory", DIRECTORY)):
        empty = {name for name, cell in filled[table].items() if not cell}  # type: ignore[union-attr]
        assert empty <= rare | {"task_name", "fee_basis"}, table
        assert columns.keys() <= filled[table].keys()  # type: ignore[union-attr]
    assert FEE.keys() <= filled["fees"][0].keys()  # type: ignore[index, union-attr]
