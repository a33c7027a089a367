"""What a data file should have said: pydantic's findings as a place in the file and a plain sentence."""

import types
import typing

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

Place = tuple[int | str, ...]

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


def expectations(model: type[BaseModel], error: ValidationError) -> list[tuple[str, str]]:
    """Each finding as ``(path, sentence)``; what was written is never quoted."""
    return [
        (path_of(entry["loc"]), _expected(model, entry))
        for entry in error.errors(include_url=False, include_input=False)
    ]


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
