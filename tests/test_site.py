"""The static site: built by its command, whole, and of nothing but itself and Pyodide's CDN."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "binder" / "site" / "build.py"
NOTEBOOKS = ROOT / "notebooks"
PACKAGES = ["renp_widgets"] + [f"renp_widgets.{x}" for x in ("statistics", "apps", "lessons")]
PYODIDE = "https://cdn.jsdelivr.net/pyodide/v314.0.3/full/"

pytestmark = pytest.mark.skipif(
    not all(map(find_spec, ("jupyterlite_core", "jupyterlite_pyodide_kernel", "pdoc"))),
    reason='what builds it is not installed: pip install -e ".[site]"',
)


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(BUILD), str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The site, in the place of an older one, and what the command said."""
    folder = tmp_path_factory.mktemp("built") / "site"
    folder.mkdir()
    (folder / "made-by-renp-widgets").touch()
    (folder / "old.html").touch()
    run = build(folder)
    assert run.returncode == 0, run.stderr
    return folder, run.stdout


@pytest.fixture(scope="module")
def site(built: tuple[Path, str]) -> Path:
    return built[0]


def settings(site: Path) -> dict[str, Any]:
    config = json.loads((site / "jupyter-lite.json").read_text(encoding="utf-8"))
    found: dict[str, Any] = config["jupyter-config-data"]
    return found


@pytest.fixture(scope="module")
def lock(site: Path) -> dict[str, dict[str, Any]]:
    text = (site / "static" / "packages" / "pyodide-lock.json").read_text(encoding="utf-8")
    packages: dict[str, dict[str, Any]] = json.loads(text)["packages"]
    return packages


def needed(lock: dict[str, dict[str, Any]], *names: str) -> set[str]:
    """What is loaded with these packages."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = re.sub("[-_.]+", "-", waiting.pop()).lower()
        if name not in found:
            found.add(name)
            waiting += lock[name]["depends"]
    return found


def test_it_replaces_an_older_one_and_says_how_large_it_is(
    built: tuple[Path, str], capsys: pytest.CaptureFixture[str]
) -> None:
    folder, said = built
    assert not (folder / "old.html").exists()
    sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
    assert said == f"{folder}: {sum(sizes) / 1e6:.1f} MB in {len(sizes)} files\n"
    assert sum(sizes) < 40e6
    with capsys.disabled():
        print(f"\nlaunch: site of {sum(sizes) / 1e6:.0f} MB in {len(sizes)} files")


def test_the_notebooks_are_the_repositorys(site: Path) -> None:
    files = [p for p in NOTEBOOKS.rglob("*") if p.suffix in (".ipynb", ".png")]
    files = [path for path in files if not any(part.startswith(".") for part in path.parts)]
    assert len(files) > 10
    for path in files:
        assert (site / "files" / path.relative_to(NOTEBOOKS)).read_bytes() == path.read_bytes()
    listed = json.loads((site / "api" / "contents" / "all.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in listed["content"]} >= {p.name for p in NOTEBOOKS.iterdir()}


def test_python_is_pinned_and_nothing_is_kept(site: Path) -> None:
    found = settings(site)
    kernel = found["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
    assert kernel["pyodideUrl"] == f"{PYODIDE}pyodide.mjs"
    assert (site / kernel["loadPyodideOptions"]["lockFileURL"]).is_file()
    assert found["enableMemoryStorage"] is True
    for what in ("contents", "settings", "workspaces"):
        assert found[f"{what}StorageDrivers"] == ["memoryStorageDriver"]
    extensions = {extension["name"] for extension in found["federated_extensions"]}
    assert {"@jupyter-widgets/jupyterlab-manager", "anywidget"} <= extensions


def test_every_package_is_in_the_site_or_pyodides_own(
    site: Path, lock: dict[str, dict[str, Any]]
) -> None:
    official = json.loads((BUILD.parent / "pyodide-lock.json").read_text(encoding="utf-8"))
    own = set()
    for name, entry in lock.items():
        if entry["file_name"].startswith(PYODIDE):
            there = official["packages"][name]
            assert entry == there | {"file_name": PYODIDE + there["file_name"]}
        else:
            wheel = site / "static" / "packages" / entry["file_name"]
            assert hashlib.sha256(wheel.read_bytes()).hexdigest() == entry["sha256"]
            own.add(entry["file_name"])
    assert own == {path.name for path in (site / "static" / "packages").glob("*.whl")}
    kernel = settings(site)["litePluginSettings"]["@jupyterlite/pyodide-kernel-extension:kernel"]
    loaded = needed(lock, *kernel["loadPyodideOptions"]["packages"])
    assert loaded >= {"renp-widgets", "ipywidgets", "anywidget", "numpy", "matplotlib", "comm"}
    assert lock["renp-widgets"]["imports"] == ["renp_widgets"]


def test_the_wheel_is_the_package(site: Path) -> None:
    (wheel,) = (site / "static" / "packages").glob("renp_widgets-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {
            name: archive.read(name) for name in archive.namelist() if ".dist-info/" not in name
        }
    files = [path for path in (ROOT / "renp_widgets").rglob("*") if path.is_file()]
    files = [path for path in files if "__pycache__" not in path.parts]
    assert packed == {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}


def test_a_wheel_of_a_compiled_package_runs_from_its_sources(site: Path) -> None:
    (wheel,) = (site / "static" / "packages").glob("psygnal-*.whl")
    code = f"""
import sys
sys.path.insert(0, {str(wheel)!r})
import psygnal

class Sender:
    value_changed = psygnal.Signal(int)

heard, sender = [], Sender()
sender.value_changed.connect(heard.append)
sender.value_changed.emit(3)
print(heard, psygnal._signal.__file__.startswith({str(wheel)!r}))
"""
    command = [sys.executable, "-I", "-c", code]
    assert (
        subprocess.run(command, check=True, capture_output=True, text=True).stdout == "[3] True\n"
    )


class Page(HTMLParser):
    """What a page links to or loads, the places in it, and its text."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.places: set[str] = set()
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found += [value for name, value in attrs if name in ("href", "src") and value]
        self.places |= {value for name, value in attrs if name == "id" and value}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_start_page_leads_to_every_notebook(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    opened = set()
    for address in Page(site / "index.html").found:
        parts = urlsplit(address)
        assert not parts.scheme
        assert not parts.netloc
        assert (site / parts.path).is_file(), address
        opened |= set(parse_qs(parts.query).get("path", ()))
    assert opened == {
        path.relative_to(NOTEBOOKS).as_posix()
        for pattern in ("*.ipynb", "apps/*.ipynb")
        for path in NOTEBOOKS.glob(pattern)
    }
    assert "Thresholds: the smoking gun" in page
    assert "$" not in page


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the reference, alone."""
    folder = tmp_path_factory.mktemp("site") / "api"
    command = [sys.executable, "-m", "binder.site.reference", str(folder)]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
    return folder


def bare(text: str) -> str:
    """A text without what a page may show otherwise: spaces, rules, colons and backticks."""
    return re.sub(r"[\s`:-]", "", text)


@pytest.mark.parametrize("package", PACKAGES)
def test_the_reference_has_every_public_name_and_all_that_is_said_of_it(
    reference: Path, package: str
) -> None:
    module = import_module(package)
    page = Page(reference / f"{package.replace('.', '/')}.html")
    assert set(module.__all__) <= page.places
    shown = bare(page.text)
    for public in (getattr(module, name) for name in module.__all__):
        if inspect.isclass(public) or inspect.isfunction(public):
            assert bare(inspect.getdoc(public) or "") in shown, public
    # What numpy's names of types stand for, and where they are said.
    assert not re.search("_typing|__main__", page.text)


def test_the_reference_leads_nowhere_else(reference: Path, site: Path) -> None:
    names = {path.relative_to(reference) for path in reference.rglob("*") if path.is_file()}
    assert names == {Path("index.html")} | {Path(f"{x.replace('.', '/')}.html") for x in PACKAGES}
    pages = {name: Page(reference / name) for name in names}
    for name, page in pages.items():
        assert (site / "api" / name).is_file()
        for address in page.found:
            parts = urlsplit(address)
            assert not parts.scheme
            assert not parts.netloc
            target = (
                (reference / name.parent / parts.path).resolve() if parts.path else reference / name
            )
            if target != reference.parent / "index.html":
                places = pages[target.relative_to(reference)].places
                assert not parts.fragment or parts.fragment in places, (name, address)


def test_our_pages_name_no_other_host(site: Path) -> None:
    for name in ("index.html", "loading.js"):
        text = (site / name).read_text(encoding="utf-8")
        assert "//" not in re.sub(r"^\s*//.*|\s// .*", "", text, flags=re.MULTILINE)
    for view in ("lab", "notebooks"):
        text = (site / view / "index.html").read_text(encoding="utf-8")
        assert text.count('src="../loading.js"') == 1


@pytest.mark.parametrize("place", ["folder", "file"])
def test_what_it_has_not_made_it_leaves_alone(tmp_path: Path, place: str) -> None:
    mine = tmp_path / "thesis.txt"
    mine.write_text("mine")
    target = tmp_path if place == "folder" else mine
    run = build(target)
    assert run.returncode == 1
    assert str(target) in run.stderr
    assert "new or empty folder" in run.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    assert mine.read_text() == "mine"
