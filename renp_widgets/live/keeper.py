"""What the parts of the page have in common in JavaScript."""

from __future__ import annotations

from pathlib import Path
from typing import Final

KEEPER: Final = Path(__file__).with_name("keeper.js").read_text(encoding="utf-8")
"""Functions that keep keys and focus in a part, to stand in front of a module that uses them."""
