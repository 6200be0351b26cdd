"""The loop: two sets of weights that change places; whole at any moment, and resumed as if never stopped."""

import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from interrupting import Interrupt
from small import CONFIG, DATA, bits, small_run

import ngteach as ng
from ngteach.cli.flags import parser
from ngteach.core import graph
from ngteach.core.calling import arguments
from ngteach.core.calling.errors import GraphError
from ngteach.core.tree import leaves
from ngteach.data import batches, plan
from ngteach.runtime import executor, guard, interpreter, threads
from ngteach.train import answers, checkpoint, measuring, programs
from ngteach.train import run as loop
from ngteach.train.config import TUTORIAL, Config, read_config
from ngteach.train.run import Run, write_history


def finished(**changes):
    run = small_run(**changes)
    run.train()
    return run


def refuses(text):
    return pytest.raises(GraphError, match=re.escape(text))


# ---- steps, epochs, swapping ------------------------------------------------


def test_a_run_trains_until_all_its_epochs_are_seen():
    run, seen = small_run(), []
    run.train(seen.append, seen.append)
    assert run.steps == 5 and run.epochs == 2 and run.steps_to_do == 0
    assert seen == [*run.losses[:3], run.accuracies[0], *run.losses[3:], run.accuracies[1]]
    run.train(seen.append)
    assert run.steps == 5 and len(seen) == 7


def test_two_sets_of_weights_change_places_and_no_others_are_made():
    run = small_run()
    first = {id(a) for a in leaves(run.weights)}
    run.step()
    second = {id(a) for a in leaves(run.weights)}
    assert not first & second
    run.step()
    assert {id(a) for a in leaves(run.weights)} == first


def test_a_step_is_the_training_function_called_on_the_next_batch():
    run = small_run(update="sgd", backend="interpreter")
    x = (DATA.train_images[:4].reshape(4, 6) / 256).astype(np.float32)
    labels = DATA.train_labels[:4].astype(np.int32)
    loss, _, weights, _ = run.graph(x, labels, 0.5, {k: w.copy() for k, w in run.weights.items()}, ())
    assert run.step() == loss
    for name, w in weights.items():
        np.testing.assert_array_equal(run.weights[name], w)


def test_training_makes_the_loss_smaller_and_the_digits_known():
    run = Run(Config(epochs=4))
    run.train()
    assert np.mean(run.losses[-20:]) < 0.4 * np.mean(run.losses[:20]) and run.accuracies[-1] > 0.9


@pytest.mark.parametrize("update", ["tutorial", "sgd", "momentum", "adam"])
def test_with_update_tutorial_the_loss_is_the_tutorials_and_otherwise_the_cross_entropy(update):
    run = small_run(update=update)
    assert (run.step() < 0) == (update == "tutorial")


@pytest.mark.parametrize("update", ["tutorial", "sgd", "momentum", "adam"])
def test_the_compiled_run_is_the_interpreted_one(update):
    a, b = (finished(update=update, backend=backend, hidden=(5, 3)) for backend in ("cpu", "interpreter"))
    np.testing.assert_allclose(a.losses, b.losses, rtol=1e-5)
    assert a.accuracies == b.accuracies


def test_a_run_is_the_same_bits_every_time_and_for_each_seed():
    assert bits(finished()) == bits(finished())
    assert bits(finished(seed=1)) != bits(finished())


BATCHES = [1, 2, 3, 4, 5, 6, 8, 13, 32]  # of 5 test images: one, some, all of them, more than there are


@pytest.mark.parametrize("batch", BATCHES)
@pytest.mark.parametrize("backend", ["cpu", "interpreter"])
def test_accuracy_counts_each_test_image_once(batch, backend):
    run = small_run(batch=batch, backend=backend)
    run.step()
    images = DATA.test_images.reshape(5, 6) * np.float32(1 / 256)
    want = [np.argmax(_infer_one(run, x)) for x in images]
    np.testing.assert_array_equal(run.predictions(), want)
    assert run.accuracy() == np.mean(want == DATA.test_labels) and run.counted_twice == 0


@pytest.mark.parametrize("batch", BATCHES)
def test_the_tutorials_accuracy_is_over_whole_batches_that_start_again_at_the_front(batch):
    run = small_run(batch=batch, update="tutorial", init="tutorial")
    run.step()
    batches = -(-5 // batch)
    at = np.arange(batches * batch) % 5
    assert run.accuracy() == np.mean((run.predictions() == DATA.test_labels)[at])
    assert run.counted_twice == batches * batch - 5


def test_only_the_tutorials_own_program_counts_so():
    assert TUTORIAL.is_tutorial and replace(TUTORIAL, epochs=1, batch=7).is_tutorial
    assert not any(
        c.is_tutorial
        for c in (Config(), Config(update="tutorial"), Config(init="tutorial"), replace(TUTORIAL, init="he"))
    )


def _infer_one(run, x):
    """The probabilities that the model gives one image, in a batch of it alone."""
    batch = np.tile(x, (run.config.batch, 1))
    return run.inference(batch, run.weights)[0]


def test_the_preset_is_the_tutorials_program():
    assert Config("mnist", 5, 128, (600,), 0.03, "tutorial", "tutorial", 0, "cpu", None) == TUTORIAL


# ---- configurations ---------------------------------------------------------

WRONG = [
    ({"batch": 0}, "batch must be a whole number from 1 to 1,048,576, found 0"),
    ({"batch": 2**21}, "batch must be a whole number"),
    ({"epochs": -1}, "epochs must be a whole number from 0 to 2,147,483,648, found -1"),
    ({"epochs": 1.5}, "epochs must be a whole number"),
    ({"epochs": 10**4000}, "epochs must be a whole number from 0 to 2,147,483,648, found 1000"),
    ({"seed": True}, "seed must be a whole number from 0"),
    ({"threads": 0}, "threads must be a whole number from 1 to 1,024, found 0"),
    ({"hidden": 64}, "hidden must be the sizes of the hidden layers, such as (128, 64), found 64"),
    ({"hidden": (64, 0)}, "hidden must be the sizes"),
    ({"learning_rate": "fast"}, "learning_rate must be a number that f32 can hold, found 'fast'"),
    ({"learning_rate": math.nan}, "learning_rate must be a number that f32 can hold, found nan"),
    ({"learning_rate": math.inf}, "learning_rate must be a number that f32 can hold, found inf"),
    ({"update": "sdg"}, "there is no optimizer 'sdg'; there are tutorial, sgd, momentum, adam"),
    ({"update": ["sgd"]}, "there is no optimizer a list"),
    ({"init": "zeros"}, "there is no initialisation 'zeros'; there are tutorial, he"),
    ({"backend": "gpu"}, "there is no back end 'gpu'; there are INTERPRETER, CPU"),
    ({"data": 7}, "data must be a name or a folder's, found 7"),
]


@pytest.mark.parametrize("change,text", WRONG, ids=[next(iter(c)) + str(i) for i, (c, _) in enumerate(WRONG)])
def test_a_configuration_that_cannot_be_is_refused_when_it_is_made(change, text):
    with refuses(text):
        Config(**change)


def test_the_old_word_for_the_tutorials_is_taken_and_the_new_one_said():
    with pytest.warns(FutureWarning, match='"seed" is now called "tutorial"') as said:
        assert Config("mnist", 5, 128, (600,), 0.03, "seed", "seed") == TUTORIAL
    assert {one.filename for one in said} == {__file__}


def test_a_number_that_python_does_not_write_is_refused_too():
    with refuses("epochs must be a whole number from 0 to 2,147,483,648, found a number of thousands of digits"):
        Config(epochs=10**5000)
    with refuses("such as (128, 64), found a number of thousands of digits"):
        Config(hidden=(10**5000,))


def test_a_list_of_sizes_is_as_good_as_a_tuple_and_none_is_a_model_without_hidden_layers():
    assert Config(hidden=[8, 4]).hidden == (8, 4)
    run = finished(hidden=())
    assert set(run.weights) == {"W0", "b0"} and len(run.losses) == 5


# ---- saving and resuming ----------------------------------------------------


@pytest.mark.parametrize("update", ["tutorial", "sgd", "momentum", "adam"])
@pytest.mark.parametrize("stop", [0, 1, 2, 3, 4, 5])
def test_a_run_saved_and_resumed_is_the_run_that_never_stopped(tmp_path, update, stop):
    first = small_run(update=update)
    for _ in range(stop):
        first.step()
    first.save(tmp_path / "run.npz")
    second = small_run(update=update, seed=99)
    second.restore(tmp_path / "run.npz")
    second.train()
    assert bits(second) == bits(finished(update=update))


def test_a_saved_run_is_an_npz_without_pickle_that_numpy_reads(tmp_path):
    run = finished()
    run.save(tmp_path / "run.npz")
    with np.load(tmp_path / "run.npz", allow_pickle=False) as file:
        np.testing.assert_array_equal(file["weights/W0"], run.weights["W0"])
        about = json.loads(file["about.json"].tobytes())
    assert about["steps"] == 5 and about["loss"] == run.losses


@pytest.mark.filterwarnings("error")
def test_a_file_with_the_old_word_for_the_tutorials_is_resumed_with_the_new_one(tmp_path):
    old = {"update": "tutorial", "init": "tutorial"}
    first = small_run(**old)
    first.step()
    first.save(tmp_path / "run.npz")
    arrays, about = checkpoint.load(tmp_path / "run.npz")
    checkpoint.save(
        tmp_path / "run.npz", arrays, {**about, "config": {**about["config"], **dict.fromkeys(old, "seed")}}
    )
    second = small_run(**old)
    second.restore(tmp_path / "run.npz")
    second.train()
    assert bits(second) == bits(finished(**old))
    assert read_config(*checkpoint.load(tmp_path / "run.npz"), "run.npz") == first.config


def test_nan_losses_are_saved_and_resumed(tmp_path):
    run = small_run()
    run.weights["W0"][:] = math.nan
    run.train()
    assert math.isnan(run.losses[-1])
    run.save(tmp_path / "run.npz")
    again = small_run()
    again.restore(tmp_path / "run.npz")
    assert bits(again) == bits(run)


@pytest.mark.parametrize(
    "change,text",
    [
        ({"batch": 5}, "is of a run with batch 4, this one has 5"),
        ({"hidden": (3, 3)}, "is of a run with hidden 3, this one has 3,3"),
        ({"update": "sgd"}, "is of a run with update adam, this one has sgd"),
        ({"data": "other"}, "is of a run with data small, this one has other"),
    ],
)
def test_a_run_of_another_kind_cannot_be_resumed_and_is_left_as_it_was(tmp_path, change, text):
    finished().save(tmp_path / "run.npz")
    run = small_run(**change)
    before = bits(run)
    with refuses(text):
        run.restore(tmp_path / "run.npz")
    assert bits(run) == before


def damaged(path, change_arrays=None, **change):
    """A saved run with something about it changed."""
    arrays, about = checkpoint.load(path)
    (change_arrays or dict)(arrays)
    checkpoint.save(path, arrays, {**about, **change})
    return path


@pytest.mark.parametrize(
    "change,text",
    [
        ({"steps": 4}, "its history does not fit its steps; it is damaged"),
        ({"steps": -5, "loss": []}, "its history does not fit"),
        ({"steps": True}, "its history does not fit"),
        ({"steps": "5"}, "its history does not fit"),
        ({"loss": {}}, "its history does not fit"),
        ({"loss": ["a"] * 5}, "its history does not fit"),
        ({"test_accuracy": [0.5] * 3}, "its history does not fit"),
        ({"test_accuracy": [0.5, 1.5]}, "its history does not fit"),
        ({"test_accuracy": [0.5, math.nan]}, "its history does not fit"),
        ({"epochs": 7}, "its history does not fit"),
        ({"config": None}, "does not say what run it is of; it is damaged"),
        ({"config": {"batch": 4}}, "does not say what run it is of"),
    ],
)
def test_a_checkpoint_that_contradicts_itself_is_refused(tmp_path, change, text):
    finished().save(tmp_path / "run.npz")
    with refuses(text):
        small_run().restore(damaged(tmp_path / "run.npz", **change))


def test_a_checkpoint_that_lies_about_its_batch_is_refused_at_once(tmp_path):
    run = finished()
    run.save(tmp_path / "run.npz")
    config = run.history()["config"]
    for batch in (1, 7, 4000, 2**20):
        lie = damaged(tmp_path / "run.npz", config={**config, "batch": batch})
        with refuses("its history does not fit its steps; it is damaged"):
            small_run(batch=batch).restore(lie)


def test_accuracies_that_are_missing_are_measured_once(tmp_path, monkeypatch):
    run, measured = small_run(batch=40, epochs=12), []
    for _ in range(3):
        run.step()
    run.save(tmp_path / "run.npz")
    again = small_run(batch=40, epochs=12)
    again.restore(tmp_path / "run.npz")
    monkeypatch.setattr(Run, "accuracy", lambda self: measured.append(self.steps) or 0.25)
    again.train()
    assert again.accuracies == [0.25] * 12 and measured == [3]
    run.steps, run.losses = 3000, [0.5] * 3000
    run.save(tmp_path / "run.npz")
    with refuses("its history does not fit"):
        small_run(batch=40).restore(tmp_path / "run.npz")


@pytest.mark.parametrize("change,text", WRONG, ids=[next(iter(c)) + str(i) for i, (c, _) in enumerate(WRONG)])
def test_a_checkpoint_with_an_impossible_configuration_is_refused(tmp_path, change, text):
    run = finished()
    run.save(tmp_path / "run.npz")
    config = {**run.history()["config"], **change}
    with refuses("run.npz: " + text.split(", found")[0].split(" (")[0]):
        small_run().restore(damaged(tmp_path / "run.npz", config=config))


@pytest.mark.parametrize(
    "change,text",
    [
        (lambda a: a.pop("weights/b1"), "run.npz lacks weights/b1"),
        (lambda a: a.update({"../../evil": np.zeros(1)}), "run.npz holds ../../evil"),
        (lambda a: a.update({"weights/b1": np.zeros(5, "f")}), "weights/b1 is float32[5], wanted float32[4]"),
        (lambda a: a.update({"weights/b1": np.zeros(4)}), "weights/b1 is float64[4], wanted float32[4]"),
        (
            lambda a: a.update({"weights/W0": np.zeros((6, 4), "f")}),
            "its weights do not fit hidden (3,); it is damaged",
        ),
        (lambda a: a.pop("weights/W1"), "its weights do not fit hidden (3,)"),
    ],
)
def test_arrays_that_do_not_fit_the_model_are_refused(tmp_path, change, text):
    finished().save(tmp_path / "run.npz")
    run = small_run()
    before = bits(run)
    with refuses(text):
        run.restore(damaged(tmp_path / "run.npz", change))
    assert bits(run) == before


# ---- history ----------------------------------------------------------------


def test_the_history_says_what_was_asked_and_what_happened(tmp_path):
    run = finished()
    write_history(tmp_path / "history.json", run.history())
    found = json.loads((tmp_path / "history.json").read_text())
    assert list(found) == ["config", "loss", "test_accuracy", "seconds"]
    assert Config(**found["config"]) == CONFIG
    assert found["loss"] == run.losses and found["test_accuracy"] == run.accuracies
    assert set(found["seconds"]) == {"load", "compile", "train", "test", "total"}
    assert all(s >= 0 for s in found["seconds"].values())


def test_a_loss_that_is_no_number_is_null_in_json(tmp_path):
    run = small_run()
    run.step()
    run.losses[0] = math.nan
    write_history(tmp_path / "history.json", run.history())
    assert json.loads((tmp_path / "history.json").read_text(), parse_constant=pytest.fail)["loss"] == [None]


# ---- Ctrl-C at any moment ---------------------------------------------------

OURS = {
    module.__file__
    for module in (
        loop,
        answers,
        batches,
        plan,
        measuring,
        programs,
        arguments,
        graph,
        executor,
        guard,
        interpreter,
        threads,
    )
}


@pytest.mark.parametrize("backend,stride", [("cpu", 7), ("interpreter", 131)])
def test_stopped_at_any_line_the_weights_are_whole_and_go_on_to_the_same_end(tmp_path, backend, stride):
    settings = {"update": "momentum", "backend": backend}
    run, whole, start = small_run(**settings), finished(**settings), tmp_path / "start.npz"
    run.save(start)
    each = [bits(run)[0]]
    for _ in range(5):
        run.step()
        each.append(bits(run)[0])
    run.restore(start)
    with Interrupt(OURS, programs=True) as every:
        run.train()
    assert every.count > 100
    for at in range(0, every.count, stride):
        run.restore(start)
        with Interrupt(OURS, at, programs=True):
            run.train()
        assert bits(run)[0] == each[run.steps], f"after line {at}"
        if at // stride % 7 == 0:
            run.save(tmp_path / "run.npz")
            run.restore(tmp_path / "run.npz")
        run.train()
        assert bits(run) == bits(whole), f"after line {at}"


def test_a_step_stopped_at_any_line_leaves_no_loss_behind(tmp_path):
    run, whole = small_run(), finished()
    run.save(tmp_path / "start.npz")
    with Interrupt(OURS, programs=True) as every:
        run.step()
    for at in range(0, every.count, 3):
        run.restore(tmp_path / "start.npz")
        with Interrupt(OURS, at, programs=True):
            run.step()
        assert run.history()["loss"] == whole.losses[: run.steps]
        while run.steps < 5:
            run.step()
        assert bits(run)[:3] == bits(whole)[:3], f"after line {at}"


@pytest.mark.parametrize("stop", range(1, 6))
@pytest.mark.parametrize("where", ["on_step", "on_epoch"])
def test_stopped_by_a_callback_the_run_goes_on_to_the_same_end(where, stop):
    run, calls = small_run(), []

    def stopping(value):
        calls.append(value)
        if len(calls) == stop:
            raise KeyboardInterrupt

    try:
        run.train(**{where: stopping})
    except KeyboardInterrupt:
        run.train()
    assert bits(run) == bits(finished())


def test_stopped_inside_the_backend_the_half_written_set_is_never_used():
    run = small_run()
    run.step()
    before, real = bits(run), run._train

    def half(*inputs, out):
        for a in leaves(out):
            a.fill(77)
        raise KeyboardInterrupt

    run._train = half
    with pytest.raises(KeyboardInterrupt):
        run.train()
    assert bits(run) == before
    run._train = real
    run.train()
    assert bits(run) == bits(finished())


def test_an_error_in_a_callback_comes_through():
    with pytest.raises(ZeroDivisionError):
        small_run().train(on_step=lambda loss: 1 / 0)


def test_a_run_is_found_at_the_top_of_the_package():
    assert ng.Run is Run and replace(CONFIG, epochs=1).epochs == 1


def test_the_time_of_the_tests_is_not_counted_as_training(monkeypatch):
    """With a clock that only the callbacks move: a second for each step, a hundred inside each test."""
    now = [0.0]
    monkeypatch.setattr("time.perf_counter", lambda: now[0])
    run = small_run()
    accuracy = run.accuracy

    def slow(*args):
        now[0] += 100
        return accuracy(*args)

    monkeypatch.setattr(run, "accuracy", slow)

    def on_step(loss):
        now[0] += 1

    run.train(on_step)
    assert run.seconds["test"] == 100 * len(run.accuracies) == 200
    assert run.seconds["train"] == run.steps == 5
    run.train(on_step)  # which has nothing to do
    assert run.seconds["train"] == 5


def test_the_help_names_the_defaults():
    """Each flag whose help says (default x), or x (default)."""
    found = {}
    (commands,) = (a for a in parser()._actions if a.choices)
    for flag in commands.choices["train"]._actions:
        said = re.search(r"\(default ([\w.]+)|(\w+)(?:: compiled)? \(default\)", flag.help)
        if said and flag.dest in Config.__dataclass_fields__:
            found[flag.dest] = said[1] or said[2]
    config = {name: getattr(Config(), name) for name in found}
    assert found == {name: str(*value) if isinstance(value, tuple) else str(value) for name, value in config.items()}
    assert set(found) == {"epochs", "batch", "hidden", "update", "learning_rate", "init", "seed", "backend"}
