# SPDX-License-Identifier: Apache-2.0
"""Is this configuration what the program expects? Rules of the library's, and rules of yours.

A configuration is a dict (or a weir.Json). The library's rules see it as JSON; a rule of yours gets
the very object you passed. What has no form in JSON (a NaN, an open file) is null to the library's
rules and a warning in the report.
"""
from __future__ import annotations

import asyncio
import json as _json
import os
from dataclasses import dataclass, field
from typing import (Any, Callable, Dict, Iterable, List, Mapping, NamedTuple, Optional, Tuple, TypeVar,
                    Union)

from . import core
from .errors import InvalidError, ValidationError
from .json import Json
from .runtime import LEVEL_NAMES, level_number

RuleFunction = Callable[[Any], Any]


class Verdict(NamedTuple):
    """What a rule of yours may return when a bool is not enough: `field` is the place it speaks of,
    "batch_size" or "/hardware/threads"; without one the finding speaks of the whole."""

    holds: bool
    message: Optional[str] = None
    hint: Optional[str] = None
    field: Optional[str] = None


_R = TypeVar("_R", bound=RuleFunction)
_TYPES = {
    "null": core.WEIR_ALLOW_NULL, "boolean": core.WEIR_ALLOW_BOOL, "number": core.WEIR_ALLOW_NUMBER,
    "string": core.WEIR_ALLOW_STRING, "array": core.WEIR_ALLOW_ARRAY,
    "object": core.WEIR_ALLOW_OBJECT, "integer": core.WEIR_ALLOW_INTEGER,
    "any": core.WEIR_ALLOW_ANY, None: core.WEIR_ALLOW_NULL, type(None): core.WEIR_ALLOW_NULL,
    bool: core.WEIR_ALLOW_BOOL, int: core.WEIR_ALLOW_INTEGER, float: core.WEIR_ALLOW_NUMBER,
    str: core.WEIR_ALLOW_STRING, list: core.WEIR_ALLOW_ARRAY, tuple: core.WEIR_ALLOW_ARRAY,
    dict: core.WEIR_ALLOW_OBJECT,
}
_LEVELS = {"fast": core.WEIR_VALIDATE_FAST, "standard": core.WEIR_VALIDATE_STANDARD,
           "thorough": core.WEIR_VALIDATE_THOROUGH, "exhaustive": core.WEIR_VALIDATE_EXHAUSTIVE}
_RULE_LEVELS = {**_LEVELS, "on-demand": core.WEIR_VALIDATE_ON_DEMAND}
_SEVERITIES = {**LEVEL_NAMES, core.WEIR_LEVEL_SUGGESTION: "suggestion"}
_SEVERITY_NUMBERS = {name: number for number, name in _SEVERITIES.items()}


_STYLES = {"text": core.WEIR_REPORT_STYLE_TEXT, "colours": core.WEIR_REPORT_STYLE_COLOURS,
           "json": core.WEIR_REPORT_STYLE_JSON, "basic": core.WEIR_REPORT_STYLE_BASIC,
           "detailed": core.WEIR_REPORT_STYLE_DETAILED, "sarif": core.WEIR_REPORT_STYLE_SARIF}


@dataclass(frozen=True)
class Finding:
    """One thing that a validation has to say. `level`: error, warning, info or suggestion. `schema` is where a
    JSON Schema says so; line and column are 0 when no text was judged."""

    level: str
    rule: str
    pointer: str
    message: str
    hint: str
    exception: Optional[BaseException] = field(default=None, compare=False)
    schema: str = ""
    line: int = 0
    column: int = 0

    @property
    def field(self) -> str:
        """The place for people: batch_size, hardware/threads; "" for the whole."""
        return self.pointer[1:].replace("~1", "/").replace("~0", "~")

    def __str__(self) -> str:
        place = self.field or self.rule
        return f"[{self.level.upper()}] {place}: {self.message}"


# How a note of native/convert.hpp ends.
_SEEN_AS_NULL = ": the rules see null"


def _with_reason(reasons: Dict[str, str], pointer: str, message: str) -> str:
    if pointer not in reasons or not message.startswith("null"):
        return message
    return f"{reasons[pointer]}; in its place {message}"


class Report:
    """Everything a validation found. A rule's own exception is its finding's `.exception`."""

    def __init__(self, report: core.Report, raised: List[Tuple[str, BaseException]]) -> None:
        self._report = report
        self._raised = raised

    @property
    def valid(self) -> bool:
        """True when no finding is an error."""
        return self._report.valid()

    @property
    def findings(self) -> List[Finding]:
        raised = list(self._raised)
        reasons = self._reasons()
        found = []
        for index in range(self._report.count()):
            raw = self._report.finding(index)
            mine = next((item for item in raised if item[0] == raw.rule and
                         raw.message.endswith(str(item[1]))), None)
            if mine is not None:
                raised.remove(mine)
            message = _with_reason(reasons, raw.pointer, raw.message)
            found.append(Finding(_SEVERITIES[raw.severity], raw.rule, raw.pointer, message,
                                 raw.hint, mine[1] if mine else None, raw.schema, raw.line,
                                 raw.column))
        return found

    def _reasons(self) -> Dict[str, str]:
        """Why the rules saw null: pointer -> what was there instead."""
        if self._report.count(core.WEIR_LEVEL_WARNING) == 0:
            return {}
        raws = [self._report.finding(index) for index in range(self._report.count())]
        return {raw.pointer: raw.message[:-len(_SEEN_AS_NULL)] for raw in raws
                if raw.rule == "json" and raw.message.endswith(_SEEN_AS_NULL)}

    def _of(self, level: str) -> List[Finding]:
        if self._report.count(_SEVERITY_NUMBERS[level]) == 0:
            return []
        return [finding for finding in self.findings if finding.level == level]

    @property
    def errors(self) -> List[Finding]:
        return self._of("error")

    @property
    def warnings(self) -> List[Finding]:
        return self._of("warning")

    @property
    def infos(self) -> List[Finding]:
        return self._of("info")

    @property
    def suggestions(self) -> List[Finding]:
        """What is not wrong, and could be better."""
        return self._of("suggestion")

    def __len__(self) -> int:
        return self._report.count()

    def add(self, level: str, rule: str, field: str, message: str, hint: str = "") -> None:
        """A finding of your own, before the report is handed on."""
        self._report.add(_severity(level), rule, field, message, hint)

    def raise_for_errors(self) -> None:
        """Raises a ValidationError when there is an error; else nothing."""
        errors = [] if self.valid else self.errors
        if errors:
            more = f", and {len(errors) - 1} more" if len(errors) > 1 else ""
            raised = ValidationError(f"{errors[0].field or errors[0].rule}: {errors[0].message}{more}")
            raised.report, raised.path, raised.hint = self, errors[0].pointer, errors[0].hint or None
            raise raised from errors[0].exception

    def summary(self) -> str:
        """PASSED or FAILED with counts, then a line for each finding."""
        text = self._report.summary()
        for pointer, reason in self._reasons().items():
            text = text.replace(f"] {pointer}: null", f"] {pointer}: {reason}; in its place null")
        return text

    def to_dict(self) -> Dict[str, Any]:
        """valid, rules, failed_rules, errors, warnings, infos, findings [...]."""
        result: Dict[str, Any] = _json.loads(self._report.json())
        reasons = self._reasons()
        for item in result["findings"] if reasons else ():
            item["message"] = _with_reason(reasons, item["pointer"], item["message"])
        return result

    def write(self, style: str = "text", source: str = "") -> str:
        """In the style text, colours, json, basic or detailed (JSON Schema's own), or sarif;
        `source` names what was judged, such as a path."""
        if style not in _STYLES:
            raise InvalidError(f"{style!r} is no style: use one of {', '.join(_STYLES)}")
        return self._report.write(_STYLES[style], source)

    def __str__(self) -> str:
        return self.summary()


class ConfigValidator:
    """A set of rules. get_config_validator() gives the one that the process shares.

    Every add_ method takes `severity` ("error", "warning", "info", "suggestion": only errors
    reject), `level` (the rule runs from that thoroughness on; "on-demand": only when it is asked
    for), `hint`, and, but for rules of yours, `name`.
    """

    def __init__(self) -> None:
        """An empty set of its own."""
        self._rules = core.Rules()

    @classmethod
    def process(cls) -> ConfigValidator:
        validator = cls.__new__(cls)
        validator._rules = core.Rules.process()
        return validator

    def clear_rules(self) -> None:
        self._rules.clear()

    def __len__(self) -> int:
        return self._rules.count()

    def add_lod_validator(self, **options: Any) -> None:
        """lod_level, a text, is one of LOD2, LOD3, ASPRS, MINIMAL, FULL."""
        self._rules.add_lod(_options(**options))

    def add_gpu_validator(self, **options: Any) -> None:
        """gpu_memory_fraction is a number above 0 and at most 1."""
        self._rules.add_gpu(_options(**options))

    def add_required_field(self, field: str, **options: Any) -> None:
        """The field is there, if only as null."""
        self._rules.add_required(_text(field, "field"), _options(**options))

    def add_numeric_range_validator(self, field: str, min_value: float, max_value: float,
                                    **options: Any) -> None:
        """The field, where it is there, is a number from min_value to max_value, both included."""
        if isinstance(min_value, (str, bytes)) or isinstance(max_value, (str, bytes)):
            raise TypeError(f"a range from {min_value!r} to {max_value!r}: give numbers")
        low, high = float(min_value), float(max_value)
        self._rules.add_range(_text(field, "field"), low, high, _options(**options))

    def add_field_type(self, field: str, types: Any, **options: Any) -> None:
        """The field has one of the types: int, float (any number), str, bool, list, dict, None, or
        JSON's names ("integer", "number", "any", ...); a tuple of them for several."""
        allowed = 0
        for kind in types if isinstance(types, (tuple, list, set)) else (types,):
            if kind not in _TYPES:
                raise InvalidError(f"{kind!r} is no type that JSON has: use int, float, str, bool, "
                                   "list, dict, None or one of "
                                   f"{', '.join(name for name in _TYPES if isinstance(name, str))}")
            allowed |= _TYPES[kind]
        self._rules.add_type(_text(field, "field"), allowed, _options(**options))

    def add_choice_validator(self, field: str, choices: Iterable[str], **options: Any) -> None:
        """The field is one of these texts."""
        if isinstance(choices, (str, bytes)):
            raise TypeError(f"choices are a list of texts, not one text: write [{choices!r}]")
        texts = [_text(choice, "a choice") for choice in choices]
        self._rules.add_choice(_text(field, "field"), texts, _options(**options))

    def add_pattern_validator(self, field: str, pattern: str, **options: Any) -> None:
        """The field is a text in which the pattern (RE2) is found; ^ and $ make it match whole."""
        self._rules.add_pattern(_text(field, "field"), _text(pattern, "pattern"),
                                _options(**options))

    def add_path_validator(self, field: str, *, must_exist: bool = False, file: bool = False,
                           directory: bool = False, create: bool = False, writable: bool = False,
                           **options: Any) -> None:
        """The field is a path; without further wishes, a text that is not empty."""
        flags = (core.WEIR_PATH_EXISTS * must_exist | core.WEIR_PATH_FILE * file |
                 core.WEIR_PATH_DIRECTORY * directory | core.WEIR_PATH_CREATE * create |
                 core.WEIR_PATH_WRITABLE * writable)
        self._rules.add_path(_text(field, "field"), flags, _options(**options))

    def add_document(self, document: Any) -> None:
        """Rules written as data: {"rules": [{"rule": "range", "field": ..., "min": ...}, ...]}."""
        self._rules.add_document(_document(document)._json)

    def load(self, name: Union[str, os.PathLike[str]]) -> None:
        """A ready-made set ("phi_analysis", "frame_pipeline", "cache", "lidar"), or a file of rules:
        a path, or a text with a / or a . in it."""
        self._rules.load(os.path.join(".", os.fspath(name)) if isinstance(name, os.PathLike)
                         else _text(name, "name"))

    def arrange(self, document: Any) -> None:
        """Tells rules by name when they run: {"slow": {"after": ["quick"], "limit_ms": 50}}. The
        keys: severity, level, hint, after, profiles, limit_ms, expected_ms, pure."""
        self._rules.arrange(_document(document)._json)

    def add_schema(self, schema: Any, field: str = "", **options: Any) -> None:
        """The value at the field fits a JSON Schema: a weir.Schema, or what makes one."""
        if not isinstance(schema, Schema):
            schema = Schema(schema)
        schema._schema.add_to(self._rules, _text(field, "field"), _options(**options))

    def add_rule(self, name: str, function: RuleFunction, *, severity: str = "error",
                 level: str = "fast", hint: str = "") -> None:
        """A rule of yours: function(config) -> (bool, message or None), the same with a hint as
        third, a Verdict, or a bool. One that raises is one failed rule, with what it raised as its
        message; the others still run."""
        self._rules.add_function(_text(name, "a rule's name"), function, _options(severity, level, hint))

    def rule(self, name: str, **options: Any) -> Callable[[_R], _R]:
        """add_rule() as a decorator."""

        def add(function: _R) -> _R:
            self.add_rule(name, function, **options)
            return function

        return add

    def validate(self, config: Any, *, strict: bool = False,
                 level: str = "standard") -> Tuple[bool, List[str]]:
        """(is_valid, [every error as a text])."""
        is_valid, report = self.validate_detailed(config, strict=strict, level=level)
        return is_valid, [] if is_valid else [str(finding) for finding in report.errors]

    def validate_detailed(self, config: Any, *, strict: bool = False,
                          level: str = "standard") -> Tuple[bool, Report]:
        """(is_valid, report with everything). `strict`: keys that no rule names are warnings."""
        report = Report(*self._rules.report_on(_plain(config), _level(level), strict))
        return report.valid, report

    def check(self, config: Any, *, strict: bool = False, level: str = "standard") -> Report:
        """The report of a configuration that holds; raises a ValidationError for one that does not."""
        report = self.validate_detailed(config, strict=strict, level=level)[1]
        report.raise_for_errors()
        return report

    async def validate_async(self, config: Any, *, strict: bool = False,
                             level: str = "standard") -> Tuple[bool, List[str]]:
        """validate() in a thread of the event loop's executor."""
        return await asyncio.get_running_loop().run_in_executor(
            None, lambda: self.validate(config, strict=strict, level=level))

    async def validate_detailed_async(self, config: Any, *, strict: bool = False,
                                      level: str = "standard") -> Tuple[bool, Report]:
        return await asyncio.get_running_loop().run_in_executor(
            None, lambda: self.validate_detailed(config, strict=strict, level=level))

    def first_error(self, config: Any) -> Optional[str]:
        """The short way, for a hot path: runs the fast rules until one fails; None when none does."""
        return self._rules.first_error(_plain(config))

    def is_valid(self, config: Any) -> bool:
        """first_error(config) is None."""
        return self._rules.first_error(_plain(config)) is None


def _options(severity: str = "error", level: str = "fast", hint: str = "",
             name: str = "") -> core.RuleOptions:
    options = core.RuleOptions()
    options.severity = _severity(severity)
    options.level = _level(level, _RULE_LEVELS)
    options.hint = _text(hint, "hint")
    options.name = _text(name, "name")
    return options


def _level(level: str, levels: Mapping[str, int] = _LEVELS) -> int:
    try:
        return levels[level.lower()]
    except (KeyError, AttributeError):
        raise InvalidError(f"{level!r} is no level: use one of {', '.join(levels)}") from None


def _severity(severity: str) -> int:
    try:
        return _SEVERITY_NUMBERS[severity.lower()]
    except (KeyError, AttributeError):
        return level_number(severity)  # which says what there is


def _plain(config: Any) -> Any:
    if isinstance(config, Json):
        return config._json
    if isinstance(config, (dict, list, tuple, core.JsonView)) or hasattr(config, "keys"):
        return config
    advice = "pass a dict or a weir.Json"
    if isinstance(config, (str, bytes, bytearray)):
        advice = "read JSON text with weir.Json.parse(text), a file with weir.Json.read_file(path)"
    raise TypeError(f"a {type(config).__name__} is no configuration: {advice}")


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{what} is a text (str), not a {type(value).__name__}")
    return value


def _document(document: Union[Json, str, os.PathLike[str], Any]) -> Json:
    if isinstance(document, Json):
        return document
    if isinstance(document, os.PathLike):
        return Json.read_file(document)
    return Json(document)


class Schema:
    """A JSON Schema (drafts 7, 2019-09, 2020-12), compiled once and asked often, by any thread."""

    def __init__(self, schema: Any, *, draft: int = 0, formats: bool = False, strict: bool = False,
                 documents: Optional[Mapping[str, Any]] = None, uri: str = "",
                 max_findings: int = 0) -> None:
        """`schema`: JSON text, a path, or a dict. `draft`: 7, 2019 or 2020, for a schema that does
        not name its own; `formats`: "format" has to hold; `strict`: unknown keywords are refused;
        `documents`: schemas by URI that may be referred to, as nothing is ever fetched."""
        if isinstance(schema, os.PathLike):
            with open(schema, encoding="utf-8") as file:
                schema = file.read()
        given = "" if documents is None else "{" + ", ".join(
            f"{_json.dumps(_text(key, 'a URI'))}: {_json_text(value)}"
            for key, value in documents.items()) + "}"
        flags = core.WEIR_SCHEMA_FORMATS * formats | core.WEIR_SCHEMA_STRICT * strict
        self._schema = core.Schema.make(_json_text(schema), draft, flags, max_findings,
                                        _text(uri, "uri"), given)

    def is_valid(self, document: Any) -> bool:
        """The verdict on JSON text (str or bytes) or on a Python value."""
        return self._schema.check(document if isinstance(document, str) else _json_text(document))

    def validate(self, document: Any) -> Report:
        """The verdict and why: with line and column when the document is text."""
        return Report(self._schema.validate(_json_text(document)), [])


def _json_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).decode("utf-8", "surrogateescape")
    return (value if isinstance(value, Json) else Json(value)).write()


_validator: Optional[ConfigValidator] = None


def get_config_validator() -> ConfigValidator:
    """The process's one validator."""
    global _validator
    if _validator is None:
        _validator = ConfigValidator.process()
    return _validator


def forget_shared() -> None:
    global _validator
    _validator = None
