"""What axes of several apps are called."""

from typing import Final

DETUNING: Final = r"detuning from the end point  $E_{eg}/2-ω$  [eV]"
