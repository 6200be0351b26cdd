"""50 steps in f64 end where PyTorch's end, to 12 digits, and each schedule has PyTorch's factors."""

import json

import numpy as np
import pytest
from optimizer_facts import FILE, OURS, RATE, ROWS, SCHEDULES, START, STEPS, WANTED, torch_factors, torch_weights

import ngteach as ng
from ngteach import f64, trace

FACTS = json.loads(FILE.read_text(encoding="utf-8"))


def ours(rule, dtype=np.float64, backend=None):
    """The weights after all steps."""
    start = {name: w.astype(dtype) for name, w in START.items()}
    model = trace(lambda x, p: x @ p["W"] + p["b"], ROWS.astype(dtype), start)
    wanted = WANTED.astype(dtype)
    run = ng.derive_training(model, lambda y, t: ng.mean((y - t) ** 2.0), rule, labels=wanted)
    run = ng.compile(run, backend) if backend else run
    weights, state = start, rule.init(start)
    for _ in range(STEPS):
        _, _, weights, state = run(ROWS.astype(dtype), wanted, RATE, weights, state)
    return weights


@pytest.mark.parametrize("case", OURS)
def test_fifty_steps_end_where_pytorchs_ended(case):
    for name, w in ours(OURS[case]).items():
        np.testing.assert_allclose(w, FACTS["weights"][case][name], rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("case", OURS)
def test_in_f32_they_end_close_by_compiled(case):
    for name, w in ours(OURS[case], np.float32, "CPU").items():
        assert w.dtype == np.float32
        np.testing.assert_allclose(w, FACTS["weights"][case][name], rtol=2e-4, atol=2e-4, err_msg=name)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_has_pytorchs_factors_called_and_recorded(name):
    schedule = SCHEDULES[name]
    found = [schedule(t) for t in range(STEPS)]
    np.testing.assert_allclose(found, FACTS["factors"][name], rtol=1e-12, atol=1e-12)
    graph = trace(schedule, f64)
    for run in (graph, ng.compile(graph, "CPU")):
        np.testing.assert_allclose([run(float(t)) for t in range(STEPS)], found, rtol=1e-15, atol=1e-15)


@pytest.mark.peers
@pytest.mark.parametrize("case", OURS)
def test_the_stored_weights_are_pytorchs(case):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    for name, w in torch_weights(torch, case).items():
        np.testing.assert_allclose(w, FACTS["weights"][case][name], rtol=1e-12, atol=1e-12)


@pytest.mark.peers
@pytest.mark.parametrize("name", SCHEDULES)
def test_the_stored_factors_are_pytorchs(name):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    np.testing.assert_allclose(torch_factors(torch, name), FACTS["factors"][name], rtol=1e-12)
