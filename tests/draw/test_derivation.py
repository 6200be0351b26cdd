"""How a training function came about: everything is told, once, and what is told is what was computed."""

import re
import runpy
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from derived import CASES

import ngteach as ng
from ngteach import f32
from ngteach.core.graph import replay
from ngteach.draw.derivation import rows as folding
from ngteach.draw.derivation.formulas import formulas
from ngteach.draw.derivation.handing import handed
from ngteach.draw.derivation.picture import draw_derivation
from ngteach.draw.derivation.places import places
from ngteach.draw.derivation.story import derivation


def made(name):
    inference, options = CASES[name]()
    training, node_map = ng.derive_with_map(inference, **options)
    return derivation(training, inference, node_map)


def values_of(graph):
    """{tensor: its value} for small numbers."""
    rng = np.random.default_rng(0)
    given = [
        np.asarray(rng.uniform(0.2, 1, x.shape) if x.type.is_float else rng.integers(0, 2, x.shape), x.dtype)
        for x in graph.inputs
    ]
    return replay(graph, given)


@pytest.mark.parametrize("name", CASES)
def test_the_states_tell_each_equation_once_and_count_them(name):
    film = made(name)
    told = [eqn for state in film.states for eqn in state.equations]
    assert len(told) == len(set(told)) == len(film.graph.equations)
    assert film.states[-1].counts == film.who.counts() and sum(film.states[-1].counts) == len(told)
    assert film.states[-1].counts[0] <= film.wrote
    assert all(state.sentence for state in film.states)
    assert f"You wrote {film.wrote}" in film.answer and f"autodiff wrote {film.who.counts()[2]}" in film.answer


@pytest.mark.parametrize("name", [name for name in CASES if name != "a sum"])
def test_what_a_rule_hands_to_a_tensor_is_its_adjoint(name):
    film = made(name)
    graph, values = film.graph, values_of(film.graph)
    hands = handed(film.who)
    assert all(hand.adjoint is not None for hand in hands.values())
    seed = values[hands[graph.producer[film.who.loss_tensor]].adjoint]
    known = {graph.producer[film.who.loss_tensor].output: seed}
    for eqn, hand in hands.items():
        known[eqn.output] = values[hand.adjoint]
        known.update((h.to, values[h.total]) for h in hand.hands)
    # The slope of the loss along a random direction of each weight is what its adjoint says.
    weights = {y.name.removesuffix("_next") for y in graph.outputs}
    for x in graph.inputs:
        if x.name.rpartition(".")[2] in weights and x in known:
            direction = np.random.default_rng(1).normal(size=x.shape).astype(x.dtype)
            step = 1e-2
            ends = [_loss(film, values, x, values[x] + sign * step * direction) for sign in (1, -1)]
            slope = seed * (ends[0] - ends[1]) / (2 * step)
            assert np.sum(known[x] * direction) == pytest.approx(slope, rel=0.05, abs=2e-3)


def _loss(film, values, x, instead):
    given = [instead.astype(x.dtype) if y is x else values[y] for y in film.graph.inputs]
    return float(replay(film.graph, given)[film.who.loss_tensor])


@pytest.mark.parametrize("name", ["mlp", "mlp, tutorial", "residual", "own op", "carried", "penalty"])
def test_a_formula_says_what_the_equations_compute(name):
    film = made(name)
    values, names = values_of(film.graph), film.rows.names
    letters = {f"v{i}": values[x] for i, x in enumerate(film.graph.tensors()) if x in values}
    back = {names[x]: f"v{i}" for i, x in enumerate(film.graph.tensors())}
    checked = 0
    for row in film.rows.rows:
        for y, formula in row.results:
            if len(row.main) == 1 and "reshape" not in formula.text:
                found = eval(_python(formula.text, back), {"np": np, "sum": _sum, "abs": np.abs}, letters)
                np.testing.assert_allclose(np.broadcast_to(found, y.shape), values[y], rtol=2e-2, err_msg=formula.text)
                checked += 1
    assert checked > 1


def _python(text, names):
    """The formula in Python; of a tie only the strict part."""
    text = text.replace(", half at a tie", "").replace(" everywhere", "")
    text = re.sub(r"^(.+?) where (.+), else (.+)$", r"np.where(\2, \1, \3)", text)
    text = re.sub(r"\|(.+?)\|", r"abs(\1)", text)
    known = sorted(names, key=len, reverse=True)
    return re.sub("|".join(rf"(?<![\w%.]){re.escape(n)}(?![\w%])" for n in known), lambda m: names[m[0]], text)


def _sum(x, axis=None):
    return np.sum(x, axis=axis, keepdims=axis is not None and np.ndim(x) > 1 and axis == 1)


def test_the_rules_of_the_tutorials_model_in_its_own_names():
    inference = ng.trace(ng.mlp, f32[4, 6], ng.mlp_types((6, 5, 3)))
    training, node_map = ng.derive_with_map(inference)
    said = " ".join(state.sentence for state in derivation(training, inference, node_map).states)
    for rule in (
        r"Back through relu: %\d+ = dh where h > 0, else 0\.",
        r"Back through dot: dh = (%\d+) @ W1\.T; dW1 = h\.T @ \1\.",
        r"Back through softmax: %\d+ = p \* \(dp - sum\(dp \* p, axis=1\)\)\.",
        r"Back through add: %\d+ is handed on as it is: .+ No equation is needed\.",
        r"Back through maximum: dp = %\d+ where p > 1\.93e-22, half at a tie, else 0\.",
        r"W0_next = W0 - learning_rate \* dW0\.",
    ):
        assert re.search(rule, said), rule


def test_an_op_of_the_users_own_is_told_by_its_recorded_equations():
    said = " ".join(state.sentence for state in made("own op").states)
    assert re.search(r"Back through signed_square: %\d+ = 2 \* %?\w+ \* \|%\d+\|\. So says the rule beside", said)


@pytest.mark.parametrize("name", CASES)
def test_a_picture_has_few_rows_large_letters_and_no_box_on_another(name):
    film = made(name)
    assert len(film.rows.rows) <= folding.MOST
    text = draw_derivation(film)
    root = ElementTree.fromstring(text)
    assert float(root.get("width")) <= 780 and len(text) < 120_000
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', text))) >= 10
    p = places(film)
    blocks = [p.top, p.seed, *p.forward.values(), *p.adjoint.values(), *p.others, *p.updates]
    blocks = [b for b in [*blocks, *(b for cell in p.left.values() for b in cell)] if b is not None]
    for i, a in enumerate(blocks):
        assert a.x >= 0 and a.right <= p.width and a.bottom <= p.height
        for b in blocks[:i]:
            apart = a.right <= b.x or b.right <= a.x or a.bottom <= b.y or b.bottom <= a.y
            assert apart, (a.name, b.name)


@pytest.mark.parametrize("name", CASES)
def test_each_box_appears_in_one_state_and_each_line_joins_two_boxes(name):
    film = made(name)
    text = draw_derivation(film)
    boxes = re.findall(r'<g class="node[^"]*" data-name="([^"]*)"', text)
    new = [n for state in film.states for n in state.new]
    assert len(boxes) == len(set(boxes)) and len(new) == len(set(new))
    assert set(boxes) <= set(new)
    for ends in re.findall(r'data-from="([^"]*)" data-to="([^"]*)"', text):
        assert set(ends) <= set(boxes)


@pytest.mark.parametrize("name", CASES)
def test_a_line_from_an_input_leads_to_the_box_that_reads_it(name):
    film = made(name)
    p = places(film)
    blocks = [*p.forward.values(), *(block for cell in p.left.values() for block in cell)]
    read = {block.name: {x.name for eqn in block.equations for x in eqn.inputs} for block in blocks}
    ends = re.findall(r'data-from="([^"]*)" data-to="([^"]*)"', draw_derivation(film))
    inputs = {x.name for x in film.graph.inputs}
    assert all(start in read[end] for start, end in ends if start in inputs and read.get(end))


def test_the_tutorials_model_fits_beside_its_program():
    film = made("mlp")
    p = places(film)
    assert p.width <= 600 and p.height <= 760 and not film.rows.is_folded


def test_a_formula_that_grows_too_long_names_its_parts():
    with ng.Trace("t") as t:
        x = ng.parameter(f32[3], "x")
        y = x
        for _ in range(300):
            y = y * x + x
        graph = t.graph(y)
    made_ = formulas(graph.equations, {z: z.name for z in graph.tensors()}, 40)
    assert all(len(f.text) <= 40 for f in made_.values())


def test_the_picture_in_the_readme_is_the_one_the_script_draws():
    folder = Path(__file__).resolve().parents[2] / "docs"
    drawn = runpy.run_path(str(folder / "derive.py"))["film"]()
    assert (folder / "derive.svg").read_text(encoding="utf-8") == drawn


def test_the_short_film_fits_above_the_commands_and_stands_still_where_motion_is_not_wanted():
    text = (Path(__file__).resolve().parents[2] / "docs" / "derive.svg").read_text(encoding="utf-8")
    root = ElementTree.fromstring(text)
    assert root.get("width") == "840" and float(root.get("height")) < 600
    assert min(map(float, re.findall(r'font-size="([\d.]+)"', text))) >= 10.1  # it is shown at 838 px, and less
    style = text[text.index("<style>") : text.index("</style>")]
    assert style.startswith("<style>@media (prefers-reduced-motion: no-preference) {")
    outside = text.replace(style, "")
    assert set(re.findall(r'opacity="([\d.]+)"', outside)) == {"0"} and outside.count('opacity="0"') == outside.count(
        ' class="h'
    )
    states = set(re.findall(r'class="s(\d+)', outside)) - {"0"}
    assert states == set(re.findall(r"@keyframes s(\d+)", style)) and len(states) > 15
    assert "http" not in outside.replace("http://www.w3.org/2000/svg", "")
