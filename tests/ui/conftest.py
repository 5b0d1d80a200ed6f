from __future__ import annotations

from collections.abc import Iterator

import ipywidgets
import pytest


@pytest.fixture(autouse=True)
def _no_widget_is_left() -> Iterator[None]:
    """Widgets live until they are closed: hundreds of explorers would slow each other down."""
    yield
    ipywidgets.Widget.close_all()
