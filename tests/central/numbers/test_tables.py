"""Files: what a spreadsheet would run is text, each number comes with its definition, and the hash is the file's."""

import csv
import hashlib
import io
from datetime import date

from openpyxl import load_workbook

from central.numbers.tables import Sheet, as_csv, as_xlsx

SHEET = Sheet("按事项", ("编码", "办件量"), [("=cmd|' /C calc'!A0", 12), ("+86", None), ("plain", 3.5)])
MEANS = (("办件量", "收到的办件"),)
HEAD = (("期间", "2026-11-01 – 2026-11-22"),)


def test_a_csv_is_text_for_spreadsheets_and_holds_no_formula() -> None:
    data = as_csv([SHEET], MEANS, HEAD, "口径")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = [row for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) if row]
    assert ["期间", "2026-11-01 – 2026-11-22"] in rows
    assert ["'=cmd|' /C calc'!A0", "12"] in rows
    assert ["'+86", ""] in rows
    assert rows[-1] == ["办件量", "收到的办件"]
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_a_workbook_has_a_sheet_for_each_table_and_one_for_what_it_means() -> None:
    book = load_workbook(
        io.BytesIO(as_xlsx([SHEET, Sheet("按日", ("日期",), [(date(2026, 11, 22),)])], MEANS, HEAD, "口径"))
    )
    assert len(book.sheetnames) == 3
    first, second, last = (book[name] for name in book.sheetnames)
    assert [cell.value for cell in first[1]] == ["编码", "办件量"]
    assert (first["A2"].value, first["A2"].data_type, first["B2"].value) == ("'=cmd|' /C calc'!A0", "s", 12)
    assert second["A2"].value == "2026-11-22"
    assert [[cell.value for cell in row] for row in last.rows] == [list(HEAD[0]), list(MEANS[0])]


def test_the_same_numbers_are_the_same_csv() -> None:
    one, other = (hashlib.sha256(as_csv([SHEET], MEANS, HEAD, "口径")).hexdigest() for _ in range(2))
    assert one == other
