"""Random training steps with attention: batched products, softmax along several axes, norms, masks, gathers."""

import math

import numpy as np

import ngteach as ng
from ngteach import f32, f64, i32
from ngteach.core.graph import Graph

WORDS = 7


def attention_graph(seed):
    """(graph, arrays): the training step of a random stack of random blocks, with random sizes."""
    rng = np.random.default_rng(seed)
    element = (f32, f64)[rng.integers(2)]
    n, time, heads, width = (int(rng.choice(c)) for c in ((4, 6, 8, 12), (2, 3, 4, 5), (1, 2, 3), (1, 2, 4)))
    size = heads * width
    stack = [BLOCKS[i] for i in rng.integers(len(BLOCKS), size=rng.integers(1, 5))]
    types = {"table": element[WORDS, size], "positions": element[time, size], "head": element[size, WORDS]}
    types["blocks"] = [{"wide": element[size, 3 * size], "b": element[3 * size], "s": element[size]} for _ in stack]
    by_mean = rng.random() < 0.5

    def model(letters, weights):
        x = ng.take(weights["table"], letters, axis=0) + weights["positions"]
        for block, own in zip(stack, weights["blocks"], strict=True):
            x = block(x, own, heads)
        return x @ weights["head"]

    def loss(scores, labels):
        came = ng.one_hot(labels, WORDS, scores.dtype)  # -1 is a label of padding
        total = -ng.sum(ng.log_softmax(scores, axis=-1) * came)
        return total / (n * time) if by_mean else total / (ng.sum(came) + 1.0)

    optimizer = ("sgd", "adam")[rng.integers(2)]
    inference = ng.trace(model, i32[n, time], types)
    graph = ng.derive_training(inference, loss, optimizer, trainable="weights", labels=i32[n, time])
    graph = Graph(graph.name, graph.inputs, graph.equations, graph.outputs)  # which takes and gives plain arrays
    return graph, [_array(rng, x) for x in graph.inputs]


def _array(rng, x):
    if x.dtype.kind == "i":
        return rng.integers(-1, WORDS, x.shape).astype(x.dtype)  # of letters, -1 is the last
    signs = [1] if x.name.startswith(("state", "learning_rate")) else [-1, 1]
    return np.asarray(rng.uniform(0.1, 1.0, x.shape) * rng.choice(signs, x.shape), x.dtype)


def _causal(time, dtype):
    return np.triu(np.full((time, time), -np.inf, dtype), 1)


def _queries(x, own, heads):
    n, time, size = x.shape
    parts = ng.reshape(x @ own["wide"] + own["b"], (n, time, 3, heads, size // heads))
    return ng.unstack(ng.transpose(parts, (2, 0, 3, 1, 4)))


def attention(x, own, heads):
    q, k, v = _queries(ng.layer_norm(x, own["s"]), own, heads)
    weights = ng.softmax(q @ k.mT / math.sqrt(q.shape[-1]) + _causal(x.shape[1], x.dtype), axis=-1)
    return x + ng.reshape(ng.transpose(weights @ v, (0, 2, 1, 3)), x.shape)


def sliced_attention(x, own, heads):
    """Softmax along the last axis but one, of what is cut out by slices; a mask that chooses."""
    n, time, size = x.shape
    wide = x @ own["wide"]
    q, k, v = (
        wide[:, :, i * size : (i + 1) * size].reshape(n, time, heads, -1).transpose(0, 2, 1, 3) for i in range(3)
    )
    scores = ng.where(_causal(time, x.dtype).T == 0, k @ q.mT, -1e9)
    return x + ng.reshape(ng.transpose(ng.softmax(scores, axis=-2).mT @ v, (0, 2, 1, 3)), x.shape)


def over_examples(x, own, heads):
    """Here the examples mix: each position looks at the others of the batch."""
    y = ng.transpose(x, (1, 0, 2))
    return x + ng.transpose(ng.softmax(y @ y.mT, axis=-1) @ y, (1, 0, 2)) * own["s"]


def dense(x, own, heads):
    h = ng.gelu(ng.rms_norm(x) @ own["wide"] + own["b"], "tanh")
    return x + (h @ own["wide"].T) * own["s"]


def exact_gelu(x, own, heads):
    return x + ng.sum(ng.reshape(ng.gelu(x @ own["wide"]), (*x.shape, 3)), axis=-1)


def normed_by_channels(x, own, heads):
    return ng.layer_norm(x, axis=(1, 2)) + ng.group_norm(ng.transpose(x, (0, 2, 1)), 1).transpose(0, 2, 1) * own["s"]


def shuffled(x, own, heads):
    """Rows picked by number, and the largest ones."""
    back = ng.take(x, np.arange(x.shape[1])[::-1].copy(), axis=1)
    return back + ng.max(x, axis=1, keepdims=True) * own["s"]


BLOCKS = (attention, sliced_attention, over_examples, dense, exact_gelu, normed_by_channels, shuffled)
