"""Many changes, many explorers: nothing grows, and closing one frees it."""

import ctypes
import gc
import platform
import resource
import weakref
from dataclasses import replace

import pytest
from ipywidgets.widgets.widget import _instances

from renp_widgets.apps import ExplorerState, SpectrumExplorer


def resident() -> float:
    """Memory in use, MB, without what the allocator merely keeps."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * resource.getpagesize() / 1e6


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="asks the C library of Linux")
def test_a_thousand_changes_leave_memory_and_widgets_as_they_were() -> None:
    app = SpectrumExplorer()
    app.model.pin()

    def moved(steps: int) -> None:
        for k in range(steps):
            if k % 100 == 0:
                compare = ("ratio", "none", "none", "none")[k // 100 % 4]
                app.model.view = replace(app.model.view, compare=compare)
                app.settle()
            app.controls["lightest_mass"].value = 0.005 + 1e-4 * (k % 300)
        app.settle()

    moved(400)  # fills what is kept on purpose: backgrounds, glyphs
    memory, widgets = resident(), len(_instances)
    artists = len(app.figure.figure.findobj())
    moved(1000)
    assert resident() - memory < 10
    assert len(_instances) == widgets
    assert len(app.figure.figure.findobj()) == artists
    assert app.model.errors == []


def test_closing_frees_widgets_figure_and_app() -> None:
    gc.collect()
    before = set(_instances)
    app = SpectrumExplorer(ExplorerState(mediator="vector"))
    app.toolbar.theme.value = "dark"
    app.settle()
    assert len(set(_instances) - before) > 50
    kept = [weakref.ref(part) for part in (app, app.model, app.figure, app.picture)]
    app.close()
    assert set(_instances) == before
    del app
    gc.collect()
    assert [ref() for ref in kept] == [None] * len(kept)


def test_closing_one_leaves_the_others_alone() -> None:
    one, two = SpectrumExplorer(), SpectrumExplorer()
    one.close()
    one.close()  # twice is once
    two.controls["lightest_mass"].value = 0.02
    two.settle()
    assert two.model.errors == []
    assert two.comm is not None
    assert one.comm is None
