import io
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from renp_widgets.apps.launching import launch_link
from renp_widgets.apps.spectrum.app import SpectrumExplorer
from renp_widgets.apps.spectrum.export import from_link
from renp_widgets.apps.spectrum.panels.share import FORMATS, exported, imported
from renp_widgets.apps.spectrum.session import Pin, Session, View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.live.launch import repository

SESSION = Session(
    ExplorerState(ordering="inverted", lightest_mass=0.0123, mediator="vector", element="12"),
    View(theme="dark", cursor=1e-3, compare="ratio"),
    (Pin("<b>a $x$", ExplorerState()),),
)
SIGNATURES = {"pdf": b"%PDF-", "png": b"\x89PNG", "svg": b"<?xml"}


@pytest.mark.parametrize("suffix", ["json", "csv", "py"])
def test_text_files_hold_the_session(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"my.file.{suffix.upper()}"
    path.write_bytes(exported(SESSION, suffix))
    session = imported(path.name, path.read_bytes())
    assert (session.state, session.view) == (SESSION.state, SESSION.view)
    assert session.pins == (SESSION.pins if suffix == "json" else ())
    assert SpectrumExplorer.from_file(path).model.session == session


@pytest.mark.parametrize("suffix", SIGNATURES)
def test_figures_are_figures_and_start_afresh(suffix: str) -> None:
    content = exported(SESSION, suffix)
    assert content.startswith(SIGNATURES[suffix])
    assert exported(SESSION, suffix) == content
    if suffix == "svg":
        assert b"Yb" in content


def test_a_figure_shows_the_moving_parts_too() -> None:
    png = np.asarray(Image.open(io.BytesIO(exported(Session(), "png"))).convert("L"))
    moved = exported(Session(ExplorerState(lightest_mass=0.05)), "png")
    assert png.shape[1] >= 1900
    assert not np.array_equal(png, np.asarray(Image.open(io.BytesIO(moved)).convert("L")))


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_app_saves_what_it_shows(suffix: str, tmp_path: Path) -> None:
    app = SpectrumExplorer(SESSION)
    app.save(tmp_path / f"file.{suffix}")
    assert (tmp_path / f"file.{suffix}").read_bytes() == exported(SESSION, suffix)
    with pytest.raises(ValueError, match="format must be one of"):
        app.save(tmp_path / "file.exe")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", b"", "file type must be one of"),
        ("json", b"{", "line 1"),
        ("a.json", b"\xff\xfe", "UTF-8"),
        ("a.csv", b"# nothing", "session"),
        ("a.py", b"import os", "session"),
        ("a.json", b" " * 10_000_000, "bytes"),
    ],
)
def test_files_that_are_no_sessions_are_refused(name: str, content: bytes, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        imported(name, content)


def shared(app: SpectrumExplorer) -> Any:
    app.section.value = "share"
    return app.panels["share"]


def upload(panel: Any, name: str, content: bytes) -> None:
    file = {"name": name, "type": "", "size": len(content), "content": memoryview(content)}
    panel.upload.value = (file | {"last_modified": datetime.now(UTC)},)


def test_the_link_follows_and_opens_the_same_state_and_view() -> None:
    app = SpectrumExplorer()
    panel = shared(app)
    app.controls["lightest_mass"].value = 0.0234
    app.toolbar.theme.value = "print"
    app.settle()
    assert panel.link.value == app.link
    assert from_link(app.link) == app.model.session
    again = SpectrumExplorer.from_link("https://example.org/voila/render/a.ipynb" + app.link)
    assert again.model.session == app.model.session
    assert not again.model.can_undo
    assert "0.0234" in panel.code.value


def test_a_pasted_link_is_one_step_and_keeps_the_pins() -> None:
    app = SpectrumExplorer()
    app.model.pin("mine")
    panel = shared(app)
    panel.pasted.value = "?ordering=inverted&theme=dark"
    panel.open_link.click()
    assert app.model.session == Session(
        ExplorerState(ordering="inverted"), View(theme="dark"), app.model.pins
    )
    assert len(app.model.pins) == 1
    app.model.undo()
    assert app.model.state == ExplorerState()


HOSTILE = [
    ("?lightest_mass=1e400", "lightest_mass"),
    ("?lightest_mass=5", "lightest_mass"),
    ("?target=<img src=x onerror=alert(1)>", "target"),
    ("?v=99", "v"),
    ("?hbar=1", "hbar"),
    ("?ordering=" + "x" * 10_000_000, "4,?096"),
    ("?cursor=__import__('os')", "cursor"),
]


@pytest.mark.parametrize(("link", "field"), HOSTILE)
def test_a_bad_link_says_which_field_and_changes_nothing(link: str, field: str) -> None:
    app = SpectrumExplorer(SESSION)
    panel = shared(app)
    panel.pasted.value = link
    panel.open_link.click()
    assert app.model.session == SESSION
    assert len(app.model.errors) == 1
    assert len(app.model.errors[0]) < 500
    assert "<img" not in app.note.value
    fresh = SpectrumExplorer.from_link(link)
    assert fresh.model.session == Session()
    assert fresh.model.errors[0].startswith("this link is refused: ")
    assert field.split(",")[0] in fresh.model.errors[0]
    fresh.controls["ordering"].value = "inverted"  # and on it goes
    assert (fresh.note.value, len(fresh.model.errors)) == ("", 1)


def test_voilas_query_string_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUERY_STRING", "voila-theme=dark&ordering=inverted&token=abc")
    assert SpectrumExplorer.from_link().model.state == ExplorerState(ordering="inverted")
    monkeypatch.delenv("QUERY_STRING")
    assert SpectrumExplorer.from_link().model.session == Session()


def test_files_come_in_and_bad_ones_stay_out() -> None:
    app = SpectrumExplorer()
    panel = shared(app)
    upload(panel, "a.json", exported(SESSION, "json"))
    assert app.model.session == SESSION
    assert app.model.errors == []
    for content, says in [
        (b"{", "line 1"),
        (exported(SESSION, "json").replace(b"0.0123", b"1e400"), "lightest_mass"),
        (exported(SESSION, "json").replace(b'"version": 2', b'"version": 99'), "version"),
    ]:
        upload(panel, "<script>.json", content)
        assert app.model.session == SESSION
        assert says in app.model.errors[-1]
        assert says in app.note.value
    assert len(app.model.errors) == 3


def test_buttons_hand_out_files_and_cells() -> None:
    app = SpectrumExplorer(SESSION)
    downloads: list[tuple[str, str, bytes]] = []
    copies: list[str] = []
    panel = type(shared(app))(app.model, lambda *file: downloads.append(file), copies.append)
    for suffix, button in panel.saves.items():
        button.click()
        assert downloads[-1] == (
            f"renp-spectrum.{suffix}",
            FORMATS[suffix],
            exported(SESSION, suffix),
        )
    panel.copy_app.click()
    panel.copy_code.click()
    assert set(panel.launches) == {"lab", "voila"}
    for front_end, button in panel.launches.items():
        button.click()
        launch = launch_link(f"{repository()}", SESSION, front_end=front_end)
        assert copies.pop() == launch
        assert "lightest_mass%3D0.0123" in launch
    panel.show(app.model.scene)
    panel.copy_link.click()
    assert copies[2] == app.link
    assert copies[0].endswith(f'SpectrumExplorer.from_link("{app.link}")\n')
    namespace: dict[str, Any] = {}
    exec(copies[0], namespace)  # what a person does with the cell
    assert app.model.errors == []


def test_a_download_follows_the_state_of_the_moment() -> None:
    app = SpectrumExplorer()
    panel = shared(app)
    seen: list[bytes] = []
    panel._download = lambda _name, _mime, content: seen.append(content)
    panel.saves["json"].click()
    app.model.state = replace(app.model.state, ordering="inverted")
    panel.saves["json"].click()
    assert seen[0] != seen[1] == exported(app.model.session, "json")


def test_nothing_is_read_of_a_file_that_cannot_be_one(tmp_path: Path) -> None:
    sparse = tmp_path / "large.json"
    with sparse.open("wb") as file:
        file.truncate(10**12)
    pipe = tmp_path / "pipe.json"
    os.mkfifo(pipe)
    for path, says in [
        (sparse, "at most 2000000 bytes, this has 1000000000000"),
        (pipe, "must be that of a file"),
        (tmp_path, "must be that of a file"),
        (Path("/dev/zero"), "must be that of a file"),
    ]:
        with pytest.raises(ValueError, match=says):
            SpectrumExplorer.from_file(path)
    with pytest.raises(FileNotFoundError):
        SpectrumExplorer.from_file(tmp_path / "missing.json")


@pytest.mark.parametrize("end", ["", ",,,,,", ";;;", "\t\t", " "])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_table_that_a_spreadsheet_has_saved_again_is_taken_back(end: str, quote: str) -> None:
    lines = exported(SESSION, "csv").decode().splitlines()
    padded = "\r\n".join(f"{quote}{line}{quote}{end}" for line in lines)
    session = imported("again.csv", padded.encode())
    assert session == replace(SESSION, pins=())
    assert "comment='#'" in lines[0]
    assert (
        pd.read_csv(io.BytesIO(exported(SESSION, "csv")), comment="#").columns[0] == "detuning_eV"
    )
