"""The two libraries in which a drawn program means the same: names -> functions, for ngteach and for JAX."""

import math

import numpy as np

import ngteach as ng
from ngteach.core.trace import is_tracing
from ngteach.core.tree import build, leaves, nesting

# Written in the words of both libraries: (function, which arguments) -> a function of more arguments.
SHARED = '''
def of_some(f, wrt, args):
    """f as a function of the arguments in wrt alone: the others are captured."""
    def some(*xs):
        every = list(args)
        for i, x in zip(wrt, xs):
            every[i] = x
        return f(*every)
    return some, tuple(args[i] for i in wrt)

def by_jvp(f, wrt):
    """The arguments, and a tangent for each in wrt -> the value, and how it moves."""
    def derived(*args):
        some, primals = of_some(f, wrt, args[:-len(wrt)])
        return jvp(some, primals, args[-len(wrt):])
    return derived

def by_linearize(f, wrt):
    """The same, of a function that is linearized once and called twice."""
    def derived(*args):
        some, primals = of_some(f, wrt, args[:-len(wrt)])
        y, linear = linearize(some, *primals)
        return y, linear(*args[-len(wrt):]), linear(*args[-len(wrt):])
    return derived

def by_vjp(f, wrt):
    """The arguments, and an adjoint of the value -> the value, and the gradients, asked for twice."""
    def derived(*args):
        some, primals = of_some(f, wrt, args[:-1])
        y, back = vjp(some, *primals)
        return y, back(args[-1]), back(args[-1])[0]
    return derived

def by_rows(f, wrt):
    """The rows of the Jacobian: vmap of back."""
    def derived(*args):
        some, primals = of_some(f, wrt, args)
        y, back = vjp(some, *primals)
        return vmap(back)(eye(size(y)).reshape((size(y), *y.shape)))
    return derived

def by_columns(f, wrt):
    """The columns of the Jacobian: vmap of linear."""
    def derived(*args):
        some, (x,) = of_some(f, wrt, args)
        y, linear = linearize(some, x)
        return vmap(linear, out_axes=-1)(eye(size(x)).reshape((size(x), *x.shape)))
    return derived

def by_hvp(f, wrt):
    """The arguments, and a vector -> the Hessian's product with it."""
    def derived(*args):
        some, primals = of_some(f, wrt, args[:-1])
        return hvp(some, primals, args[-1:])
    return derived

def with_aux(f, wrt):
    """The value, the gradients, and what f returns beside the value."""
    def derived(*args):
        return value_and_grad(f, wrt, has_aux=True)(*args)
    return derived
'''


def ours():
    """The names of a program, in ngteach."""
    names = {name: getattr(ng, name) for name in dir(ng) if not name.startswith("_")}
    names |= {
        "np": np,
        "leaves": leaves,
        "size": lambda x: math.prod(x.shape),
        "eye": lambda n: ng.eye(n, dtype=ng.f64),
        "convert": lambda x: ng.convert(x, ng.f64),
        "whole": lambda x: ng.convert(x, ng.i64),
        "one_hot": lambda i, n: ng.one_hot(i, n, ng.f64),
        "max_pool_2": lambda x: ng.max_pool(x, 2),
        "given": lambda array: array,
        "known": _known,
        "custom": _custom_ours,
    }
    exec(SHARED, names)
    return names


def _known(x):
    """An array as a constant of the open trace: NumPy's arrays know no x.at, and cannot be indexed by a tensor."""
    return ng.constant(x) if is_tracing() and not isinstance(x, ng.Tensor) else x


def _custom_ours(f, scale):
    """f, whose gradient is scaled."""
    g = ng.custom_vjp(f)

    def bwd(xs, dy):
        return build(nesting(xs), [scale * dx for dx in leaves(ng.vjp(f, *xs)[1](dy))])

    g.defvjp(lambda *xs: (f(*xs), xs), bwd)
    return g


def theirs(jax):
    """The names of a program, in JAX."""
    places = (jax.numpy, jax.nn, jax.lax, jax.scipy.special)
    names = {name: getattr(place, name) for place in reversed(places) for name in dir(place) if name[0] != "_"}
    n = jax.numpy

    def jacobian(f, wrt=0, mode=None):
        return (jax.jacfwd if mode == "forward" else jax.jacrev)(f, wrt)

    def custom(f, scale):  # a rule for vjp alone has no jvp in JAX; this rule has both, and they mean the same
        g = jax.custom_jvp(f)

        def rule(xs, dxs):
            _, dy = jax.jvp(f, xs, dxs)
            return g(*xs), jax.tree.map(lambda dy: scale * dy, dy)

        g.defjvp(rule)
        return g

    names |= {
        "np": np,
        "leaves": leaves,
        "size": lambda x: math.prod(x.shape),
        "norm": n.linalg.norm,
        "convert": lambda x: x.astype(np.float64),
        "whole": lambda x: x.astype(np.int64),
        "one_hot": lambda i, k: jax.nn.one_hot(i, k, dtype=np.float64),
        "index_add": lambda x, i, v: x.at[i].add(v),
        "jit": jax.jit,
        "checkpoint": jax.checkpoint,
        "convolution": lambda x, k: jax.lax.conv_general_dilated(x, k, (1, 1), "VALID"),
        "max_pool_2": lambda x: jax.lax.reduce_window(x, -np.inf, jax.lax.max, *[(1, 1, 2, 2)] * 2, "VALID"),
        "given": n.asarray,
        "known": n.asarray,
        "custom": custom,
        "grad": lambda f, wrt=0: jax.grad(f, wrt),
        "value_and_grad": lambda f, wrt=0, has_aux=False: jax.value_and_grad(f, wrt, has_aux=has_aux),
        "vjp": jax.vjp,
        "jvp": jax.jvp,
        "linearize": jax.linearize,
        "jacobian": jacobian,
        "hessian": lambda f, wrt=0: jax.hessian(f, wrt),
        "hvp": lambda f, primals, tangents: jax.jvp(jax.grad(f), primals, tangents)[1],
        "vmap": jax.vmap,
    }
    exec(SHARED, names)
    return names
