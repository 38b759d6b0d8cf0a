# SPDX-License-Identifier: Apache-2.0
"""What goes wrong, as exceptions. Every one is a weir.Error and carries the library's status;
most are also what Python would call such an error, so `except ValueError` works too."""
from __future__ import annotations

import contextlib
import errno
import os
import re
from typing import Any, Dict, Iterator, Optional, Type, Union

from . import core


class Error(Exception):
    """A call that failed. `status` is the number to decide by, `name` its name in the C headers.
    `path` is the place it speaks of, a JSON pointer or a file's name, and `hint` what to do about it,
    where these are known apart from the text."""

    status: int = core.WEIR_E_INTERNAL
    path: Optional[str] = None
    hint: Optional[str] = None

    def __init__(self, text: str = "", status: Optional[int] = None) -> None:
        super().__init__(text)
        if status is not None:
            self.status = status

    @property
    def name(self) -> str:
        return core.status_name(self.status)

    def __str__(self) -> str:
        return str(self.args[0]) if self.args else self.name

    def __reduce__(self):  # type: ignore[no-untyped-def]
        return (type(self), (str(self), self.status), dict(self.__dict__))


class InvalidError(Error, ValueError):
    """An argument is wrong; nothing was done."""

    status = core.WEIR_E_INVALID


class NoMemoryError(Error, MemoryError):
    """The budget or the machine has no more memory, after reclaiming."""

    status = core.WEIR_E_NO_MEMORY


class ClosedError(Error, RuntimeError):
    """Shut down, closed, or made before fork() in the parent."""

    status = core.WEIR_E_CLOSED


class UnsupportedError(Error, NotImplementedError):
    """This build, version or device cannot do it."""

    status = core.WEIR_E_UNSUPPORTED


class IoError(Error, OSError):
    """A file, pipe or disk said no."""

    status = core.WEIR_E_IO


class ParseError(Error, ValueError):
    """Data that does not follow its format. For JSON, `line`, `column` and `pointer` say where."""

    status = core.WEIR_E_PARSE
    line: Optional[int] = None
    column: Optional[int] = None
    pointer: Optional[str] = None

    def __init__(self, text: str = "", status: Optional[int] = None) -> None:
        super().__init__(text, status)
        place = re.search(r"line (\d+), column (\d+)(?:, at (\S*?))?: ", text)
        if place:
            self.line, self.column = int(place[1]), int(place[2])
            self.path = self.pointer = place[3]


class ValidationError(InvalidError):
    """A configuration that its rules reject. `report` has everything; `path` and `hint` are those of
    the first error."""

    report: Any = None

    def __reduce__(self):  # type: ignore[no-untyped-def]
        state = {name: value for name, value in self.__dict__.items() if name != "report"}
        return (type(self), (str(self), self.status), state)


class NotFoundError(Error, LookupError, FileNotFoundError):
    """A file, a phase, a value that had to be there is not."""

    status = core.WEIR_E_NOT_FOUND

    def __init__(self, text: str = "", status: Optional[int] = None) -> None:
        super().__init__(text, status)
        self.errno = errno.ENOENT


class TooSmallError(Error, BufferError):
    """The array given is too small for what was asked."""

    status = core.WEIR_E_TOO_SMALL


class CancelledError(Error):
    """Stopped because somebody asked."""

    status = core.WEIR_E_CANCELLED


class CallbackError(Error, RuntimeError):
    """A callback failed."""

    status = core.WEIR_E_CALLBACK


class DeviceError(Error, RuntimeError):
    """The device failed."""

    status = core.WEIR_E_DEVICE


class LimitError(Error, ValueError):
    """A stated limit (depth, count, size) was passed."""

    status = core.WEIR_E_LIMIT


class PartialError(Error):
    """Some items of a batch failed; `failures` has them: index -> Error."""

    status = core.WEIR_E_PARTIAL

    def __init__(self, text: str = "", status: Optional[int] = None) -> None:
        super().__init__(text, status)
        self.failures: Dict[int, Error] = {}


_BY_STATUS: Dict[int, Type[Error]] = {
    cls.status: cls
    for cls in (InvalidError, NoMemoryError, ClosedError, UnsupportedError, IoError, ParseError,
                NotFoundError, TooSmallError, CancelledError, CallbackError, DeviceError, LimitError,
                PartialError)
}


def from_status(status: int, text: str) -> Error:
    """The exception that stands for a status. An unknown status is a plain Error."""
    return _BY_STATUS.get(status, Error)(text, status)


@contextlib.contextmanager
def about_file(path: Union[str, os.PathLike[str]]) -> Iterator[str]:
    """Errors inside name the file, as Python's own do."""
    name = os.fspath(path)
    try:
        yield name
    except Error as error:
        if isinstance(error, OSError):
            error.filename = name
        if error.path is None:
            error.path = name
        raise
