"""What a data file should have said: pydantic's findings as a place in the file and a plain sentence in two languages."""

import types
import typing

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]


class Disagreement(ValueError):  # noqa: N818 - what the parts are in
    """What a validator of a model says when two parts do not agree, in English and in Chinese; `at` is the part to mend."""

    def __init__(self, sentence: str, zh: str, at: Place = ()) -> None:
        super().__init__(sentence)
        self.zh, self.at = zh, at


class Expectation(typing.NamedTuple):
    """One finding: its place, and what was expected there, in English and in Chinese by the title of the field."""

    path: str
    sentence: str
    zh: str


_SENTENCES = {
    "missing": "expected a value here; this key is required",
    "string_type": "expected text in quotes",
    "path_type": "expected a path, as text in quotes",
    "bool_type": "expected true or false",
    "bool_parsing": "expected true or false",
    "int_type": "expected a whole number",
    "int_parsing": "expected a whole number",
    "int_from_float": "expected a whole number",
    "float_type": "expected a number",
    "float_parsing": "expected a number",
    "dict_type": "expected a table of keys and values",
    "model_type": "expected a table of keys and values",
    "model_attributes_type": "expected a table of keys and values",
    "list_type": "expected a list in square brackets",
    "tuple_type": "expected a list in square brackets",
    "string_too_short": "expected text of {min_length} or more characters",
    "string_too_long": "expected text of at most {max_length} characters",
    "too_short": "expected {min_length} or more entries; found {actual_length}",
    "too_long": "expected at most {max_length} entries; found {actual_length}",
    "greater_than_equal": "expected {ge} or more",
    "greater_than": "expected more than {gt}",
    "less_than_equal": "expected {le} or less",
    "less_than": "expected less than {lt}",
    "enum": "expected one of {expected}",
    "literal_error": "expected one of {expected}",
    "string_pattern_mismatch": "expected text of the form {pattern}",
    "value_error": "expected the parts to agree: {error}",
}

_CHINESE = {
    "missing": "必须填写",
    "string_type": "应为文字",
    "path_type": "应为文件路径",
    "bool_type": "应为是或否",
    "bool_parsing": "应为是或否",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "date_type": "应为日期，例如 2026-01-31",
    "date_parsing": "应为日期，例如 2026-01-31",
    "date_from_datetime_parsing": "应为日期，例如 2026-01-31",
    "time_type": "应为时间，例如 09:00",
    "time_parsing": "应为时间，例如 09:00",
    "dict_type": "应为一组有名称的内容",
    "model_type": "应为一组有名称的内容",
    "model_attributes_type": "应为一组有名称的内容",
    "list_type": "应为列表",
    "tuple_type": "应为列表",
    "string_too_short": "至少要有 {min_length} 个字",
    "string_too_long": "最多 {max_length} 个字",
    "too_short": "至少要有 {min_length} 项，现有 {actual_length} 项",
    "too_long": "最多 {max_length} 项，现有 {actual_length} 项",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "必须大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "less_than": "必须小于 {lt}",
    "enum": "应为其中之一：{expected}",
    "literal_error": "应为其中之一：{expected}",
    "string_pattern_mismatch": "的写法不对，应符合 {pattern}",
    "value_error": "前后不一致：{error}",
}


def expectations(model: type[BaseModel], error: ValidationError) -> list[Expectation]:
    """Each finding; what was written is never quoted."""
    return [
        Expectation(path_of((*entry["loc"], *_part_of(entry))), _expected(model, entry), _in_chinese(model, entry))
        for entry in error.errors(include_url=False, include_input=False)
    ]


def _part_of(entry: ErrorDetails) -> Place:
    """Where a validator of a whole says that a part of it is to be mended."""
    found: Place = getattr(entry.get("ctx", {}).get("error"), "at", ())
    return found


def path_of(location: Place) -> str:
    """``("fields", 2, "choices")`` as ``fields[2].choices``."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
    return path


def _expected(model: type[BaseModel], entry: ErrorDetails) -> str:
    kind = entry["type"]
    if kind == "extra_forbidden":
        return _expected_key(model, entry["loc"])
    sentence = _SENTENCES.get(kind)
    if sentence is None:
        return entry["msg"].replace("Input should be", "expected").replace("String should", "expected text that should")
    field = _field_at(model, entry["loc"])
    example = f", for example {field.examples[0]}" if field is not None and field.examples else ""
    return sentence.format_map(entry.get("ctx", {})) + example


def _in_chinese(model: type[BaseModel], entry: ErrorDetails) -> str:
    field = _field_at(model, entry["loc"])
    name = f"“{field.title}”" if field is not None and field.title else ""
    if entry["type"] == "extra_forbidden":
        return f"没有“{entry['loc'][-1]}”这一项，请核对名称"
    context = {"said": entry["msg"], **entry.get("ctx", {})}
    if (error := context.get("error")) is not None:
        context["error"] = getattr(error, "zh", error)
    sentence = _CHINESE.get(entry["type"], "的内容不对：{said}").format_map(context)
    example = f"，例如 {field.examples[0]}" if field is not None and field.examples else ""
    return f"{name}{sentence}{example}" if name else f"{sentence.removeprefix('的')}{example}"


def _expected_key(model: type[BaseModel], location: Place) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 - only for who has misspelt a key

    known = sorted(_model_at(model, location[:-1]).model_fields)
    near = get_close_matches(str(location[-1]), known, n=1)
    hint = f"did you mean '{near[0]}'? " if near else ""
    return f"expected no key of this name; {hint}Known here: {', '.join(known)}"


def _field_at(model: type[BaseModel], location: Place) -> FieldInfo | None:
    if not location or not isinstance(location[-1], str):
        return None
    return _model_at(model, location[:-1]).model_fields.get(location[-1])


def _model_at(model: type[BaseModel], location: Place) -> type[BaseModel]:
    for part in location:
        if isinstance(part, str) and part in model.model_fields:
            model = next(_models_in(model.model_fields[part].annotation), model)
    return model


def _models_in(annotation: object) -> typing.Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, BaseModel):
            yield annotation
        return
    for inner in typing.get_args(annotation):
        yield from _models_in(inner)
