"""Targets: the atoms whose excited state |e> falls to |g> through the virtual state |v>."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Final

from renp_widgets.checks import RefusedInput, real_number, whole_number

__all__ = ["TARGETS", "XE", "YB", "Target"]

_TRANSVERSE_WEIGHT: Final = {0: 1.0, 1: -0.5, 2: 0.1}


@dataclass(frozen=True)
class Target:
    """An atom with the level scheme e -> v + neutrino pair (M1), v -> g + photon (E1).

    Parameters
    ----------
    name : what to call it.
    e_eg : energy of |e> above |g>, eV, in [1e-18, 1e18].
    e_vg : energy of |v> above |g>, eV, larger than `e_eg`.
    a_vg : Einstein A coefficient of v -> g, s^-1. Rates need it; spectra do not.
    spin_factor : (2 J_v + 1) C_ep, dimensionless. Rates need it; spectra do not.
    j_e : total angular momentum of |e>: 0, 1 or 2. `average="coupled"` needs it.
    magnetic_ratio : <L+2S>/<2S> between e and v, dimensionless; it multiplies the dipole amplitude.
    citation : where the numbers come from.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> target = rw.Target("two levels", e_eg=2.0, e_vg=2.1)
    >>> target.end_point
    1.0
    """

    name: str
    e_eg: float
    e_vg: float
    _: KW_ONLY
    a_vg: float | None = None
    spin_factor: float | None = None
    j_e: int | None = None
    magnetic_ratio: float = 1.0
    citation: str = ""

    def __post_init__(self) -> None:
        if not isinstance(self.name, str):
            raise TypeError(f"name must be a string, got {self.name!r}")
        # Bounds far outside physics keep every square and fourth power finite.
        numbers: dict[str, float] = {
            name: real_number(name, getattr(self, name), "eV", low=1e-18, high=1e18)
            for name in ("e_eg", "e_vg")
        }
        if not numbers["e_vg"] > numbers["e_eg"]:
            raise RefusedInput(
                f"e_vg must be larger than e_eg = {self.e_eg} eV, got {self.e_vg} eV: they are "
                "energies above the ground state in eV, not wavelengths"
            )
        for name, unit in (("a_vg", "s^-1"), ("spin_factor", "")):
            if (value := getattr(self, name)) is not None:
                numbers[name] = real_number(name, value, unit, low=0.0, open_low=True)
        if self.j_e is not None:
            numbers["j_e"] = whole_number("j_e", self.j_e, 0, 2)
        numbers["magnetic_ratio"] = real_number("magnetic_ratio", self.magnetic_ratio)
        for name, number in numbers.items():
            object.__setattr__(self, name, number)  # plain numbers: they change with nothing

    @property
    def end_point(self) -> float:
        """Largest photon energy, reached for massless neutrinos: E_eg / 2, eV."""
        return self.e_eg / 2

    @property
    def transverse_weight(self) -> float:
        """Weight w of the transverse average, for J_v = 1, J_g = 0 and an unpolarised |e>.

        I = (1 - w) I_isotropic + w I_transverse with w = 1, -1/2, 1/10 for J_e = 0, 1, 2:
        this kit's own result, from the photon's transverse polarisation.
        """
        if self.j_e is None:
            raise RefusedInput(f"average 'coupled' needs j_e (0, 1 or 2) of the target, got {self}")
        return _TRANSVERSE_WEIGHT[self.j_e]


YB: Final = Target(
    "Yb",
    2.14349,
    2.23072,
    a_vg=1.15e6,
    spin_factor=2.0,
    j_e=0,
    citation="6s6p 3P0 -> 6s6p 3P1 -> 6s2 1S0. Levels as in D. N. Dinh et al., Phys. Lett. B 719, "
    "154 (2013), arXiv:1209.4808; NIST Handbook of Basic Atomic Spectroscopic Data (17288.439 and "
    "17992.007 cm^-1).",
)
"""Ytterbium, the target of the published spectra."""
XE: Final = Target(
    "Xe",
    8.31532,
    8.43652,
    a_vg=2.73e8,
    spin_factor=1 / 6,
    j_e=2,
    citation="5p5 6s 2[3/2]2 -> 2[3/2]1 -> 5p6 1S0. Levels: NIST Atomic Spectra Database "
    "(67067.547 and 68045.156 cm^-1). The spin factor is unsettled: "
    "1/6 in pure jj coupling, 1/2 in pure LS.",
)
"""Xenon."""
TARGETS: Final = {target.name: target for target in (YB, XE)}
"""The presets by name."""
