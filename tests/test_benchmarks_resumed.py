"""The benchmarks in pieces: an interrupted run goes on, some contenders alone, a machine where little is there."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks import __main__ as command
from benchmarks import first, report, rounds, worker
from benchmarks.cases import CASES
from benchmarks.contenders import contender


@pytest.fixture
def measured(monkeypatch):
    """The names of what is measured, in order; the third is interrupted, once."""
    names = []

    def stand_in(name):
        def measure(quick, advance, **only):
            names.append(name)
            if len(names) == 3:
                raise KeyboardInterrupt
            return [rounds.Figures("numpy", seconds=[float(len(names))], parts={"trace": [1.0]})]

        return name, measure

    monkeypatch.setattr(command, "_measures", lambda: {name: stand_in(name) for name in ("imports", "growth")})
    return names


def test_what_was_interrupted_goes_on_where_it_ended(folder, measured, run_benchmarks, capsys):
    with pytest.raises(SystemExit, match="--resume goes on"):
        run_benchmarks("--runs", "2", "--quick")
    assert measured == ["imports", "growth", "imports"]
    run_benchmarks("--runs", "2", "--quick", "--resume")
    assert measured == ["imports", "growth", "imports", "imports", "growth"]
    (figures,) = json.loads((folder / "benchmarks.json").read_text())["cases"]["imports"]["contenders"]
    assert figures["medians"] == [1.0, 4.0] and figures["parts"] == {"trace": [1.0, 1.0]}
    run_benchmarks("--runs", "2", "--quick", "--resume")
    said = capsys.readouterr()
    assert len(measured) == 5 and "| numpy | 1.00 s to 4.00 s |" in said.out and "0 benchmarks, about 0 s" in said.err


@pytest.mark.parametrize("other", [["--resume"], ["--quick", "--resume"]])
def test_figures_of_another_machine_or_other_options_are_not_added_to(
    other, folder, measured, monkeypatch, run_benchmarks, capsys
):
    run_benchmarks("--only", "imports", "--quick")
    if "--quick" in other:
        monkeypatch.setattr(report, "machine", lambda: {"cores": 96})
    with pytest.raises(SystemExit):
        run_benchmarks("--only", "imports", *other)
    assert measured == ["imports"] and "leave out --resume" in capsys.readouterr().err


def test_contenders_are_chosen_by_library_or_name(monkeypatch):
    monkeypatch.setattr(rounds, "installed", lambda library: "not installed")
    lenet = next(case for case in CASES if case.name == "lenet")
    figures = rounds.compare(lenet, True, lambda: None, only=["ngteach", "torch:model"])
    asked = {f.contender for f in figures if f.skipped == "not installed"}
    assert asked == {"torch:model", "ngteach:model", "ngteach:model_alone"}


def test_without_pytorch_and_jax_the_others_are_measured_and_the_reasons_are_told(monkeypatch):
    lenet = next(case for case in CASES if case.name == "lenet")
    monkeypatch.setattr(rounds, "installed", lambda library: "not installed" if library in ("torch", "jax") else None)
    figures = rounds.compare(lenet, True, lambda: None, only=["torch", "jax", "numpy:lenet_out"])
    table = report.markdown({"lenet": ("title", figures)})
    assert table.count("not installed") == 3 and "| numpy:lenet_out |" in table
    assert "| lenet: ahead of jax:model | 1.00 | | not measured |" in table


def test_a_system_without_the_module_resource_has_no_peak(monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    assert worker._peak() is None


@pytest.mark.parametrize("model", first.MODELS)
def test_the_way_to_the_first_result_is_told_in_parts(model, capsys, monkeypatch):
    monkeypatch.setitem(first.MODELS, model, {**first.MODELS[model], "batch": 2})
    first.ngteach(model)
    parts = json.loads(capsys.readouterr().out)
    assert list(parts) == ["trace", "derive", "compile", "first call"] and min(parts.values()) > 0


def test_a_contender_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match="there is no contender numpy:none"):
        contender("numpy:none")
