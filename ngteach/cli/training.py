"""ngteach train: a line for every epoch, and whatever was asked for is written, however it ends."""

from __future__ import annotations

import math
import shlex
import sys

from ..files import output
from ..files.output import complain
from ..files.signals import Stopped
from ..files.writing import write_whole
from .choosing import chosen_run
from .keeping import check_outputs, keep, saver
from .progress import Bars


def train(options, stops):
    """Train, print what was measured after every epoch, and write what was asked for, however it ends."""
    from ..train.run import write_history

    check_outputs(options.save, options.history, options.picture, options.resume)
    run = chosen_run(options)
    if options.resume:
        run.restore(options.resume)
    say = (lambda *_: None) if options.quiet else output.say
    _say_what_begins(run, options, say)
    bars, save_sometimes = Bars(run, options.quiet), saver(run, options.save)

    def on_step(_):
        stops.check()
        bars.step()
        save_sometimes()

    def on_batch():
        stops.check()
        bars.measure()

    def on_epoch(_):
        bars.clear()
        say(f"epoch {len(run.measured):>3}   loss {run.mean_loss:.4f}{_measured(run)}")
        for line in _samples(run, options):
            say(f"    {line}")
        if not (options.save or options.history) and isinstance(getattr(sys.stdout, "problem", None), BrokenPipeError):
            raise Stopped(13)  # SIGPIPE: nobody reads on, and nothing else was asked for

    status, failed = 0, None
    try:
        with bars:
            run.train(on_step=on_step, on_epoch=on_epoch, on_batch=on_batch)
        stops.wait()  # from here signals do, until all is written
    except KeyboardInterrupt as stop:
        status = 128 + getattr(stop, "number", 2)  # SIGINT
        say("")
        say(f"stopped after {run.steps} steps; the weights are those of the last whole step")
    except Exception as problem:  # the steps before it are not lost
        stops.wait()
        failed = problem
    wanted = {
        options.save: run.save,
        options.history: lambda path: write_history(path, run.history()),
        options.picture: lambda path: write_whole(path, run.model.picture(run).encode()),
    }
    kept = {path: keep(path, write) for path, write in wanted.items() if path}
    if saved := kept.get(options.save):
        _say_what_was_saved(run, saved, say)
    if failed:
        raise failed
    if run.losses and not math.isfinite(run.losses[-1]):
        complain("the loss is no longer a number; try a smaller --learning-rate")
    _say_what_came_out(run, say)
    if stops.number:
        status = 128 + stops.number
    return status or int(any(name != path for path, name in kept.items()))


# ---- words ------------------------------------------------------------------


def _say_what_begins(run, options, say):
    rule, model = run.model.optimizer, run.model
    name = model.name
    if run.config:
        name = "-".join(map(str, (run.data.pixels, *run.config.hidden, run.data.classes)))
    also = "".join(f", {many:,} for {'testing' if part == 'test' else part}" for part, many in run.kept.items())
    say(f"{model.dataset}: {run.examples:,} {model.what} for training{also}")
    equations, training = len(run.inference.equations), len(run.graph.equations)
    say(f"model {name}: {equations} equations; the training function derived from it ({rule}): {training}")
    if rule == "tutorial" and model.loss is None:
        say("the tutorial's loss has no minus sign: it is negative, and climbs to 0")
    if twice := run.counted_twice:
        say(f"test accuracy is over whole batches, as in nGraph's program: it counts {twice} {model.what} twice")
    if options.resume and not run.steps_to_do:
        say(f"nothing is left to do: {options.resume} has {run.epochs} epochs; ask for more with --epochs")


def _measured(run):
    return "".join(f"   {part} {run.measure.tell(value)}" for part, value in run.measured[-1].items())


def _samples(run, options):
    """What the model makes up, if it makes up anything."""
    count = 5 if options.samples is None else options.samples
    return run.model.samples(run, count) if run.model.samples and count else ()


def _say_what_was_saved(run, saved, say):
    more = "" if run.steps_to_do else f" --epochs {run.model.epochs + 20}"
    file = shlex.quote(saved) if output.spells(saved) else "FILE"
    say(f"saved to {saved}; go on with: ngteach train --resume {file}{more}")
    if run.best:
        say(f"in it are the last weights, and those after epoch {run.best.epoch}, the best by {_judge(run)}")


def _say_what_came_out(run, say):
    if run.best and "validation" in run.kept:
        say(f"best: epoch {run.best.epoch}, {_judge(run)} {run.best.value:{run.measure.form}}")
    parts = run.measured[-1] if run.measured else dict.fromkeys(run.kept)
    found = [(part, "not measured" if x is None else f"{x:{run.measure.form}}") for part, x in parts.items()]
    measured = "".join(f", {part} {run.measure.name} {value}" for part, value in found)
    loss = f"{run.losses[-1]:.4f}" if run.losses else "not measured"
    say(f"done: {run.steps} steps, {run.seconds['train']:.2f} s of training, last loss {loss}{measured}")


def _judge(run):
    part = "validation" if "validation" in run.kept else "test"
    return f"{part} {run.measure.name}"
