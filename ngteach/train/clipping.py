"""Clipping by norm: where the gradient of all weights together is too long, it is made shorter."""

from __future__ import annotations

from functools import reduce
from operator import add

from ..core.calling.errors import require, shown
from ..core.calling.numbers import is_python_number
from ..core.provenance import says_where
from ..ops import minimum, sqrt, sum
from .optimizer import Optimizer, finest, in_each_type, in_type
from .optimizers import optimizer as optimizer_of


@says_where("clip_by_norm")
def clip_by_norm(optimizer: Optimizer | str, most: float = 1.0) -> Optimizer:
    """An optimizer that is given gradients whose norm, over all weights together, is at most that.

    Each is multiplied by min(1, most / (norm + 1e-6)).  So gradients of 0 stay as they are; where the norm is infinite
    those that are finite become 0, and where it is NaN all of them become NaN.
    Raises GraphError for an optimizer whose step takes the loss, as the tutorial's does.
    Source: Pascanu, Mikolov and Bengio 2013; torch.nn.utils.clip_grad_norm_.

    >>> ng.clip_by_norm(ng.adamw(weight_decay=0.1), 1.0)
    clip_by_norm(adamw(weight_decay=0.1), most=1.0)
    """
    inner = optimizer_of(optimizer)
    wanted = "take sgd, momentum, adam or adamw, or write Optimizer(..., by_gradients=True)"
    require(inner.by_gradients, f"{inner.name} takes the loss, and no gradients that could be clipped; {wanted}")
    rule = Optimizer("clip_by_norm", _clipped_step, inner.init, inner.loss, by_gradients=True, inner=inner)
    rule = rule(most=most)
    _require_positive(rule.settings["most"])
    return rule


def _clipped_step(optimizer, gradients, weights, rate, state, *, most=1.0):
    _require_positive(most)
    digits = finest(weights.values())
    norm = sqrt(reduce(add, [in_type(sum(g * g), digits) for g in gradients.values()]))
    shorter = in_each_type(weights, minimum(most / (norm + 1e-6), 1.0))  # the small number is PyTorch's
    clipped = {name: shorter[g.type][0] * g for name, g in gradients.items()}
    return optimizer.follow(clipped, weights, rate, state)


def _require_positive(most):
    positive = is_python_number(most) and most > 0
    require(positive, f"most is the largest norm of the gradients, a number above 0, found {shown(most)}")
