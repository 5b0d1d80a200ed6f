"""Locked: an app that would give answers away, kept back until the questions are answered."""

from __future__ import annotations

from typing import Any
from weakref import ref

import ipywidgets as widgets

from renp_widgets.checks import RefusedInput, instance
from renp_widgets.lessons.exercises import Exercise
from renp_widgets.live.kept import show
from renp_widgets.live.reruns import family


class Locked(widgets.VBox):
    """A place for an app, which comes once exercises are solved or given up.

    app : any widget.
    exercises : Exercise objects, one or more.

    Attributes
    ----------
    app : as given.
    key : the button that opens it all the same.
    is_open : whether the app is on show.
    """

    def __init__(self, app: widgets.DOMWidget, *exercises: Exercise) -> None:
        instance("app", app, widgets.DOMWidget)
        if not exercises:
            raise RefusedInput("exercises must be one or more, got none")
        for ask in exercises:
            instance("exercises", ask, Exercise)
        self.app = app
        self._exercises = exercises
        count = "question" if len(exercises) == 1 else f"{len(exercises)} questions"
        words = widgets.HTML(
            f"<b>An app that shows the answer.</b> It opens here once the {count} above "
            f"{'is' if len(exercises) == 1 else 'are'} solved or given up."
        )
        self.key = widgets.Button(
            description="open it all the same", layout={"width": "auto", "align_self": "flex-start"}
        )
        self.key.on_click(lambda _: self.unlock())
        self._waiting = (words, self.key)
        super().__init__(self._waiting)
        self.add_class("renp-locked")
        weak = ref(self)

        def tried(_change: Any) -> None:
            lock = weak()  # a question does not keep alive what waits for it
            if lock is not None:
                lock._try()

        for ask in exercises:
            ask.observe(tried, "done")
        self._try()

    @property
    def is_open(self) -> bool:
        """Whether the app is on show."""
        return self.children == (self.app,)

    def unlock(self) -> None:
        """Show the app, whatever has been answered."""
        self.children = (self.app,)
        for part in {each for shown in self._waiting for each in family(shown)}:
            part.close()

    def _try(self) -> None:
        if all(ask.done for ask in self._exercises):
            self.unlock()

    def _ipython_display_(self) -> None:
        """Show it; and one sentence, where Python has gone."""
        show(self, "")


def locked(app: widgets.DOMWidget, *exercises: Exercise) -> Locked:
    """An app that comes once exercises are solved or given up; see Locked."""
    return Locked(app, *exercises)
