"""Limits: the numbers that experiments and stars have published, each with its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["LIMITS", "MISSING_LIMITS", "Limit"]


@dataclass(frozen=True)
class Limit:
    """A published limit, to lay over a plot.

    Parameters
    ----------
    name : experiment or object.
    quantity : what is limited: "mu_e", "mu_sun", "mu_star" (those of `effective_moments`),
        "m_beta", "m_bb", "mass_sum" (properties of `Neutrinos`), "|g_e g_nu|", "|y_e y_nu|"
        (products of mediator couplings), "alpha11", "|alpha21|", ... (matrix of `non_unitary`).
    value : upper limit, lower limit for alpha11, alpha22 and alpha33; (low, high) where the source
        gives a range of limits.
    unit : "mu_B", "eV" or "" (dimensionless).
    confidence : level, or None where the source was not transcribed.
    citation : where the number comes from.
    status : "primary" (seen in the paper or its abstract), "transcribed" (by a third party) or "as
        quoted" (well known; the paper was not at hand).
    note : what to know before comparing.
    masses : of the mediator for which a limit on couplings holds, (low, high), eV; None elsewhere.

    Examples
    --------
    >>> import renp_widgets as rw
    >>> [(limit.name, limit.value) for limit in rw.LIMITS if limit.quantity == "m_beta"]
    [('KATRIN', 0.45)]
    """

    name: str
    quantity: str
    value: float | tuple[float, float]
    unit: str
    confidence: float | None
    citation: str
    status: str
    note: str = ""
    masses: tuple[float, float] | None = None


_XENON: Final = (
    "XENONnT data take vector and scalar limits an order of magnitude lower, arXiv:2208.02144"
)
_GE: Final = "S.-F. Ge and P. Pasquini, Eur. Phys. J. C 82, 208 (2022), arXiv:2110.03510"
_KHAN: Final = "A. N. Khan, Phys. Lett. B 819, 136415 (2021), arXiv:2008.10279"
_TRGB: Final = "F. Capozzi and G. Raffelt, Phys. Rev. D 102, 083007 (2020), arXiv:2007.03694"
_TRGB_NOTE: Final = "6e-12 is not excluded with free stellar physics, arXiv:2307.13050"
_FORERO: Final = "D. V. Forero et al., Phys. Rev. D 104, 075030 (2021), arXiv:2103.01998"
_REACH: Final = (
    "reach of RENP, not a measurement; over existing limits the authors claim 3 to 4 orders of "
    "magnitude, Phys. Sci. Forum 8, 51 (2023)"
)
# fmt: off
LIMITS: Final = (
    Limit("GEMMA", "mu_e", 2.9e-11, "mu_B", 0.90,
          "A. G. Beda et al., Adv. High Energy Phys. 2012, 350150 (2012)", "as quoted"),
    Limit("Borexino", "mu_sun", 2.8e-11, "mu_B", 0.90,
          "M. Agostini et al., Phys. Rev. D 96, 091103 (2017), arXiv:1707.09355", "as quoted"),
    Limit("XENONnT", "mu_sun", 6.4e-12, "mu_B", 0.90,
          "E. Aprile et al., Phys. Rev. Lett. 129, 161805 (2022), arXiv:2207.11330", "as quoted"),
    Limit("LZ", "mu_sun", 1.1e-11, "mu_B", 0.90,
          "M. Atzori Corona et al., JHEP 09 (2022) 164, arXiv:2207.05036", "primary"),
    Limit("TRGB omega Centauri", "mu_star", 1.2e-12, "mu_B", 0.95, _TRGB, "primary", _TRGB_NOTE),
    Limit("TRGB NGC 4258", "mu_star", 1.5e-12, "mu_B", 0.95, _TRGB, "primary", _TRGB_NOTE),
    Limit("KATRIN", "m_beta", 0.45, "eV", 0.90,
          "M. Aker et al., Science 388, 180 (2025), arXiv:2406.13516", "primary"),
    Limit("KamLAND-Zen", "m_bb", (0.028, 0.122), "eV", 0.90,
          "S. Abe et al., arXiv:2406.11438", "transcribed", "range of nuclear matrix elements"),
    Limit("Planck + BAO", "mass_sum", 0.12, "eV", 0.95,
          "N. Aghanim et al., Astron. Astrophys. 641, A6 (2020), arXiv:1807.06209", "as quoted"),
    Limit("DESI DR2 + CMB", "mass_sum", 0.0642, "eV", 0.95,
          "arXiv:2503.14744", "primary", "in LambdaCDM"),
    Limit("PandaX-II vector", "|g_e g_nu|", 3.2e-6**2, "", 0.90, _KHAN, "primary",
          f"g_V = 3.2e-6 of electron and neutrino; RENP needs the axial one; {_XENON}", (0, 1e4)),
    Limit("PandaX-II axial", "|g_e g_nu|", 3.4e-6**2, "", 0.90, _KHAN, "primary",
          f"g_A = 3.4e-6 of electron and neutrino; {_XENON}", (0, 1e4)),
    Limit("PandaX-II scalar", "|y_e y_nu|", 4.9e-6**2, "", 0.90, _KHAN, "primary",
          f"g_S = 4.9e-6 of electron and neutrino; RENP needs the pseudoscalar one; {_XENON}",
          (0, 2e4)),
    Limit("PandaX-II pseudoscalar", "|y_e y_nu|", 6.7e-6**2, "", 0.90, _KHAN, "primary",
          f"g_P = 6.7e-6 of electron and neutrino; {_XENON}", (0, 3e4)),
    Limit("RENP", "|g_e g_nu|", (1e-26, 1e-15), "", None, _GE, "primary", _REACH,
          (1e-3, 1e4)),
    Limit("RENP", "|y_e y_nu|", (1e-19, 1e-9), "", None, _GE, "primary", _REACH,
          (1e-3, 1e4)),
    Limit("Oscillations", "alpha11", 0.969, "", 0.90, _FORERO, "as quoted", "lower limit"),
    Limit("Oscillations", "alpha22", 0.995, "", 0.90, _FORERO, "as quoted", "lower limit"),
    Limit("Oscillations", "alpha33", 0.890, "", 0.90, _FORERO, "as quoted", "lower limit"),
    Limit("Oscillations", "|alpha21|", 0.013, "", 0.90, _FORERO, "as quoted"),
    Limit("Oscillations", "|alpha31|", 0.033, "", 0.90, _FORERO, "as quoted"),
    Limit("Oscillations", "|alpha32|", 0.009, "", 0.90, _FORERO, "as quoted"),
)
# fmt: on
"""Published limits: one table, to be corrected here. On mediators it has what the scattering of
neutrinos on electrons says, and none of MISSING_LIMITS. How y_nu is defined there for Majorana
neutrinos, a factor of 2, is not known to us.
"""
MISSING_LIMITS: Final = ("stellar cooling", "fifth forces", "cosmology")
"""What else limits light mediators: over much of their masses far below scattering. No table of it
was at hand.
"""
