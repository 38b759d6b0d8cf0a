# SPDX-License-Identifier: Apache-2.0
"""One configuration out of defaults, files, environment and program: who says what is told, changes
are whole or nothing, files are read again when they change.

    config = weir.Config({"performance": {"max_workers": 4}}, ["app.json"], prefix="APP", watch=True)
    config.values.performance.max_workers      # a snapshot: it never changes under your hands
    config.update({"performance": {"max_workers": 8}})
    config.explain("performance.max_workers")["source"]
"""
from __future__ import annotations

import json as _json
import os
import sys
import threading
from typing import Any, Callable, Dict, Iterable, Iterator, Mapping, Optional, Union

from . import core
from .errors import Error, InvalidError, UnsupportedError, ValidationError
from .json import Json
from .validation import ConfigValidator, Schema

Path = Union[str, "os.PathLike[str]"]
ChangeFunction = Callable[["Section", "Section"], Any]
_MISSING: Any = object()


class Section(Mapping[str, Any]):
    """A part of a snapshot: its values as attributes and as keys."""

    __slots__ = ("_values", "_path")

    def __init__(self, values: Mapping[str, Any], path: str = "") -> None:
        self._values = values
        self._path = path

    def __getitem__(self, key: str) -> Any:
        value = self._values[key]
        return Section(value, f"{self._path}{key}.") if isinstance(value, dict) else value

    def __getattr__(self, key: str) -> Any:
        try:
            return self[key]
        except KeyError:
            known = ", ".join(self._values) or "nothing"
            raise AttributeError(f"the configuration has no {self._path}{key} (there: {known})") from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Section({self._values!r})"


class Config:
    """A configuration in layers: defaults < files in their order < environment < program."""

    def __init__(self, defaults: Optional[Mapping[str, Any]] = None, files: Iterable[Path] = (), *,
                 prefix: str = "", variables: Optional[Mapping[str, Any]] = None,
                 merge: Optional[Mapping[str, str]] = None, secrets: Iterable[str] = (),
                 rules: Optional[ConfigValidator] = None, schema: Any = None, watch: bool = False,
                 files_optional: bool = False, history: int = 0, debounce: float = 0,
                 poll: float = 0) -> None:
        """`prefix`: variables PREFIX_A__B speak about a.b, typed as what stands there;
        `variables`: {"APP_WORKERS": "performance.max_workers"}; `merge`: {"plugins": "append"};
        `secrets`: values never shown; `rules` and `schema` judge every change; `debounce` and
        `poll` in seconds."""
        if isinstance(files, (str, bytes, os.PathLike)):
            raise TypeError(f"files are a list of paths: write [{files!r}]")
        if schema is not None and not isinstance(schema, Schema):
            schema = Schema(schema)
        # (place, type) is taken too: what stands at the place has the type already.
        pointers = {name: pointer(place[0] if isinstance(place, tuple) else place)
                    for name, place in (variables or {}).items()}
        rules_of_places = {pointer(place): rule for place, rule in (merge or {}).items()}
        flags = core.WEIR_CONFIG_WATCH * watch | core.WEIR_CONFIG_FILES_OPTIONAL * files_optional
        self._config = _accepted(lambda: core.Config.make(
            flags, Json(dict(defaults or {})).write(), Json([os.fspath(file) for file in files]).write(),
            prefix, Json(pointers).write(), Json(rules_of_places).write(),
            Json([pointer(secret) for secret in secrets]).write(),
            None if rules is None else rules._rules, None if schema is None else schema._schema,
            int(debounce * 1e9), int(poll * 1e9), history))
        self._seen = 0
        self._values = Section({})

    @property
    def generation(self) -> int:
        """1 at first, one more with each change."""
        return int(self._config.generation())

    def snapshot(self) -> Json:
        """The configuration of now, as a Json that never changes."""
        return Json(self._config.snapshot())

    @property
    def values(self) -> Section:
        """The configuration of now, its values as attributes."""
        generation = self.generation
        if generation != self._seen:
            self._values, self._seen = Section(self.snapshot().value), generation
        return self._values

    def get(self, path: str, default: Any = None) -> Any:
        """The value at "performance.max_workers" (or at a pointer)."""
        return self.snapshot().get(pointer(path), default)

    def update(self, values: Mapping[str, Any]) -> bool:
        """Changes values in the program's layer: all of it, or nothing with a ValidationError. A None
        takes a value away. False when nothing became different."""
        return bool(_accepted(lambda: self._config.update(Json(dict(values))._json)))

    def reload(self) -> bool:
        """Reads files and environment again, at once."""
        return bool(_accepted(self._config.reload))

    def rollback(self, generation: int) -> bool:
        """An earlier generation's values again, as a new one."""
        return bool(_accepted(lambda: self._config.rollback(generation)))

    def wait(self, seen: int, timeout: Optional[float] = None) -> bool:
        """Waits until a generation past `seen` is there; False when the time ran out."""
        left = None if timeout is None else int(timeout * 1e9)
        while left is None or left > 0:
            turn = 100_000_000 if left is None else min(left, 100_000_000)  # Ctrl-C is heard
            if self._config.wait(seen, turn):
                return True
            left = None if left is None else left - turn
        return bool(self._config.wait(seen, 0))

    def on_change(self, function: ChangeFunction) -> None:
        """Calls function(before, after) after each change, in a thread of its own. What it raises
        goes to threading.excepthook. A rule of yours (`rules`) can refuse a change beforehand."""
        before = self.values

        def watch(seen: int, before: Section) -> None:
            while True:
                self.wait(seen)
                seen, after = self.generation, self.values
                try:
                    function(before, after)
                except Exception:
                    threading.excepthook(threading.ExceptHookArgs(
                        [*sys.exc_info(), threading.current_thread()]))
                before = after

        threading.Thread(target=watch, args=(self._seen, before), daemon=True).start()

    def explain(self, path: str) -> Dict[str, Any]:
        """Where the value comes from: path, set, value, source, why, and what every layer says."""
        told: Dict[str, Any] = _json.loads(self._config.explain(pointer(path)))
        return told

    def summary(self) -> Dict[str, Any]:
        """generation, layers, sources {path: source}, warnings, last_error, kept_generations."""
        told: Dict[str, Any] = _json.loads(self._config.summary())
        return told

    get_config_summary = summary

    def save(self, path: Path, *, secrets: bool = False) -> None:
        """Writes the configuration of now; nobody reads half of it. YAML by suffix, with PyYAML."""
        name = os.fspath(path)
        if not name.endswith((".yaml", ".yml")):
            self._config.save(name, secrets)
            return
        try:
            import yaml
        except ImportError:
            raise UnsupportedError(f"{name}: YAML needs PyYAML (python3-yaml); save as .json") from None
        beside = f"{name}.new-{os.getpid()}"
        self._config.save(beside, secrets)
        with open(beside, encoding="utf-8") as file:
            values = _json.load(file)
        with open(beside, "w", encoding="utf-8") as file:
            yaml.safe_dump(values, file, sort_keys=False, allow_unicode=True)
        os.replace(beside, name)


def pointer(path: str) -> str:
    """"a.b" as the pointer "/a/b"; a pointer stays what it is."""
    if not isinstance(path, str):
        raise TypeError(f"a path is a text (str), not a {type(path).__name__}")
    if path == "" or path.startswith("/"):
        return path
    return "/" + "/".join(part.replace("~", "~0").replace("/", "~1") for part in path.split("."))


def _accepted(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Error as error:
        if error.status != core.WEIR_REJECTED:
            raise
        raise ValidationError(str(error)) from None


_manager: Optional[Config] = None


def configure(*arguments: Any, **options: Any) -> Config:
    """Makes the process's one configuration, as Config(...) says."""
    global _manager
    _manager = Config(*arguments, **options)
    return _manager


def get_config_manager() -> Config:
    """The process's one configuration."""
    if _manager is None:
        raise InvalidError("no configuration yet: call weir.config.configure(defaults, files) first")
    return _manager


def get_config() -> Section:
    """The values of now."""
    return get_config_manager().values


def update_config(values: Mapping[str, Any]) -> bool:
    """get_config_manager().update(values)."""
    return get_config_manager().update(values)


def forget_shared() -> None:
    global _manager
    _manager = None
