"""Constants of nature in natural units (eV), pinned with their source.

Values: CODATA 2022 (P. J. Mohr et al., Rev. Mod. Phys. 97, 025002 (2025), arXiv:2409.03787) and the
exact constants of the SI (2019). They are written out because `scipy.constants` parses every CODATA
table when it is imported; a test compares them with it.
"""

from __future__ import annotations

import math
from typing import Final

__all__ = []

G_FERMI: Final = 1.1663787e-23
"""Fermi coupling constant G_F / (hbar c)^3, eV^-2."""
ELECTRON_MASS: Final = 510998.95069
"""Electron mass m_e c^2, eV."""
FINE_STRUCTURE: Final = 7.2973525643e-3
"""Fine-structure constant alpha."""
BOHR_MAGNETON: Final = math.sqrt(4 * math.pi * FINE_STRUCTURE) / (2 * ELECTRON_MASS)
"""Bohr magneton mu_B = e / (2 m_e) with e = sqrt(4 pi alpha) (Heaviside-Lorentz), eV^-1."""
HBAR: Final = 6.62607015e-34 / (2 * math.pi * 1.602176634e-19)
"""Reduced Planck constant, eV s (exact)."""
HC: Final = 6.62607015e-34 * 299792458 / 1.602176634e-19 * 1e9
"""Planck constant times the speed of light, eV nm (exact): wavelength = HC / photon energy."""
