"""The command line: ngteach train | show | fetch | lab."""

from __future__ import annotations

import math
import os
import shlex
import sys
from dataclasses import replace

from .types import GraphError


def main(arguments=None):
    """Run a command; returns the exit status: 0; 1 after an error; 2 for a wrong command line; 130 after Ctrl-C."""
    from .flags import parser

    for name in ("stdout", "stderr"):  # Python has none where it was closed, as >&- does
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w"))  # noqa: SIM115
    options = parser().parse_args(arguments)
    commands = {"train": train, "show": show, "fetch": fetch, "lab": lab}
    try:
        status = commands[options.command](options) or 0
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader has seen enough: ngteach show | head
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python would complain as it ends
        return 141
    except MemoryError:
        print("ngteach: there is not enough memory for this; try a smaller --hidden or --batch", file=sys.stderr)
        return 1
    except (GraphError, OSError) as problem:
        print(f"ngteach: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("ngteach: stopped", file=sys.stderr)
        return 130


# ---- train ------------------------------------------------------------------


def train(options):
    """Train, print loss and accuracy of every epoch, and write what was asked for."""
    from .loop import Run, write_history
    from .writing import check_writable

    for path in filter(None, (options.history, options.save)):
        check_writable(path)
    if options.save and options.history and os.path.realpath(options.save) == os.path.realpath(options.history):
        raise GraphError(f"--save and --history are both {options.save}; one would be lost, give it another name")
    config = _config(options)
    run = Run(config)
    if options.resume:
        run.restore(options.resume)
    say = (lambda *_: None) if options.quiet else print
    inference, training = len(run.inference.equations), len(run.graph.equations)
    sizes = "-".join(map(str, (run.data.pixels, *config.hidden, run.data.classes)))
    say(f"{config.data}: {len(run.data.train_labels):,} images for training, {len(run.data.test_labels):,} for testing")
    say(f"model {sizes}: {inference} equations; the training function derived from it ({config.update}): {training}")
    if config.update == "seed":
        say("the tutorial's loss has no minus sign: it is negative, and climbs to 0")
    if options.resume and not run.steps_to_do:
        say(f"nothing is left to do: {options.resume} has {run.epochs} epochs; ask for more with --epochs")
    stopped = False
    bar = _bar(run.steps_to_do, options.quiet)

    def on_epoch(accuracy):
        recent = run.losses[-max(1, len(run.data.train_labels) // config.batch) :]
        bar.clear()
        say(f"epoch {len(run.accuracies):>3}   loss {sum(recent) / len(recent):.4f}   test accuracy {accuracy:.2%}")

    try:
        with bar:
            run.train(on_step=lambda loss: bar.update(), on_epoch=on_epoch)
    except KeyboardInterrupt:
        stopped = True
        say(f"\nstopped after {run.steps} steps; the weights are those of the last whole step")
    if options.save:
        run.save(options.save)
        more = "" if run.steps_to_do else f" --epochs {config.epochs + 20}"
        say(f"saved to {options.save}; go on with: ngteach train --resume {shlex.quote(options.save)}{more}")
    if options.history:
        write_history(options.history, run.history())
    if run.losses and not math.isfinite(run.losses[-1]):
        print("ngteach: the loss is no longer a number; try a smaller --learning-rate", file=sys.stderr)
    final = f"{run.accuracies[-1]:.2%}" if run.accuracies else "not measured"
    loss = f"{run.losses[-1]:.4f}" if run.losses else "not measured"
    say(f"done: {run.steps} steps, {run.seconds['train']:.2f} s of training, last loss {loss}, test accuracy {final}")
    return 130 if stopped else 0


def _config(options):
    """The preset or the resumed run's settings, with every flag that was given on top."""
    from .checkpoint import load
    from .config import SEED, Config, read_config

    base = SEED if options.preset == "seed" else Config()
    if options.resume:
        base = read_config(*load(options.resume), options.resume)
    given = {name: getattr(options, name) for name in Config.__dataclass_fields__}
    return replace(base, **{name: value for name, value in given.items() if value is not None})


def _bar(steps, quiet):
    """A progress bar on a terminal; nothing in a file or a pipe, where each epoch has its line."""
    from shutil import get_terminal_size

    from tqdm import tqdm

    width, height = get_terminal_size()  # 80 by 24 if a terminal does not say, where tqdm would draw no bar
    off = quiet or not sys.stderr.isatty()
    return tqdm(total=steps, unit="step", leave=False, ncols=width - 1, nrows=height, disable=off)


# ---- show -------------------------------------------------------------------


def show(options):
    """Print or write the graph of the model, of its loss, or of its training function."""
    text = _shown(options)
    if not options.output:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # redirected to a file, Windows would take something smaller
        print(text.rstrip("\n"))
        return
    from .writing import check_writable, write_whole

    check_writable(options.output)
    write_whole(options.output, (text.rstrip("\n") + "\n").encode())
    print(f"wrote {options.output}")


def _shown(options):
    graph = _stage(options)
    if options.optimized or options.form == "numpy":
        from .passes import optimize

        graph = optimize(graph)[0] if options.optimized else graph
    if options.form == "text":
        return str(graph)
    if options.form == "numpy":
        from .runtime.executor import Executable

        return Executable(graph, threads=1).program
    if options.form == "svg":
        from .lab.drawing import draw

        return draw(graph)
    from .formats import to_dot, to_json

    return to_dot(graph) if options.form == "dot" else to_json(graph)


def _stage(options):
    from .config import SEED, Config
    from .data import load_data
    from .loop import inference_graph
    from .optimizers import optimizer
    from .tracing import trace
    from .training import derive_training
    from .types import i32

    base = SEED if options.preset == "seed" else Config()
    given = {name: getattr(options, name) for name in ("batch", "hidden", "update")}
    config = replace(base, **{name: value for name, value in given.items() if value is not None})
    pixels, classes = (784, 10) if options.preset == "seed" else (load_data("digits").pixels, 10)
    inference = inference_graph(config, pixels, classes)
    rule = optimizer(config.update)
    if options.stage == "inference":
        return inference
    if options.stage == "training":
        return derive_training(inference, optimizer=rule, trainable="weights")

    def loss(x, labels, weights):
        return rule.loss(inference(x, weights), labels)

    types = {x.name.partition(".")[2]: x.type for x in inference.inputs[1:]}
    return trace(loss, inference.inputs[0].type, i32[config.batch], types)


# ---- fetch, lab -------------------------------------------------------------


def fetch(options):
    """Download a data set."""
    from .fetch import fetch as download

    print(f"{options.name} is in {download(options.name, options.to, progress=sys.stderr.isatty())}")


def lab(options):
    """Copy the notebooks to a folder and open them in JupyterLab."""
    from .lab.open import open_notebooks

    return open_notebooks(options.folder, browser=not options.no_browser)
