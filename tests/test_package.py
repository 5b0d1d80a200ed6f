import doctest
import inspect
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import renp_widgets as rw

PUBLIC = [
    "LIMITS",
    "NUFIT_6_0",
    "NUFIT_6_1",
    "TARGETS",
    "XE",
    "YB",
    "DipoleMoments",
    "Experiment",
    "Limit",
    "Neutrinos",
    "Onset",
    "OscillationParameters",
    "ScalarMediator",
    "SpectrumBand",
    "Target",
    "Thresholds",
    "VectorMediator",
    "axial_couplings",
    "blind_directions",
    "channel_spectra",
    "channels",
    "coherence_factor",
    "detuning_grid",
    "effective_moment_flavour",
    "effective_moment_solar",
    "effective_moment_stellar",
    "element_coupling",
    "events",
    "flavour_coupling",
    "form_factor",
    "line_averaged",
    "mixing_matrix",
    "non_unitary",
    "onset",
    "reference_rate",
    "sample_oscillation",
    "sampled_coherence_factor",
    "scan",
    "scan_steps",
    "spectral_function",
    "spectrum_band",
    "statistics",
    "stimulated_factor",
    "thresholds",
    "universal_coupling",
]
# What the package, every name of it, must not cost: user interfaces, and what is slow to import.
UNWANTED = [
    "matplotlib",
    "ipywidgets",
    "traitlets",
    "IPython",
    "PIL",
    "scipy.optimize",
    "scipy.constants",
    "tqdm",
    "distributed",
    "iminuit",
    "renp_widgets.apps",
    "renp_widgets.live",
    "importlib.metadata",
    "statistics",
    "concurrent.futures",
]


def test_public_names() -> None:
    assert sorted(rw.__all__) == sorted(PUBLIC)
    assert all(hasattr(rw, name) for name in PUBLIC)


def modules_after(code: str) -> list[str]:
    code += "; import json, sys; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded: list[str] = json.loads(run.stdout)
    return loaded


def test_import_loads_no_user_interface() -> None:
    loaded = modules_after(
        "import renp_widgets as rw; "
        "[getattr(module, name) for module in (rw, rw.statistics) for name in module.__all__]"
    )
    for name in ("physics.spectrum", "physics.onsets", "statistics.scan", "statistics.triggers"):
        assert f"renp_widgets.{name}" in loaded
    assert [name for name in UNWANTED if name in loaded] == []


def test_a_name_loads_what_it_needs() -> None:
    assert "renp_widgets.physics" not in modules_after("import renp_widgets")
    loaded = modules_after("import renp_widgets; renp_widgets.spectral_function")
    assert "renp_widgets.physics.spectrum" in loaded
    assert [name for name in loaded if name.startswith("renp_widgets.statistics")] == []


@pytest.mark.parametrize("module", [rw, rw.statistics], ids=lambda module: module.__name__)
def test_lazy_names(module: Any) -> None:
    assert set(module.__all__) <= set(dir(module))
    assert "__name__" in dir(module)
    # No submodule may carry the name of what the package hands out: it would take its place.
    for name in module.__all__:
        assert inspect.ismodule(getattr(module, name)) == (name == "statistics")
        assert getattr(module, name) is getattr(module, name)
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        module.nothing  # noqa: B018
    assert not hasattr(module, "nothing")


CALLABLES = {
    name: getattr(module, name)
    for module in (rw, rw.statistics)
    for name in module.__all__
    if callable(getattr(module, name))
}


@pytest.mark.parametrize("name", CALLABLES)
def test_docstrings(name: str) -> None:
    documented: dict[str, Any] = {name: CALLABLES[name]}
    if inspect.isclass(documented[name]):
        documented |= {k: v for k, v in vars(documented[name]).items() if not k.startswith("_")}
    # A dataclass without a docstring is given its signature.
    texts = {
        k: inspect.getdoc(v)
        for k, v in documented.items()
        if callable(v) or isinstance(v, (property, classmethod))
    }
    assert texts[name] is not None
    assert [k for k, text in texts.items() if not text or text.startswith(f"{k}(")] == []


@pytest.mark.parametrize("name", CALLABLES)
def test_examples(name: str) -> None:
    (found,) = doctest.DocTestFinder(recurse=False).find(CALLABLES[name], name, globs={})
    said: list[str] = []
    results = doctest.DocTestRunner().run(found, out=said.append)
    assert results.attempted >= 2
    assert results.failed == 0, "".join(said)


def test_every_folder_is_a_package() -> None:
    """Contracts and type checks pass over what is none."""
    root = Path(rw.__file__).parent
    folders = {file.parent for file in root.rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
