"""ngteach show: the graph of a model, of its loss, or of its training function, in six forms."""

from __future__ import annotations

import sys

from ..core.calling.errors import require
from ..files.output import say
from ..files.writing import write_whole
from .choosing import chosen_config, chosen_model


def show(options, _):
    """Print or write the graph."""
    text = _shown(options)
    if options.output and options.form == "js":
        say(f"wrote {' and '.join(text.write(options.output))}")
        return
    if not options.output:
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # redirected to a file, Windows would take something smaller
        print(str(text).rstrip("\n"))
        return
    write_whole(options.output, (text.rstrip("\n") + "\n").encode())
    say(f"wrote {options.output}")


def _shown(options):
    fold = None if options.fold is None else options.fold or True
    drawn = options.form in ("text", "svg", "dot")
    require(fold is None or drawn, f"--fold is for text, svg and dot; --as {options.form} shows every equation")
    graph = _stage(options)
    if options.optimized or options.form == "numpy":
        from ..transform.pipeline import optimize

        graph = optimize(graph)[0] if options.optimized else graph
    if options.form == "text":
        from ..draw.program import program

        return program(graph, fold or False)
    if options.form == "numpy":
        from ..runtime.executor import Executable

        return Executable(graph, threads=1).program
    if options.form == "svg":
        from ..draw.drawing import draw_graph

        return draw_graph(graph, fold)
    if options.form == "js":
        from ..javascript import to_javascript

        return to_javascript(graph)
    from ..draw.dot import to_dot
    from ..serialize import to_json

    return to_dot(graph, fold) if options.form == "dot" else to_json(graph)


def _stage(options):
    if options.model not in (None, "mlp"):
        from ..train.run import Run

        run = Run(chosen_model(options, options.model))
        return {"inference": run.inference, "loss": run.loss_graph, "training": run.graph}[options.stage]
    return _stage_of_mlp(options)


def _stage_of_mlp(options):
    """The graphs of the tutorial's layers, for which no data are needed: 28 x 28 pixels are those of MNIST."""
    from ..core.trace import trace
    from ..core.types import i32
    from ..data.load import load_data
    from ..data.plan import Plan
    from ..train.derive import derive_training
    from ..train.mlp import inference_graph
    from ..train.settings import rule_of

    config = chosen_config(options)
    pixels, classes, count = 784, 10, 60000
    if options.data or options.preset != "tutorial":
        data = load_data(config.data)
        pixels, classes, count = data.pixels, data.classes, len(data.train_images)
    steps = Plan(count, config.batch, config.last).steps(config.epochs)
    inference, rule = inference_graph(config, pixels, classes), rule_of(config.update, config, steps)
    if options.stage == "inference":
        return inference
    if options.stage == "training":
        return derive_training(inference, optimizer=rule, trainable="weights")

    def loss(x, labels, weights):
        return rule.loss(inference(x, weights), labels)

    types = {x.name.partition(".")[2]: x.type for x in inference.inputs[1:]}
    return trace(loss, inference.inputs[0].type, i32[config.batch], types)
