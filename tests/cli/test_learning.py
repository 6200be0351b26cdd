"""The flags of learning: order, validation, last batches, schedules, and the models that have pages of their own."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from ngteach import models
from ngteach.cli.command import main
from ngteach.train import checkpoint
from ngteach.train.config import Config
from ngteach.train.run import Run


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """call("train", "--quiet") -> (exit status, what it printed, what it complained), in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as exit:
            status = exit.code
        return status, *capsys.readouterr()

    return run


def history_of(call, *arguments):
    status, _, complaint = call("train", "--hidden", 8, "--batch", 50, *arguments, "--history", "history.json")
    assert status == 0, complaint
    return json.loads(Path("history.json").read_text())


FLAGS = [
    (("--shuffle",), {"shuffle": True}),
    (("--validation", "0.1"), {"validation": 0.1}),
    (("--last-batch", "partial"), {"last": "partial"}),
    (("--last-batch", "drop"), {"last": "drop"}),
    (("--schedule", "cosine"), {"schedule": "cosine"}),
    (("--schedule", "linear", "--warmup", 5), {"schedule": "linear", "warmup": 5}),
    (("--schedule", "one-cycle"), {"schedule": "one-cycle"}),
    (("--warmup", 5), {"warmup": 5}),
    (("--weight-decay", "0.1"), {"weight_decay": 0.1}),
    (("--clip", "0.01"), {"clip": 0.01}),
    (("--update", "adamw"), {"update": "adamw"}),
]


def test_each_flag_changes_the_run_it_names_and_is_kept(call):
    plain = history_of(call, "--epochs", 2)
    for flags, kept in FLAGS:
        found = history_of(call, "--epochs", 2, *flags)
        assert found["config"] == {**plain["config"], **kept}
        assert found["loss"] != plain["loss"], flags
    for flags in (("--no-shuffle",), ("--last-batch", "wrap"), ("--schedule", "constant"), ("--validation", 0)):
        assert history_of(call, "--epochs", 2, *flags)["loss"] == plain["loss"], flags


def test_partial_and_dropped_batches_make_the_steps_that_they_say(call):
    steps = {
        last: len(history_of(call, "--epochs", 3, "--last-batch", last)["loss"]) for last in ("wrap", "partial", "drop")
    }
    assert steps == {"wrap": -(-3 * 1437 // 50), "partial": 3 * 29, "drop": 3 * 28}


def test_validation_is_told_and_names_the_best_epoch(call):
    flags = "--validation", "0.1", "--shuffle", "--epochs", 4, "--hidden", 8
    printed = call("train", *flags, "--save", "run.npz", "--history", "h.json")[1]
    found = json.loads(Path("h.json").read_text())
    assert list(found) == ["config", "loss", "validation_accuracy", "test_accuracy", "seconds", "best"]
    assert "digits: 1,293 images for training, 144 for validation, 360 for testing\n" in printed
    lines = re.findall(r"epoch +\d   loss \d\.\d{4}   validation accuracy (\S+)%   test accuracy \S+%\n", printed)
    best = int(np.argmax(found["validation_accuracy"]))
    assert len(lines) == 4 and found["best"] == {"epoch": best + 1, "value": found["validation_accuracy"][best]}
    assert f"best: epoch {best + 1}, validation accuracy {lines[best]}%\n" in printed
    assert f"in it are the last weights, and those after epoch {best + 1}, the best by validation accuracy\n" in printed
    arrays, about = checkpoint.load("run.npz")
    assert about["best"] == found["best"] and arrays["weights_best/W0"].shape == (64, 8)


def test_without_validation_the_file_holds_the_best_by_the_test_data_and_says_so(call):
    printed = call("train", "--epochs", 2, "--save", "run.npz")[1]
    assert re.search(r"in it are the last weights, and those after epoch \d, the best by test accuracy\n", printed)


@pytest.mark.parametrize("flags", [f for f, _ in FLAGS], ids=str)
def test_stopped_by_ctrl_c_and_resumed_equals_uninterrupted(call, monkeypatch, flags):
    flags = ("--hidden", 8, "--batch", 50, *flags)
    call("train", *flags, "--epochs", 3, "--save", "whole.npz", "--history", "whole.json")
    step, taken = Run.step, []

    def stopping(self):
        if len(taken) == 40:
            raise KeyboardInterrupt
        taken.append(step(self))
        return taken[-1]

    monkeypatch.setattr(Run, "step", stopping)
    assert call("train", *flags, "--epochs", 3, "--save", "part.npz")[0] == 130
    monkeypatch.setattr(Run, "step", step)
    assert call("train", "--resume", "part.npz", "--save", "part.npz", "--history", "part.json")[0] == 0
    found = {name: json.loads(Path(f"{name}.json").read_text()) for name in ("whole", "part")}
    assert found["whole"]["loss"] == found["part"]["loss"]
    with np.load("whole.npz") as a, np.load("part.npz") as b:
        assert a.files == b.files and all(a[n].tobytes() == b[n].tobytes() for n in a.files if n != "about.json")


def test_a_file_of_an_earlier_version_is_resumed(call):
    """Older files know nothing of order, validation, schedules and best weights."""
    call("train", "--hidden", 8, "--epochs", 2, "--save", "new.npz", "--history", "new.json")
    call("train", "--hidden", 8, "--epochs", 1, "--save", "old.npz")
    arrays, about = checkpoint.load("old.npz")
    words = ("data", "epochs", "batch", "hidden", "learning_rate", "update", "init", "seed", "backend", "threads")
    about["config"] = {name: about["config"][name] for name in words}
    del about["best"]
    checkpoint.save("old.npz", {n: a for n, a in arrays.items() if "_best" not in n}, about)
    status, _, complaint = call("train", "--resume", "old.npz", "--epochs", 2, "--history", "old.json")
    assert (status, complaint) == (0, "")
    old, new = (json.loads(Path(f"{name}.json").read_text()) for name in ("old", "new"))
    assert old["loss"] == new["loss"] and old["test_accuracy"] == new["test_accuracy"]


@pytest.mark.parametrize(
    "arguments,text",
    [
        (("--validation", "1"), "'1' is not a share, 0 or more and less than 1"),
        (("--validation", "-0.1"), "'-0.1' is not a share"),
        (("--clip", "-1"), "'-1' is negative"),
        (("--weight-decay", "much"), "'much' is not a finite number"),
        (("--warmup", "-1"), "'-1' is not a whole number of 0 or more"),
        (("--schedule", "sine"), "invalid choice: 'sine'"),
        (("--last-batch", "pad"), "invalid choice: 'pad'"),
        (("--model", "lstm"), "invalid choice: 'lstm'"),
        (("--samples", "some"), "'some' is not a whole number of 0 or more"),
        (("--picture", ""), "argument --picture: the name is empty"),
    ],
)
def test_a_wrong_word_ends_with_2_and_says_what_is_wrong(call, arguments, text):
    status, printed, complaint = call("train", *arguments)
    assert status == 2 and printed == "" and text in complaint


@pytest.mark.parametrize(
    "arguments,text",
    [
        (("--model", "vae", "--hidden", 8), "--hidden is for --model mlp; vae has sizes and first weights of its own"),
        (("--model", "vae", "--init", "he"), "--init is for --model mlp; vae has"),
        (("--model", "vae", "--preset", "tutorial"), "--preset is for --model mlp; vae has"),
        (("--model", "vae", "--samples", 3), "vae makes nothing up; leave --samples out"),
        (("--model", "transformer", "--data", "digits"), "the transformer takes names, found a Dataset"),
        (("--model", "transformer", "--picture", "p.svg"), "transformer draws nothing; leave --picture out"),
        (("--data", "names"), "mlp learns from images, found a Names; write --data digits"),
        (("--samples", 3), "mlp makes nothing up; leave --samples out"),
        (("--picture", "p.svg"), "mlp draws nothing; leave --picture out"),
        (("--picture", "x", "--history", "./x"), "--history and --picture are both ./x; one would be lost"),
        (("--update", "adam", "--weight-decay", 1), "adam has no weight decay; take"),
        (
            ("--update", "tutorial", "--clip", 1),
            "clip_by_norm: tutorial takes the loss, and no gradients that could be",
        ),
        (("--epochs", 1, "--schedule", "cosine", "--warmup", 45), "cosine: a warm-up of 45 steps leaves none of 45"),
        (("--batch", 2000, "--last-batch", "drop"), "a batch of 2,000 is more than the 1,437 rows there are"),
    ],
)
def test_flags_that_do_not_go_together_are_said_in_one_line(call, arguments, text):
    status, printed, complaint = call("train", *arguments)
    assert (status, printed) == (1, "") and complaint.startswith(f"ngteach: {text}") and complaint.count("\n") == 1


def test_a_preset_is_not_laid_over_a_file(call):
    call("train", "--epochs", 1, "--save", "run.npz", "--quiet")
    assert call("train", "--resume", "run.npz", "--preset", "tutorial")[2] == (
        "ngteach: run.npz has settings of its own; leave --preset out\n"
    )
    assert call("train", "--resume", "run.npz", "--model", "vae")[2] == (
        "ngteach: run.npz is of a run of the model mlp, not of vae; leave --model out\n"
    )


# ---- models with pages of their own -----------------------------------------


def test_a_model_is_trained_saved_and_resumed_without_naming_it_again(call):
    for name, epochs in (("whole", 3), ("part", 1)):
        flags = ("--epochs", epochs, "--schedule", "constant", "--save", f"{name}.npz")
        status, printed, complaint = call("train", "--model", "vae", *flags)
        assert (status, complaint) == (0, "") and "\nmodel vae: " in printed
    status, printed, _ = call(
        "train", "--resume", "part.npz", "--epochs", 3, "--save", "part.npz", "--picture", "p.svg"
    )
    assert status == 0 and printed.count("\nepoch ") == 2 and Path("p.svg").read_text().startswith("<svg")
    with np.load("whole.npz") as a, np.load("part.npz") as b:
        assert a.files == b.files and all(a[n].tobytes() == b[n].tobytes() for n in a.files if n != "about.json")


@pytest.mark.parametrize(
    "change,text",
    [
        ({"model": "lstm"}, "is of a run of lstm, which is no model of the command line"),
        ({"model": ["vae"]}, "is of a run of ['vae'], which is no model of the command line"),
        ({"batch": -1}, "batch must be a whole number from 1 to 1,048,576, found -1; it is damaged"),
        ({"validation": [1]}, "validation is a share of the data, 0 or more and less than 1, found [1]; it is damaged"),
        ({"data": "nowhere"}, "--data nowhere: there is no such folder"),
        ({"update": "sdg"}, "is of a run with update sdg, this one has"),
        ({"clip": "\x1b[2J"}, "clip must be a number that f32 can hold, found '\\x1b[2J'; it is damaged"),
    ],
)
def test_what_a_file_says_of_its_model_is_not_believed(call, change, text):
    call("train", "--model", "vae", "--epochs", 0, "--save", "run.npz")
    arrays, about = checkpoint.load("run.npz")
    checkpoint.save("run.npz", arrays, {**about, "config": {**about["config"], **change}})
    status, _, complaint = call("train", "--resume", "run.npz")
    assert status == 1 and text in complaint and complaint.count("\n") == 1


@pytest.mark.parametrize("name", models.NAMES)
@pytest.mark.parametrize("stage", ["inference", "loss", "training"])
def test_every_stage_of_every_model_is_shown(call, name, stage):
    status, printed, complaint = call("show", "--model", name, "--stage", stage)
    title = {"inference": name, "loss": "loss", "training": f"{name}_training"}[stage]
    assert (status, complaint) == (0, "") and printed.startswith(f"{title}(")
    assert ("learning_rate" in printed) == (stage == "training")


def test_a_transformer_of_no_epochs_needs_no_time_to_warm_up(call):
    assert call("train", "--model", "transformer", "--epochs", 0)[0] == 0


def test_what_is_said_of_the_tutorials_loss_is_not_said_of_another(call):
    assert "no minus sign" in call("train", "--update", "tutorial", "--epochs", 0)[1]
    assert "no minus sign" not in call("train", "--model", "vae", "--update", "tutorial", "--epochs", 0)[1]


def test_a_file_that_names_no_data_is_refused(call):
    call("train", "--model", "vae", "--epochs", 0, "--save", "vae.npz")
    arrays, about = checkpoint.load("vae.npz")
    checkpoint.save("vae.npz", arrays, {**about, "config": {**about["config"], "data": ["digits"]}})
    status, _, complaint = call("train", "--resume", "vae.npz")
    assert (status, complaint) == (1, "ngteach: vae.npz does not say what data it learns from; it is damaged\n")


@pytest.mark.parametrize(
    "flags", [("one-cycle",), ("cosine", "--warmup", 5), ("linear", "--warmup", 898)], ids=lambda f: f[0]
)
def test_a_schedule_is_shown_as_it_is_trained(call, flags):
    status, text, complaint = call("show", "--schedule", *flags)
    assert status == 0, complaint
    assert text.strip() == str(Run(Config(**chosen(flags))).graph)


def chosen(flags):
    return {"schedule": flags[0], **({"warmup": flags[2]} if flags[1:] else {})}


def test_one_cycle_takes_the_place_of_a_models_own_warm_up(call):
    status, _, complaint = call("train", "--model", "transformer", "--schedule", "one-cycle", "--epochs", 0)
    assert status == 0, complaint
    status, _, complaint = call("train", "--model", "vae", "--schedule", "one-cycle", "--warmup", 1, "--epochs", 0)
    assert (status, complaint) == (
        1,
        "ngteach: one-cycle has a rise of its own, and no warm-up of 1 step; write warmup=0\n",
    )


def test_a_warm_up_that_is_too_long_says_how_long_it_may_be(call):
    status, _, complaint = call("train", "--model", "transformer", "--batch", 16_000, "--epochs", 3)
    found = "cosine: a warm-up of 100 steps leaves none of 3 for the way down"
    assert (status, complaint) == (1, f"ngteach: {found}; write warmup=2 or less, or more epochs\n")
