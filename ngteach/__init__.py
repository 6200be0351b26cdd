"""ngteach: how a deep-learning compiler turns a model for inference into one that trains.

The way of a program through the kit:

    trace -> Graph -> Adjoints, clone, passes -> compile -> Executable -> call

Read the source in this order; each file knows only those above it:

    types room tree lines graph    what a graph is made of
    tracing wanted op ops/     Python arithmetic becomes equations
    pickling                   graphs in pickles and copies
    autodiff clone             the adjoint of a graph is a graph
    stages                     forward, adjoint or update
    files serialize formats    reading what is not trusted; graphs as JSON and DOT
    cost facts algebra passes  a smaller graph that computes the same
    runtime/                   schedule, memory plan, NumPy source, threads
    nn optimizers training     the training function of an inference graph
    idx data download fetch    real digits: their files, and where they come from
    weights                    the first weights
    signals writing            files that are old or new, never half
    checkpoint config loop     the loop around it all, saved and resumed
    output keeping flags cli   the command line
    lab/                       what a notebook shows; imported only when it is used
"""

import builtins

from .core.graph import Equation, Graph, Tensor, replay
from .core.trace import Trace, parameter, trace
from .core.types import ElementType, GraphError, TensorType, boolean, f32, f64, i32, i64, type_of, u8
from .ops import *
from .runtime.backend import Backend, compile
from .serialize import pickling
from .train.derive import derive_training
from .train.init import he_weights, seed_weights
from .train.nn import cross_entropy, dense, log_likelihood, mlp, mlp_types
from .train.optimizers import adam, momentum, seed, sgd
from .transform.autodiff import Adjoints, grad, value_and_grad
from .transform.clone import clone
from .transform.passes import fold, optimize, prune, share, simplify

__version__ = "0.1.0"


_LATER = {
    "Run": "train.run",
    "load_data": "data.digits",
    "lab": None,
}  # loaded when first used: import ngteach stays quick

# from ngteach import * leaves Python's own sum, max, min, abs, slice and compile alone, as NumPy's * does.
_MODULE = type(builtins)
__all__ = [n for n, x in globals().items() if n[0] != "_" and not (hasattr(builtins, n) or isinstance(x, _MODULE))]


def __getattr__(name):
    from importlib import import_module

    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f".{_LATER[name] or name}", __name__)
    return getattr(module, name) if _LATER[name] else module


def __dir__():
    return sorted([*globals(), *_LATER])
