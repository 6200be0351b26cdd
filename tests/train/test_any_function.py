"""Run trains any function: what it computes is the loop by hand, and a run that is resumed never stopped."""

import re
from dataclasses import replace

import numpy as np
import pytest
from interrupting import Interrupt
from small import DATA, small_run

import ngteach as ng
from ngteach import GraphError, Run
from ngteach.core.tree import leaves
from ngteach.data import batches, plan
from ngteach.data.shuffle import order
from ngteach.models import Model
from ngteach.train import answers, checkpoint, measuring, programs
from ngteach.train import run as loop
from ngteach.train.measuring import ACCURACY

RNG = np.random.default_rng(3)
X = RNG.normal(size=(23, 3)).astype(np.float32)
Y = (X @ np.array([1, -2, 0.5], np.float32) + 1).astype(np.float32)
TYPES = {"W": ng.f32[3], "more": [ng.f32[()]]}


def line(x, weights):
    return x @ weights["W"] + weights["more"][0]


def squared(outputs, labels):
    return ng.mean((outputs - labels) ** 2)


def noisy(x, weights, statistics, key):
    """Something of everything: running statistics, a random key, a weight in a list."""
    key, use = ng.random.split(key)
    mean = ng.mean(x, axis=0)
    y = line(ng.dropout(x - mean, use, 0.25), weights)
    return y, {"mean": 0.9 * statistics["mean"] + 0.1 * mean, "count": statistics["count"] + 1}, key


def quiet(x, weights, statistics):
    return line(x - statistics["mean"], weights)


def first_carried(seed):
    return {"statistics": {"mean": np.zeros(3, np.float32), "count": np.int64(0)}, "key": ng.random.key(seed)}


EVERYTHING = {
    "carry": first_carried,
    "inference": quiet,
    "optimizer": "adamw",
    "schedule": "cosine",
    "warmup": 3,
    "clip": 1.0,
    "weight_decay": 0.1,
    "learning_rate": 0.05,
    "batch": 4,
    "epochs": 3,
    "shuffle": True,
    "validation": 0.2,
    "last": "partial",
    "test": (X[:7], Y[:7]),
    "seed": 11,
}


def run_of_everything(**changes):
    return Run(noisy, TYPES, (X, Y), squared, **{**EVERYTHING, **changes})


def bits(run):
    best = (run.best.epoch, [a.tobytes() for a in leaves((run.best.weights, run.best.carried))]) if run.best else None
    now = [a.tobytes() for a in leaves((run.weights, run.carried, run.state))]
    return now, run.steps, [x.hex() for x in run.losses], run.measured, best


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- the loop by hand -------------------------------------------------------


@pytest.mark.parametrize("last", ["wrap", "partial", "drop"])
@pytest.mark.parametrize("shuffle", [False, True])
def test_a_run_is_the_loop_written_by_hand(last, shuffle):
    run = Run(
        line, TYPES, (X, Y), squared, batch=5, epochs=2, last=last, shuffle=shuffle, seed=4, backend="interpreter"
    )
    weights = {"W": run.weights["W"].copy(), "more": [run.weights["more"][0].copy()]}
    rows = np.concatenate([order(4, epoch, 23) if shuffle else np.arange(23) for epoch in range(3)])
    if last == "wrap":
        batches = [rows[k * 5 : k * 5 + 5] for k in range(10)]
    else:
        each = [rows[e * 23 : (e + 1) * 23] for e in range(2)]
        batches = [e[k : k + 5] for e in each for k in range(0, 23, 5) if last == "partial" or k + 5 <= 23]
    losses = []
    for batch in batches:
        value_and_grad = ng.value_and_grad(lambda w, x, y: squared(line(x, w), y))
        loss, gradient = value_and_grad(weights, X[batch], Y[batch])
        weights["W"] = weights["W"] - np.float32(0.1) * gradient["W"]
        weights["more"] = [weights["more"][0] - np.float32(0.1) * gradient["more"][0]]
        losses.append(float(loss))
    run.train()
    assert len(run.losses) == len(batches) and run.epochs == 2
    np.testing.assert_allclose(run.losses, losses, rtol=1e-6)
    np.testing.assert_allclose(run.weights["W"], weights["W"], rtol=1e-5)


def test_what_is_carried_goes_from_step_to_step():
    run = run_of_everything(backend="interpreter")
    key = ng.random.key(11)
    for _ in range(4):
        run.step()
        key = ng.random.split(key)[0]
    assert run.carried["statistics"]["count"] == 4
    np.testing.assert_array_equal(run.carried["key"], key)


def test_both_backends_train_alike():
    one, other = (run_of_everything(backend=backend) for backend in ("cpu", "interpreter"))
    one.train()
    other.train()
    np.testing.assert_allclose(one.losses, other.losses, rtol=1e-5)


def test_the_optimizer_follows_the_settings():
    rule = ng.scheduled(ng.clip_by_norm(ng.adamw(weight_decay=0.1), 1.0), ng.cosine(15, warmup=3))
    plain = {"schedule": "constant", "warmup": 0, "clip": None, "weight_decay": None}
    one, other = run_of_everything(), run_of_everything(optimizer=rule, **plain)
    one.train()
    other.train()
    assert one.steps_to_do == 0 and one.steps == 15 and one.losses == other.losses


# ---- resuming ---------------------------------------------------------------


@pytest.mark.parametrize("stop", range(16))
def test_a_run_stopped_at_any_step_and_resumed_is_the_run_that_never_stopped(tmp_path, stop):
    whole, first, second = run_of_everything(), run_of_everything(), run_of_everything()
    whole.train()
    taken = []

    def on_step(loss):
        taken.append(loss)
        if len(taken) == stop:
            raise KeyboardInterrupt

    try:
        if stop:
            first.train(on_step)
    except KeyboardInterrupt:
        pass
    first.save(tmp_path / "run.npz")
    second.restore(tmp_path / "run.npz")
    assert bits(second)[:3] == bits(first)[:3]
    second.train()
    assert bits(second) == bits(whole)


@pytest.mark.parametrize(
    "change,text",
    [
        ({"seed": 12}, "is of a run with seed 11, this one has 12"),
        ({"shuffle": False}, "is of a run with shuffle True, this one has False"),
        ({"validation": 0.5}, "is of a run with validation 0.2, this one has 0.5"),
        ({"last": "wrap"}, "is of a run with last partial, this one has wrap"),
        ({"schedule": "linear"}, "is of a run with schedule cosine, this one has linear"),
        ({"batch": 5}, "is of a run with batch 4, this one has 5"),
        ({"optimizer": "sgd", "clip": None}, "is of a run with update adamw, this one has sgd"),
    ],
)
def test_a_run_that_would_go_on_otherwise_is_not_resumed(tmp_path, change, text):
    run_of_everything().save(tmp_path / "run.npz")
    other = run_of_everything(**change)
    before = bits(other)
    with refuses(text):
        other.restore(tmp_path / "run.npz")
    assert bits(other) == before


def test_a_run_of_another_function_is_not_resumed(tmp_path):
    small_run().save(tmp_path / "mlp.npz")
    run = run_of_everything()
    with refuses("mlp.npz does not say that it is of a run of noisy"):
        run.restore(tmp_path / "mlp.npz")
    run.save(tmp_path / "run.npz")
    with refuses("run.npz does not say what run it is of"):
        small_run().restore(tmp_path / "run.npz")


def damaged(path, change_arrays=None, **change):
    arrays, about = checkpoint.load(path)
    (change_arrays or dict)(arrays)
    checkpoint.save(path, arrays, {**about, **change})
    return path


@pytest.mark.parametrize(
    "arrays,change,text",
    [
        (lambda a: a.update({"carried/key": np.zeros(2)}), {}, "carried/key is float64[2], wanted uint32[2]"),
        (lambda a: a.update({"carried/key": np.zeros(3, "u4")}), {}, "carried/key is uint32[3], wanted uint32[2]"),
        (lambda a: a.pop("weights_best/more.0"), {}, "run.npz lacks weights_best/more.0, which a run of noisy has"),
        (
            lambda a: a.update({"weights_best/evil": np.zeros(1)}),
            {},
            "run.npz holds weights_best/evil, which no run of",
        ),
        (dict, {"best": None}, "it does not say which epoch was the best; it is damaged"),
        (dict, {"best": {"epoch": 0, "value": 1.0}}, "it does not say which epoch was the best"),
        (dict, {"best": {"epoch": 4, "value": 1.0}}, "it does not say which epoch was the best"),
        (dict, {"best": {"epoch": 1, "value": "good"}}, "it does not say which epoch was the best"),
        (dict, {"validation_loss": [1.0]}, "its history does not fit its steps; it is damaged"),
        (dict, {"validation_loss": None}, "its history does not fit its steps"),
        (dict, {"steps": 14}, "its history does not fit its steps"),
        (dict, {"config": {}}, "does not say that it is of a run of noisy"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(tmp_path, arrays, change, text):
    run = run_of_everything()
    run.train()
    run.save(tmp_path / "run.npz")
    other = run_of_everything()
    before = bits(other)
    with refuses(text):
        other.restore(damaged(tmp_path / "run.npz", arrays, **change))
    assert bits(other) == before


def test_weights_of_any_names_are_saved(tmp_path):
    types = {"a/b": ng.f32[3], "ü.1": [ng.f32[()]], "ü": [ng.f32[()], ng.f32[()]]}

    def odd(x, w):
        return x @ w["a/b"] + w["ü.1"][0] + w["ü"][0] + w["ü"][1]

    one, other = (Run(odd, types, (X, Y), squared, epochs=1, seed=seed) for seed in (0, 1))
    one.train()
    one.save(tmp_path / "run.npz")
    other.restore(tmp_path / "run.npz")
    assert bits(one)[:3] == bits(other)[:3]


# ---- validation and the best weights ----------------------------------------


def test_the_best_weights_are_those_of_the_best_epoch_by_the_validation_data():
    seen, run = [], run_of_everything(epochs=12, learning_rate=2.0, schedule="constant", clip=None)
    run.train(on_epoch=lambda _: seen.append((run.measured[-1]["validation"], run.weights["W"].tobytes())))
    values = [value for value, _ in seen]
    best = int(np.argmin(values))
    assert run.best.epoch == best + 1 and run.best.value == values[best]
    assert run.best.weights["W"].tobytes() == seen[best][1]
    assert run.evaluate("validation", best=True) == values[best] != run.evaluate("validation")


def test_without_validation_data_the_test_data_judge_and_without_both_nothing_is_kept():
    run = run_of_everything(validation=0.0)
    run.train()
    assert run.kept == {"test": 7} and run.best.value == min(run.accuracies)
    run = run_of_everything(validation=0.0, test=None)
    run.train()
    assert run.best is None and run.measured == [{}] * 3
    with refuses("there are no best weights yet"):
        run.predict(X, best=True)


def test_a_share_for_validation_is_not_learned_from():
    run = run_of_everything(validation=0.2)
    assert run.examples == 18 and run.kept == {"validation": 5, "test": 7}
    given = run_of_everything(validation=(X[:9], Y[:9]))
    assert given.examples == 23 and given.kept == {"validation": 9, "test": 7}


def test_nan_is_never_the_best():
    measure = ng.Measure("share", lambda outputs, labels: np.nan)
    assert measure.is_better(1.0, np.nan) and not measure.is_better(np.nan, 1.0)
    assert replace(measure, larger=True).is_better(2.0, 1.0) and not measure.is_better(2.0, 1.0)
    assert not measure.is_better(1.0, 1.0) and not ACCURACY.is_better(1.0, 1.0)


# ---- measuring --------------------------------------------------------------


@pytest.mark.parametrize("batch", [1, 2, 4, 7, 23, 40])
def test_every_example_is_measured_once(batch):
    run = Run(line, TYPES, (X, Y), squared, batch=batch, test=(X[:7], Y[:7]))
    outputs = line(X[:7], run.weights)
    assert run.measure.name == "loss"
    np.testing.assert_allclose(run.evaluate(), np.mean((outputs - Y[:7]) ** 2), rtol=1e-5)
    np.testing.assert_allclose(run.predict(X), line(X, run.weights), rtol=1e-5)
    assert run.predict(X[:1]).shape == (1,)


def test_a_measure_may_weigh_what_it_counts():
    def of(outputs, labels):
        return np.abs(outputs), labels > 0

    run = Run(line, TYPES, (X, Y), squared, batch=4, test=(X, Y), measure=ng.Measure("size", of))
    outputs = np.abs(run.predict(X).astype(float))
    np.testing.assert_allclose(run.evaluate(), outputs.sum() / np.sum(Y > 0), rtol=1e-6)


def test_classes_are_measured_by_their_accuracy():
    def classify(x, W):
        return ng.softmax(ng.reshape(x, (len(x), 6)) @ W, axis=1)

    run = Run(classify, ng.f32[6, 4], DATA, batch=4, epochs=2)
    run.train()
    assert run.measure is ACCURACY and run.accuracies[-1] == np.mean(run.predictions() == DATA.test_labels)
    assert run.model.dataset == "small" and run.kept == {"test": 5}


def test_without_labels_the_loss_is_of_the_outputs():
    def coder(x, weights):
        x = ng.reshape(x, (len(x), 6))
        return ng.tanh(x @ weights["in"]) @ weights["out"], x

    types = {"in": ng.f32[6, 2], "out": ng.f32[2, 6]}
    run = Run(coder, types, DATA, lambda outputs: ng.mean((outputs[0] - outputs[1]) ** 2), batch=4, epochs=30)
    run.train()
    assert run.accuracies[-1] < 0.5 * run.accuracies[0] and len(run.graph.inputs) == 4
    assert [a.shape for a in run.predict(ng.Scaled(DATA.test_images, 1 / 256))] == [(5, 6), (5, 6)]


# ---- what cannot be ---------------------------------------------------------


@pytest.mark.parametrize(
    "change,text",
    [
        ({"data": X}, "the loss takes labels, and data is a ndarray; write (inputs, labels)"),
        ({"data": (ng.Scaled(X, "1/255"), Y)}, "data.0: Scaled takes a number to multiply by, found '1/255'; write"),
        ({"data": (X, Y[:5])}, "all arrays must have the same number of rows, but data.0 has 23, data.1 has 5"),
        ({"test": (X.astype(float), Y)}, "test.0: a row is f64[3], but those that are learned from are f32[3]"),
        ({"test": (X[:, :2], Y)}, "test.0: a row is f32[2], but those that are learned from are f32[3]"),
        ({"test": {"x": X}}, "the loss takes labels, and test is a dict"),
        ({"first": {"W": X[0]}}, "first: found the keys W, wanted W, more"),
        ({"first": {"W": X[0], "more": [np.float64(1)]}}, "but types says f32[]; write .astype(np.float32)"),
        ({"types": None}, "found no types; say the types of the weights"),
        ({"types": {"W": "f32[3]"}}, "types.W: found 'f32[3]', wanted the type of a weight"),
        ({"types": {"W": (3,)}}, "types.W.0: found 3, wanted the type of a weight"),
        ({"types": {}}, 'types has no weights, found a dict; write {"W": f32[4, 3]}'),
        ({"carry": {"key": ng.random.key(0)}}, "line takes nothing after its data and weights, but carry has key"),
        ({"carry": 3}, "carry has the first values by argument, found 3"),
        ({"carry": {0: X}}, "carry has the names of arguments, found 0; write"),
        ({"carry": {"key": ng.u32[2]}}, "carry: key is u32[2], wanted its first value, an array or a number; write"),
        ({"carry": {"s": {"mean": None}}}, "carry: s.mean is None, wanted its first value"),
        ({"inference": noisy}, "inference takes statistics, key, but carry has nothing"),
        ({"loss": lambda: 1}, "the loss must be a function of (outputs, labels): too many positional arguments"),
        ({"loss": "mse"}, "a function of (outputs, labels), found 'mse'; or, without labels, of (outputs)"),
        ({"model": lambda x: x}, "takes 1 argument, wanted a function of (x, weights)"),
        (
            {"inference": lambda x, w: (line(x, w), x), "validation": 0.2},
            "but the loss is of f32[32]; return the same, or",
        ),
        ({"name": "mine"}, "Run has no setting name; it has optimizer, learning_rate"),
        ({"lerning_rate": 1}, "Run has no setting lerning_rate; it has optimizer, learning_rate, batch, epochs"),
        ({"types": None}, "found no types; say the types of the weights"),
        ({"batch": 0}, "batch must be a whole number from 1"),
        ({"shuffle": 1}, "shuffle is True or False, found 1"),
        ({"validation": 1.0}, "validation is a share of the data, 0 or more and less than 1, found 1.0"),
        ({"last": "pad"}, "last is one of wrap, partial, drop, found 'pad'"),
        ({"schedule": "exponential"}, "schedule is one of constant, cosine, linear, one-cycle, found 'exponential'"),
        ({"schedule": ng.cosine(9)}, "found cosine(steps=9, warmup=0, last=0.0); write optimizer=scheduled(...)"),
        ({"learning_rate": ng.cosine(9)}, "last=0.0); write optimizer=scheduled(...)"),
        ({"weight_decay": -0.1}, "weight_decay is 0 or more, found -0.1"),
        ({"clip": "1"}, "clip must be a number that f32 can hold, found '1'"),
        ({"optimizer": "adam", "weight_decay": 0.1}, "adam has no weight decay; take"),
        ({"measure": "accuracy"}, "measure is a Measure, found 'accuracy'; write Measure(name, function)"),
        ({"last": "drop", "batch": 24}, "a batch of 24 is more than the 23 rows there are, which drop would leave out"),
    ],
    ids=lambda change: next(iter(change)) if isinstance(change, dict) else "",
)
def test_what_cannot_be_trained_is_refused_when_the_run_is_made(change, text):
    wanted = {"model": line, "types": TYPES, "data": (X, Y), "loss": squared, **change}
    with refuses(text) as problem:
        Run(wanted.pop("model"), wanted.pop("types"), wanted.pop("data"), wanted.pop("loss"), **wanted)
    assert "\n" not in str(problem.value)


@pytest.mark.parametrize("change", [{"last": "partial"}, {"test": (X[:7], Y[:7])}], ids=["last", "test"])
def test_what_is_carried_for_each_row_of_a_batch_fits_no_other_batch(change):
    def counting(x, weights, h):
        return line(x, weights) + h, h + 1

    given = {"batch": 5, "carry": {"h": np.zeros(5, np.float32)}, "last": "drop", **change}
    rows = 3 if "last" in change else 2
    with refuses(
        f'h: f32[5] is carried for batches of 5, and here are {rows} rows; write last="drop", and an inference='
    ):
        Run(counting, TYPES, (X, Y), squared, **given)
    run = Run(counting, TYPES, (X, Y), squared, **{**given, "last": "drop"}, inference=line, epochs=1)
    run.train()
    assert run.carried["h"].tolist() == [4.0] * 5 and run.predict(X[:2]).shape == (2,)


def test_settings_that_would_be_left_unread_are_refused():
    model = Model("mine", line, TYPES, (X, Y), squared, validation=0)
    assert model.validation == 0.0 and Run(model).kept == {}
    with refuses("Run(config) has no settings but the config's; leave epochs out: write Config(...)"):
        Run(ng.Config(), epochs=5)


@pytest.mark.parametrize("schedule,warmup", [("cosine", 100), ("linear", 1), ("one-cycle", 0), ("constant", 3)])
def test_a_run_of_no_epochs_has_no_way_down(schedule, warmup):
    run = Run(line, TYPES, (X, Y), squared, epochs=0, schedule=schedule, warmup=warmup)
    run.train()
    assert run.steps == 0


def test_a_model_is_trained_with_its_settings_or_others():
    model = Model("mine", line, TYPES, (X, Y), squared, epochs=3, batch=6)
    assert Run(model).steps_to_do == 12 and Run(model, epochs=1).steps_to_do == 4
    assert Run(model, data=(X[:6], Y[:6])).steps_to_do == 3
    assert Run(line, TYPES, (X, Y), squared).model == Model("line", line, TYPES, (X, Y), squared)


# ---- Ctrl-C at any moment ---------------------------------------------------

OURS = {module.__file__ for module in (loop, answers, batches, plan, measuring, programs)}


def test_stopped_at_any_line_a_run_of_everything_goes_on_to_the_same_end(tmp_path):
    run, whole = run_of_everything(epochs=2, schedule="constant"), run_of_everything(epochs=2, schedule="constant")
    run.save(tmp_path / "start.npz")
    whole.train()
    run.train()
    run.restore(tmp_path / "start.npz")
    with Interrupt(OURS) as every:
        run.train()
    assert every.count > 400
    for at in range(0, every.count, 7):
        run.restore(tmp_path / "start.npz")
        with Interrupt(OURS, at):
            run.train()
        run.train()
        assert bits(run) == bits(whole), f"after line {at}"
