"""The command line: ngteach train | show | fetch | lab."""

from __future__ import annotations

import argparse
import math
import os
import sys
from dataclasses import replace

from .types import GraphError

_EXAMPLES = """examples:
  ngteach train                               the bundled digits, a few seconds
  ngteach train --preset seed                 nGraph's tutorial on MNIST (fetch it first)
  ngteach train --update adam --learning-rate 0.003 --hidden 128,64
  ngteach train --save run.npz                and, to go on:  ngteach train --resume run.npz --epochs 40
"""


def main(arguments=None):
    """Run a command; returns the exit status: 0; 1 after an error; 2 for a wrong command line; 130 after Ctrl-C."""
    options = _parser().parse_args(arguments)
    try:
        status = options.command(options) or 0
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
    from . import checkpoint
    from .loop import Run, write_history

    for path in filter(None, (options.history, options.save)):
        checkpoint.check_writable(path)
    config = _config(options)
    run = Run(config)
    if options.resume:
        run.restore(options.resume)
    say = (lambda *_: None) if options.quiet else print
    inference, training = len(run.inference.equations), len(run.graph.equations)
    sizes = "-".join(map(str, (run.data.pixels, *config.hidden, run.data.classes)))
    say(f"{config.data}: {len(run.data.train_labels):,} images for training, {len(run.data.test_labels):,} for testing")
    say(f"model {sizes}: {inference} equations; the training function derived from it ({config.update}): {training}")
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
        say(f"saved to {options.save}; go on with: ngteach train --resume {options.save} --epochs {config.epochs * 2}")
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
    from tqdm import tqdm

    return tqdm(total=steps, unit="step", leave=False, disable=quiet or not sys.stderr.isatty())


# ---- show -------------------------------------------------------------------


def show(options):
    """Print or write the graph of the model, of its loss, or of its training function."""
    text = _shown(options)
    if not options.output:
        print(text)
        return
    from .checkpoint import check_writable, write_whole

    check_writable(options.output)
    write_whole(options.output, lambda file: file.write((text.rstrip("\n") + "\n").encode()))
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


# ---- what is on the command line --------------------------------------------


def _parser():
    parser = argparse.ArgumentParser(
        prog="ngteach",
        description="See how a deep-learning compiler turns a model for inference into one that trains.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    from . import __version__

    parser.add_argument("--version", action="version", version=f"ngteach {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    _add_train(commands)
    _add_show(commands)
    p = commands.add_parser("fetch", help="download MNIST or Fashion-MNIST", description=fetch.__doc__)
    p.add_argument("name", choices=["mnist", "fashion-mnist"], help="which data set")
    p.add_argument("--to", metavar="FOLDER", help="where to (default: your cache folder, where train finds it)")
    p.set_defaults(command=fetch)
    p = commands.add_parser("lab", help="open the notebooks", description=lab.__doc__)
    p.add_argument(
        "folder", nargs="?", default="ngteach-notebooks", help="where your copies are kept (default: %(default)s)"
    )
    p.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    p.set_defaults(command=lab)
    return parser


def _add_train(commands):
    p = commands.add_parser(
        "train",
        help="train the tutorial's model",
        description="Derive the training function from the inference model, and train it.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    p.add_argument(
        "--preset", choices=["seed"], help="seed: nGraph's tutorial (mnist, 5 epochs, batch 128, hidden 600)"
    )
    p.add_argument(
        "--data", metavar="DATA", help="digits (bundled), mnist, fashion-mnist, or a FOLDER of MNIST-named files"
    )
    p.add_argument("--epochs", type=_whole(0), metavar="N", help="how often to see all the data (default 20)")
    _add_model(p)
    p.add_argument("--learning-rate", type=_rate, metavar="F", help="the size of a step (default 0.1)")
    p.add_argument("--init", choices=["seed", "he"], help="first weights: he (default), or U(-1,1) as the tutorial's")
    p.add_argument("--seed", type=_whole(0), metavar="N", help="of the random numbers of --init he (default 0)")
    p.add_argument("--backend", choices=["cpu", "interpreter"], help="who runs the graph (default cpu)")
    p.add_argument("--threads", type=_whole(1), metavar="N", help="for --backend cpu (default: as many as processors)")
    p.add_argument("--history", metavar="FILE.json", help="write config, losses, accuracies and times as JSON")
    p.add_argument("--save", metavar="FILE.npz", help="write weights and state at the end, to resume from")
    p.add_argument("--resume", metavar="FILE.npz", help="go on from a saved run, until --epochs in all")
    p.add_argument("--quiet", action="store_true", help="print nothing but errors")
    p.set_defaults(command=train)


def _add_model(p):
    p.add_argument("--batch", type=_whole(1), metavar="N", help="images in a step (default 32)")
    p.add_argument("--hidden", type=_sizes, metavar="N[,N...]", help="sizes of the hidden layers (default 64)")
    p.add_argument("--update", choices=["seed", "sgd", "momentum", "adam"], help="the update rule (default sgd)")


def _add_show(commands):
    p = commands.add_parser("show", help="print the model's graph", description=show.__doc__)
    p.add_argument(
        "--stage", choices=["inference", "loss", "training"], default="training", help="default: %(default)s"
    )
    forms = ["text", "svg", "dot", "json", "numpy"]
    p.add_argument(
        "--as", dest="form", choices=forms, default="text", help="numpy: the compiled program (default: text)"
    )
    p.add_argument("--preset", choices=["seed"], help="the tutorial's sizes")
    _add_model(p)
    p.add_argument("--optimized", action="store_true", help="after the passes")
    p.add_argument("--output", metavar="FILE", help="write it to a file")
    p.set_defaults(command=show)


def _whole(least):
    def whole_number(text):
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number of {least} or more")
        return number

    return whole_number


def _rate(text):
    try:
        rate = float(text)
    except ValueError:
        rate = math.nan
    if not math.isfinite(rate):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number")
    return rate


def _sizes(text):
    try:
        sizes = tuple(int(part) for part in text.split(","))
    except ValueError:
        sizes = (0,)
    if any(n < 1 for n in sizes):
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of sizes such as 600 or 128,64")
    return sizes
