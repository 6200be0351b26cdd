"""How random_nestings draws one line of a program: (text, the values it reads), or None if nothing fits.

The text is Python that means the same in ngteach and in JAX, with {} for each value; nesting_libraries gives it names.
The functions are bounded, and smooth but for kinks where no value lies by rule: a comparison with 0.1234, not with 0.
"""

import math

UNARY = (
    "sin({})",
    "cos({})",
    "tanh({})",
    "sigmoid({})",
    "exp(-{0} * {0})",
    "log(1.5 + sin({}))",
    "sqrt(1.0 + {0} * {0})",
    "arctan({})",
    "erf({})",
    "softplus({})",
    "silu({})",
    "relu({} - 0.1234)",
    "abs({} + 0.1234)",
    "1.0 / (1.5 + cos({}))",
    "0.3 * {} ** 3",
    "square({})",
    "-{}",
    "{} * 0.7",
    "0.4 - {}",
    "stop_gradient({})",
    "expm1(0.3 * {})",
    "maximum({}, 0.1234)",
    "clip({}, -0.7654, 0.8765)",
    "where({0} > 0.1234, sin({0}), 0.5 * {0})",
    "mean({})",
    "sum({0} * {0})",
    "where(({0} > -0.4321) & ~({0} > 0.1234), {0} ** 2, tanh({0}))",
    "where(any({0} > 0.1234), {0}, 2.0 * {0})",
    "pad({}, 1)",
    "tile({}, 2)",
    "polyval(np.array([0.3, -0.5, 0.2]), {})",
    "sinc({} + 0.1234)",
    "interp({}, np.array([-2.0, 0.1234, 2.0]), np.array([0.5, -0.3, 0.2]))",
)
BINARY = (
    "{} + {}",
    "{} - {}",
    "{} * {}",
    "{} * {}",
    "{} / (1.5 + cos({}))",
    "(1.5 + sin({})) ** sin({})",
    "maximum({} + 0.1234, {})",
    "where({} > 0.1234, {}, 0.25)",
    "where({0} > {1} + 0.1234, {0} * {1}, sin({1}))",
    "logaddexp({}, {})",
    "arctan2({}, 1.5 + sin({}))",
    "hypot({}, 1.0 + cos({}))",
)
ALONG = (
    "sum({}, axis={axis})",
    "mean({}, axis={axis}, keepdims=True)",
    "softmax({}, axis={axis})",
    "log_softmax({}, axis={axis})",
    "logsumexp({}, axis={axis})",
    "cumsum({}, axis={axis})",
    "cumprod({}, axis={axis})",
    "prod({}, axis={axis})",
    "var({}, axis={axis})",
    "sort({}, axis={axis})",
    "max({}, axis={axis})",
    "min({}, axis={axis}, keepdims=True)",
    "flip({}, axis={axis})",
    "roll({}, 1, axis={axis})",
    "expand_dims({}, {axis})",
    "concatenate([{0}, sin({0})], axis={axis})",
    "stack([{0}, 0.5 * {0}], axis={axis})",
    "repeat({}, 2, axis={axis})",
    "take({}, np.array([[0, -1]]), axis={axis})",
    "take_along_axis({0}, argsort({0}, axis={axis}), axis={axis})",
    "moveaxis({}, {axis}, 0)",
    "norm({} + 0.4321, axis={axis})",
    "diff({}, axis={axis})",
    "median({}, axis={axis})",
    "quantile({}, 0.3, axis={axis}, keepdims=True)",
    "ptp({}, axis={axis})",
    "trapezoid({}, axis={axis})",
    "insert({}, 1, 0.25, axis={axis})",
    "delete({}, 0, axis={axis})",
    "append({0}, cos({0}), axis={axis})",
    "concatenate(split(concatenate([{0}, {0}], {axis}), 2, {axis})[::-1], {axis})",
)
NUMBERS = (
    "argmax({}, axis={axis})",
    "argsort({}, axis={axis})",
    "searchsorted(np.array([-0.5, 0.1234, 0.6]), {})",
    "whole(rint(3.0 * {} + 0.1234))",
    "whole({} > 0.1234)",
)
WHOLE = ("max", "min", "med", "qua", "ptp", "arg", "tra")  # of no elements there is none, at least in JAX
MATRIX = (
    "{} @ {}",
    "dot({}, {})",
    "matmul({}, swapaxes({}, -1, -2))",
    "einsum('...ij,...jk->...ik', {}, {})",
    "einsum('...ij,...kj->...k', {}, {})",
    "tensordot({}, {}, 1)",
    "inner({}, {})",
    "outer({}, {})",
    "convolve({}, {}, 'same')",
    "correlate({}, {}, 'full')",
    "vecdot({}, {})",
    "triu({}[..., None] - {}[..., None, :])",
    "kron({}, {})",
    "tril({}[..., None] * {}[..., None, :])",
)
SHAPES = ("transpose({})", "ravel({})", "reshape({}, (-1, 1))", "squeeze({})", "diagonal({})", "diag({})")
BRACKETS = (
    "{}[0]",
    "{}[..., None]",
    "{}[::-1]",
    "{}[1:]",
    "{}[..., -1]",
    "{}[:, 0]",
    "{}[np.array([1, 0, 1])]",
    "{}[:, np.array([0, -1])]",
    "{}[np.array([1, 0]), np.array([0, 1])]",
    "known({0}).at[0].add(sin({0}[-1]))",
    "known({0}).at[..., 0].set(0.5)",
    "known({0}).at[np.array([1, 0])].multiply(0.5)",
)
BY_NUMBER = (  # the second is a tensor of whole numbers
    "take({}, {} % {rows}, axis=0)",
    "known({})[{} % {rows}]",
    "take({}, {} % {last}, axis=-1)",
    "known({})[..., {} % {last}]",
    "known({})[:, {} % {second}]",
    "{0} * one_hot({1} % {last}, {last})",
    "index_add({0}, ravel({1} % {rows}), known({0})[ravel({1} % {rows})])",
    "known({}).at[{} % {rows}].set(0.3)",
    "where({1} > 1, {0}, 0.5)",
    "{0} * convert({1})",
)


def draw_unary(d):
    return d.rng.choice(UNARY), [d.float()]


def draw_binary(d):
    return d.rng.choice(BINARY), [d.float(), d.float()]


def draw_along(d):
    x = d.float(lambda t: t.rank)
    if x is None:
        return None
    texts = NUMBERS if d.rng.random() < 0.15 else ALONG
    texts = texts if x.size else [text for text in texts if text[:3] not in WHOLE]
    return d.rng.choice(texts).replace("{axis}", str(d.rng.integers(-x.ndim, x.ndim))), [x]


def draw_matrix(d):
    return d.rng.choice(MATRIX), [d.float(lambda t: t.rank), d.float(lambda t: t.rank)]


def draw_shape(d):
    x = d.float()
    if d.rng.random() < 0.6 or not x.ndim:
        return d.rng.choice(SHAPES), [x]
    order = tuple(int(a) for a in d.rng.permutation(x.ndim))
    wide = tuple(int(n) for n in (2, *x.shape))
    return d.rng.choice((f"transpose({{}}, {order})", f"broadcast_to({{}}, {wide})")), [x]


def draw_brackets(d):
    return d.rng.choice(BRACKETS), [d.float(lambda t: t.rank)]


def draw_by_number(d):
    x, i = d.float(lambda t: t.rank and 0 not in t.shape), d.pick(lambda t: not t.is_float)
    if x is None or i is None:
        return None
    text = d.rng.choice(BY_NUMBER)
    for name, size in (("rows", x.shape[0]), ("last", x.shape[-1]), ("second", x.shape[min(1, x.ndim - 1)])):
        text = text.replace(f"{{{name}}}", str(size))
    return text, [x, i]


def draw_constant(d):
    shape = d.shape()
    numbers = d.rng.uniform(-1, 1, math.prod(shape)).round(3).reshape(shape).tolist()
    return f"{{}} * np.array({numbers}).reshape({shape})", [d.float()]


DRAWERS = (draw_unary, draw_binary, draw_along, draw_matrix, draw_shape, draw_brackets, draw_by_number, draw_constant)
WEIGHTS = (0.2, 0.22, 0.16, 0.12, 0.08, 0.08, 0.1, 0.04)
