"""The file of a scan: JSON lines, a header and then each result as its task finishes.

    {"format":"renp_widgets scan","version":2,"made_by":"renp_widgets 0.2.0","seed":7, ...}
    {"task":3,"shape":[2],"value":[0.1,"inf"],"check":"0f1e2d3c"}

Floats come back bit by bit: `check` is the CRC-32 of the line before it. What is read is data,
checked within limits. One scan at a time has the file.
"""

from __future__ import annotations

import errno
import io
import json
import math
import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from itertools import count
from pathlib import Path
from reprlib import repr as shortened
from typing import Any, Final
from zlib import crc32

import numpy as np

from renp_widgets.checks import RefusedInput
from renp_widgets.values import Array

__all__ = ["ScanFile", "scan_header"]

try:
    import fcntl
except ImportError:  # on Windows, and in browsers
    fcntl = None  # type: ignore[assignment]
try:
    import msvcrt
except ImportError:
    msvcrt = None  # type: ignore[assignment]
_FORMAT: Final = "renp_widgets scan"
_VERSION: Final = 2  # 1 had no checks
_BEGINNING: Final = b'{"format":"renp_widgets scan"'
_WITHOUT_LOCKS: Final = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP)
_FAR: Final = 1 << 40  # a byte beyond all files
_MAX_NUMBERS: Final = 100_000  # in one result
_MAX_AXES: Final = 8
_MAX_BRACKETS: Final = 100  # what is written here has 3
_MAX_LINE: Final = 30 * _MAX_NUMBERS  # bytes: a float and its comma take 25 at most


def scan_header(
    function: Callable[..., Any], tasks: Sequence[Any], seed: int | None
) -> dict[str, Any]:
    """What tells a scan from others: its function by name, its tasks by contents, its seed.

    A function takes part by its name, with what `functools.partial` adds by contents.
    """
    return {
        "format": _FORMAT,
        "version": _VERSION,
        "made_by": f"renp_widgets {version('renp-widgets')}",
        "seed": None if seed is None else int(seed),
        "tasks": len(tasks),
        "digest of the function": _digest("function", [function]),
        "digest of the tasks": _digest("tasks", tasks),
    }


class ScanFile:
    """The file of a scan, held open and locked until it is closed.

    path : where it is. results : what it had stored, by index.
    """

    def __init__(self, path: Path, header: Mapping[str, Any]) -> None:
        """Open the file; it is made with its header where there is none.

        A last line that an interruption cut short is removed. Whatever else is wrong raises
        ValueError and leaves the file as it is.
        """
        self.path = path
        self._file = path.open("a+b")
        try:
            _lock(self._file.fileno(), path)
            self.results = self._stored(header)
        except BaseException:
            self.close()
            raise

    def append(self, index: int, value: Array) -> None:
        """Add the result of one task."""
        if value.size > _MAX_NUMBERS or value.ndim > _MAX_AXES:
            raise RefusedInput(
                f"the result of task {index} must have at most {_MAX_NUMBERS} numbers and "
                f"{_MAX_AXES} axes to be kept in a file, got shape {value.shape}"
            )
        numbers = [x if math.isfinite(x) else str(x) for x in value.ravel().tolist()]
        entry = _line({"task": index, "shape": value.shape, "value": numbers})[:-2]
        if not os.path.samestat(os.fstat(self._file.fileno()), self.path.stat()):
            raise FileNotFoundError(f"{self.path} was replaced during the scan")
        self._file.write(entry + _check(entry))
        self._file.flush()

    def close(self) -> None:
        """Let another scan have the file."""
        if not self._file.closed:
            _unlock(self._file.fileno())
            self._file.close()

    __del__ = close

    def _stored(self, header: Mapping[str, Any]) -> dict[int, Array]:
        file, path, first = self._file, self.path, _line(header)
        longest = (header["tasks"] + 1) * _MAX_LINE
        if file.seek(0, os.SEEK_END) > longest:
            raise RefusedInput(f"{path} must have at most {longest} bytes for this scan")
        file.seek(0)
        line = file.readline(_MAX_LINE)
        if line != first:
            # What was cut short is ours if it says so; a stranger's may begin with a bracket, too.
            if line and not (first.startswith(line) and len(line) >= len(_BEGINNING)):
                raise RefusedInput(f"{path} {_difference(line, header)}")
            file.truncate(0)
            file.write(first)
            file.flush()
            return {}
        results = {}
        for number in count(2):
            line = file.readline(_MAX_LINE)
            if len(line) < _MAX_LINE and not line.endswith(b"\n"):
                break
            try:
                index, value = _result(line, header["tasks"])
            except ValueError as error:
                raise RefusedInput(f"{path}, line {number}: {error}") from None
            results[index] = value
        file.truncate(file.tell() - len(line))
        return results


def _lock(descriptor: int, path: Path) -> None:
    """Have the file for this scan alone; the lock ends with its process, however that ends."""
    try:
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        elif msvcrt is not None:
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined, unused-ignore]
    except OSError as error:
        if error.errno in _WITHOUT_LOCKS:  # some file systems of networks
            return
        raise RefusedInput(
            f"{path} is in use: another scan, here or in another process, writes to it"
        ) from None


def _unlock(descriptor: int) -> None:
    # Explicitly: workers may have inherited the file.
    with suppress(OSError):  # it may not be locked
        if fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_UN)
        elif msvcrt is not None:
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined, unused-ignore]


def _digest(name: str, values: Sequence[Any]) -> str:
    digest = sha256()
    for value in values:
        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, protocol=4)
        pickler.fast = True  # by contents: whether equal parts are one object does not matter
        try:
            pickler.dump(value)
        except (pickle.PicklingError, AttributeError, TypeError, ValueError) as error:
            raise RefusedInput(
                f"{name} must be picklable for a scan with a file: {error}"
            ) from None
        digest.update(buffer.getvalue())
    return digest.hexdigest()[:16]


def _line(contents: Mapping[str, Any]) -> bytes:
    return json.dumps(contents, separators=(",", ":"), allow_nan=False).encode() + b"\n"


def _check(entry: bytes) -> bytes:
    """The end of a line, with what tells whether all before it is as it was written."""
    return f',"check":"{crc32(entry):08x}"}}\n'.encode()


def _difference(line: bytes, header: Mapping[str, Any]) -> str:
    try:
        theirs = _parsed(line)
    except ValueError:
        theirs = None
    if not isinstance(theirs, dict) or theirs.get("format") != _FORMAT:
        return "must be the file of a scan, or new"
    for name, value in header.items():
        if theirs.get(name) != value:
            got = shortened(theirs.get(name))
            return f"is the file of another scan: its {name} must be {value!r}, got {got}"
    return "must be the file of a scan: its first line was changed"


def _result(line: bytes, n_tasks: int) -> tuple[int, Array]:
    if not line.endswith(b"\n"):
        raise RefusedInput(f"must have less than {_MAX_LINE} bytes")
    entry_part, _, _ = line.rpartition(b',"check":')
    if line != entry_part + _check(entry_part):
        raise RefusedInput("its check does not fit: the line was changed, or not written by a scan")
    entry = _parsed(entry_part + b"}")
    if not isinstance(entry, dict) or set(entry) != {"task", "shape", "value"}:
        raise RefusedInput("must be an object of task, shape and value")
    index, shape, value = entry["task"], entry["shape"], entry["value"]
    if type(index) is not int or not 0 <= index < n_tasks:
        raise RefusedInput(f"task must be from 0 to {n_tasks - 1}, got {shortened(index)}")
    if not isinstance(value, list) or not all(map(_is_number, value)):
        raise RefusedInput(
            f'value must be a list of floats, "inf" or "-inf", got {shortened(value)}'
        )
    if not _is_shape(shape) or math.prod(shape) != len(value):
        raise RefusedInput(f"shape must fit {len(value)} numbers, got {shortened(shape)}")
    return index, np.array(value, dtype=np.float64).reshape(shape)


def _parsed(line: bytes) -> Any:
    """What the line says in JSON. In a browser, one that is nested too deeply would end Python."""
    if line.count(b"[") + line.count(b"{") > _MAX_BRACKETS:
        raise RefusedInput("must not be nested so deeply")
    return json.loads(line)


def _is_number(x: object) -> bool:
    return math.isfinite(x) if type(x) is float else x in ("inf", "-inf")


def _is_shape(shape: object) -> bool:
    if not isinstance(shape, list) or len(shape) > _MAX_AXES:
        return False
    return all(type(n) is int and 0 <= n <= _MAX_NUMBERS for n in shape)
