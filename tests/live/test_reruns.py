"""A cell that runs again frees what it showed before, and nothing that is used elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytest.importorskip("ipykernel")

from jupyter_client.manager import start_new_kernel

Run = Callable[..., str]

MAKE = "from renp_widgets.apps import SpectrumExplorer\napp = SpectrumExplorer()\napp"
COUNT = """
import json
from comm import get_comm_manager
from ipywidgets.widgets.widget import _instances
print(json.dumps([len(get_comm_manager().comms), len(_instances)]))
"""


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    manager, client = start_new_kernel()
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


@pytest.fixture
def run(client: Any) -> Iterator[Run]:
    """Executes code in a cell, as a notebook does; what it printed."""

    def execute(code: str, cell: str = "") -> str:
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}}
        content |= {"allow_stdin": False, "stop_on_error": True}
        metadata = {"cellId": cell} if cell else {}
        message = client.session.msg("execute_request", content, metadata=metadata)
        client.shell_channel.send(message)
        printed = ""
        while True:
            answer = client.get_iopub_msg(timeout=60)
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, said = answer["msg_type"], answer["content"]
            assert kind != "error", "\n".join(said["traceback"])
            printed += said["text"] if kind == "stream" and said["name"] == "stdout" else ""
            if kind == "status" and said["execution_state"] == "idle":
                return printed

    yield execute
    execute("%reset -f")


def counted(run: Run) -> tuple[int, int]:
    """How many comms and widgets there are."""
    comms, widgets = json.loads(run(COUNT))
    return comms, widgets


def settled(run: Run) -> None:
    """Wait for what is drawn at rest."""
    run("import time; time.sleep(0.4)")
    run("")


def assert_leaves_one(run: Run, code: str, cell: str, times: int) -> None:
    """A cell that runs so many times again leaves what it has left once."""
    run(code, cell)
    settled(run)
    first = counted(run)
    for _ in range(times):
        run(code, cell)
        settled(run)
    assert counted(run) == first


def test_a_cell_that_runs_again_has_one_app(run: Run) -> None:
    assert_leaves_one(run, MAKE, "a", 4)


def test_it_lives_on_where_it_has_a_name_or_another_cell_shows_it(run: Run) -> None:
    run(MAKE, "b")
    run("kept = app\nlist_of = [kept]", "c")
    run(MAKE, "b")
    assert run("kept.comm is not None, kept is app") == ""
    assert run("print(kept.comm is not None, kept is not app)") == "True True\n"
    run("kept.controls['lightest_mass'].value = 0.02\nprint(kept.model.errors, kept.draws)")
    run("del kept\nlist_of.clear()")

    run("app", "d")
    run("number = app.comm.comm_id\nfrom ipywidgets.widgets.widget import _instances")
    run(MAKE, "b")
    assert run("print(number in _instances)") == "True\n"  # cell d shows it
    run("app", "d")
    assert run("print(number in _instances)") == "False\n"


def test_closing_an_app_takes_it_out_of_the_notebooks_memory(run: Run) -> None:
    run("import gc, weakref\n" + MAKE, "e")
    settled(run)
    run("weak = weakref.ref(app)\napp.close()\ndel app")
    assert run("gc.collect()\nprint(weak() is None)") == "True\n"


def test_an_exercise_goes_with_the_app_that_it_has_revealed(run: Run) -> None:
    ask = "from renp_widgets.lessons import exercise\nask = exercise('laser: two steps')\nask"
    run(ask, "f")
    first = counted(run)
    for _ in range(2):
        run("ask._show()")
        settled(run)
        assert counted(run)[0] > first[0]
        run(ask, "f")
        settled(run)
    assert counted(run) == first


def test_an_app_that_waits_for_an_exercise_goes_too(run: Run) -> None:
    run("from renp_widgets.apps import *\nfrom renp_widgets.lessons import *", "f")
    run("ask = exercise('laser: two steps')\nask", "g")
    lock = "waiting = FocusedExplorer()\nlocked(waiting, ask)"
    assert_leaves_one(run, lock, "h", 3)
    run("ask._show()")
    assert_leaves_one(run, lock, "h", 1)
