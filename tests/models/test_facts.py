"""Each model trains as PyTorch's same one does, and alike on every backend and for any number of threads."""

import numpy as np
import pytest
from model_cases import CASES, ELEMENTS, facts, inferred, trained

from ngteach.core.tree import leaves

CLOSE = {"f32": 1e-4, "f64": 1e-9}


@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("name", CASES)
def test_fifty_losses_are_pytorchs(name, element):
    losses, *_ = trained(CASES[name](ELEMENTS[element]))
    np.testing.assert_allclose(losses, facts()[name][element], rtol=CLOSE[element])


@pytest.mark.peers
@pytest.mark.parametrize("element", ELEMENTS)
@pytest.mark.parametrize("name", CASES)
def test_pytorch_says_so_again(name, element):
    pytest.importorskip("torch", reason="PyTorch is not installed")
    from model_facts import trained

    np.testing.assert_allclose(trained(name, element)[0], facts()[name][element], rtol=CLOSE[element])


@pytest.mark.parametrize("element", ELEMENTS)
def test_the_running_statistics_are_pytorchs_and_so_is_what_is_inferred_with_them(element):
    case = CASES["resnet"](ELEMENTS[element])
    _, weights, carried, _ = trained(case)
    close = {"rtol": CLOSE[element], "atol": CLOSE[element]}
    statistics = np.concatenate(leaves(carried))
    np.testing.assert_allclose(statistics, facts("statistics")["resnet"][element], **close)
    scores = inferred(case, weights, carried)
    np.testing.assert_allclose(scores.ravel(), facts("scores")["resnet"][element], **close)


@pytest.mark.parametrize("name", CASES)
def test_the_compiled_step_is_the_interpreters(name):
    case = CASES[name](ELEMENTS["f64"])
    wanted = leaves(trained(case, "interpreter", steps=2))
    for threads in (1, 2, 3):
        for found, other in zip(leaves(trained(case, steps=2, threads=threads)), wanted, strict=True):
            np.testing.assert_allclose(found, other, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("name", CASES)
def test_a_deterministic_step_is_the_same_bits_for_any_number_of_threads(name):
    case = CASES[name](ELEMENTS["f32"])
    alike = [leaves(trained(case, steps=2, threads=n, deterministic=True)) for n in (1, 2, 3)]
    for one, *others in zip(*alike, strict=True):
        assert all(np.array_equal(one, other) for other in others)
