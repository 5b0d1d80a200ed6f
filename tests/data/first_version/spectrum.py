# session: ?v=1&nature=dirac&lightest_mass=0.02&alpha21=1.0&mediator=vector&mediator_mass=5.0&vector_coupling=1e-22&element=12&compare=ratio&cursor=0.001
import matplotlib.pyplot as plt
import renp_widgets as rw

target = rw.YB
neutrinos = rw.Neutrinos.from_oscillation(  # eV, radians
    "normal", lightest_mass=0.02, nature="dirac",
)
g = 1.0000000000000001e-11  # of electron and neutrinos alike
new = rw.VectorMediator(5.0, g, g_left=rw.element_coupling(1, 2, g))  # eV
low, high = 1e-9 * target.end_point, 0.999 * target.end_point
peak = new.mass**2 / (2 * target.e_eg)
detuning = rw.detuning_grid(target, neutrinos, low, high, peaks=[peak])
intensity = rw.spectral_function(
    target, neutrinos, detuning=detuning, interactions=[new]
)

figure, axes = plt.subplots()
axes.plot(detuning, intensity)
axes.set_xscale("log")
axes.set_xlabel("detuning E_eg/2 - omega (eV)")
axes.set_ylabel("spectral function I")
axes.set_title("Yb, normal ordering, Dirac")
