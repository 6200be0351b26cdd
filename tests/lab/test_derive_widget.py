"""Derive: the film that it sends is the training function, told from the first equation to the last."""

import json

import pytest
from derived import CASES, mean_square, mlp, signed_square

import ngteach as ng
from ngteach import GraphError, f32

pytest.importorskip("anywidget")
from ngteach.lab.widgets.derive_code import code_of


def widget(name):
    inference, options = CASES[name]()
    return ng.lab.derive(inference, **options)


@pytest.mark.parametrize("name", CASES)
def test_the_film_lights_each_line_of_the_program_once(name):
    shown = widget(name)
    lit = [i for state in shown.film for i in state["lines"]]
    assert sorted(lit) == list(range(len(shown.program)))
    assert shown.film[-1]["counts"] == shown.totals and sum(shown.totals) == len(shown.training.equations)
    assert shown.film[0]["sentence"].startswith(shown.question)
    assert all(row["box"] for row in shown.program if row["phase"] in ("forward", "adjoint"))


def test_of_a_short_program_each_equation_is_a_line_and_nothing_is_folded():
    shown = widget("mlp")
    assert [row["text"] for row in shown.program] == [str(eqn) for eqn in shown.training.equations]
    assert shown.note == "" and shown.question.startswith("You wrote 8 equations.")
    assert str(shown.training) == str(ng.derive_training(mlp()))


def test_a_long_program_is_folded_and_says_so():
    shown = widget("deep")
    assert "share" in shown.note and len(shown.film) < 60
    transformer = ng.models.load("transformer")
    inference = ng.trace(transformer.model, ng.i32[8, 16], transformer.types)
    labels = ng.i32[8, 16]
    shown = ng.lab.derive(inference, transformer.loss, "adam", labels=labels)
    sent = {k: v for k, v in shown.get_state().items() if not k.startswith("_") and k != "layout"}
    assert len(json.dumps(sent)) < 200_000
    assert len(shown.training.equations) > 1500 and len(shown.film) < 50 and "share" in shown.note


def test_python_follows_the_step_and_keeps_it_inside():
    shown = widget("mlp")
    shown.step = 5
    assert shown.status == shown.film[5]["sentence"]
    shown.step = 1000
    assert shown.step == len(shown.film) - 1 and shown.status.startswith(
        "You wrote 8; the loss added 10, autodiff wrote 34"
    )


def test_what_has_no_loss_is_refused_in_one_sentence():
    rows = ng.trace(lambda x, W: x @ W, f32[4, 3], f32[3, 2])
    with pytest.raises(GraphError, match=r"the loss must be one number.+ found .+sum\(\) or mean\(\) it first"):
        ng.lab.derive(rows, loss=lambda y: y)
    number = ng.trace(lambda x, w: ng.sum(x * w), f32[3], f32[3])
    with pytest.raises(GraphError, match="must return rows of predictions"):
        ng.lab.derive(number)
    with pytest.raises(GraphError, match="which has no derivatives"):
        ng.lab.derive(ng.trace(lambda x, i: x, f32[4, 3], ng.i32[3]))
    with pytest.raises(GraphError, match="derive"):
        ng.lab.derive(lambda x: x)


def test_the_copied_code_derives_the_same():
    for inference, options in ((mlp(), {}), (mlp(), {"optimizer": ng.adam(beta1=0.8), "loss": ng.cross_entropy})):
        shown = ng.lab.derive(inference, **options)
        said = []
        exec(shown.code, {"print": said.append})
        assert str(said[0]) == str(shown.training)


def model(x, W):
    return ng.sum(signed_square(x @ W), axis=1)


def test_the_copied_code_has_the_users_functions_and_says_what_it_lacks():
    inference = ng.trace(model, f32[4, 3], f32[3, 2])
    text = ng.lab.derive(inference, mean_square, trainable="W").code
    assert "def model(x, W):" in text and "def mean_square(y):" in text
    assert "inference = ng.trace(model, ng.f32[4,3], ng.f32[3,2])" in text
    assert "loss=mean_square, optimizer='sgd', trainable='W'" in text
    text = code_of(ng.trace(lambda x, w: x * w, f32[3], f32[3]), lambda y: ng.sum(y), "sgd", None, None, ())
    assert "# model is your function" in text and "# loss is your function" in text


def test_without_a_kernel_the_last_state_stands_there_with_the_answer():
    shown = widget("mlp")
    assert shown.still() == widget("mlp").still() and shown.still().startswith("<img alt=")
    assert "who wrote the other 56? You wrote 8; the loss added 10" in shown.still()


def test_a_line_that_is_said_is_the_one_that_wrote_the_equation():
    widget = ng.lab.derive(ng.trace(ng.mlp, ng.f32[2, 3], ng.mlp_types((3, 4, 2))))
    said = [state["sentence"] for state in widget.film if "relu" in state["sentence"]]
    assert said and "in the line h = relu(dense(h, " in said[0] and not any("trace(" in sentence for sentence in said)
