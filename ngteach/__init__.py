"""ngteach: how a deep-learning compiler turns a model for inference into one that trains."""

from .autodiff import Adjoints, grad, value_and_grad
from .clone import clone
from .graph import Equation, Graph, Tensor, replay
from .ops import *
from .runtime.backend import Backend, compile
from .tracing import Trace, parameter, trace
from .types import ElementType, GraphError, TensorType, boolean, f32, f64, i32, i64, type_of, u8

__version__ = "0.1.0"
