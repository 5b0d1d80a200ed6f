"""The formulas in words and in LaTeX, for a page with MathJax, and as names for the figure."""

from __future__ import annotations

from typing import Final

import numpy as np

from renp_widgets.apps.printed.compute import Comparison
from renp_widgets.apps.printed.state import AVERAGE, TITLES, PrintedState

_FORMULAS: Final = {
    "step": (r"\Theta(\omega-\omega_{ij})", r"\Theta(\omega_{ij}-\omega)"),
    "couplings": (
        r"a_{ij}=U_{ei}U_{ej}^*+\tfrac12(UU^\dagger)_{ij}",
        r"a_{ij}=U_{ei}^*U_{ej}-\tfrac12(U^\dagger U)_{ij}",
    ),
    "vector": (
        r"+\left(\delta_M\,\mathrm{Re}[(a^L_{ij})^2+(a^R_{ij})^2]"
        r"-2\,\mathrm{Re}[a^{L*}_{ij}a^R_{ij}]\right)",
        r"-m_im_j\left(\delta_M\,\mathrm{Re}[(a^L_{ij})^2+(a^R_{ij})^2]"
        r"-2\,\mathrm{Re}[a^{L*}_{ij}a^R_{ij}]\right)",
    ),
    "interference": (
        r"\mathrm{Re}[a\,y_S](m_i-m_j)\left[1-\tfrac{(m_i+m_j)^2}{q^2}\right]"
        r"-(1-\delta_M)\,\mathrm{Im}[a\,y_P](m_i+m_j)\left[1-\tfrac{(m_i-m_j)^2}{q^2}\right]",
        r"\mathrm{Im}[a(y_S^*+\delta_My_S)](m_i-m_j)\left[1-\tfrac{(m_i+m_j)^2}{q^2}\right]"
        r"+\mathrm{Re}[a(y_P^*+\delta_My_P)](m_i+m_j)\left[1-\tfrac{(m_i-m_j)^2}{q^2}\right]",
    ),
    "squares": (
        r"|y_S|^2+(1-\delta_M)\,|y_P|^2",
        r"|y_S|^2+\delta_M\,\mathrm{Re}(y_S^2)\quad\text{and}\quad"
        r"|y_P|^2+\delta_M\,\mathrm{Re}(y_P^2)",
    ),
    "conjugate": (
        r"\bar\nu_i(y_{S,ij}+i\gamma_5y_{P,ij})\nu_j\,\phi+\text{h.c.}",
        r"\bar\nu_i(y_{S,ij}+i\gamma_5y_{P,ij})\nu_j\,\phi,\qquad y_S,\ y_P\ \text{Hermitian}",
    ),
    AVERAGE: (
        r"\tfrac12\textstyle\sum_{k=x,y}|T^k|^2",
        r"\tfrac13\textstyle\sum_{k=x,y,z}|T^k|^2",
    ),
}
_REASONS: Final = {
    "step": "The talk's own text says that a channel starts when $\\omega<\\omega_{ij}$. Above, "
    "there is no room for the pair's masses, and the printed step leaves nothing at all.",
    "couplings": "The electron's axial coupling to the Z boson is −1/2, and W exchange adds the "
    "mixing term. $UU^\\dagger$ has flavour indices, $U^\\dagger U$ those of mass states. The sum "
    "of $|a_{ij}|^2$ over all pairs tells the two apart.",
    "vector": "The bracket is in eV²: $m_im_j$ is missing. And without a Z′ it must become the "
    "Standard Model's, which has $-\\delta_M\\,m_im_j\\,\\mathrm{Re}\\,a_{ij}^2$. Make M large.",
    "interference": "The factor $i$ of $i\\,y_e\\,\\bar e\\gamma_5e$ was lost on the way. As "
    "printed, the terms of $ij$ and $ji$ cancel for every Hermitian $y$: no interference is left. "
    "For Majorana neutrinos $y_P$ is allowed too, and both couplings act together with their "
    "conjugates.",
    "squares": "A Majoron couples as $i\\gamma_5$: both bilinears are allowed for Majorana "
    "neutrinos, and in the amplitude the real part of each is doubled, the imaginary part cancels. "
    "For Dirac neutrinos print and derivation agree.",
    "conjugate": "ϕ is real. With Hermitian y the term is its own conjugate already: to add it "
    "once more doubles both couplings, and makes the square of the amplitude 16 times as large.",
    AVERAGE: "No misprint: the literature averages over all orientations of the intermediate "
    "state. But a photon's polarisation is transverse, and for an atom with $J_e=0$ only two of "
    "three orientations can emit it. This is this kit's own result.",
}


def curve_names(state: PrintedState) -> tuple[str, str]:
    """What the dashed and the solid curve are."""
    if state.formula == AVERAGE:
        return "coupled by angular momentum", "isotropic, as in the literature"
    return "as printed", "derived"


def explanation(state: PrintedState) -> str:
    """The two formulas and the reason, as HTML with LaTeX between dollars."""
    names = curve_names(state)
    rows = "".join(
        f'<div style="margin:6px 0"><b>{name}</b>:&ensp;${formula}$</div>'
        for name, formula in zip(names, _FORMULAS[state.formula], strict=True)
    )
    return f'<div style="padding:0 8px">{rows}<div>{_REASONS[state.formula]}</div></div>'


def summary(state: PrintedState, shown: Comparison) -> str:
    """What the picture shows, for who hears it."""
    first, second = curve_names(state)
    detuning, ratio = shown.ratio
    near, far = (float(np.interp(x, detuning, ratio)) for x in (0.02, 0.5))
    return (
        f"{TITLES[state.formula]}, {state.nature.capitalize()} neutrinos: {first} over {second} is "
        f"{near:.3g} at a detuning of 20 meV, and {far:.3g} at 0.5 eV."
    )
