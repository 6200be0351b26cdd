"""Every op, by what it does: its type rule, forward, adjoint and docstring stand side by side.

    in:     types, arrays or tensors
    out:    a type, an array, or an equation in the open trace
    knows:  core

Read arithmetic first, then activations, shape, broadcast, linear: the tutorial's model needs no more.  About a hundred
ops have rules of their own; the rest are plain functions made of them.  Where to find what:

    element by element  arithmetic powers exponential trigonometry hyperbolic special rounding modulo bits floats real
                        compare closeness mask select limits activations rectifiers smooth convert
    shapes              shape broadcast axes order edges repeating blocks matrices, and parts that several of them share
    joined and taken    index joining splitting editing brackets at take gather positions coordinates
    reductions          reduce truth prod cumulative logsumexp statistics covariance norms missing selected
    in order            sorting searching quantiles differences interpolation polynomials
    products            linear products vectors chains einsum
    windows             windows padding convolution pooling
    networks            normal_forms local_response random random_bits
    out of nothing      constant create grids lists
    for autodiff        custom_vjp
    for the compiler    barrier
    to look inside      watch

Beside the ops stand `rules`, the type rules that several share; `arguments` and `align`, which bring what is written
into one form (axis=-1, a number beside a tensor); `python`, `ufuncs` and `as_numpy`, which tie the ops to Python's
symbols and to NumPy's functions; `advice`, `without_op` and `elsewhere`, which say what to write where there is no op.

To add an op: write its type rule as a function with a docstring, decorate it with @op(forward=...) or
@elementwise(forward=...), and write its adjoint rule below, as for exp in arithmetic.  What other ops can say is a
plain function, under @numpy_name(...) if NumPy has it.  Import it here, write what editors see of it (python
tests/stubs.py), and give it rows in tests/samples, over which the laws of all ops are tested; they say what else is
missing.  It then runs on every backend; what would make it faster goes into runtime/kernels.py.
"""

import builtins as _builtins
from types import ModuleType as _ModuleType

from ..core.calling.registry import seal as _seal
from ..core.op import op
from . import custom_vjp, python, random, watch
from .activations import relu, sigmoid, softmax, tanh
from .align import elementwise
from .arithmetic import (
    abs,
    add,
    divide,
    exp,
    log,
    maximum,
    minimum,
    multiply,
    negative,
    sign,
    sqrt,
    subtract,
)
from .at import update_at
from .axes import (
    atleast_1d,
    atleast_2d,
    atleast_3d,
    expand_dims,
    flatten,
    matrix_transpose,
    moveaxis,
    permute_dims,
    ravel,
    reshape_in_order,
    rollaxis,
    squeeze,
    swapaxes,
)
from .barrier import optimization_barrier
from .bits import bitwise_and, bitwise_count, bitwise_or, bitwise_xor, gcd, invert, lcm, left_shift, right_shift
from .blocks import batch_to_space, depth_to_space, space_to_batch, space_to_depth
from .brackets import getitem
from .broadcast import broadcast, full, sum
from .chains import matrix_power, multi_dot
from .closeness import allclose, array_equal, isclose
from .compare import (
    equal,
    greater,
    greater_equal,
    less,
    less_equal,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    not_equal,
    where,
)
from .constant import constant
from .convert import convert
from .convolution import convolution, convolution_transpose
from .coordinates import gather_nd, ravel_multi_index, scatter_nd_add, scatter_nd_update, unravel_index
from .covariance import corrcoef, cov
from .create import (
    arange,
    empty,
    empty_like,
    eye,
    full_like,
    ones,
    ones_like,
    tri,
    zeros,
    zeros_like,
)
from .cumulative import cumprod, cumsum, cumulative_prod, cumulative_sum
from .differences import diff, ediff1d, gradient, trapezoid
from .edges import pad
from .editing import delete, insert
from .einsum import einsum
from .exponential import (
    exp2,
    expm1,
    log1p,
    log2,
    log10,
    logaddexp,
    logaddexp2,
)
from .floats import (
    copysign,
    fabs,
    fmax,
    fmin,
    heaviside,
    isfinite,
    isinf,
    isnan,
    isneginf,
    isposinf,
    nan_to_num,
    signbit,
)
from .gather import gather, scatter, scatter_add
from .grids import broadcast_arrays, broadcast_to, geomspace, indices, linspace, logspace, meshgrid
from .hyperbolic import arccosh, arcsinh, arctanh, cosh, sinh
from .index import embed, join, slice
from .interpolation import interp
from .joining import append, block, column_stack, concatenate, dstack, hstack, stack, vstack
from .limits import clip
from .linear import batch_dot, dot, one_hot
from .lists import array
from .local_response import local_response_norm
from .logsumexp import log_softmax, logsumexp
from .mask import mask
from .matrices import diag, diagflat, diagonal, diagonal_sum, fill_diagonal, tril, triu, vander
from .missing import nancumprod, nancumsum, nanmax, nanmean, nanmin, nanprod, nanstd, nansum, nanvar
from .modulo import divmod, floor_divide, fmod, modf, remainder
from .normal_forms import batch_norm, batch_norm_training, group_norm, instance_norm, layer_norm, rms_norm
from .norms import matrix_norm, norm, normalize, vector_norm
from .order import flip, fliplr, flipud, reverse_sequence, roll, rot90, shuffle_channels
from .polynomials import polyval
from .pooling import average_pool, global_average_pool, global_max_pool, max_pool
from .powers import cbrt, float_power, power, reciprocal, square, squared_difference
from .prod import prod
from .products import inner, kron, matmul, outer, tensordot, vdot
from .quantiles import median, percentile, quantile
from .random import dropout
from .random_bits import random_bits
from .real import angle
from .rectifiers import elu, hard_sigmoid, hard_swish, hard_tanh, leaky_relu, prelu, relu6, selu
from .reduce import argmax, argmin, max, min
from .repeating import repeat, resize, tile
from .rounding import ceil, floor, rint, round, trunc
from .rules import floats
from .searching import bincount, digitize, searchsorted
from .select import choose, select
from .shape import identity, reshape, stop_gradient, transpose
from .smooth import gelu, log_sigmoid, mish, silu, softplus, softsign, swish
from .sorting import argpartition, argsort, partition, sort, top_k
from .special import erf, erfinv
from .splitting import array_split, dsplit, hsplit, split, unstack, vsplit
from .statistics import average, mean, ptp, std, var
from .take import compress, embedding, extract, index_add, index_copy, put_along_axis, take, take_along_axis
from .trigonometry import (
    arccos,
    arcsin,
    arctan,
    arctan2,
    cos,
    degrees,
    hypot,
    radians,
    sin,
    sinc,
    tan,
)
from .truth import all, any, count_nonzero
from .vectors import convolve, correlate, cross, matvec, vecdot, vecmat
from .windows import add_windows, sliding_window_view, windows

_seal()  # ops defined after this line are a user's

# Everything above but the modules, and what is called as something of Python's own: `from ngteach import *` leaves sum,
# max, min, abs and slice alone, as NumPy's * does.
_OWN = {*dir(_builtins), "python"}
__all__ = sorted(n for n, x in globals().items() if n[0] != "_" and n not in _OWN and not isinstance(x, _ModuleType))
