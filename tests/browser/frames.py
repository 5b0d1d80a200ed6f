"""Frames of an app's picture, (height, width, 3)."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from renp_widgets.live.app import LiveApp

Frame = NDArray[np.uint8]


def pixels(png: bytes) -> Frame:
    """The frame that a PNG holds."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def expected_frames(app: LiveApp) -> tuple[Frame, Frame]:
    """What an app that was just made shows, in motion and at rest. It is closed then."""
    moving = app.picture.value
    app.settle()
    sharp = app.picture.value
    app.close()
    return pixels(moving), pixels(sharp)
