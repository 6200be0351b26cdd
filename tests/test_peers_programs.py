"""What people make of transformations, here and in JAX: values and derivatives agree, however the program is run."""

from types import SimpleNamespace

import numpy as np
import pytest

import ngteach as ng
from ngteach.core.tree import build, leaves, nesting

pytestmark = pytest.mark.peers


def ours():
    return SimpleNamespace(np=ng, uniform=lambda key, shape: ng.random.uniform(key, shape, ng.f64), **vars(ng))


def theirs(jax):
    def jacobian(f, wrt=0, mode=None):
        return (jax.jacfwd if mode == "forward" else jax.jacrev)(f, argnums=wrt)

    return SimpleNamespace(
        np=jax.numpy,
        grad=lambda f, wrt=0, has_aux=False: jax.grad(f, wrt, has_aux),
        value_and_grad=lambda f, wrt=0, has_aux=False: jax.value_and_grad(f, wrt, has_aux),
        hvp=lambda f, at, along: jax.jvp(jax.grad(f), at, along)[1],
        jit=lambda f, static=(): jax.jit(f, static_argnames=static),
        uniform=lambda key, shape: jax.random.uniform(key, shape, jax.numpy.float64),
        stop_gradient=jax.lax.stop_gradient,
        softmax=jax.nn.softmax,
        softplus=jax.nn.softplus,
        logsumexp=jax.scipy.special.logsumexp,
        jacobian=jacobian,
        **{k: getattr(jax, k) for k in ("vjp", "jvp", "linearize", "hessian", "vmap", "checkpoint", "custom_vjp")},
        random=jax.random,
    )


def weights(*sizes, seed=0):
    rng, pairs = np.random.default_rng(seed), list(zip(sizes, sizes[1:], strict=False))
    return [{"W": rng.normal(size=s) / np.sqrt(s[0]), "b": 0.1 * rng.normal(size=s[1])} for s in pairs]


def mlp(m):
    def net(layers, x):
        for k, layer in enumerate(layers):
            x = (m.np.tanh(x) if k else x) @ layer["W"] + layer["b"]
        return x

    return net


def of_each(f, *rows):
    """f of the values that stand at the same place in containers."""
    return build(nesting(rows[0]), [f(*xs) for xs in zip(*map(leaves, rows), strict=True)])


def normal(*shape, seed=1):
    return np.random.default_rng(seed).normal(size=shape)


# ---- programs: words -> function, and its arguments -------------------------


def maml(m):
    net = mlp(m)

    def loss(w, x, y):
        return m.np.mean((net(w, x) - y) ** 2)

    def after(w, x, y):
        for _ in range(2):
            w = of_each(lambda a, g: a - 0.1 * g, w, m.grad(loss)(w, x, y))
        return loss(w, 0.5 * x, y)

    def meta(w, xs, ys):
        return m.np.mean(m.vmap(after, in_axes=(None, 0, 0))(w, xs, ys))

    return lambda *args: (m.value_and_grad(meta)(*args), m.vmap(m.grad(after), (None, 0, 0))(*args))


def clipped_gradients(m):
    """Differentially private training: each example's gradient has at most the length 0.7."""
    net = mlp(m)

    def clipped(w, x, label):
        g = m.grad(lambda w: m.logsumexp(net(w, x)) - net(w, x)[label])(w)
        length = m.np.sqrt(sum(m.np.sum(a * a) for a in leaves(g)))
        return of_each(lambda a: a / m.np.maximum(1.0, length / 0.7), g)

    return lambda w, x, labels: of_each(
        lambda g: m.np.mean(g, axis=0), m.vmap(clipped, in_axes=(None, 0, 0))(w, x, labels)
    )


def physics(m):
    """Burgers' equation, with u_xx once backwards, once forwards."""
    net = mlp(m)

    def residual(w, x, t):
        def u(x, t):
            return net(w, m.np.stack([x, t]))[0]

        def u_x(x):
            return m.jvp(lambda x: u(x, t), (x,), (m.np.ones_like(x),))[1]

        forwards = m.jvp(u_x, (x,), (m.np.ones_like(x),))[1]
        return m.grad(u, 1)(x, t) + u(x, t) * u_x(x) - 0.1 * m.grad(m.grad(u))(x, t), forwards

    def loss(w, x, t):
        r, u_xx = m.vmap(residual, in_axes=(None, 0, 0))(w, x, t)
        return m.np.mean(r * r) + m.np.mean(u_xx)

    return m.value_and_grad(loss)


def gauss_newton(m):
    net = mlp(m)

    def product(w, v, x):
        z, z_dot = m.jvp(lambda w: net(w, x), (w,), (v,))
        p = m.softmax(z, axis=-1)
        seed = p * (z_dot - m.np.sum(p * z_dot, axis=-1, keepdims=True))
        return m.vjp(lambda w: net(w, x), w)[1](seed)[0]

    return product


def influence(m):
    """Conjugate gradients with Hessian-vector products, and a Hessian trace by random directions."""

    def loss(w, x, y):
        return m.np.mean(m.softplus(x @ w) - y * (x @ w)) + 0.05 * m.np.sum(w * w)

    def solved(product, b):
        x, r, p = 0.0 * b, b, b
        for _ in range(4):
            step = m.np.sum(r * r) / m.np.sum(p * product(p))
            x, new = x + step * p, r - step * product(p)
            p, r = new + m.np.sum(new * new) / m.np.sum(r * r) * p, new
        return x

    def all_of_it(w, x, y, key):
        def product(v):
            return m.hvp(lambda w: loss(w, x, y), (w,), (v,))

        def along(key):
            v = m.uniform(key, w.shape) - 0.5
            return m.np.sum(v * product(v))

        step = solved(product, m.grad(loss)(w, x, y))
        each = m.vmap(lambda x, y: -step @ m.grad(loss)(w, x[None], y[None]))(x, y)
        return each, m.np.mean(m.vmap(along)(m.random.split(key, 5))), m.hessian(loss)(w, x, y)

    return all_of_it


def fixed_point(m):
    """Implicit differentiation: the adjoint solves an equation of its own."""

    def step(w, z):
        return m.np.tanh(w["W"] @ z + w["b"])

    @m.custom_vjp
    def solve(w):
        z = m.np.zeros_like(w["b"])
        for _ in range(12):
            z = step(w, z)
        return z

    def bwd(residuals, dz):
        w, z = residuals
        back, u = m.vjp(step, w, z)[1], dz
        for _ in range(12):
            u = dz + back(u)[1]
        return (back(u)[0],)

    def fwd(w):
        z = solve(w)
        return z, (w, z)

    solve.defvjp(fwd, bwd)
    return lambda w, c: m.vmap(m.grad(lambda w, c: m.np.sum(c * solve(w))), in_axes=(None, 0))(w, c)


def straight_through(m):
    def rounded(x):
        return x + m.stop_gradient(m.np.rint(4 * x) / 4 - x)

    def f(w, x):
        return m.np.sum(m.np.sin(rounded(w) @ x))

    return lambda w, x: (m.grad(f, (0, 1))(w, x), m.hessian(f)(w, x))


def attention_with_checkpoints(m):
    def block(w, x):
        scores = (x @ w["q"]) @ (x @ w["k"]).T
        scores = m.np.where(m.np.tril(m.np.ones(scores.shape)) > 0, scores, -1e30)
        return x + m.np.tanh(m.softmax(scores, axis=-1) @ x @ w["v"])

    def loss(ws, table, words):
        x = table[words]
        for w in ws:
            x = m.checkpoint(block)(w, x)
        z = x[:-1] @ table.T
        picked = m.np.take_along_axis(z, words[1:, None], axis=-1)[:, 0]
        return m.np.mean(m.logsumexp(z, axis=-1) - picked)

    return m.value_and_grad(lambda ws, table, batch: m.np.mean(m.vmap(lambda b: loss(ws, table, b))(batch)), (0, 1))


def odd_axes(m):
    """Queries, keys and heads by nested vmaps; an ensemble of which some weights are shared."""

    def one(q, k, v):
        return m.softmax(k @ q, axis=0) @ v

    heads = m.vmap(m.vmap(one, (0, None, None)), (1, 1, 1), out_axes=1)
    batch = m.vmap(heads, (2, 0, 3), out_axes=-1)
    axes = [{"W": 2, "b": 0}, {"W": 0, "b": None}]
    many = m.vmap(mlp(m), in_axes=(axes, None), out_axes=1)
    return lambda q, k, v, ws, x: (m.grad(lambda *a: m.np.sum(m.np.sin(batch(*a))), (0, 1, 2))(q, k, v), many(ws, x))


def hypergradient(m):
    net = mlp(m)

    def loss(w, x):
        return m.np.mean((net(w, x) - m.np.sin(x[:, :1])) ** 2)

    def trained(rates, w, x):
        v = of_each(lambda a: 0.0 * a, w)
        for _ in range(3):
            v = of_each(lambda v, g: rates["momentum"] * v + g, v, m.checkpoint(m.grad(loss))(w, x))
            w = of_each(lambda a, b: a - rates["step"] * b, w, v)
        return loss(w, 1.1 * x), {"weights": w}

    return m.value_and_grad(trained, has_aux=True)


def sensitivity(m):
    def simulation(p, y):
        rows = []
        for _ in range(4):
            y = y + 0.05 * m.np.stack([p["a"] * y[0] - y[0] * y[1], p["b"] * y[0] * y[1] - y[1]])
            rows.append(y)
        return m.np.stack(rows)

    def f(p, y):
        _, line = m.linearize(simulation, p, y)
        still = of_each(m.np.zeros_like, p)
        return (
            line(of_each(m.np.ones_like, p), y),
            m.vmap(lambda d: line(still, d))(m.np.eye(2)),
            m.jacobian(simulation)(p, y),
        )

    return f


def six_deep(m):
    def f(x, n):
        return m.np.sum(m.np.sin(x) ** n)

    power = m.jit(f, static=("n",))
    inner = m.checkpoint(m.jit(lambda x: m.jvp(m.grad(lambda x: power(x, n=3)), (x,), (x,))[1]))
    return m.jit(m.vmap(m.grad(lambda x: m.np.sum(m.jacobian(inner)(x) ** 2))))


ENSEMBLE = [
    {"W": np.moveaxis(normal(4, 3, 5), 0, -1), "b": normal(4, 5)},
    {"W": normal(4, 5, 2, seed=2), "b": normal(2)},
]
PROGRAMS = {
    maml: (weights(2, 4, 1), normal(3, 5, 2), normal(3, 5, 1, seed=2)),
    clipped_gradients: (weights(4, 6, 3), normal(5, 4), np.array([0, 2, 1, 1, 0])),
    physics: (weights(2, 5, 1), normal(4), normal(4, seed=2)),
    gauss_newton: (weights(3, 5, 4), weights(3, 5, 4, seed=3), normal(6, 3)),
    influence: (normal(4), normal(6, 4), (normal(6) > 0) * 1.0, np.array([0, 3], np.uint32)),
    fixed_point: ({"W": 0.2 * normal(3, 3), "b": normal(3)}, normal(2, 3)),
    straight_through: (normal(3, 4), normal(4)),
    attention_with_checkpoints: (
        [{k: 0.4 * normal(6, 6, seed=ord(k)) for k in "qkv"}] * 2,
        normal(7, 6),
        np.array([[0, 3, 2, 6], [5, 5, 1, 4]]),
    ),
    odd_axes: (normal(5, 2, 3, 4), normal(3, 6, 2, 4), normal(6, 2, 7, 3), ENSEMBLE, normal(3)),
    hypergradient: ({"step": np.array(0.1), "momentum": np.array(0.9)}, weights(2, 4, 1), normal(6, 2)),
    sensitivity: ({"a": np.array(1.0), "b": np.array(0.7)}, np.array([1.0, 0.5])),
    six_deep: (normal(2, 3),),
}
RUN = {
    "at once": lambda f: f,
    "compiled": ng.jit,
    "interpreted": lambda f: ng.jit(f, backend="INTERPRETER"),
}


@pytest.mark.filterwarnings("ignore::ngteach.TraceWarning")
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_program_gives_what_it_gives_in_jax(program):
    jax = pytest.importorskip("jax")
    args = PROGRAMS[program]
    with jax.enable_x64(True):
        want = jax.jit(program(theirs(jax)))(*args)
    for how, run in RUN.items():
        found = run(program(ours()))(*args)
        assert jax.tree.structure(found) == jax.tree.structure(want), how
        for a, b in zip(jax.tree.leaves(found), jax.tree.leaves(want), strict=True):
            assert a.dtype == b.dtype and a.shape == b.shape, how
            np.testing.assert_allclose(a, b, rtol=0, atol=1e-10 * max(1.0, np.abs(b).max(initial=0.0)), err_msg=how)
