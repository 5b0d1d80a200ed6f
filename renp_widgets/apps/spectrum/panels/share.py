"""The panel that gives a session away and takes one back."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final

import ipywidgets as widgets

from renp_widgets.apps.spectrum.compute import Scene
from renp_widgets.apps.spectrum.export import (
    from_code,
    from_csv,
    from_json,
    to_app_code,
    to_code,
    to_csv,
    to_json,
)
from renp_widgets.apps.spectrum.model import ExplorerModel
from renp_widgets.apps.spectrum.plot import plot
from renp_widgets.apps.spectrum.session import NOTEBOOKS, Session, View
from renp_widgets.apps.spectrum.state import ExplorerState
from renp_widgets.apps.spectrum.words.captions import caption
from renp_widgets.checks import RefusedInput, choice, shortened
from renp_widgets.live.controls import Panel, line, row, small_button
from renp_widgets.live.export import write
from renp_widgets.live.figure import PlotFigure
from renp_widgets.live.launch import launch_address, repository
from renp_widgets.live.links import opened, parameters, to_link

FORMATS: Final = {
    "json": "application/json",
    "csv": "text/csv",
    "py": "text/x-python",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
}
"""What a session can be saved as: suffixes of files, with their media types."""
_READERS: Final[dict[str, Callable[[str], Session]]] = {
    "json": from_json,
    "csv": from_csv,
    "py": from_code,
}
_LAUNCHES: Final = (
    ("lab", "JupyterLab", "Opens this spectrum in JupyterLab on mybinder.org."),
    ("voila", "app", "Opens this spectrum as an app without code on mybinder.org."),
)
_MAX_FILE: Final = 2_000_000  # bytes: a spectrum with all its columns has a tenth of that


def exported(session: Session, suffix: str) -> bytes:
    """A session as the bytes of a file of one of FORMATS.

    Figures start afresh: their axes do not depend on what was shown before.
    """
    choice("format", suffix, FORMATS)
    scene = ExplorerModel(session).rested()
    if suffix == "json":
        return to_json(session).encode()
    if suffix == "py":
        return to_code(session).encode()
    if suffix == "csv":
        return to_csv(scene).encode()
    figure, file = PlotFigure(plot), io.BytesIO()
    figure.update(scene, at_rest=True)
    write(figure, file, suffix, caption(scene))
    return file.getvalue()


def imported_file(path: Path) -> Session:
    """The session in a file on disk, of which nothing is read before it is known what it is."""
    about = path.stat()
    if not S_ISREG(about.st_mode):
        raise RefusedInput(f"path must be that of a file, got {shortened(str(path))}")
    _reader(path.name, about.st_size)
    return imported(path.name, path.read_bytes())


def imported(name: str, content: bytes) -> Session:
    """The session in a file that `exported` wrote as JSON, CSV or Python (which is not run)."""
    read = _reader(name, len(content))
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise RefusedInput(f"a file must be text in UTF-8, save it so: {error}") from None
    return read(text)


def _reader(name: str, size: int) -> Callable[[str], Session]:
    """What reads a file of this name and size, bytes."""
    suffix = name.rpartition(".")[2].lower()
    choice("file type", suffix, _READERS)
    if size > _MAX_FILE:
        raise RefusedInput(f"a file must have at most {_MAX_FILE} bytes, this has {size}")
    return _READERS[suffix]


class SharePanel(Panel):
    """Link, code cells and files of the session; and the way in for links and files.

    Launch links are on offer where it is known which repository they open.

    download(name, media type, bytes) and copy(text) : how they get to who clicked.
    said : what became of it, in a line beside what was pressed.
    """

    _model: ExplorerModel

    def __init__(
        self,
        model: ExplorerModel,
        download: Callable[[str, str, bytes], None],
        copy: Callable[[str], None],
    ) -> None:
        self._download = download
        self._copy = copy
        self.link = widgets.Textarea(rows=2, layout={"width": "40em", "max_width": "75%"})
        self.code = widgets.Textarea(rows=10, layout={"width": "60em", "max_width": "98%"})
        self.upload = widgets.FileUpload(
            accept=".json,.csv,.py", description="open a file", layout={"width": "auto"}
        )
        self.pasted = widgets.Text(placeholder="paste a link", layout={"width": "26em"})
        self.copy_link, self.copy_app, self.copy_code, self.open_link = (
            small_button(text, tooltip)
            for text, tooltip in (
                ("copy", "Copy the link: it goes behind the address of a launched explorer."),
                ("copy cell: explorer", "Two lines that open this explorer again."),
                ("copy cell: computation", "The code below, which computes this curve."),
                ("open the link", "Show what the pasted link holds."),
            )
        )
        repo = repository()
        self.launches = {
            front_end: small_button(f"copy: {name}", tooltip)
            for front_end, name, tooltip in _LAUNCHES
            if repo is not None
        }
        self.saves = {
            suffix: small_button(suffix.upper(), f"Save as .{suffix}") for suffix in FORMATS
        }
        self.saves["csv"].tooltip += "; pandas reads it with comment='#'"
        self.said = widgets.HTML(layout={"min_height": "28px"}).add_class("renp-said-here")
        rows = [
            row(widgets.Label("link"), self.link, self.copy_link),
            *([row(widgets.Label("launch link"), *self.launches.values())] if repo else []),
            row(widgets.Label("save as"), *self.saves.values(), self.copy_app, self.copy_code),
            row(widgets.Label("take back"), self.upload, self.pasted, self.open_link),
        ]
        for part in rows:
            part.add_class("renp-control")
        super().__init__(model, [rows[0], self.said, *rows[1:], self.code])
        self.copy_link.on_click(self._on(lambda: copy(self.link.value)))
        self.copy_app.on_click(self._on(lambda: copy(to_app_code(model.session))))
        self.copy_code.on_click(self._on(lambda: copy(to_code(model.session))))
        self.open_link.on_click(self._on(self._open_link))
        self.upload.observe(self._on(self._open), "value")
        for front_end, button in self.launches.items():
            button.on_click(self._on(self._copy_launch, repo, front_end))
        for suffix, button in self.saves.items():
            button.on_click(self._on(self._save, suffix))

    def copied(self, *, ok: bool) -> None:
        """The browser has copied what it was given, or has not."""
        if ok:
            self._say("copied")
        else:
            self._model.refuse("the browser does not let the page copy: copy by hand")
            self._say(self._model.message, refused=True)

    def _on(
        self,
        action: Callable[..., None],
        *arguments: Any,
        beside: Callable[[Exception], str] | None = None,
    ) -> Callable[[Any], None]:
        act = super()._on(action, *arguments, beside=beside)

        def callback(change: Any) -> None:
            errors = len(self._model.errors)
            act(change)
            if len(self._model.errors) > errors:
                self._say(self._model.message, refused=True)

        return callback

    def _say(self, text: str, *, refused: bool = False) -> None:
        self.said.value = line(text, refused=refused)

    def _copy_launch(self, repo: str, front_end: str) -> None:
        given = parameters(to_link(self._model.state, self._model.view))
        self._copy(launch_address(repo, NOTEBOOKS[front_end], given, front_end=front_end))

    def _save(self, suffix: str) -> None:
        content = exported(self._model.session, suffix)
        name = f"renp-spectrum.{suffix}"
        self._download(name, FORMATS[suffix], content)
        self._say(f"handed to the browser as {name}")

    def _open(self, files: tuple[dict[str, Any], ...]) -> None:
        self.upload.value = ()
        for file in files:
            self._model.restore(imported(file["name"], bytes(file["content"])))
            self._say(f"opened {file['name']}")

    def _open_link(self) -> None:
        """Show a linked session; pins do not travel in links, so those here stay."""
        found, note = opened(self.pasted.value, ExplorerState, View)
        if found:
            state, view = found
            self._model.restore(Session(state, view, self._model.pins))
        self._model.message = self._model.message or note
        self._say(note or "opened")

    def _show(self, _scene: Scene) -> None:
        link = to_link(self._model.state, self._model.view)
        if link != self.link.value:
            self._say("")  # of what was here before
        self.link.value = link
        self.code.value = to_code(self._model.session)
