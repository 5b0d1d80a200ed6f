"""The notebooks as a static site: JupyterLite, with Python in the reader's own browser.

    python binder/site/build.py FOLDER

FOLDER may then be served by anything that serves files. It needs nothing but itself and the CDN of
Pyodide, the browser's Python. Its packages that Pyodide has not come from this environment, in
their versions there: building needs no network.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import importlib.metadata
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import PackagePath
from pathlib import Path
from string import Template
from typing import Any

from jupyter_core.paths import jupyter_path
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# `pyodide-lock.json` is that of the npm package `pyodide` in this version, unchanged (MPL-2.0).
PYODIDE = "https://cdn.jsdelivr.net/pyodide/v314.0.3/full/"
PACKAGES = Path("static", "packages")  # in the site: wheels, and the lock that names them
KERNEL = "@jupyterlite/pyodide-kernel-extension"
EXTENSIONS = (KERNEL, "@jupyter-widgets/jupyterlab-manager", "anywidget")
VIEWS = ("lab", "notebooks", "tree")
MARK = "made-by-renp-widgets"  # a file in what this makes, and so may make again

# What the kernel loads whatever a notebook imports. Named here, all come at once, and not in turn.
PRELOADED = ("ipykernel", "comm", "ipython", "jedi", "micropip", "piplite", "pyodide-kernel")

# Required by their metadata, imported by nothing: front ends, which the site has in its pages.
UNUSED = ("jupyterlab-widgets", "widgetsnbextension")

COMPILED = (".so", ".pyd")

# Python there, for requirements that depend on it.
MARKERS = {"extra": "", "sys_platform": "emscripten", "platform_system": "Emscripten"}


def site(folder: Path) -> None:
    """Build the site in `folder`, in the place of one that was built there before."""
    taken = folder.is_file() or (folder.is_dir() and any(folder.iterdir()))
    if taken and not (folder / MARK).is_file():
        raise SystemExit(f"{folder} holds what this has not made: name a new or empty folder")
    with tempfile.TemporaryDirectory() as work:
        made = Path(work, "site")
        _build_jupyterlite(Path(work), made)
        _run("binder.site.reference", str(made / "api"))
        (made / PACKAGES).mkdir()
        lock = extended_lock(made / PACKAGES, made / "extensions" / KERNEL / "static" / "pypi")
        (made / PACKAGES / "pyodide-lock.json").write_text(json.dumps(lock), encoding="utf-8")
        _add_pages(made)
        (made / MARK).touch()
        (made / ".nojekyll").touch()  # GitHub Pages: serve the files as they are
        shutil.rmtree(folder, ignore_errors=True)
        shutil.move(made, folder)


def _build_jupyterlite(work: Path, folder: Path) -> None:
    build = {
        "apps": VIEWS,
        "contents": [str(ROOT / "notebooks")],
        "output_dir": str(folder),
        "no_sourcemaps": True,
        "no_unused_shared_packages": True,
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": list(map(_extension, EXTENSIONS)),
    }
    # Memory is the storage of all that a reader does: who comes again finds everything as new.
    memory = {
        f"{what}StorageDrivers": ["memoryStorageDriver"]
        for what in ("contents", "settings", "workspaces")
    }
    kernel = {
        "pyodideUrl": f"{PYODIDE}pyodide.mjs",
        "loadPyodideOptions": {
            "lockFileURL": (PACKAGES / "pyodide-lock.json").as_posix(),
            "packages": [*PRELOADED, "renp-widgets"],
        },
    }
    settings = {
        "appName": "RENP",
        "enableMemoryStorage": True,
        **memory,
        "exposeAppInBrowser": True,  # to loading.js
        "litePluginSettings": {f"{KERNEL}:kernel": kernel},
    }
    config = {"jupyter-lite-schema-version": 0, "jupyter-config-data": settings}
    (work / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": build}))
    (work / "jupyter-lite.json").write_text(json.dumps(config))
    _run("jupyterlite_core", "build", folder=work)


def _extension(name: str) -> str:
    """Where an extension of JupyterLab is installed."""
    for folder in jupyter_path("labextensions"):
        if Path(folder, name).is_dir():
            return str(Path(folder, name))
    raise SystemExit(f'JupyterLab\'s extension {name} is missing: pip install -e ".[site]"')


def _run(module: str, *arguments: str, folder: Path = ROOT) -> None:
    command = [sys.executable, "-m", module, *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if run.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{run.stdout}{run.stderr}")


def extended_lock(packages: Path, kernel: Path) -> dict[str, Any]:
    """Pyodide's own lock, and in it ours: what is imported is then loaded.

    packages : folder of the lock; gets the wheels that Pyodide has not
    kernel : folder of the wheels that the kernel brings
    """
    lock: dict[str, Any] = json.loads((HERE / "pyodide-lock.json").read_text(encoding="utf-8"))
    for entry in lock["packages"].values():
        entry["file_name"] = PYODIDE + entry["file_name"]
    isolation = ["--no-build-isolation"] if importlib.util.find_spec("hatchling") else []
    _run("pip", "wheel", "--no-deps", *isolation, f"--wheel-dir={packages}", f"{ROOT}")
    for name in ("ipykernel", "piplite", "pyodide_kernel"):
        for wheel in kernel.glob(f"{name}-*.whl"):
            shutil.copy(wheel, packages)
    waiting = sorted(packages.glob("*.whl"))
    while waiting:
        wheel = waiting.pop()
        entry = _entry(wheel)
        lock["packages"][canonicalize_name(entry["name"])] = entry
        for requirement in _requirements(wheel):
            name = canonicalize_name(requirement.name)
            if name not in lock["packages"]:
                waiting.append(packed_wheel(name, packages))
                lock["packages"][name] = _entry(waiting[-1])
            version = lock["packages"][name]["version"]
            if not requirement.specifier.contains(version, prereleases=True):
                raise SystemExit(f"{entry['name']} needs {requirement}; the site has {version}")
            entry["depends"].append(name)
    return lock


def _entry(wheel: Path) -> dict[str, Any]:
    name, version, *_ = parse_wheel_filename(wheel.name)
    with zipfile.ZipFile(wheel) as archive:
        tops = {file.split("/")[0].removesuffix(".py") for file in archive.namelist()}
    return {
        "name": name,
        "version": str(version),
        "file_name": wheel.name,
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
        "imports": sorted(top for top in tops if top.isidentifier()),
        "depends": [],
    }


def _requirements(wheel: Path) -> Iterator[Requirement]:
    (package,) = importlib.metadata.distributions(path=[str(wheel)])
    for line in package.requires or ():
        requirement = Requirement(line)
        if canonicalize_name(requirement.name) in UNUSED:
            continue
        if requirement.marker is None or requirement.marker.evaluate(MARKERS):
            yield requirement


def packed_wheel(name: str, folder: Path) -> Path:
    """The wheel, in `folder`, of a package that is installed here and runs as pure Python."""
    package = importlib.metadata.distribution(name)
    everything = set(package.files or ())
    files = sorted(file for file in everything if not _is_left_out(file, everything))
    compiled = [str(file) for file in files if file.suffix in COMPILED]
    if compiled:
        raise SystemExit(f"{name} has {compiled[0]} without its source: no browser can run it")
    stem = f"{package.name.replace('-', '_')}-{package.version}"
    wheel = folder / f"{stem}-py3-none-any.whl"
    contents = {file.as_posix(): Path(file.locate()).read_bytes() for file in files}
    tags = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    contents[f"{stem}.dist-info/WHEEL"] = tags
    with zipfile.ZipFile(wheel, "w") as archive:
        for file, content in contents.items():
            # ZipInfo has a fixed date: the same package makes the same wheel.
            archive.writestr(zipfile.ZipInfo(file), content, zipfile.ZIP_DEFLATED)
    return wheel


def _is_left_out(file: PackagePath, everything: set[PackagePath]) -> bool:
    if file.parent.suffix == ".dist-info":
        return file.name != "METADATA"
    if file.suffix in COMPILED:  # mypyc compiles modules, and keeps their sources beside them
        module = file.name.split(".")[0]
        return module.endswith("__mypyc") or file.with_name(f"{module}.py") in everything
    # Scripts and the extensions of JupyterLab lie elsewhere: the browser needs neither.
    return ".." in file.parts or "__pycache__" in file.parts


def _add_pages(folder: Path) -> None:
    for view in ("lab", "notebooks"):
        page = folder / view / "index.html"
        text = page.read_text(encoding="utf-8")
        text = text.replace("<head>", '<head><script defer src="../loading.js"></script>', 1)
        page.write_text(text, encoding="utf-8")
    shutil.copy(HERE / "loading.js", folder)
    start = Template((HERE / "index.html").read_text(encoding="utf-8"))
    lectures = "\n".join(map(_link, sorted((ROOT / "notebooks").glob("*.ipynb"))))
    apps = "\n".join(map(_link, sorted((ROOT / "notebooks" / "apps").glob("*.ipynb"))))
    text = start.substitute(apps=apps, lectures=lectures)
    (folder / "index.html").write_text(text, encoding="utf-8")


def _link(notebook: Path) -> str:
    path = notebook.relative_to(ROOT / "notebooks").as_posix()
    title = html.escape(notebook_title(notebook))
    return f'<li><a href="notebooks/index.html?path={path}">{title}</a></li>'


def notebook_title(notebook: Path) -> str:
    """The first heading of a notebook."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    prose = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    heading = re.search(r"^#+ (.+)$", prose, re.MULTILINE)
    return heading[1] if heading else notebook.stem


def main() -> None:
    """Build the site in the folder that the command names, and say how large it is."""
    parser = argparse.ArgumentParser(description="The notebooks as a static site.")
    parser.add_argument("folder", type=Path, help="new, empty, or a site that this has made")
    folder = parser.parse_args().folder
    site(folder)
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    print(f"{folder}: {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files")


if __name__ == "__main__":
    main()
