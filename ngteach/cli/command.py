"""The command line: ngteach train | show | fetch | lab."""

from __future__ import annotations

import math
import shlex
import sys
from dataclasses import replace

from ..core.calling.errors import GraphError
from ..files import output
from ..files.output import complain, say
from ..files.reading import reason
from ..files.signals import Stopped, Stops
from ..files.writing import write_whole


def main(arguments=None):
    """Run a command; returns the exit status, one of those in ngteach --help."""
    with output.safe_outputs() as outputs:
        try:
            status = _run(arguments)
        except SystemExit as end:  # of argparse
            status = end.code
        for stream in outputs:
            stream.flush()
        problem = outputs[0].problem or outputs[1].problem
        if problem and not isinstance(problem, BrokenPipeError):
            complain(f"the output could not be written: {reason(problem)}")
    if not problem or status:
        return status
    return 141 if isinstance(problem, BrokenPipeError) else 1  # ngteach show | head: the reader has seen enough


def _run(arguments):
    commands = {"train": train, "show": show, "fetch": fetch, "lab": lab}
    with Stops(last=arguments is None) as stops:
        try:
            from .flags import parser

            options = parser().parse_args(arguments)
            return commands[options.command](options, stops) or 0
        except MemoryError:
            complain("there is not enough memory for this; try a smaller --hidden or --batch")
            return 1
        except (GraphError, OSError) as problem:
            complain(problem)
            return 1
        except KeyboardInterrupt as stop:
            complain("stopped")
            return _status(stop)


def _status(stop):
    return 128 + getattr(stop, "number", 2)  # SIGINT


# ---- train ------------------------------------------------------------------


def train(options, stops):
    """Train, print loss and accuracy of every epoch, and write what was asked for, however it ends."""
    from ..train.run import write_history
    from .keeping import check_outputs, keep, saver

    check_outputs(options.save, options.history, options.resume)
    run = _chosen(options)
    if options.resume:
        run.restore(options.resume)
    say = (lambda *_: None) if options.quiet else output.say
    inference, training = len(run.inference.equations), len(run.graph.equations)
    rule, dataset, name = run.model.optimizer, run.model.dataset, run.model.name
    if run.config:
        name = "-".join(map(str, (run.data.pixels, *run.config.hidden, run.data.classes)))
    say(f"{dataset}: {run.examples:,} {run.model.what} for training, {run.tested:,} for testing")
    say(f"model {name}: {inference} equations; the training function derived from it ({rule}): {training}")
    if rule == "tutorial":
        say("the tutorial's loss has no minus sign: it is negative, and climbs to 0")
    if twice := run.counted_twice:
        say(f"test accuracy is over whole batches, as in nGraph's program: it counts {twice} images twice")
    if options.resume and not run.steps_to_do:
        say(f"nothing is left to do: {options.resume} has {run.epochs} epochs; ask for more with --epochs")
    bar, save_sometimes = _bar(run.steps_to_do, options.quiet), saver(run, options.save)

    def on_step(_):
        stops.check()
        bar.update()
        save_sometimes()

    def on_epoch(accuracy):
        recent = run.losses[-max(1, run.examples // run.model.batch) :]
        bar.clear()
        told = f"test {run.measure.name} {accuracy:{run.measure.form}}"
        say(f"epoch {len(run.accuracies):>3}   loss {sum(recent) / len(recent):.4f}   {told}")
        for line in run.model.samples(run, 5) if run.model.samples else ():
            say(f"    {line}")
        if not (options.save or options.history) and isinstance(getattr(sys.stdout, "problem", None), BrokenPipeError):
            raise Stopped(13)  # SIGPIPE: nobody reads on, and nothing else was asked for

    status, failed = 0, None
    try:
        with bar:
            run.train(on_step=on_step, on_epoch=on_epoch)
        stops.wait()  # from here signals do, until all is written
    except KeyboardInterrupt as stop:
        status = _status(stop)
        say("")
        say(f"stopped after {run.steps} steps; the weights are those of the last whole step")
    except Exception as problem:  # the steps before it are not lost
        stops.wait()
        failed = problem
    wanted = {options.save: run.save, options.history: lambda path: write_history(path, run.history())}
    kept = {path: keep(path, write) for path, write in wanted.items() if path}
    if saved := kept.get(options.save):
        more = "" if run.steps_to_do else f" --epochs {run.model.epochs + 20}"
        file = shlex.quote(saved) if output.spells(saved) else "FILE"
        say(f"saved to {saved}; go on with: ngteach train --resume {file}{more}")
    if failed:
        raise failed
    if run.losses and not math.isfinite(run.losses[-1]):
        complain("the loss is no longer a number; try a smaller --learning-rate")
    final = f"{run.accuracies[-1]:{run.measure.form}}" if run.accuracies else "not measured"
    loss = f"{run.losses[-1]:.4f}" if run.losses else "not measured"
    last = f"last loss {loss}, test {run.measure.name} {final}"
    say(f"done: {run.steps} steps, {run.seconds['train']:.2f} s of training, {last}")
    if stops.number:
        status = 128 + stops.number
    return status or int(any(name != path for path, name in kept.items()))


def _chosen(options):
    """The Run that the flags ask for."""
    from ..train.run import Run

    if options.model == "mlp":
        return Run(_config(options))
    from ..models import load

    names = ("batch", "epochs", "learning_rate", "seed", "backend", "threads")
    given = {name: getattr(options, name) for name in names} | {"optimizer": options.update}
    return Run(load(options.model, options.data), **{name: value for name, value in given.items() if value is not None})


def _config(options):
    """The preset or the resumed run's settings, with every flag that was given on top."""
    from ..train.checkpoint import load
    from ..train.config import TUTORIAL, Config, read_config

    base = TUTORIAL if options.preset == "tutorial" else Config()
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


def show(options, _):
    """Print or write the graph of the model, of its loss, or of its training function."""
    text = _shown(options)
    if not options.output:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # redirected to a file, Windows would take something smaller
        print(text.rstrip("\n"))
        return
    write_whole(options.output, (text.rstrip("\n") + "\n").encode())
    say(f"wrote {options.output}")


def _shown(options):
    graph = _stage(options)
    if options.optimized or options.form == "numpy":
        from ..transform.pipeline import optimize

        graph = optimize(graph)[0] if options.optimized else graph
    if options.form == "text":
        return str(graph)
    if options.form == "numpy":
        from ..runtime.executor import Executable

        return Executable(graph, threads=1).program
    if options.form == "svg":
        from ..draw.drawing import draw_graph

        return draw_graph(graph)
    from ..draw.dot import to_dot
    from ..serialize import to_json

    return to_dot(graph) if options.form == "dot" else to_json(graph)


def _stage(options):
    from ..core.trace import trace
    from ..core.types import i32
    from ..data.digits import load_data
    from ..train.config import TUTORIAL, Config
    from ..train.derive import derive_training
    from ..train.optimizers import optimizer
    from ..train.run import inference_graph

    base = TUTORIAL if options.preset == "tutorial" else Config()
    given = {name: getattr(options, name) for name in ("batch", "hidden", "update")}
    config = replace(base, **{name: value for name, value in given.items() if value is not None})
    pixels, classes = (784, 10) if options.preset == "tutorial" else (load_data("digits").pixels, 10)
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


def fetch(options, _):
    """Download a data set."""
    from ..data.fetch import fetch as download

    say(f"{options.name} is in {download(options.name, options.to, progress=sys.stderr.isatty())}")


def lab(options, stops):
    """Copy the notebooks to a folder and open them in JupyterLab."""
    from ..lab.notebook.open import open_notebooks

    stops.give_back()  # JupyterLab has its own ways
    return open_notebooks(options.folder, browser=not options.no_browser)
