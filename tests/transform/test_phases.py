"""Phases: what autodiff recorded, what the user wrote before, and what the user wrote after it."""

import ngteach as ng
from ngteach import f32
from ngteach.transform.dead_code import prune
from ngteach.transform.phases import phases


def phases_of(function, *types, smaller=lambda graph: graph):
    """{name: phase} of what the user wrote; what autodiff recorded is one, {None: "adjoint"}."""
    found = phases(smaller(ng.trace(function, *types)))
    return {None if eqn.adjoint_of is not None else eqn.output.name: phase for eqn, phase in found.items()}


def test_a_step_is_forward_then_adjoint_then_update():
    def step(x, W, rate):
        h = x @ W
        loss = ng.sum(h)
        dW = ng.Adjoints(loss, loss)[W]
        W_next = W - rate * dW
        again = ng.exp(W_next)
        return loss, again

    found = phases_of(step, f32[4, 3], f32[3, 2], f32[3, 2])
    assert found.pop("h") == found.pop("loss") == "forward" and found.pop(None) == "adjoint"
    assert found.keys() > {"W_next", "again"} and set(found.values()) == {"update"}


def test_what_a_seed_alone_needs_is_an_adjoint_unless_it_is_a_result():
    def step(x, rate):
        loss = ng.sum(x * x)
        size = rate * loss
        seed = -size
        return loss, ng.Adjoints(loss, seed)[x]

    def returned(x, rate):
        loss = ng.sum(x * x)
        size = rate * loss
        seed = -size
        return seed, ng.Adjoints(loss, seed)[x]

    found = phases_of(step, f32[3], f32)
    assert found["seed"] == found["size"] == "adjoint" and found["loss"] == "forward"
    assert phases_of(returned, f32[3], f32)["seed"] == "forward"


def test_what_an_update_alone_needs_belongs_to_it():
    def step(x, W, rate):
        kept = W * 0.9
        small = rate * 0.1
        y = ng.sum(x @ W) + 0.0 * small
        return y, kept + ng.Adjoints(y, y)[W]

    found = phases_of(step, f32[4, 3], f32[3, 2], f32)
    assert found["kept"] == "update" and found["small"] == found["y"] == "forward"


def test_what_adjoint_and_update_both_need_is_written_by_neither():
    def step(x, rate):
        loss = ng.sum(x * x)
        size = rate * loss
        return loss, x - size * ng.Adjoints(loss, size)[x]

    assert phases_of(step, f32[3], f32)["size"] == "forward"


def test_what_an_adjoint_rule_reads_of_the_forward_pass_stays_forward_though_nobody_else_reads_it():
    """Dead-code elimination leaves such values behind: y itself, and the other input of a product."""

    def step(x, z):
        y = ng.tanh(x)
        c = ng.exp(z)
        product = y * c
        return ng.Adjoints(product, ng.full((3,), 1, f32))[x]

    found = phases_of(step, f32[3], f32[3], smaller=prune)
    assert "product" not in found and found["y"] == found["c"] == "forward"
