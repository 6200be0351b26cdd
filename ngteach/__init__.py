"""ngteach: how a deep-learning compiler turns a model for inference into one that trains.

The way of a program through the kit:

    trace -> Graph -> Adjoints, clone, passes -> compile -> Executable -> call

Read the source room by room.  A room knows only rooms that are named before it; its __init__.py says which:

    core        what a graph is, and how Python becomes one: the student's hour
    ops         what a graph can do, each op with its derivative
    transform   graph -> graph: the adjoint of a graph, its clone, the passes, vmap and its like
    runtime     graph -> calls: the interpreter, the compiler for NumPy on several threads, jit
    files       reading what is not trusted, writing whole files
    serialize   graphs as JSON, and in pickles
    javascript  the second interpreter: a graph as JSON, computed where there is no Python
    data        real digits: their files, and where they come from
    train       the training function of an inference graph, and the loop around it
    draw        graphs as pictures
    models      the models of a first course, one page each
    lab         what a notebook shows; imported only when it is used
    web         notebooks as pages that need no Python
    cli         the command line
"""

from typing import TYPE_CHECKING

from . import draw, ops
from .core.calling import notices
from .core.calling.errors import GraphError
from .core.calling.notices import TraceWarning
from .core.calling.registry import OPS
from .core.graph import Equation, Graph, Tensor, replay
from .core.trace import Trace, parameter, trace
from .core.types import ElementType, TensorType, boolean, f16, f32, f64, i8, i16, i32, i64, type_of, u8, u16, u32, u64
from .core.version import VERSION as __version__
from .javascript.to_javascript import to_javascript
from .ops import *
from .ops import abs as abs
from .ops import all as all
from .ops import any as any
from .ops import divmod as divmod
from .ops import max as max
from .ops import min as min
from .ops import random as random
from .ops import round as round
from .ops import slice as slice
from .ops import sum as sum
from .runtime import viewer
from .runtime.backend import Backend
from .runtime.backend import compile as compile
from .runtime.jit.jitted import jit
from .runtime.values import values
from .runtime.why_nan import why_nan
from .serialize import pickling
from .train.adam import adam, adamw
from .train.clipping import clip_by_norm
from .train.derive import derive_training, derive_with_map
from .train.descent import momentum, sgd, tutorial
from .train.init import he_weights, tutorial_weights
from .train.nn import cross_entropy, dense, log_likelihood, mlp, mlp_types, softmax_cross_entropy
from .train.optimizer import Optimizer
from .train.scheduled import scheduled
from .train.schedules import (
    constant_rate,
    cosine,
    exponential_decay,
    linear_decay,
    linear_warmup,
    one_cycle,
    piecewise_rate,
    step_decay,
)  # fmt: skip
from .transform.algebra import simplify
from .transform.autodiff import Adjoints
from .transform.batching import batching
from .transform.check_grads import check_grads
from .transform.checkpoint import checkpoint
from .transform.clone import clone
from .transform.common_subexpressions import share
from .transform.custom_vjp import custom_vjp
from .transform.dead_code import prune
from .transform.fold import fold
from .transform.grad import grad, value_and_grad
from .transform.jacobian import hessian, hvp, jacobian
from .transform.jvp import jvp
from .transform.linearize import linearize
from .transform.notices.look import look as _look
from .transform.pipeline import PASSES, optimize
from .transform.rewrite import revise
from .transform.specialize import specialize
from .transform.split import split_graph
from .transform.vjp import vjp
from .transform.vmap import vmap
from .transform.watch import watch


def _timeline_bundle(timeline):
    """What a notebook shows of a Timeline; the lab is loaded when it is needed."""
    from .lab.notebook.shown import timeline_bundle

    return timeline_bundle(timeline)


viewer.bundle = _timeline_bundle
notices.lookers.append(_look)

# Loaded when first used: import ngteach stays quick.
_LATER = {
    "Config": "train.config",
    "Run": "train.run",
    "load_data": "data.load",
    "lab": None,
    "models": None,
    "Measure": "train.measuring",
    "Scaled": "data.batches",
}

# fmt: off
__all__ = [
    "adam", "adamw", "Adjoints", "Backend", "batching", "boolean", "check_grads", "checkpoint", "clip_by_norm",
    "clone", "constant_rate", "cosine", "cross_entropy", "custom_vjp", "dense", "derive_training",
    "derive_with_map", "ElementType", "Equation", "exponential_decay", "f16", "f32", "f64", "fold", "grad", "Graph",
    "GraphError", "he_weights", "hessian", "hvp", "i8", "i16", "i32", "i64", "jacobian", "jit", "jvp",
    "linear_decay", "linear_warmup", "linearize", "log_likelihood", "mlp", "mlp_types", "momentum", "one_cycle",
    "OPS", "optimize", "Optimizer", "parameter", "PASSES", "piecewise_rate", "prune", "replay", "revise",
    "scheduled", "sgd", "share", "simplify", "softmax_cross_entropy", "specialize", "split_graph", "step_decay",
    "Tensor", "TensorType", "to_javascript", "Trace", "trace", "TraceWarning", "tutorial", "tutorial_weights",
    "type_of", "u8", "u16", "u32", "u64", "value_and_grad", "values", "vjp", "vmap", "watch", "why_nan",
]
# fmt: on
__all__ += ops.__all__

if TYPE_CHECKING:  # what editors and type checkers see in place of __getattr__
    from . import lab as lab
    from . import models as models
    from .data.batches import Scaled as Scaled
    from .data.load import load_data as load_data
    from .train.config import Config as Config
    from .train.measuring import Measure as Measure
    from .train.run import Run as Run
else:

    def __getattr__(name):
        from importlib import import_module

        if name not in _LATER:
            from .ops.elsewhere import called_here  # few look for what is not there

            raise AttributeError(f"module {__name__!r} has no attribute {name!r}{called_here(name)}")
        module = import_module(f".{_LATER[name] or name}", __name__)
        return getattr(module, name) if _LATER[name] else module


def __dir__():
    return sorted({*globals(), *_LATER} - {"TYPE_CHECKING"})
