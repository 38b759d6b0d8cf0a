# SPDX-License-Identifier: Apache-2.0
"""JSON, read strictly: no comments, no trailing commas, no key twice, no NaN. Places are named by
RFC 6901 pointers: "" is the whole, "/a/0" the first item of the member a."""
from __future__ import annotations

import json as _json
import os
from typing import Any, Iterator, List, Union

from . import core
from .errors import InvalidError, NotFoundError, about_file

_TYPES = {
    core.WEIR_JSON_NULL: "null", core.WEIR_JSON_BOOL: "boolean", core.WEIR_JSON_NUMBER: "number",
    core.WEIR_JSON_STRING: "string", core.WEIR_JSON_ARRAY: "array", core.WEIR_JSON_OBJECT: "object",
}
_MISSING: Any = object()


class Json:
    """A JSON document that never changes; any number of threads may read it."""

    __slots__ = ("_json",)

    def __init__(self, value: Any) -> None:
        """From a Python value. What has no form in JSON is refused, with its place."""
        if isinstance(value, core.Json):
            self._json: core.Json = value
            return
        self._json, notes = core.Json.of(value)
        if notes:
            pointer, message = notes[0]
            raise InvalidError(f"at {pointer or 'the top'}: {message.split(': the rules')[0]}")

    @classmethod
    def parse(cls, text: Union[str, bytes, bytearray, memoryview]) -> Json:
        """Reads a text; a ParseError has the line, the column and the place."""
        if not isinstance(text, (str, bytes)):
            text = memoryview(text).tobytes()
        return cls(core.Json.parse(text))

    @classmethod
    def read_file(cls, path: Union[str, os.PathLike[str]]) -> Json:
        """Reads a file, whole."""
        with about_file(path) as name:
            return cls(core.Json.read_file(name))

    def type(self, pointer: str = "") -> str:
        """null, boolean, number, string, array or object; "" when nothing is there."""
        return _TYPES.get(self._json.type(pointer), "")

    def __contains__(self, pointer: str) -> bool:
        return self._json.has(pointer)

    def get(self, pointer: str, default: Any = None) -> Any:
        """The value at a pointer, as Python's own; `default` when nothing is there."""
        kind = self._json.type(pointer)
        if kind == 0:
            return default
        if kind == core.WEIR_JSON_NULL:
            return None
        if kind == core.WEIR_JSON_BOOL:
            return self._json.get_bool(pointer, False)
        if kind == core.WEIR_JSON_STRING:
            return self._json.get_string(pointer, "")
        return _json.loads(self._json.write(pointer))

    def get_int(self, pointer: str, default: int = 0) -> int:
        """A whole number, exactly; a fraction is refused, and so is what needs more than 64 bits."""
        return self._json.get_int64(pointer, default)

    def get_float(self, pointer: str, default: float = 0.0) -> float:
        return self._json.get_double(pointer, default)

    def __getitem__(self, pointer: str) -> Any:
        value = self.get(pointer, _MISSING)
        if value is _MISSING:
            raise NotFoundError(f"nothing is at {pointer!r}")
        return value

    @property
    def value(self) -> Any:
        """The whole, as Python's own."""
        return self.get("")

    def keys(self, pointer: str = "") -> List[str]:
        """The names of an object's members, in the order of the text."""
        return [self._json.key(pointer, index) for index in range(self._json.count(pointer))]

    def count(self, pointer: str = "") -> int:
        """Items of an array or members of an object; 0 when nothing is there."""
        return self._json.count(pointer)

    def __len__(self) -> int:
        return self._json.count("")

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def write(self, pointer: str = "", *, pretty: bool = False, canonical: bool = False) -> str:
        """JSON text: compact, pretty, or canonical (RFC 8785: one text for one value)."""
        if pretty and canonical:
            raise InvalidError("Json.write: pretty and canonical exclude each other")
        style = core.WEIR_JSON_PRETTY if pretty else core.WEIR_JSON_CANONICAL if canonical else 0
        return self._json.write(pointer, style)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Json) and self.write(canonical=True) == other.write(canonical=True)

    def __hash__(self) -> int:
        return hash(self.write(canonical=True))

    def __repr__(self) -> str:
        text = self._json.write("", 0)
        return f"Json({text if len(text) <= 80 else text[:77] + '...'})"
