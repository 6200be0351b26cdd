"""The command line: every command and flag, what it prints, what it writes, and how it ends."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree
from pathlib import Path

import numpy as np
import pytest

import ngteach
from ngteach.cli.command import main
from ngteach.cli.flags import parser
from ngteach.data.digits import FILES, load_data
from ngteach.serialize import from_json
from ngteach.train.config import TUTORIAL, Config

DATA = Path(__file__).parents[2] / "data"
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith("NGTEACH")}
COMMAND = [sys.executable, "-m", "ngteach"]


@pytest.fixture
def call(capsys, monkeypatch, tmp_path):
    """call("train", "--quiet") -> (exit status, what it printed, what it complained), in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NGTEACH_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))

    def run(*arguments):
        try:
            status = main([str(a) for a in arguments])
        except SystemExit as exit:
            status = exit.code
        return status, *capsys.readouterr()

    return run


def history_of(call, *arguments):
    status, _, complaint = call("train", *arguments, "--history", "history.json")
    assert status == 0, complaint
    return json.loads(Path("history.json").read_text())


# ---- train ------------------------------------------------------------------


def test_train_needs_no_flag_and_prints_each_epoch_and_a_final_line(call):
    status, printed, complaint = call("train")
    lines = printed.splitlines()
    assert status == 0 and complaint == ""
    assert lines[0] == "digits: 1,437 images for training, 360 for testing"
    assert re.fullmatch(r"model 64-64-10: \d+ equations; the training function derived from it \(sgd\): \d+", lines[1])
    assert [int(line.split()[1]) for line in lines[2:-1]] == list(range(1, 21))
    assert all(re.fullmatch(r"epoch +\d+   loss \d+\.\d{4}   test accuracy \d+\.\d\d%", line) for line in lines[2:-1])
    assert re.fullmatch(
        r"done: 899 steps, \d+\.\d\d s of training, last loss 0\.\d{4}, test accuracy 9\d\.\d\d%", lines[-1]
    )


def test_the_tutorials_accuracy_is_said_to_be_over_whole_batches(call):
    words = "test accuracy is over whole batches, as in nGraph's program: it counts"
    small = "--data", "digits", "--hidden", 4, "--epochs", 1
    assert f"\n{words} 24 images twice\n" in call("train", "--preset", "tutorial", "--batch", 32, *small)[1]
    assert words not in call("train", "--preset", "tutorial", "--batch", 36, *small)[1]  # ten whole batches
    assert words not in call("train", "--preset", "tutorial", "--init", "he", *small)[1] + call("train", *small)[1]


def test_the_history_is_config_every_loss_every_accuracy_and_seconds(call):
    found = history_of(call, "--epochs", 3, "--batch", 100, "--hidden", "20,10")
    assert list(found) == ["config", "loss", "test_accuracy", "seconds"]
    assert Config(**found["config"]) == Config(epochs=3, batch=100, hidden=(20, 10))
    assert len(found["loss"]) == 44 and len(found["test_accuracy"]) == 3
    assert {"load", "compile", "train", "test", "total"} == set(found["seconds"])
    assert all(type(x) is float for x in (*found["loss"], *found["test_accuracy"], *found["seconds"].values()))


def test_every_flag_changes_the_run_it_names(call):
    flags = {
        "--epochs": (2, "epochs", 2),
        "--batch": (16, "batch", 16),
        "--hidden": ("7,5", "hidden", [7, 5]),
        "--learning-rate": ("0.025", "learning_rate", 0.025),
        "--update": ("momentum", "update", "momentum"),
        "--init": ("tutorial", "init", "tutorial"),
        "--seed": (9, "seed", 9),
        "--backend": ("interpreter", "backend", "interpreter"),
        "--threads": (2, "threads", 2),
        "--data": (DATA, "data", str(DATA)),
    }
    plain = history_of(call, "--epochs", 1)
    for flag, (value, name, kept) in flags.items():
        found = history_of(call, *(() if flag == "--epochs" else ("--epochs", 1)), flag, value)
        assert found["config"] == {**plain["config"], name: kept}
        if flag not in ("--threads", "--backend", "--epochs"):
            assert found["loss"] != plain["loss"], flag  # a folder's pixels are of 256
        assert len(found["loss"]) == -(-1437 * found["config"]["epochs"] // found["config"]["batch"])


@pytest.mark.parametrize("update,sign", [("tutorial", -1), ("sgd", 1), ("momentum", 1), ("adam", 1)])
def test_with_update_tutorial_the_loss_is_the_tutorials_negative_one(call, update, sign):
    found = history_of(call, "--epochs", 1, "--update", update, "--learning-rate", "0.001")
    assert np.all(np.sign(found["loss"]) == sign)
    printed = call("train", "--epochs", 1, "--update", update)[1]
    assert ("it is negative, and climbs to 0" in printed) == (update == "tutorial")


def test_backends_and_threads_agree(call):
    flags = ("--epochs", 1, "--init", "tutorial", "--update", "tutorial", "--learning-rate", "0.0001", "--hidden", 300)
    runs = [
        history_of(call, *flags, *more)
        for more in (("--backend", "interpreter"), ("--threads", 1), ("--threads", 2), ("--threads", 3))
    ]
    for other in runs[1:]:
        np.testing.assert_allclose(other["loss"], runs[0]["loss"], rtol=1e-5)
        assert other["test_accuracy"] == runs[0]["test_accuracy"]


def test_deterministic_is_a_setting_of_the_run(call):
    found = [history_of(call, "--epochs", 1, *more)["config"] for more in ((), ("--deterministic",))]
    assert [config["deterministic"] for config in found] == [False, True]


def test_the_preset_is_the_tutorials_program_and_every_flag_overrides_it(call, monkeypatch):
    status, _, complaint = call("train", "--preset", "tutorial")
    assert status == 1 and complaint.startswith("ngteach: mnist is not on this machine; write: ngteach fetch mnist")
    seen = []
    monkeypatch.setattr("ngteach.train.run.Run", lambda config: seen.append(config) or 1 / 0)
    for flags, wanted in (
        ((), TUTORIAL),
        (("--data", "digits"), {"data": "digits"}),
        (("--epochs", 1, "--batch", 64), {"epochs": 1, "batch": 64}),
        (("--hidden", 100, "--learning-rate", "1e-4"), {"hidden": (100,), "learning_rate": 1e-4}),
        (("--update", "sgd", "--init", "he", "--seed", 3), {"update": "sgd", "init": "he", "seed": 3}),
        (("--backend", "interpreter", "--threads", 2), {"backend": "interpreter", "threads": 2}),
    ):
        with pytest.raises(ZeroDivisionError):
            call("train", *flags, "--preset", "tutorial")
        assert seen.pop() == (wanted if wanted is TUTORIAL else Config(**{**vars(TUTORIAL), **wanted}))


def test_the_old_word_for_the_tutorials_is_taken_and_the_new_one_said(call):
    new = call("show", "--preset", "tutorial", "--batch", 4, "--hidden", 3)
    status, shown, said = call("show", "--preset", "seed", "--batch", 4, "--hidden", 3)
    assert (status, shown, said) == (*new[:2], "ngteach: --preset seed is now called --preset tutorial\n")
    flags = ("--epochs", 1, "--quiet", "--history", "h.json")
    assert call("train", *flags, "--update", "seed", "--init", "seed") == (
        0,
        "",
        "ngteach: --update seed is now called --update tutorial\nngteach: --init seed is now called --init tutorial\n",
    )
    config = json.loads(Path("h.json").read_text())["config"]
    assert config["update"] == config["init"] == "tutorial"


def test_a_folder_of_mnist_named_files_is_data(call):
    assert history_of(call, "--data", DATA, "--epochs", 1)["config"]["data"] == str(DATA)
    assert call("train", "--data", "nowhere", "--epochs", 1)[::2] == (
        1,
        "ngteach: --data nowhere: there is no such folder or file, and no data set of that name; "
        "there are digits, mnist, fashion-mnist, names\n",
    )
    Path("empty").mkdir()
    assert call("train", "--data", "empty")[2].startswith(f"ngteach: empty lacks {FILES[0]}, ")


def test_quiet_prints_nothing(call):
    assert call("train", "--quiet", "--epochs", 1, "--save", "run.npz", "--history", "h.json") == (0, "", "")
    assert Path("run.npz").exists() and Path("h.json").exists()


def test_no_epochs_train_nothing_and_say_so(call):
    status, printed, _ = call("train", "--epochs", 0, "--save", "run.npz")
    assert status == 0
    assert "done: 0 steps" in printed and "last loss not measured, test accuracy not measured" in printed


def test_a_loss_that_is_no_number_any_more_is_said_and_is_null_in_the_history(call):
    status, printed, complaint = call(
        "train", "--epochs", 1, "--learning-rate", "1e38", "--update", "momentum", "--history", "h.json", "--hidden", 8
    )
    found = json.loads(Path("h.json").read_text(), parse_constant=pytest.fail)
    if found["loss"][-1] is None:
        assert complaint == "ngteach: the loss is no longer a number; try a smaller --learning-rate\n"
    assert status == 0 and len(found["loss"]) == 45


# ---- save and resume --------------------------------------------------------


@pytest.mark.parametrize(
    "flags", [(), ("--update", "adam", "--learning-rate", "0.003"), ("--preset", "tutorial")], ids=str
)
def test_saved_and_resumed_equals_uninterrupted_bit_by_bit(call, flags):
    flags = (*flags, "--data", "digits", "--batch", 50, "--hidden", 12)
    whole = history_of(call, *flags, "--epochs", 4, "--save", "whole.npz")
    call("train", *flags, "--epochs", 1, "--save", "part.npz")
    call("train", "--resume", "part.npz", "--epochs", 3, "--save", "part.npz")
    resumed = history_of(call, "--resume", "part.npz", "--epochs", 4, "--save", "resumed.npz")
    for name in ("config", "loss", "test_accuracy"):
        assert resumed[name] == whole[name]
    with np.load("whole.npz") as a, np.load("resumed.npz") as b:
        assert a.files == b.files
        assert all(a[name].tobytes() == b[name].tobytes() for name in a.files if name != "about.json")


def test_what_was_saved_names_the_command_that_goes_on(call):
    printed = call("train", "--epochs", 1, "--save", "my run.npz")[1]
    assert "saved to my run.npz; go on with: ngteach train --resume 'my run.npz' --epochs 21" in printed
    printed = call("train", "--resume", "my run.npz")[1]
    assert "nothing is left to do: my run.npz has 1 epochs; ask for more with --epochs" in printed


def test_a_resumed_run_keeps_its_settings_unless_told_otherwise(call):
    call("train", "--epochs", 1, "--hidden", 9, "--update", "adam", "--learning-rate", "0.01", "--save", "run.npz")
    found = history_of(call, "--resume", "run.npz", "--epochs", 2, "--learning-rate", "0.001")
    assert found["config"]["hidden"] == [9] and found["config"]["learning_rate"] == 0.001
    status, _, complaint = call("train", "--resume", "run.npz", "--hidden", 10)
    assert status == 1 and complaint == "ngteach: run.npz is of a run with hidden 9, this one has 10\n"


@pytest.mark.parametrize(
    "make,text",
    [
        (lambda path: None, "run.npz: there is no such file"),
        (lambda path: path.write_bytes(b"x" * 99), "run.npz is not a checkpoint, or it is cut short"),
        (lambda path: np.savez(path, x=np.zeros(3)), "run.npz is an .npz file, but not a checkpoint of ngteach's"),
    ],
)
def test_a_file_that_cannot_be_resumed_is_said_in_one_line(call, make, text):
    make(Path("run.npz"))
    status, printed, complaint = call("train", "--resume", "run.npz")
    assert status == 1 and printed == "" and complaint.startswith(f"ngteach: {text}") and complaint.count("\n") == 1


@pytest.mark.parametrize("flag", ["--save", "--history"])
def test_a_file_that_cannot_be_written_is_said_before_training(call, flag):
    status, printed, complaint = call("train", flag, "no/such/file")
    assert (status, printed) == (1, "") and "there is no folder" in complaint
    assert "is a folder; write a file name" in call("train", flag, ".")[2]


def test_two_outputs_do_not_go_to_one_file(call):
    status, printed, complaint = call("train", "--save", "run", "--history", "./run")
    assert (status, printed) == (1, "") and "--save and --history are both run; one would be lost" in complaint
    assert not Path("run").exists()


# ---- wrong command lines ----------------------------------------------------


@pytest.mark.parametrize(
    "arguments,text",
    [
        ((), "the following arguments are required: COMMAND"),
        (("trian",), "invalid choice: 'trian'"),
        (("train", "--epochs", "-1"), "'-1' is not a whole number of 0 or more"),
        (("train", "--epochs", "many"), "'many' is not a whole number of 0 or more"),
        (("train", "--batch", "0"), "'0' is not a whole number of 1 or more"),
        (("train", "--threads", "0"), "'0' is not a whole number of 1 or more"),
        (("train", "--hidden", "64,"), "'64,' is not a list of sizes such as 600 or 128,64"),
        (("train", "--hidden", "0"), "'0' is not a list of sizes"),
        (("train", "--epochs", "9" * 5000), "9999 ... 9999"),
        (("train", "--hidden", "1," * 5000), "1,1,1 ... ,1,1,1"),
        (("train", "--learning-rate", "fast"), "'fast' is not a finite number"),
        (("train", "\x1b[2J\n" * 999), "unrecognized arguments: �[2J��[2J"),
        (("train", "--learning-rate", "nan"), "'nan' is not a finite number"),
        (("train", "--update", "sdg"), "invalid choice: 'sdg'"),
        (("train", "--init", "zeros"), "invalid choice: 'zeros'"),
        (("train", "--backend", "gpu"), "invalid choice: 'gpu'"),
        (("train", "--preset", "mine"), "invalid choice: 'mine'"),
        (("show", "--stage", "all"), "invalid choice: 'all'"),
        (("show", "--as", "png"), "invalid choice: 'png'"),
        (("fetch",), "the following arguments are required: name"),
        (("fetch", "imagenet"), "invalid choice: 'imagenet'"),
        (("train", "digits"), "unrecognized arguments: digits"),
        (("train", "--save", ""), "argument --save: the name is empty"),
        (("train", "--history", ""), "argument --history: the name is empty"),
        (("train", "--resume", ""), "argument --resume: the name is empty"),
        (("train", "--data", ""), "argument --data: the name is empty"),
        (("show", "--output", ""), "argument -o/--output: the name is empty"),
        (("fetch", "mnist", "--to", ""), "argument --to: the name is empty"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_what_is_wrong(call, arguments, text):
    status, printed, complaint = call(*arguments)
    assert status == 2 and printed == "" and text in complaint and complaint.startswith("usage: ngteach")


@pytest.mark.parametrize(
    "arguments,text",
    [
        (("--batch", "2000000"), "batch must be a whole number from 1 to 1,048,576, found 2000000"),
        (("--threads", "5000"), "threads must be a whole number from 1 to 1,024, found 5000"),
        (("--learning-rate", "1e39"), "learning_rate must be a number that f32 can hold, found 1e+39"),
        (("--hidden", "1000000000"), "there is not enough memory for this; try a smaller --hidden or --batch"),
    ],
)
def test_what_is_too_large_is_said_in_one_line(call, arguments, text, monkeypatch):
    if "memory" in text:

        def full(*_):
            raise MemoryError

        monkeypatch.setattr("ngteach.train.run.he_weights", full)
        arguments = ()
    assert call("train", *arguments) == (1, "", f"ngteach: {text}\n")


# ---- help -------------------------------------------------------------------


@pytest.mark.parametrize("command", ["train", "show", "fetch", "lab"])
def test_every_flag_of_every_command_is_explained(call, command):
    status, printed, _ = call(command, "--help")
    (commands,) = [action for action in parser()._actions if isinstance(action.choices, dict)]
    flags = commands.choices[command]._actions
    assert status == 0 and len(flags) > 1 and commands.choices[command].description in " ".join(printed.split())
    assert all(flag.help and flag.help[:20] in " ".join(printed.split()) for flag in flags)


def test_the_help_names_all_that_a_newcomer_needs(call):
    printed = call("--help")[1]
    for word in (
        "train",
        "show",
        "fetch",
        "lab",
        "examples:",
        "ngteach train --preset tutorial",
        "--resume run.npz",
        "exit status:",
    ):
        assert word in printed
    printed = " ".join(call("train", "--help")[1].split())
    for word in (
        "--data mnist --epochs 5 --batch 128 --hidden 600 --learning-rate 0.03 --update tutorial --init tutorial",
        *("(default 20)", "(default 32)", "(default 64)", "(default sgd", "(default 0.1)", "he (default)"),
    ):
        assert word in printed


def test_the_defaults_in_the_help_are_the_defaults():
    c = Config()
    assert (c.epochs, c.batch, c.hidden, c.update, c.learning_rate, c.init, c.seed, c.backend) == (
        *(20, 32, (64,), "sgd", 0.1, "he", 0, "cpu"),
    )


def test_the_version_is_the_packages(call):
    assert call("--version")[:2] == (0, f"ngteach {ngteach.__version__}\n")


# ---- show -------------------------------------------------------------------

STAGES, FORMS = ("inference", "loss", "training"), ("text", "svg", "dot", "json", "numpy")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_shown_in_every_form(call, stage, form):
    status, printed, complaint = call("show", "--stage", stage, "--as", form)
    assert (status, complaint) == (0, "") and printed.endswith("\n") and not printed.endswith("\n\n")
    name = {"inference": "mlp", "loss": "loss", "training": "mlp_training"}[stage]
    if form == "text":
        assert printed.startswith(f"{name}(x: f32[32,64], ") and "  return " in printed
    elif form == "svg":
        assert xml.etree.ElementTree.fromstring(printed).tag.endswith("svg")
    elif form == "dot":
        assert printed.startswith(f'digraph "{name}" {{') and printed.endswith("}\n")
    elif form == "json":
        assert from_json(printed).name == name
    else:
        compile(printed, name, "exec")


def test_the_stages_hold_one_another(call):
    sizes = [len(call("show", "--stage", stage)[1].splitlines()) for stage in STAGES]
    assert sizes == sorted(sizes) and len(set(sizes)) == 3
    assert call("show")[1] == call("show", "--stage", "training", "--as", "text")[1]


def test_show_takes_the_models_flags(call):
    assert "x: f32[128,784]" in call("show", "--preset", "tutorial")[1]
    assert "weights.W0: f32[784,9]" in call("show", "--preset", "tutorial", "--hidden", "9")[1]
    printed = call("show", "--batch", 5, "--hidden", "4,3", "--update", "adam")[1]
    assert "x: f32[5,64]" in printed and "weights.W2: f32[3,10]" in printed and "state.v.W0: f32[64,4]" in printed


def test_optimized_is_smaller_and_says_the_same(call):
    whole, less = (from_json(call("show", "--as", "json", *more)[1]) for more in ((), ("--optimized",)))
    assert len(less.equations) < len(whole.equations)
    arrays = [np.full(x.shape, 0.01).astype(x.dtype) for x in whole.inputs]
    np.testing.assert_allclose(less(*arrays)[0], whole(*arrays)[0], rtol=1e-6)


def test_show_folds_by_the_calls_of_functions(call):
    status, shown, _ = call("show", "--model", "transformer", "--fold")
    assert status == 0 and "x_2: f32[64,16,64] = block(x, weights.blocks.0)  # " in shown
    assert "= adjoint of block(" in shown and shown.count("\n") < 40
    some = call("show", "--model", "transformer", "--stage", "inference", "--fold", "attention", "mlp")[1]
    assert some.count("= attention(") == some.count("= mlp(") == 4 and "block(" not in some
    assert call("show", "--as", "dot", "--fold", "--stage", "loss")[1].count("->") == 4
    assert "block 4" in call("show", "--model", "transformer", "--as", "svg")[1]


def test_show_says_what_cannot_be_folded(call):
    assert "fold: the graph has no call of 'blok'; it has " in call("show", "--fold", "blok")[2]
    as_json = call("show", "--as", "json", "--fold")
    assert "--fold is for text, svg and dot; --as json shows every equation" in as_json[2]


def test_show_writes_a_file(call):
    assert call("show", "--as", "svg", "--output", "graph.svg")[:2] == (0, "wrote graph.svg\n")
    assert Path("graph.svg").read_text(encoding="utf-8") == call("show", "--as", "svg")[1]
    assert call("show", "--output", "no/graph.svg")[0] == 1


# ---- lab --------------------------------------------------------------------


def test_lab_hands_its_folder_and_browser_on(call, monkeypatch):
    seen = []
    monkeypatch.setattr("ngteach.lab.notebook.open.open_notebooks", lambda *a, **k: seen.append((a, k)))
    assert call("lab")[0] == call("lab", "mine", "--no-browser")[0] == 0
    assert seen == [(("ngteach-notebooks",), {"browser": True}), (("mine",), {"browser": False})]


# ---- as a program of its own ------------------------------------------------


def program(*arguments, **options):
    options = {"env": ENVIRONMENT, "capture_output": True, "text": True, "timeout": 60, **options}
    return subprocess.run([*COMMAND, *arguments], **options)


def test_a_reader_that_has_seen_enough_ends_it_without_words():
    shown = subprocess.Popen(
        [
            *COMMAND,
            "show",
            "--preset",
            "tutorial",
            "--as",
            "json",
            "--update",
            "adam",
            "--hidden",
            ",".join(["30"] * 40),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
    )
    assert shown.stdout.readline() == b"{\n"
    shown.stdout.close()
    assert shown.stderr.read() == b"" and shown.wait(60) == 141


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
@pytest.mark.parametrize("command", [["train", "--epochs", "1"], ["show"]], ids=lambda c: c[0])
def test_closed_outputs_are_done_without(closed, command, monkeypatch):
    monkeypatch.setattr(sys, closed, None)  # what Python makes of ngteach train >&-
    assert main(command) == 0


def test_a_file_takes_the_arrows_of_a_picture_whatever_the_locale():
    shown = program("show", "--as", "svg", env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"}, text=False)
    assert shown.returncode == 0 and "↓" in shown.stdout.decode("utf-8")


def test_threads_may_be_set_for_all_by_the_environment():
    done = program("train", "--epochs", "1", env={**ENVIRONMENT, "NGTEACH_THREADS": "2"})
    assert done.returncode == 0 and "done: 45 steps" in done.stdout
    wrong = program("train", "--epochs", "1", env={**ENVIRONMENT, "NGTEACH_THREADS": "two"})
    assert wrong.returncode == 1
    assert wrong.stderr == "ngteach: NGTEACH_THREADS: found 'two', wanted a whole number of threads, 1 or more\n"


def test_into_a_pipe_there_is_no_progress_bar():
    done = program("train", "--epochs", "1")
    assert done.stderr == "" and "\r" not in done.stdout


@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl-C to a whole console")
def test_ctrl_c_ends_with_130_and_saves_whole_weights(tmp_path):
    flags = ["--epochs", "1000000", "--save", "run.npz", "--history", "h.json"]
    running = subprocess.Popen(
        [*COMMAND, "train", *flags],
        cwd=tmp_path,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not running.stdout.readline().startswith("epoch   2"):
        pass
    running.send_signal(signal.SIGINT)
    printed, complaint = running.communicate(timeout=60)
    assert running.returncode == 130 and complaint == ""
    steps = int(re.search(r"stopped after (\d+) steps; the weights are those of the last whole step", printed)[1])
    assert printed.splitlines()[-1].startswith(f"done: {steps} steps")
    assert "saved to run.npz; go on with: ngteach train --resume run.npz\n" in printed
    losses = json.loads((tmp_path / "h.json").read_text())["loss"]
    assert len(losses) == steps
    epochs = -(-steps * 32 // 1437) + 1
    for name, more in (("again.json", ["--resume", "run.npz"]), ("whole.json", [])):
        assert (
            main(
                [
                    "train",
                    "--quiet",
                    "--epochs",
                    str(epochs),
                    "--history",
                    str(tmp_path / name),
                    *(str(tmp_path / m) if m.endswith("npz") else m for m in more),
                ]
            )
            == 0
        )
    again, whole = (json.loads((tmp_path / f"{name}.json").read_text()) for name in ("again", "whole"))
    assert again["loss"] == whole["loss"] and again["test_accuracy"] == whole["test_accuracy"]


@pytest.mark.parametrize("during", ["ngteach.train.run.load_data", "ngteach.cli.flags.parser"])
def test_ctrl_c_before_the_first_step_ends_with_130_too(monkeypatch, capsys, during):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(during, interrupted)
    assert main(["train"]) == 130 and capsys.readouterr().err == "ngteach: stopped\n"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no terminals of this kind")
def test_on_a_terminal_a_progress_bar_counts_the_steps():
    import pty

    parent, child = pty.openpty()
    running = subprocess.Popen([*COMMAND, "train", "--epochs", "60"], stdout=child, stderr=child, env=ENVIRONMENT)
    os.close(child)
    shown, end = b"", time.monotonic() + 60
    while time.monotonic() < end:
        try:
            more = os.read(parent, 65536)
        except OSError:  # Linux says so when the other end is closed
            break
        if not more:
            break
        shown += more
    os.close(parent)
    assert running.wait(60) == 0
    text = shown.decode()
    assert re.search(r"\d+%\|.*\| *\d+/2695 \[", text) and "step/s" in text
    assert "epoch  60" in text and "done: 2695 steps" in text


def test_the_bundled_digits_need_no_folder(tmp_path):
    done = program("train", "--epochs", "1", "--quiet", "--history", "h.json", cwd=tmp_path)
    assert done.returncode == 0
    assert len(json.loads((tmp_path / "h.json").read_text())["loss"]) == -(-len(load_data().train_labels) // 32)
