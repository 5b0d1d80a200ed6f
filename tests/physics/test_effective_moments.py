import dataclasses
import re
from typing import Any

import numpy as np
import pytest

import renp_widgets as rw
from renp_widgets.physics.effective_moments import (
    FLAVOURS,
    blind_directions,
    effective_moment_flavour,
    effective_moment_solar,
    effective_moment_stellar,
)
from renp_widgets.physics.limits import LIMITS, MISSING_LIMITS, Limit

flavours = pytest.mark.parametrize("flavour", FLAVOURS)
natures = pytest.mark.parametrize("nature", ["dirac", "majorana"])


def light(nature: str, **phases: float) -> rw.Neutrinos:
    return rw.Neutrinos.from_oscillation("normal", 0.01, nature, alpha21=1.0, **phases)


def anything(*batch: int, n: int = 3) -> rw.DipoleMoments:
    x = np.random.default_rng(1).normal(size=(2, 2, *batch, n, n))
    magnetic, electric = x[0] + 1j * x[1] + (x[0] - 1j * x[1]).swapaxes(-1, -2)
    return rw.DipoleMoments(magnetic, electric)


def combined(parts: list[float], moments: tuple[rw.DipoleMoments, ...]) -> rw.DipoleMoments:
    return rw.DipoleMoments(
        sum(x * d.magnetic for x, d in zip(parts, moments, strict=True)),
        sum(x * d.electric for x, d in zip(parts, moments, strict=True)),
    )


@natures
def test_definitions_of_a_batch(nature: str) -> None:
    nu = rw.Neutrinos.from_oscillation("normal", 0.01, nature, alpha21=[0.0, 1.0])
    moments = anything(3, 1)
    flavour = effective_moment_flavour(nu, moments, "mu")
    solar = effective_moment_solar(nu, moments)
    stellar = effective_moment_stellar(nu, moments)
    for b, a in np.ndindex(3, 2):  # moments, phases
        mu, eps = moments.magnetic[b, 0], moments.electric[b, 0]
        weight = 1.0
        if nature == "majorana":
            mu, eps, weight = mu - mu.T, eps - eps.T, 0.5
        u = nu.mixing[a]
        lam = mu - 1j * eps
        sums = [abs(sum(u[1, k].conj() * lam[j, k] for k in range(3))) ** 2 for j in range(3)]
        assert flavour[b, a] == pytest.approx(np.sqrt(sum(sums)), rel=1e-13)
        sums = [abs(u[0, k]) ** 2 * abs(lam[j, k]) ** 2 for j in range(3) for k in range(3)]
        assert solar[b, a] == pytest.approx(np.sqrt(sum(sums)), rel=1e-13)
        total = weight * np.sum(np.abs(mu) ** 2 + np.abs(eps) ** 2)
        assert stellar[b, a] == pytest.approx(np.sqrt(total), rel=1e-13)


def test_one_moment_of_one_dirac_state() -> None:
    nu, moments = light("dirac"), rw.DipoleMoments(magnetic=np.diag([2e-11, 0, 0]))
    u_e1, u_mu1 = np.abs(nu.mixing[:2, 0])
    assert effective_moment_flavour(nu, moments, "e") == pytest.approx(2e-11 * u_e1)
    assert effective_moment_flavour(nu, moments, "mu") == pytest.approx(2e-11 * u_mu1)
    assert effective_moment_solar(nu, moments) == pytest.approx(2e-11 * u_e1)
    assert effective_moment_stellar(nu, moments) == 2e-11


def test_published_majorana_moment() -> None:
    # mu_12 = i 1e-11 mu_B of a pair of Majorana states: half of it is passed.
    moments = rw.DipoleMoments(magnetic=rw.element_coupling(1, 2, 0.5e-11j))
    nu = light("majorana")
    both = np.sum(np.abs(nu.mixing[0, :2]) ** 2)
    assert effective_moment_stellar(nu, moments) == pytest.approx(1e-11)
    assert effective_moment_solar(nu, moments) == pytest.approx(1e-11 * np.sqrt(both))
    assert effective_moment_flavour(nu, moments, "e") == pytest.approx(1e-11 * np.sqrt(both))


def test_real_majorana_moments_do_nothing_and_warn_nowhere() -> None:
    moments = rw.DipoleMoments(np.ones((3, 3)), np.eye(3))
    nu = light("majorana")
    assert effective_moment_flavour(nu, moments, "e") == 0
    assert effective_moment_solar(nu, moments) == 0
    assert effective_moment_stellar(nu, moments) == 0


@natures
def test_flavours_together_see_what_stars_see(nature: str) -> None:
    nu, moments = light(nature), anything()
    together = sum(effective_moment_flavour(nu, moments, x) ** 2 for x in FLAVOURS)
    ways = 2 if nature == "majorana" else 1
    assert together == pytest.approx(ways * effective_moment_stellar(nu, moments) ** 2, rel=1e-13)


@natures
def test_the_sun_averages_over_phases(nature: str) -> None:
    nu, moments = light(nature), anything()
    phases = np.stack(np.meshgrid(*[2 * np.pi * np.arange(3) / 3] * 3), axis=-1)
    mixing = nu.mixing * np.exp(1j * phases)[..., None, :]
    rotated = dataclasses.replace(nu, mixing=mixing)
    coherent = effective_moment_flavour(rotated, moments, "e")
    assert np.ptp(coherent) > 0.1
    assert np.sqrt(np.mean(coherent**2)) == pytest.approx(effective_moment_solar(nu, moments))


def test_probabilities_of_the_sun() -> None:
    nu, moments = light("dirac"), anything()
    by_default = effective_moment_solar(nu, moments)
    low_energy = np.abs(nu.mixing[0]) ** 2
    assert effective_moment_solar(nu, moments, low_energy) == by_default
    matter = [0.3, 0.68, 0.02]
    one_by_one = [effective_moment_solar(nu, moments, x) ** 2 for x in np.eye(3)]
    expected = np.sqrt(np.dot(matter, one_by_one))
    assert effective_moment_solar(nu, moments, matter) == pytest.approx(expected)
    batch = effective_moment_solar(nu, moments, [matter, low_energy])
    np.testing.assert_allclose(batch, [expected, by_default])


@flavours
@pytest.mark.parametrize(
    ("nature", "n", "dimension"),
    [("dirac", 3, 12), ("majorana", 3, 2), ("dirac", 4, 24), ("majorana", 4, 6)],
)
def test_blind_directions(flavour: str, nature: str, n: int, dimension: int) -> None:
    nu = light(nature, alpha31=2.0)
    nu = nu if n == 3 else nu.with_sterile(1.0, 0.1, 0.2j, 0.1)
    blind = blind_directions(nu, flavour)
    assert len(blind) == dimension
    overlaps = [
        [np.vdot(x.magnetic, y.magnetic) + np.vdot(x.electric, y.electric) for y in blind]
        for x in blind
    ]
    np.testing.assert_allclose(overlaps, np.eye(dimension), rtol=0, atol=1e-14)
    mixed = np.random.default_rng(1).normal(size=(5, dimension))
    for parts in (*np.eye(dimension), *mixed):
        moments = combined(list(parts), blind)
        size = np.linalg.norm(parts) * (1 if nature == "dirac" else np.sqrt(2))
        assert effective_moment_stellar(nu, moments) == pytest.approx(size, rel=1e-13)
        assert effective_moment_flavour(nu, moments, flavour) < 2e-15 * size
        assert effective_moment_solar(nu, moments) > 0.01 * size


@flavours
@natures
def test_moving_along_blind_directions(flavour: str, nature: str) -> None:
    nu, start = light(nature), anything()
    blind = blind_directions(nu, flavour)
    before = effective_moment_flavour(nu, start, flavour)
    # So far that it matters little which of the orthonormal bases this one is.
    moved = combined([1.0, *(15.0 for _ in blind)], (start, *blind))
    assert effective_moment_flavour(nu, moved, flavour) == pytest.approx(before, rel=1e-13)
    assert effective_moment_stellar(nu, moved) != pytest.approx(
        effective_moment_stellar(nu, start), rel=0.01
    )
    other = FLAVOURS[FLAVOURS.index(flavour) - 1]
    assert effective_moment_flavour(nu, moved, other) != pytest.approx(
        effective_moment_flavour(nu, start, other), rel=0.01
    )


@natures
def test_renp_sees_what_one_flavour_does_not(nature: str) -> None:
    nu = light(nature)
    plain = rw.spectral_function(rw.YB, nu, omega=0.9)
    for moments in blind_directions(nu, "e"):
        moments = combined([1e-9], (moments,))  # acts, so that nothing warns
        spectrum = rw.spectral_function(rw.YB, nu, omega=0.9, interactions=(moments,))
        assert spectrum > 1.1 * plain


def test_a_flavour_that_is_not_there_is_blind_to_all() -> None:
    nu = rw.Neutrinos(masses=[0.1, 0.2], mixing=np.zeros((3, 2)), nature="dirac")
    assert len(blind_directions(nu, "tau")) == 8


@pytest.mark.parametrize(
    ("name", "quantity", "value"),
    [
        ("GEMMA", "mu_e", 2.9e-11),
        ("Borexino", "mu_sun", 2.8e-11),
        ("XENONnT", "mu_sun", 6.4e-12),
        ("LZ", "mu_sun", 1.1e-11),
        ("TRGB omega Centauri", "mu_star", 1.2e-12),
        ("TRGB NGC 4258", "mu_star", 1.5e-12),
        ("KATRIN", "m_beta", 0.45),
        ("KamLAND-Zen", "m_bb", (0.028, 0.122)),
        ("Planck + BAO", "mass_sum", 0.12),
        ("DESI DR2 + CMB", "mass_sum", 0.0642),
        ("PandaX-II vector", "|g_e g_nu|", 32e-7**2),
        ("PandaX-II axial", "|g_e g_nu|", 34e-7**2),
        ("PandaX-II scalar", "|y_e y_nu|", 49e-7**2),
        ("PandaX-II pseudoscalar", "|y_e y_nu|", 67e-7**2),
        ("RENP", "|g_e g_nu|", (1e-26, 1e-15)),
        ("RENP", "|y_e y_nu|", (1e-19, 1e-9)),
        ("Oscillations", "alpha11", 0.969),
        ("Oscillations", "|alpha32|", 0.009),
    ],
)
def test_published_limits(name: str, quantity: str, value: float | tuple[float, float]) -> None:
    (limit,) = (x for x in LIMITS if (x.name, x.quantity) == (name, quantity))
    assert limit.value == pytest.approx(value)


def test_every_limit_says_where_it_comes_from() -> None:
    assert all(isinstance(limit, Limit) for limit in LIMITS)
    assert {limit.status for limit in LIMITS} == {"primary", "transcribed", "as quoted"}
    assert {limit.unit for limit in LIMITS} == {"mu_B", "eV", ""}
    for limit in LIMITS:
        assert re.search(r"arXiv:\d{4}\.\d{5}|\(20\d\d\)", limit.citation)
        assert limit.confidence in (0.90, 0.95) or limit.name == "RENP"
        assert np.all(np.asarray(limit.value) > 0)
    assert len({(limit.name, limit.quantity) for limit in LIMITS}) == len(LIMITS)


def test_limits_on_mediators_say_what_they_lack() -> None:
    for limit in LIMITS:
        if limit.name.startswith("PandaX-II"):
            assert "arXiv:2208.02144" in limit.note
        if limit.name == "RENP":
            assert "3 to 4 orders of magnitude, Phys. Sci. Forum 8, 51 (2023)" in limit.note
    named = " ".join(limit.name for limit in LIMITS if "_nu|" in limit.quantity)
    assert not any(missing in named for missing in MISSING_LIMITS)


NU = light("dirac")


@pytest.mark.parametrize(
    ("function", "arguments", "error", "message"),
    [
        (effective_moment_flavour, (None, anything(), "e"), TypeError, "must be a Neutrinos"),
        (effective_moment_flavour, (NU, np.eye(3), "e"), TypeError, "must be a DipoleMoments"),
        (
            effective_moment_flavour,
            (NU, anything(), "electron"),
            ValueError,
            "flavour must be one of ('e', 'mu', 'tau'), got 'electron'",
        ),
        (effective_moment_flavour, (NU, anything(), 0), TypeError, "flavour must be one of"),
        (
            effective_moment_stellar,
            (NU, anything(n=4)),
            ValueError,
            "magnetic must have shape (..., 3, 3), got (4, 4)",
        ),
        (
            effective_moment_solar,
            (dataclasses.replace(NU, masses=np.ones((2, 3))), anything(5)),
            ValueError,
            "batch shapes do not broadcast: neutrinos (2,), dipoles (5,)",
        ),
        (
            effective_moment_solar,
            (NU, anything(), [0.5, 0.5]),
            ValueError,
            "probabilities must have shape (..., 3), got (2,)",
        ),
        (
            effective_moment_solar,
            (NU, anything(), [0.5, 0.5, 1.5]),
            ValueError,
            "probabilities[2] must be in [0, 1], got 1.5",
        ),
        (blind_directions, ("NuFIT", "e"), TypeError, "neutrinos must be a Neutrinos, got"),
        (blind_directions, (NU, "x"), ValueError, "flavour must be one of"),
        (
            blind_directions,
            (dataclasses.replace(NU, masses=np.ones((2, 3))), "e"),
            ValueError,
            "neutrinos must have no batch, got batch shape (2,)",
        ),
    ],
)
def test_bad_input(
    function: Any, arguments: tuple[Any, ...], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=re.escape(message)):
        function(*arguments)
