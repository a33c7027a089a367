"""Charts: every mark says its value, names are escaped, and what may not be told is not drawn."""

from xml.etree import ElementTree as ET

from central.charts import Mark, bars, funnel, line, spark

NS = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own


def test_a_bar_is_as_high_as_its_value() -> None:
    svg = parsed(bars([Mark("a", 10, "ten"), Mark("b", 5, "five"), Mark("c", 0, "none")], "n", top=10))
    heights = [float(one.attrib["height"]) for one in svg.findall("rect")]
    assert heights[0] == 2 * heights[1]
    assert heights[2] == 1
    assert [one.text for one in svg.iter("title")] == ["ten", "five", "none"]


def test_what_may_not_be_told_has_no_length() -> None:
    svg = parsed(funnel([Mark("a", 100, "100"), Mark("b", None, "<10")], "n"))
    told, hidden = svg.findall("rect")
    assert (hidden.attrib["class"], hidden.attrib["width"]) == ("c-hidden", "2")
    assert float(told.attrib["width"]) > 100
    gap = parsed(line([Mark("a", 1, "1"), Mark("b", None, "?"), Mark("c", 2, "2")], "n"))
    assert len(gap.findall("circle")) == 2


def test_names_are_escaped_and_nothing_runs() -> None:
    for drawn in (bars, line, funnel):
        svg = drawn([Mark("<script>", 1, '"><script>alert(1)</script>')], "<b>")
        assert "<script" not in svg
        assert "style=" not in svg
        parsed(svg)


def test_nothing_is_no_chart() -> None:
    assert bars([], "n") == line([], "n") == funnel([], "n") == spark([1], "n") == ""


def test_the_axis_ends_above_the_largest_value() -> None:
    for most in (1, 7, 99, 1234, 2_000_000):
        svg = parsed(bars([Mark("a", most, "x")], "n"))
        top = max(float(one.text.replace(",", "")) for one in svg.findall("text") if one.text and one.text != "a")
        assert most <= top <= 4 * max(most, 1)
