"""The file of a scan: JSON lines, a header and then each result as its task finishes.

    {"format":"renp_widgets scan","version":1,"made_by":"renp_widgets 0.1.0","seed":7, ...}
    {"task":3,"shape":[2],"value":[0.1,"inf"]}

Floats come back bit by bit. What is read is data, checked within limits.
"""

from __future__ import annotations

import io
import json
import math
import os
import pickle
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from importlib.metadata import version
from itertools import count
from pathlib import Path
from reprlib import repr as shortened
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["append_result", "scan_header", "stored_results"]

Array = NDArray[np.float64]

_FORMAT: Final = "renp_widgets scan"
_VERSION: Final = 1
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


def stored_results(path: Path, header: Mapping[str, Any]) -> dict[int, Array]:
    """The results in the file, by index; it is made with its header where there is none.

    A last line that an interruption cut short is removed. Whatever else is wrong raises ValueError
    and leaves the file as it is.
    """
    first = _line(header)
    longest = (header["tasks"] + 1) * _MAX_LINE
    with path.open("a+b") as file:
        if file.seek(0, os.SEEK_END) > longest:
            raise ValueError(f"{path} must have at most {longest} bytes for this scan")
        file.seek(0)
        line = file.readline(_MAX_LINE)
        if line != first:
            if not first.startswith(line):
                raise ValueError(f"{path} {_difference(line, header)}")
            file.truncate(0)
            file.write(first)
            return {}
        results = {}
        for number in count(2):
            line = file.readline(_MAX_LINE)
            if len(line) < _MAX_LINE and not line.endswith(b"\n"):
                break
            try:
                index, value = _result(line, header["tasks"])
            except ValueError as error:
                raise ValueError(f"{path}, line {number}: {error}") from None
            results[index] = value
        file.truncate(file.tell() - len(line))
    return results


def append_result(path: Path, index: int, value: Array) -> None:
    """Add the result of one task to the file."""
    if value.size > _MAX_NUMBERS or value.ndim > _MAX_AXES:
        raise ValueError(
            f"the result of task {index} must have at most {_MAX_NUMBERS} numbers and {_MAX_AXES} "
            f"axes to be kept in a file, got shape {value.shape}"
        )
    numbers = [x if math.isfinite(x) else str(x) for x in value.ravel().tolist()]
    with path.open("r+b") as file:  # not "a": without its header the file would be worthless
        file.seek(0, os.SEEK_END)
        file.write(_line({"task": index, "shape": value.shape, "value": numbers}))


def _digest(name: str, values: Sequence[Any]) -> str:
    digest = sha256()
    for value in values:
        buffer = io.BytesIO()
        pickler = pickle.Pickler(buffer, protocol=4)
        pickler.fast = True  # by contents: whether equal parts are one object does not matter
        try:
            pickler.dump(value)
        except (pickle.PicklingError, AttributeError, TypeError, ValueError) as error:
            raise ValueError(f"{name} must be picklable for a scan with a file: {error}") from None
        digest.update(buffer.getvalue())
    return digest.hexdigest()[:16]


def _line(contents: Mapping[str, Any]) -> bytes:
    return json.dumps(contents, separators=(",", ":"), allow_nan=False).encode() + b"\n"


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
        raise ValueError(f"must have less than {_MAX_LINE} bytes")
    entry = _parsed(line)
    if not isinstance(entry, dict) or set(entry) != {"task", "shape", "value"}:
        raise ValueError("must be an object of task, shape and value")
    index, shape, value = entry["task"], entry["shape"], entry["value"]
    if type(index) is not int or not 0 <= index < n_tasks:
        raise ValueError(f"task must be from 0 to {n_tasks - 1}, got {shortened(index)}")
    if not isinstance(value, list) or not all(map(_is_number, value)):
        raise ValueError(f'value must be a list of floats, "inf" or "-inf", got {shortened(value)}')
    if not _is_shape(shape) or math.prod(shape) != len(value):
        raise ValueError(f"shape must fit {len(value)} numbers, got {shortened(shape)}")
    return index, np.array(value, dtype=np.float64).reshape(shape)


def _parsed(line: bytes) -> Any:
    """What the line says in JSON. In a browser, one that is nested too deeply would end Python."""
    if line.count(b"[") + line.count(b"{") > _MAX_BRACKETS:
        raise ValueError("must not be nested so deeply")
    return json.loads(line)


def _is_number(x: object) -> bool:
    return math.isfinite(x) if type(x) is float else x in ("inf", "-inf")


def _is_shape(shape: object) -> bool:
    if not isinstance(shape, list) or len(shape) > _MAX_AXES:
        return False
    return all(type(n) is int and 0 <= n <= _MAX_NUMBERS for n in shape)
